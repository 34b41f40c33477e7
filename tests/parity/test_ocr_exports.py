"""What the formats of a reading hold, by programs that read them: xmllint, hocr-spec, qpdf, Poppler, Pillow.

The schemas in schemas/ tell the part of ALTO 4.4 and of PAGE XML 2019-07-15 that is written. Where
CUTLINE_SCHEMAS names a folder with alto-4-4.xsd or pagecontent.xsd, those judge as well.
"""

import csv
import html
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import httpx
import pytest
from PIL import Image, ImageChops, ImageOps, ImageStat

from conftest import shared, weights

CHINESE, ENGLISH = "ppocr_11.jpg", "tess_phototest.tif"
UPSIDE_DOWN, COLUMNS = "tess_phototest-rotated-180.png", "rapidocr_text_vertical_words.png"
PICTURES = [CHINESE, ENGLISH, UPSIDE_DOWN, COLUMNS]
SCHEMAS = pathlib.Path(__file__).parent / "schemas"
SMALL = "ppocr_ch_word_1.jpg"
HOSTILE = "a\"b'<&>]]>\t;世\u202e😀.png"
NAMED = [*((picture, picture) for picture in (*PICTURES, "rapidocr_empty_black.jpg")), (SMALL, HOSTILE)]


@pytest.fixture(scope="module")
def read(ocr_server):
    """A picture's file in a format; each is read once."""
    known = {}

    def read(picture, format="json", **options) -> bytes:
        path = picture if isinstance(picture, pathlib.Path) else shared("ocr", picture)
        options = {"source": path.name, **options}
        key = (path, format, *sorted(options.items()))
        if key not in known:
            answer = httpx.post(
                f"{ocr_server.url}/v1/ocr",
                params={"format": format, **options},
                content=path.read_bytes(),
                timeout=120,
            )
            assert answer.status_code == 200, answer.text
            known[key] = answer.content
        return known[key]

    return read


def tool(*command, stdin: bytes | None = None) -> bytes:
    """A checker's output; a test that fails where it complains, is skipped where it is absent."""
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed: run `make test`")
    done = subprocess.run([*map(str, command)], input=stdin, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, (command, done.stdout[-2000:], done.stderr[-2000:])
    return done.stdout


def lines_of(read, picture) -> list[str]:
    return [line for line in read(picture, "text").decode().replace("\f", "").splitlines() if line]


def validate(file: pathlib.Path, part: str, whole: str):
    tool("xmllint", "--noout", "--nonet", "--schema", SCHEMAS / part, file)
    folder = os.environ.get("CUTLINE_SCHEMAS")
    if folder and (pathlib.Path(folder) / whole).exists():
        tool("xmllint", "--noout", "--nonet", "--schema", pathlib.Path(folder) / whole, file)


@pytest.mark.parametrize("picture,source", NAMED)
def test_alto_is_valid_and_tells_the_text(read, tmp_path, picture, source):
    body = read(picture, "alto", source=source)
    (tmp_path / "a.xml").write_bytes(body)
    validate(tmp_path / "a.xml", "alto-4-4-part.xsd", "alto-4-4.xsd")
    space = {"a": "http://www.loc.gov/standards/alto/ns-v4#"}
    root = ElementTree.fromstring(body)
    texts = []
    for line in root.iterfind(".//a:TextLine", space):
        pieces = [part.get("CONTENT", " ") for part in line if not part.tag.endswith("Shape")]
        texts.append("".join(pieces))
    assert texts == lines_of(read, picture)
    assert root.find(".//a:fileName", space).text == source


@pytest.mark.parametrize("picture,source", NAMED)
def test_page_xml_is_valid_and_tells_the_text(read, tmp_path, picture, source):
    body = read(picture, "pagexml", source=source)
    (tmp_path / "a.xml").write_bytes(body)
    validate(tmp_path / "a.xml", "page-2019-07-15-part.xsd", "pagecontent.xsd")
    space = {"p": "http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"}
    root = ElementTree.fromstring(body)
    assert [e.text for e in root.iterfind(".//p:TextLine/p:TextEquiv/p:Unicode", space)] == lines_of(read, picture)
    assert root.find("p:Page", space).get("imageFilename") == source


@pytest.mark.parametrize("picture,source", NAMED)
def test_hocr_is_valid_and_tells_the_text(read, tmp_path, picture, source):
    body = read(picture, "hocr", source=source)
    (tmp_path / "a.hocr").write_bytes(body)
    tool("xmllint", "--noout", "--nonet", tmp_path / "a.hocr")
    check = [sys.executable, "-c", "from hocr_spec.cli import main; main()"]
    report = tool(*check, "--profile", "standard", tmp_path / "a.hocr").decode()
    assert "[OK]" in report and "ERROR" not in report
    spans = ElementTree.fromstring(body).iter("{http://www.w3.org/1999/xhtml}span")
    assert ["".join(s.itertext()) for s in spans if s.get("class") == "ocr_line"] == lines_of(read, picture)


def test_hocr_turns_as_the_text_does(read):
    assert b"textangle 180" in read(UPSIDE_DOWN, "hocr") and b"baseline" not in read(UPSIDE_DOWN, "hocr")
    assert b"textangle 270" in read(COLUMNS, "hocr")
    assert b"baseline" in read(ENGLISH, "hocr")


@pytest.mark.parametrize("picture", PICTURES)
def test_tables_and_json_agree(read, picture):
    wanted = json.loads(read(picture))["lines"]
    tsv = list(csv.DictReader(io.StringIO(read(picture, "tsv").decode()), delimiter="\t", quoting=csv.QUOTE_NONE))
    assert {int(row["level"]) for row in tsv} == {1, 2, 3, 4, 5}
    words = [word for line in wanted for word in line["words"]]
    found = [row for row in tsv if row["level"] == "5"]
    assert [row["text"] for row in found] == [word["text"] for word in words]
    for row, word in zip(found, words, strict=True):
        assert abs(float(row["conf"]) - 100 * word["score"]) < 0.02
        xs, ys = zip(*word["box"], strict=True)
        assert abs(int(row["left"]) - min(xs)) <= 1 and abs(int(row["top"]) - min(ys)) <= 1
        assert abs(int(row["left"]) + int(row["width"]) - max(xs)) <= 1
    assert all(row["conf"] == "-1" and row["text"] == "" for row in tsv if row["level"] != "5")

    rows = list(csv.DictReader(io.StringIO(read(picture, "csv").decode(), newline="")))
    assert [row["text"] for row in rows] == [line["text"] for line in wanted]
    objects = [json.loads(line) for line in read(picture, "jsonl").splitlines()]
    assert [(o["text"], o["box"]) for o in objects] == [(line["text"], line["box"]) for line in wanted]
    assert all(o["file"] == picture and o["page"] == 1 for o in objects)
    rapid = json.loads(read(picture, "rapidocr"))
    assert [(e["rec_txt"], e["dt_boxes"]) for e in rapid.values()] == [(w["text"], w["box"]) for w in wanted]
    assert list(rapid) == [str(i) for i in range(len(wanted))]

    detailed = json.loads(read(picture, "json", **{"return": "paragraphs"}))
    assert [line["text"] for p in detailed["paragraphs"] for line in p["lines"]] == [w["text"] for w in wanted]


def test_paragraphs_join_cjk_without_and_latin_with_spaces(read):
    english = json.loads(read(ENGLISH, "json", **{"return": "paragraphs"}))["paragraphs"]
    assert " ".join(p["text"] for p in english) == " ".join(lines_of(read, ENGLISH))
    columns = json.loads(read(COLUMNS, "json", **{"return": "paragraphs"}))["paragraphs"]
    assert "".join(p["text"] for p in columns) == "".join(lines_of(read, COLUMNS))


@pytest.mark.parametrize("picture", PICTURES)
def test_markdown_means_what_was_read(read, picture):
    """Escapes and hard breaks undone, by CommonMark's rules."""
    text = read(picture, "md").decode()
    assert not re.search(r"(?<!\\)[*_`<>#|\[\]]", text)
    plain = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", html.unescape(text.replace("\\\n", "\n")))
    assert "".join(plain.split()) == "".join("".join(lines_of(read, picture)).split())


@pytest.fixture
def pdf(read, tmp_path):
    def write(picture) -> pathlib.Path:
        path = tmp_path / f"{pathlib.Path(picture).stem}.pdf"
        path.write_bytes(read(picture, "pdf"))
        return path

    return write


@pytest.mark.parametrize("picture", [*PICTURES, "rapidocr_empty_black.jpg", "rapidocr_img_exif_orientation.jpg"])
def test_pdf_is_sound(pdf, picture):
    file = pdf(picture)
    assert b"No syntax or stream encoding errors" in tool("qpdf", "--check", file)
    fonts = tool("pdffonts", file).decode().splitlines()[2:]
    for font in fonts:  # emb, sub, uni
        assert font.split()[-5:-2] == ["yes", "no", "yes"], font
    assert f"Title:           {picture}" in tool("pdfinfo", "-enc", "UTF-8", file).decode()


@pytest.mark.parametrize("picture", [ENGLISH, UPSIDE_DOWN, COLUMNS, "rapidocr_en.jpg"])
def test_pdf_gives_the_text_back(pdf, read, picture):
    text = tool("pdftotext", pdf(picture), "-").decode().replace("\f", "")
    assert [line.strip() for line in text.splitlines() if line.strip()] == lines_of(read, picture)


def test_pdf_has_no_spaces_within_chinese(pdf, read):
    # Poppler puts what stands side by side on one line, so that only the pieces are compared.
    text = tool("pdftotext", "-raw", pdf(CHINESE), "-").decode()
    for line in lines_of(read, CHINESE):
        assert line in text
    assert sorted(text.split()) == sorted(" ".join(lines_of(read, CHINESE)).split())


@pytest.mark.parametrize("picture", [ENGLISH, UPSIDE_DOWN])
def test_words_of_the_pdf_are_where_they_were_read(pdf, read, picture):
    page = json.loads(read(picture))
    root = ElementTree.fromstring(tool("pdftotext", "-bbox", pdf(picture), "-"))
    box = root.find(".//{*}page")
    scale = page["width"] / float(box.get("width"))
    words = [word for line in page["lines"] for word in line["words"]]
    found = list(root.iter("{http://www.w3.org/1999/xhtml}word"))
    assert [e.text for e in found] == [word["text"] for word in words]
    height = 30  # of a line, about
    for element, word in zip(found, words, strict=True):
        xs, ys = zip(*word["box"], strict=True)
        for name, value in (("xMin", min(xs)), ("xMax", max(xs)), ("yMin", min(ys)), ("yMax", max(ys))):
            assert abs(float(element.get(name)) * scale - value) < height / 3, (word, name)  # less a gap before a space


def test_pdf_keeps_a_jpeg_as_it_is(pdf, read, tmp_path):
    jpeg = shared("ocr", CHINESE).read_bytes()
    assert jpeg in pdf(CHINESE).read_bytes()
    assert read(CHINESE, "pdf") == pdf(CHINESE).read_bytes()


def test_pdf_of_a_turned_jpeg_is_upright(read, tmp_path):
    """A JPEG with each EXIF orientation is kept as it is and shown as a reader of pictures shows it."""
    page = Image.open(shared("ocr", ENGLISH)).convert("RGB").resize((320, 240))
    page.paste((255, 0, 0), (0, 0, 60, 40))  # red in one corner
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        file = tmp_path / f"turned{orientation}.jpg"
        page.save(file, quality=95, exif=exif)
        body = read(file, "pdf")
        assert file.read_bytes() in body
        (tmp_path / "turned.pdf").write_bytes(body)
        tool("pdftoppm", "-png", "-r", "96", tmp_path / "turned.pdf", tmp_path / f"shown{orientation}")
        shown = Image.open(next(tmp_path.glob(f"shown{orientation}-*.png"))).convert("RGB")
        wanted = ImageOps.exif_transpose(Image.open(file)).convert("RGB")
        assert shown.size == wanted.size
        for x in (10, shown.width - 10):
            for y in (10, shown.height - 10):
                a, b = shown.getpixel((x, y)), wanted.getpixel((x, y))
                assert max(abs(i - j) for i, j in zip(a, b, strict=True)) < 30, (orientation, x, y)


@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_pdf_of_a_png_loses_nothing(read, tmp_path, mode):
    page = Image.open(shared("ocr", SMALL)).convert(mode)
    page.save(tmp_path / "page.png", dpi=(300, 300))
    (tmp_path / "page.pdf").write_bytes(read(tmp_path / "page.png", "pdf"))
    tool("pdfimages", "-png", tmp_path / "page.pdf", tmp_path / "kept")
    kept = Image.open(tmp_path / "kept-000.png")
    assert kept.mode == mode and kept.tobytes() == page.tobytes()
    width = 72 * page.width / 300
    size = re.search(rb"Page size: +([\d.]+) x", tool("pdfinfo", tmp_path / "page.pdf"))
    assert abs(float(size[1]) - width) < 0.1


def test_pdf_of_a_webp_holds_a_jpeg_like_it(read, tmp_path):
    page = Image.open(shared("ocr", SMALL)).convert("RGB")
    page.save(tmp_path / "page.webp", quality=95)
    (tmp_path / "page.pdf").write_bytes(read(tmp_path / "page.webp", "pdf"))
    tool("pdfimages", "-all", tmp_path / "page.pdf", tmp_path / "kept")
    kept = Image.open(tmp_path / "kept-000.jpg")
    difference = ImageChops.difference(kept.convert("RGB"), page)
    assert max(ImageStat.Stat(difference).mean) < 4


@pytest.mark.parametrize("picture", PICTURES)
def test_the_drawing_shows_picture_and_text(read, picture):
    drawn = Image.open(io.BytesIO(read(picture, "png")))
    drawn.load()
    original = Image.open(shared("ocr", picture))
    side_by_side = drawn.width - 8 == 2 * ((drawn.width - 8) // 2)
    assert side_by_side and drawn.mode == "RGB" and max(drawn.size) > max(original.size) / 2
    right = drawn.convert("L").crop(((drawn.width + 8) // 2, 0, drawn.width, drawn.height))
    scale = right.width / original.width
    for line in json.loads(read(picture))["lines"]:  # dark ink in each line's place
        xs, ys = zip(*line["box"], strict=True)
        part = right.crop([round(v * scale) for v in (min(xs), min(ys), max(xs), max(ys))])
        assert part.getextrema()[0] < 90, line["text"]


def test_formats_have_their_media_types(ocr_server):
    body = shared("ocr", "ppocr_ch_word_1.jpg").read_bytes()
    for name, media_type in {
        "jsonl": "application/jsonl",
        "tsv": "text/tab-separated-values; charset=utf-8",
        "csv": "text/csv; charset=utf-8",
        "md": "text/markdown; charset=utf-8",
        "hocr": "text/vnd.hocr+html; charset=utf-8",
        "alto": "application/alto+xml",
        "pagexml": "application/vnd.prima.page+xml",
        "pdf": "application/pdf",
        "png": "image/png",
        "rapidocr": "application/json",
    }.items():
        answer = httpx.post(f"{ocr_server.url}/v1/ocr", params={"format": name}, content=body, timeout=60)
        assert answer.headers["content-type"] == media_type
