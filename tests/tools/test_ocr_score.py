"""The scoring of read text counts what its description says."""

import pytest

from ocr_score import distance, match, normal, partitions, score, score_rows


def test_forms_are_unified_and_spaces_do_not_count():
    assert normal("Ａ（45℃） ￥3\u3000元") == "A(45°C)¥3元"
    assert normal("a b") != normal("A b")


@pytest.mark.parametrize("a, b, edits", [("", "", 0), ("", "abc", 3), ("kitten", "sitting", 3), ("国家", "家", 1)])
def test_distance_is_the_fewest_edits_either_way(a, b, edits):
    assert distance(a, b) == distance(b, a) == edits


def test_lost_lines_are_deletions_and_invented_ones_insertions():
    assert score(["one", "two"], ["one"]) == (1, 3)
    assert score(["one"], ["one", "seven"]) == (1, 5)
    assert score(["one", "one"], ["one"]) == (1, 3)
    assert sorted(match(["abc", "xyz"], ["xyy", "abc", "q"])) == [("", "q"), ("abc", "abc"), ("xyz", "xyy")]


def test_a_row_may_be_read_whole_or_cell_by_cell():
    rows = [["Head"], ["Milk", "2", "3.50"], ["Bread", "1", "4.00"]]
    assert len(partitions(rows[1])) == 4
    for found in (
        ["Head", "Milk23.50", "Bread14.00"],
        ["Head", "Milk", "2", "3.50", "Bread", "1", "4.00"],
        ["Head", "Milk2", "3.50", "Bread", "14.00"],
    ):
        assert score_rows(rows, found) == (3, 0), found


def test_a_wrong_cell_spoils_its_row_only():
    rows = [["Milk", "2", "3.50"], ["Bread", "1", "4.00"]]
    assert score_rows(rows, ["Milk2", "3.80", "Bread", "1", "4.00"]) == (1, 1)
    assert score_rows(rows, ["Milk", "3.50", "Bread", "1", "4.00"]) == (1, 1)
    assert score_rows(rows, []) == (0, 19)
