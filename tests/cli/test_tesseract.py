"""cutline under the name of tesseract: called by a link, and by pytesseract."""

import subprocess
import xml.etree.ElementTree as ElementTree

import pytesseract
import pytest
from PIL import Image

from conftest import binary, environment, run, shared, weights

SIGN = "韩国小馆"
FIRST = "This is a lot of 12 point text to test the"


@pytest.fixture(scope="session")
def tesseract(tmp_path_factory):
    for model in ("ppocr-v4-det", "ppocr-v4", "ppocr-cls"):
        weights(model)
    link = tmp_path_factory.mktemp("bin") / "tesseract"
    link.symlink_to(binary().resolve())
    pytesseract.pytesseract.tesseract_cmd = str(link)
    return link


@pytest.fixture
def call(tesseract, tmp_path):
    def words(*arguments, stdin: bytes | None = None):
        return subprocess.run(
            [tesseract, *map(str, arguments)],
            input=stdin,
            capture_output=True,
            timeout=120,
            cwd=tmp_path,
            env=environment(None),
            check=False,
        )

    return words


@pytest.fixture(scope="session")
def page():
    return shared("ocr", "tess_phototest.tif")


@pytest.fixture(scope="session")
def sign():
    return shared("ocr", "ppocr_ch_word_1.jpg")


def test_writes_a_text_file_and_exits_with_zero_or_one(call, page, tmp_path):
    done = call(page, "out", "-l", "eng", "--oem", "1", "--psm", "3")
    assert done.returncode == 0 and done.stdout == b"" and done.stderr == b""
    assert (tmp_path / "out.txt").read_text().startswith(FIRST)
    assert call(page, "out").returncode == 0  # over the old one, as Tesseract does
    for wrong in ((page,), (page, "out", "-l", "fra"), ("absent.png", "out"), (page, "out", "--psm", "0")):
        done = call(*wrong)
        assert done.returncode == 1 and done.stderr.startswith(b"error: "), wrong


def test_reads_pipes_and_single_lines(call, page, sign):
    assert call("stdin", "stdout", stdin=page.read_bytes()).stdout.decode().startswith(FIRST)
    assert call(sign, "-", "--psm", "7", "-l", "chi_sim").stdout.decode().strip() == SIGN


def test_is_also_a_command(sign):
    weights("ppocr-v4")
    assert run("tesseract", sign, "stdout").stdout.decode().strip() == SIGN
    assert b"IN OUT" in run("tesseract", "--help").stdout
    assert b"tesseract" in run("completion", "bash").stdout


def test_writes_every_format_at_once(call, page, tmp_path):
    done = call(page, "out.1", "txt", "hocr", "tsv", "alto", "page", "pdf")
    assert done.returncode == 0, done.stderr
    names = {"out.1.txt", "out.1.hocr", "out.1.tsv", "out.1.xml", "out.1.page.xml", "out.1.pdf"}
    assert {path.name for path in tmp_path.iterdir()} == names
    assert (tmp_path / "out.1.txt").read_text().startswith(FIRST)
    assert ElementTree.parse(tmp_path / "out.1.xml").getroot().tag.endswith("alto")
    assert ElementTree.parse(tmp_path / "out.1.page.xml").getroot().tag.endswith("PcGts")
    assert (tmp_path / "out.1.pdf").read_bytes().startswith(b"%PDF-")


def test_pytesseract_reads(tesseract, page, sign):
    assert pytesseract.get_tesseract_version().major == 5
    assert {"eng", "chi_sim"} <= set(pytesseract.get_languages())
    assert pytesseract.image_to_string(Image.open(page), lang="eng").startswith(FIRST)
    assert pytesseract.image_to_string(str(sign), lang="chi_sim+eng", config="--psm 7").strip() == SIGN
    with pytest.raises(pytesseract.TesseractError, match="fra"):
        pytesseract.image_to_string(str(sign), lang="fra")


def test_pytesseract_gets_words_and_boxes(tesseract, page):
    data = pytesseract.image_to_data(Image.open(page), output_type=pytesseract.Output.DICT)
    words = [i for i, text in enumerate(data["text"]) if text.strip()]
    assert [data["text"][i] for i in words][: len(FIRST.split())] == FIRST.split()
    width, height = Image.open(page).size
    for i in words:
        assert data["level"][i] == 5 and data["conf"][i] > 50
        assert 0 <= data["left"][i] < data["left"][i] + data["width"][i] <= width
        assert 0 <= data["top"][i] < data["top"][i] + data["height"][i] <= height


def test_pytesseract_gets_documents(tesseract, page):
    picture = Image.open(page)
    assert pytesseract.image_to_pdf_or_hocr(picture, extension="pdf").startswith(b"%PDF-")
    hocr = pytesseract.image_to_pdf_or_hocr(picture, extension="hocr")
    words = [node.text for node in ElementTree.fromstring(hocr).iter() if node.get("class") == "ocrx_word"]
    assert words[: len(FIRST.split())] == FIRST.split()
    assert b"<alto" in pytesseract.image_to_alto_xml(picture)
