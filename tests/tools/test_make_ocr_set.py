"""The generated pictures of text: the same seed gives the same pixels, and the truth is what was drawn."""

import json
import pathlib
import subprocess
import sys

import pytest

from conftest import ROOT

FONT = pathlib.Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")


def make(folder, *arguments):
    command = [sys.executable, ROOT / "bench/ocr/make_set", "--out", folder, "--count", "3", *arguments]
    subprocess.run(command, check=True, capture_output=True)
    return [json.loads(line) for line in (folder / "truth.jsonl").read_text().splitlines()]


@pytest.fixture(autouse=True)
def fonts():
    if not FONT.exists():
        pytest.skip("the fonts of the generated pictures are absent: run `tools/setup peer-ocr`")


@pytest.mark.parametrize("condition", ["noise", "receipt"])
def test_a_seed_fixes_every_byte(tmp_path, condition):
    first = make(tmp_path / "a", "--only", condition)
    assert first == make(tmp_path / "b", "--only", condition)
    other = make(tmp_path / "c", "--only", condition, "--seed", "2")
    assert [r["rows"] for r in other] != [r["rows"] for r in first]
    for record in first:
        files = [(tmp_path / folder / record["file"]).read_bytes() for folder in "abc"]
        assert files[0] == files[1] != files[2]


def test_each_language_occurs_and_tables_have_cells(tmp_path):
    records = make(tmp_path / "set", "--only", "invoice")
    assert [r["language"] for r in records] == ["zh", "en", "mixed"]
    for record in records:
        goods = [row for row in record["rows"] if len(row) == 4]
        assert len(goods) >= 9  # their head included
        for _, count, price, amount in goods[1:]:
            cents = [int(text.replace(",", "").replace(".", "")) for text in (price, amount)]
            assert int(count) * cents[0] == cents[1]


def test_a_finished_set_is_left_alone_and_another_is_drawn_anew(tmp_path):
    make(tmp_path, "--only", "plain 10")
    truth = tmp_path / "truth.jsonl"
    before = truth.stat().st_mtime_ns
    make(tmp_path, "--only", "plain 10")
    assert truth.stat().st_mtime_ns == before
    make(tmp_path, "--only", "plain 10", "--seed", "2")
    assert truth.stat().st_mtime_ns != before
