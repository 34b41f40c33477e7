"""Pairs of detector and recogniser on the public pictures, as docs/models.md measured them."""

import httpx
import pytest

from conftest import Server, shared, weights
from ocr_score import normal, read_truth, score

# Exact lines of 63 that were measured (bench/ocr/models); one less is let pass, since other
# CPUs round otherwise.
MEASURED = {
    ("ppocr-v4-det", "ppocr-v4"): 58,
    ("ppocr-v5-det", "ppocr-v5"): 52,
    ("ppocr-v6-det", "ppocr-v6"): 62,
    ("ppocr-v4-det", "ppocr-v6"): 60,
    ("ppocr-v6-det", "ppocr-v4"): 56,
    ("ppocr-v4-det", "crnn"): 47,
}


@pytest.fixture(scope="module")
def reading_server():
    """Loads each model when it is first asked for."""
    weights("ppocr-cls")
    running = Server()
    yield running
    assert running.stop() == 0


@pytest.mark.parametrize(("detector", "model"), MEASURED)
def test_a_pair_reads_what_was_measured(reading_server, detector, model):
    for name in (detector, model, *(["ppocr-v4"] if model == "crnn" else [])):  # whose characters it uses
        weights(name)
    exact = 0
    for file, wanted in read_truth(shared("ocr", "ground_truth.tsv")).items():
        answer = httpx.post(
            f"{reading_server.url}/v1/ocr",
            params={"format": "json", "detector": detector, "model": model},
            content=shared("ocr", file).read_bytes(),
            timeout=120,
        )
        assert answer.status_code == 200, answer.text
        page = answer.json()
        assert page["model"] == model
        exact += score(wanted, [normal(line["text"]) for line in page["lines"]])[0]
    print(f"{detector} and {model}: {exact} lines exact")
    assert exact >= MEASURED[detector, model] - 1


@pytest.mark.parametrize(
    ("params", "field", "said"),
    [
        ({"detector": "ppocr-v6", "model": "ppocr-v6"}, "detector", "ppocr-v6 is no model that finds lines."),
        ({"detector": "ppocr-v6-det", "model": "ppocr-v5-det"}, "model", "ppocr-v5-det is no model that reads lines."),
    ],
)
def test_a_pair_in_the_wrong_roles_is_refused(reading_server, params, field, said):
    for name in params.values():
        weights(name)
    picture = shared("ocr", "ppocr_ch_word_1.jpg").read_bytes()
    answer = httpx.post(f"{reading_server.url}/v1/ocr", params=params, content=picture, timeout=120)
    assert answer.status_code == 400, answer.text
    assert answer.json()["detail"] == said
    assert answer.json()["field"] == field
