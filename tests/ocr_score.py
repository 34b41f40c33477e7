"""How read text is scored against what stands in a picture; tests and benches count alike.

CER is the number of edits over the number of true characters, summed over pictures (micro
average). Lines are matched first where they are equal, then nearest pairs first; a true line
that nothing matches counts as deleted, a read line that nothing matches as inserted.
"""

import collections
import csv
import pathlib
import unicodedata


def normal(text: str) -> str:
    """Compatibility forms unified (full width is half width), spaces out, case kept."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def distance(a: str, b: str) -> int:
    """The fewest insertions, deletions and replacements between two strings (Levenshtein, 1966)."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (x != y))
    return row[-1]


def match(wanted: list[str], found: list[str]) -> list[tuple[str, str]]:
    """Pairs of a true and a read line, "" where either has no partner."""
    left, right = collections.Counter(wanted), collections.Counter(found)
    matched = [(line, line) for line in (left & right).elements()]
    missing, extra = list((left - right).elements()), list((right - left).elements())
    pairs = sorted(
        (distance(a, b) / max(len(a), len(b), 1), i, j) for i, a in enumerate(missing) for j, b in enumerate(extra)
    )
    lefts, rights = set(), set()
    for _, i, j in pairs:
        if i not in lefts and j not in rights:
            lefts.add(i)
            rights.add(j)
            matched.append((missing[i], extra[j]))
    matched += [(line, "") for i, line in enumerate(missing) if i not in lefts]
    return matched + [("", line) for j, line in enumerate(extra) if j not in rights]


def score(wanted: list[str], found: list[str]) -> tuple[int, int]:
    """Exact lines, and edits."""
    pairs = match(wanted, found)
    return sum(a == b for a, b in pairs), sum(distance(a, b) for a, b in pairs if a != b)


def read_truth(table: pathlib.Path) -> dict[str, list[str]]:
    """The lines of each picture, normal, as ground_truth.tsv of the public pictures tells them."""
    pictures = collections.defaultdict(list)
    with open(table, newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            lines = [] if row["kind"] == "empty" else row["text"].split("\\n")
            pictures[row["file"]] += [normal(line) for line in lines if normal(line)]
    return pictures
