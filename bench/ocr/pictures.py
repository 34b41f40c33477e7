"""The pictures that are read, with what stands in them."""

import dataclasses
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from ocr_score import normal, read_truth, score_rows  # noqa: E402

GENERATED = ROOT / "build/ocr-set"
PUBLIC = "public pictures"
PHOTOGRAPHS = "phone photograph"


@dataclasses.dataclass
class Picture:
    path: pathlib.Path
    condition: str
    language: str
    raw: list[list[str]]  # as drawn; several cells only in tables

    @property
    def rows(self) -> list[list[str]]:
        return [[normal(cell) for cell in row] for row in self.raw]

    @property
    def characters(self) -> int:
        return sum(len(cell) for row in self.rows for cell in row)

    def score(self, lines: list[str]) -> tuple[int, int]:
        """Exact rows, and edits, of what was read."""
        return score_rows(self.rows, [line for line in map(normal, lines) if line])


def public() -> list[Picture]:
    """The public pictures of the reference data, none where that is absent."""
    folder = pathlib.Path(os.environ.get("CUTLINE_SHARED", ROOT.parent / "shared")) / "data/ocr"
    table = folder / "ground_truth.tsv"
    if not table.exists():
        print("bench: the reference data is absent (set CUTLINE_SHARED); generated pictures only", file=sys.stderr)
        return []
    return [Picture(folder / file, PUBLIC, "", [[line] for line in lines])
            for file, lines in read_truth(table).items()]  # fmt: skip


def generated(only: str = "") -> list[Picture]:
    """The generated set, made first where it is not there yet; `only`: one condition."""
    subprocess.run([sys.executable, ROOT / "bench/ocr/make_set"], check=True)
    result = []
    for line in (GENERATED / "truth.jsonl").read_text().splitlines():
        record = json.loads(line)
        if only in ("", record["condition"]):
            result.append(
                Picture(GENERATED / record["file"], record["condition"], record["language"], record["rows"])
            )
    return result


def one_of_each() -> list[Picture]:
    """One generated picture of each condition but the photographs."""
    return list({p.condition: p for p in reversed(generated()) if p.condition != PHOTOGRAPHS}.values())[::-1]
