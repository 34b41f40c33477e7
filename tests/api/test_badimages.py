"""Every file of the corpus of good, odd and hostile images through every task."""

import os

import httpx
import pytest

from conftest import weights
from corpus import cases


@pytest.mark.parametrize("task, model", [("remove", "u2netp"), ("ocr", "ppocr-v4")])
def test_every_file_gets_its_class(server, photo, task, model):
    weights(model)
    wrong = []
    with httpx.Client(timeout=20) as client:
        for case in cases():
            begin = server.cpu_seconds()
            answer = client.post(f"{server.url}/v1/{task}?model={model}", content=case.path.read_bytes())
            took = server.cpu_seconds() - begin
            # Networks run on every core; what is refused was only looked at, by one.
            cores = len(os.sched_getaffinity(0)) if answer.status_code == 200 else 1
            statuses = case.statuses
            if task == "ocr" and case.path.suffix == ".pdf":
                statuses = statuses | {200}  # no picture, but it is read
            if answer.status_code not in statuses or took > case.seconds * cores:
                wrong.append((str(case.path), sorted(case.statuses), answer.status_code, round(took, 1)))
            if answer.status_code != 200:
                problem = answer.json()
                assert problem["status"] == answer.status_code and problem["detail"].endswith(".")
    assert not wrong, f"{len(wrong)} of the corpus: {wrong}"
    assert httpx.post(f"{server.url}/v1/{task}", content=photo, timeout=30).status_code == 200
