"""Text at the edges of what can be read: turned, tiny, huge, none at all, in documents and tables."""

import csv
import io
import json
import shutil
import subprocess

import httpx
import numpy
import pytest
from PIL import Image, ImageDraw, ImageFont

from conftest import OCR_MODELS, Server, run, shared, weights
from ocr_score import normal

SENTENCE = "The quick brown fox jumps over 13 lazy dogs"


def font(size: int):
    return ImageFont.load_default(size)


def page(lines: list[str], size: int = 24, width: int = 800, gap: float = 1.8) -> Image.Image:
    picture = Image.new("RGB", (width, int(size * gap * (len(lines) + 1))), "white")
    draw = ImageDraw.Draw(picture)
    for i, line in enumerate(lines):
        draw.text((size, int(size * gap * (i + 0.5))), line, fill="black", font=font(size))
    return picture


def png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=1)
    return out.getvalue()


def ask(ocr_server, content: bytes, **options) -> httpx.Response:
    return httpx.post(f"{ocr_server.url}/v1/ocr", params=options, content=content, timeout=120)


def read(ocr_server, picture, **options) -> list[str]:
    content = picture if isinstance(picture, bytes) else png(picture)
    answer = ask(ocr_server, content, format="json", **options)
    assert answer.status_code == 200, answer.text
    return [line["text"] for line in answer.json()["lines"]]


def test_a_page_reads_the_same_at_every_angle(ocr_server):
    upright = Image.open(shared("ocr", "tess_phototest.tif")).convert("RGB")
    wanted = [normal(line) for line in read(ocr_server, upright)]
    assert len(wanted) == 8
    for angle in range(15, 360, 15):
        turned = upright.rotate(-angle, expand=True, fillcolor="white", resample=Image.BICUBIC)
        answer = ask(ocr_server, png(turned), format="json").json()
        assert [normal(line["text"]) for line in answer["lines"]] == wanted, angle


def test_small_text_on_a_large_scan_is_looked_at_again(ocr_server):
    """24 pixels high on 4,000 x 5,600: 5 pixels high at the first look."""
    lines = [f"{SENTENCE} {n}" for n in range(40)]
    scan = Image.new("RGB", (4000, 5600), "white")
    scan.paste(page(lines, 24, 1000), (400, 300))
    scan.paste(page(lines, 24, 1000), (2500, 3500))
    found = [normal(line) for line in read(ocr_server, scan)]
    wanted = [normal(line) for line in lines]
    assert found[:40] == wanted and found[40:] == wanted


def test_a_page_of_five_thousand_lines():
    """A hundred rows of fifty numbers: all of them are looked at, and none is read twice."""
    for model in OCR_MODELS:
        weights(model)
    picture = Image.new("RGB", (5000, 5000), "white")
    draw = ImageDraw.Draw(picture)
    for n in range(5000):
        draw.text((20 + n % 50 * 99, 20 + n // 50 * 49), f"{n:04}", fill="black", font=font(26))
    patient = Server("--preload", ",".join(OCR_MODELS), "--request-timeout", "300s")
    answer = httpx.post(f"{patient.url}/v1/ocr?format=json", content=png(picture), timeout=300)
    assert answer.status_code == 200, answer.text
    assert patient.cpu_seconds() < 240
    assert patient.stop() == 0
    boxes = [(line["box"][0], line["box"][2]) for line in answer.json()["lines"]]
    cells = {(int((a[0] + b[0] - 40) // 198), int((a[1] + b[1] - 40) // 98)) for a, b in boxes}
    print(len(boxes), "boxes,", len(cells), "places")
    assert len(cells) == len(boxes)
    digits = sum(c.isdigit() for line in answer.json()["lines"] for c in line["text"])
    assert 0.9 * 20_000 <= digits <= 20_000  # some neighbours a few pixels apart become one word


def test_odd_shapes_give_an_answer(ocr_server):
    for size in ((1, 1), (1, 3000), (16000, 1), (2, 2)):
        assert read(ocr_server, Image.new("RGB", size, "white")) == []
    assert ask(ocr_server, png(Image.new("L", (50_000, 1)))).status_code == 413
    dot = Image.new("RGB", (300, 300), "white")
    dot.putpixel((150, 150), (0, 0, 0))
    assert read(ocr_server, dot) == []


def test_languages_characters_and_words(ocr_server):
    chinese = shared("ocr", "ppocr_ch_word_1.jpg").read_bytes()
    assert any("一" <= c <= "鿿" for c in "".join(read(ocr_server, chinese)))
    assert not any("一" <= c <= "鿿" for c in "".join(read(ocr_server, chinese, languages="en", min_score=0)))
    numbers = page(["Total 4711", "Tax 0815"])
    digits = "".join(read(ocr_server, numbers, allowlist="0123456789", min_score=0))
    assert "4711" in digits and "0815" in digits and set(digits) <= set("0123456789")
    for name, value in (("languages", "zh,tlh"), ("allowlist", "a☃"), ("pages", "x"), ("table", "xls")):
        refused = ask(ocr_server, chinese, **{name: value})
        assert refused.status_code == 400, refused.text
        assert refused.json()["field"] == name
    assert "zh and en" in ask(ocr_server, chinese, languages="tlh").json()["hint"]


def test_listed_words_settle_doubt(ocr_server):
    """I and l look alike in print; the list says which it is."""
    for text, words, size in (("Illinois", "Illinois", 16), ("hello Ill all", "hello,Ill,all", 20)):
        picture = page([text], size, 400)
        plain, listed = read(ocr_server, picture), read(ocr_server, picture, words=words)
        assert normal("".join(plain)) != normal(text), "no doubt is left to settle: take another picture"
        assert normal("".join(listed)) == normal(text), (plain, listed)


@pytest.fixture(scope="module")
def pdf(tmp_path_factory):
    if shutil.which("pdftoppm") is None:
        pytest.skip("poppler-utils is not installed")
    file = tmp_path_factory.mktemp("pdf") / "three.pdf"
    pages = [page([f"This is page {n} of three", SENTENCE]) for n in ("one", "two", "three")]
    pages[0].save(file, "PDF", save_all=True, append_images=pages[1:], resolution=100)
    return file


def test_a_pdf_is_read_page_by_page(ocr_server, pdf):
    answer = ask(ocr_server, pdf.read_bytes(), format="json").json()
    assert len(answer["pages"]) == 3
    for n, found in zip(("one", "two", "three"), answer["pages"], strict=True):
        assert [normal(line["text"]) for line in found["lines"]] == [normal(f"This is page {n} of three"), normal(SENTENCE)]
    text = ask(ocr_server, pdf.read_bytes(), pages="2-").text
    assert text.count("\f") == 1 and "two" in text and "three" in text and "one" not in text
    assert ask(ocr_server, pdf.read_bytes(), pages="4").status_code == 422
    jpeg = io.BytesIO()
    page([SENTENCE]).save(jpeg, "JPEG", comment=b"made from %PDF-1.4")
    assert normal(read(ocr_server, jpeg.getvalue())[0]) == normal(SENTENCE)
    drawn = ask(ocr_server, pdf.read_bytes(), format="png")
    assert drawn.status_code == 422, drawn.text


def test_a_searchable_pdf_of_a_pdf(pdf, tmp_path):
    done = run("ocr", pdf, "-o", tmp_path / "out.pdf", "--quiet")
    assert done.returncode == 0, done.stderr
    text = subprocess.run(["pdftotext", tmp_path / "out.pdf", "-"], capture_output=True, check=True).stdout.decode()
    assert [normal(part).startswith(normal(f"This is page {n} of three")) for n, part in
            zip(("one", "two", "three"), text.split("\f"), strict=False)] == [True] * 3  # fmt: skip


def test_pdfs_that_cant_be_read_say_why(ocr_server, pdf, tmp_path):
    if shutil.which("qpdf") is None:
        pytest.skip("qpdf is not installed")
    locked = tmp_path / "locked.pdf"
    subprocess.run(["qpdf", "--encrypt", "u", "o", "256", "--", pdf, locked], check=True)
    refused = ask(ocr_server, locked.read_bytes())
    assert refused.status_code == 422 and "password" in refused.json()["detail"]
    assert ask(ocr_server, pdf.read_bytes()[:2000]).status_code == 422
    assert ask(ocr_server, b"%PDF-1.7\n").status_code == 422
    without = run("ocr", pdf, env={"PATH": "/nowhere"})
    assert without.returncode == 69 and b"apt-get install poppler-utils" in without.stderr


def test_an_invoice_gives_its_table(ocr_server):
    picture = Image.new("RGB", (900, 420), "white")
    draw = ImageDraw.Draw(picture)
    draw.text((30, 20), "Invoice number 2026-0815", fill="black", font=font(28))
    rows = [["Item", "Count", "Price"], ["Lamp", "2", "12.50"], ["Cable", "14", "3.00"], ["Table", "1", "240.00"]]
    for r, row in enumerate(rows):
        for x, cell in zip((30, 420, 640), row, strict=True):
            draw.text((x, 110 + 60 * r), cell, fill="black", font=font(28))
    answer = ask(ocr_server, png(picture), table="csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert list(csv.reader(io.StringIO(answer.text))) == rows
    html = ask(ocr_server, png(picture), format="html").text
    assert "<p>Invoice" in html and html.count("<tr>") == 4
    assert "Invoice" not in ask(ocr_server, png(picture), table="html").text
    contradiction = ask(ocr_server, png(picture), table="csv", format="json")
    assert contradiction.status_code == 400 and contradiction.json()["field"] == "table"


def test_noise_of_any_kind_has_bounds(ocr_server):
    random = numpy.random.default_rng(5)
    begin = ocr_server.cpu_seconds()
    for picture in (
        random.integers(0, 2, (900, 900), dtype="uint8") * 255,
        numpy.kron(random.integers(0, 2, (120, 160), dtype="uint8") * 255, numpy.ones((10, 10), "uint8")),
    ):
        assert isinstance(read(ocr_server, Image.fromarray(picture)), list)
    assert ocr_server.cpu_seconds() - begin < 60


def test_rows_of_the_shell_name_their_failures(tmp_path):
    for model in OCR_MODELS:
        weights(model)
    page([SENTENCE]).save(tmp_path / "good.png")
    (tmp_path / "bad.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    done = run("ocr", tmp_path / "bad.png", tmp_path / "good.png", "--json", "--quiet")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["file"] for row in rows] == [str(tmp_path / "bad.png"), str(tmp_path / "good.png")]
    assert rows[0]["error"]["code"] and normal(rows[1]["lines"][0]["text"]) == normal(SENTENCE)
