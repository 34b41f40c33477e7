"""Every file of the corpus of good, odd and hostile images through `cutline remove`."""

import json

from conftest import run, weights
from corpus import cases

# A refusal's code in --json, as the HTTP status that the same refusal has.
STATUS = {"unprocessable": 422, "unsupported": 415, "too-large": 413, "deadline-exceeded": 504}


def test_every_file_gets_its_class(tmp_path, photo):
    weights("u2netp")
    (tmp_path / "good.jpg").write_bytes(photo)
    corpus = cases()
    # One process for all of them: a crash would cost the files after it, the good one too.
    done = run(
        "remove", *[case.path for case in corpus], tmp_path / "good.jpg", "-o", f"{tmp_path}/out/{{n}}.png", "--json",
        timeout=600,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr[-2000:]
    rows = {}
    for line in done.stdout.splitlines():
        row = json.loads(line)
        rows[row["input"]] = STATUS.get(row["error"]["code"], row["error"]) if "error" in row else 200
    wrong = [
        (str(case.path), sorted(case.statuses), rows.get(str(case.path)))
        for case in corpus
        if rows.get(str(case.path)) not in case.statuses
    ]
    assert not wrong, f"{len(wrong)} of the corpus: {wrong}"
    assert rows[f"{tmp_path}/good.jpg"] == 200
    assert len(list((tmp_path / "out").iterdir())) == sum(status == 200 for status in rows.values())
