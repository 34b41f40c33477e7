"""Text read from public pictures, against what they say and against RapidOCR 3.8.4."""

import concurrent.futures
import io
import json

import httpx
import pytest

from conftest import OCR_MODELS, run, shared, weights
from ocr_score import normal, read_truth, score


@pytest.fixture(scope="session")
def truth() -> dict[str, list[str]]:
    return read_truth(shared("ocr", "ground_truth.tsv"))


def read(server, path, **options) -> dict:
    answer = httpx.post(
        f"{server.url}/v1/ocr", params={"format": "json", **options}, content=path.read_bytes(), timeout=60
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


def texts(page) -> list[str]:
    return [normal(line["text"]) for line in page["lines"]]


def test_reads_at_least_as_well_as_rapidocr(ocr_server, truth):
    theirs = json.loads(shared("ocr", "reference_v4_rapidocr.json").read_text())
    total = {"ours": [0, 0], "theirs": [0, 0]}
    for file, wanted in truth.items():
        for who, found in (
            ("ours", texts(read(ocr_server, shared("ocr", file)))),
            ("theirs", [normal(line["text"]) for line in theirs[file]]),
        ):
            exact, edits = score(wanted, found)
            total[who][0] += exact
            total[who][1] += edits
    characters = sum(len(line) for lines in truth.values() for line in lines)
    print(f"exact lines and CER: {total}, of {characters} characters")
    assert total["ours"][0] >= total["theirs"][0]
    assert total["ours"][1] <= total["theirs"][1]
    assert total["ours"][1] / characters <= 0.015


def test_the_order_is_that_of_reading(ocr_server, truth):
    for file in ("tess_phototest.tif", "tess_phototest-rotated-180.png", "rapidocr_en.jpg"):
        page = read(ocr_server, shared("ocr", file))
        assert texts(page) == truth[file], file
    columns = texts(read(ocr_server, shared("ocr", "rapidocr_text_vertical_words.png")))
    assert [line[0] for line in columns] == ["有", "是", "已"]


def test_a_line_reads_the_same_alone_and_among_others(ocr_server):
    """To the last digit of its score: each line cut out and read by itself, in one request with
    others, and while pages are read."""
    from PIL import Image

    picture = shared("ocr", "tess_phototest.tif")
    page = Image.open(picture).convert("RGB")
    pieces = []
    for line in read(ocr_server, picture)["lines"]:
        xs, ys = zip(*line["box"], strict=True)
        piece = io.BytesIO()
        page.crop((min(xs), min(ys), max(xs), max(ys))).save(piece, "PNG")
        pieces.append(piece.getvalue())
    assert len(pieces) == 8

    def lines(*pictures) -> list:
        answer = httpx.post(
            f"{ocr_server.url}/v1/ocr",
            data={"format": "json", "detect": "false"},
            files=[("file", (f"{number}.png", data)) for number, data in enumerate(pictures)],
            timeout=60,
        )
        assert answer.status_code == 200, answer.text
        results = answer.json()["results"] if len(pictures) > 1 else [answer.json()]
        return [result["lines"] for result in results]

    alone = [lines(piece)[0] for piece in pieces]
    assert sum(len(line[0]["text"]) for line in alone) > 250
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        pages = [pool.submit(read, ocr_server, picture) for _ in range(2)]
        groups = [pool.submit(lines, pieces[i], pieces[-1 - i], pieces[i - 3]) for i in range(8)]
        together = [group.result() for group in groups]
    assert together == [[alone[i], alone[-1 - i], alone[i - 3]] for i in range(8)]
    assert pages[0].result()["lines"] == pages[1].result()["lines"]


def test_words_cover_their_line(ocr_server):
    page = read(ocr_server, shared("ocr", "tess_phototest.tif"))
    for line in page["lines"]:
        assert normal("".join(word["text"] for word in line["words"])) == normal(line["text"])
        lefts = [word["box"][0][0] for word in line["words"]]
        assert lefts == sorted(lefts)


@pytest.mark.parametrize("colour", ["white", "black", "grey"])
def test_nothing_is_read_where_nothing_stands(ocr_server, tmp_path, colour):
    from PIL import Image

    for size in ((1, 1), (640, 480), (300, 20)):
        Image.new("RGB", size, colour).save(tmp_path / "blank.png")
        assert read(ocr_server, tmp_path / "blank.png")["lines"] == []


def test_pictures_that_others_read_as_blank(ocr_server, tmp_path):
    """The same page as palette, 16 bit, inverted, with alpha and as CMYK."""
    from PIL import Image, ImageOps

    page = Image.open(shared("ocr", "tess_phototest.tif")).convert("L")
    clear = Image.new("RGBA", page.size, (0, 0, 0, 0))
    clear.putalpha(ImageOps.invert(page))  # black writing on nothing
    variants = {
        "palette.png": page.point(lambda v: 255 * (v > 128)).convert("RGB").quantize(2),
        "deep.png": Image.fromarray(__import__("numpy").asarray(page).astype("uint16") * 257),
        "inverted.png": ImageOps.invert(page),
        "alpha.png": clear,
        "cmyk.jpg": page.convert("RGB").convert("CMYK"),
    }
    for name, picture in variants.items():
        picture.save(tmp_path / name)
        lines = texts(read(ocr_server, tmp_path / name))
        assert len(lines) == 8 and lines[3] == normal("The quick brown dog jumped over the"), (name, lines)


def test_noise_is_bounded(ocr_server, tmp_path):
    import numpy
    from PIL import Image

    noise = numpy.random.default_rng(1).integers(0, 256, (1000, 1000, 3), dtype="uint8")
    Image.fromarray(noise).save(tmp_path / "noise.png")
    begin = ocr_server.cpu_seconds()
    read(ocr_server, tmp_path / "noise.png")
    assert ocr_server.cpu_seconds() - begin < 20


def test_the_shell_prints_in_the_order_of_its_inputs(truth):
    for model in OCR_MODELS:
        weights(model)
    files = ["tess_phototest.tif", "ppocr_ch_word_1.jpg", "rapidocr_short.png"]
    paths = [shared("ocr", file) for file in files]
    done = run("ocr", *paths, "--quiet")
    assert done.returncode == 0, done.stderr
    heads = [line for line in done.stdout.decode().splitlines() if line.startswith("==> ")]
    assert heads == [f"==> {path} <==" for path in paths]
    rows = [json.loads(line) for line in run("ocr", *paths, "--json", "--quiet").stdout.splitlines()]
    assert [row["file"] for row in rows] == [str(path) for path in paths]
    assert texts(rows[1]) == truth["ppocr_ch_word_1.jpg"]


def test_a_crnn_goes_through_the_same_pipeline(ocr_server, truth):
    weights("crnn")
    found = [score(truth[f], texts(read(ocr_server, shared("ocr", f), model="crnn"))) for f in truth]
    exact, edits = map(sum, zip(*found, strict=True))
    print(f"crnn: exact lines {exact}, edits {edits}")
    assert exact >= 49 and edits <= 22  # docs/models.md
    page = read(ocr_server, shared("ocr", "tess_phototest.tif"), model="crnn")
    assert page["model"] == "crnn" and texts(page) == truth["tess_phototest.tif"]


def test_models_that_do_not_fit_are_refused(ocr_server):
    picture = shared("ocr", "ppocr_ch_word_1.jpg").read_bytes()
    for params, word in (
        ({"model": "u2netp"}, "remove"),
        ({"model": "ppocr-v4-det"}, "reads lines"),
        ({"detector": "ppocr-v4"}, "finds lines"),
        ({"model": "ppocr-v9"}, "ppocr-v"),  # the nearest name is the hint
    ):
        answer = httpx.post(f"{ocr_server.url}/v1/ocr", params=params, content=picture, timeout=60)
        assert answer.status_code == 400, (params, answer.text)
        assert word in answer.text
    refused = httpx.post(f"{ocr_server.url}/v1/remove?model=ppocr-v4", content=picture, timeout=60)
    assert refused.status_code == 400 and "ocr" in refused.json()["detail"]
