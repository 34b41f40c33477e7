"""How read text is scored against what stands in a picture; tests and benches count alike.

CER is the number of edits over the number of true characters, summed over pictures (micro
average). Lines are matched first where they are equal, then nearest pairs first; a true line
that nothing matches counts as deleted, a read line that nothing matches as inserted.
"""

import collections
import csv
import functools
import pathlib
import unicodedata


def normal(text: str) -> str:
    """Compatibility forms unified (full width is half width), spaces out, case kept."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@functools.lru_cache(maxsize=1 << 18)
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


def partitions(cells: list[str]) -> list[list[str]]:
    """The cells of a row from all apart to all joined; only neighbours join."""
    if len(cells) == 1:
        return [cells]
    rest = partitions(cells[1:])
    return [[cells[0], *p] for p in rest] + [[cells[0] + p[0], *p[1:]] for p in rest]


def score_rows(rows: list[list[str]], found: list[str]) -> tuple[int, int]:
    """Exact rows, and edits, where a row of a table has several cells.

    Whether a reader gives such a row as one line, or cell by cell, is no fault of reading: of
    the ways to join neighbouring cells, each row counts by the one that matches best, chosen
    row after row.
    """
    chosen = [list(row) for row in rows]
    flat = lambda: [part for row in chosen for part in row]  # noqa: E731
    best = score(flat(), found)[1]
    read = collections.Counter(found)
    for i, row in enumerate(rows):
        if best == 0:
            break
        if len(row) == 1 or all(read[cell] for cell in row):
            continue
        for parts in partitions(row)[1:]:
            before, chosen[i] = chosen[i], parts
            edits = score(flat(), found)[1]
            if edits < best:
                best = edits
            else:
                chosen[i] = before
    pairs = collections.Counter(part for part, line in match(flat(), found) if part == line)
    exact = 0
    for row in chosen:
        wanted = collections.Counter(row)
        if wanted <= pairs:
            pairs -= wanted
            exact += 1
    return exact, best
