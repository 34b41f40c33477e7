"""Tables of Markdown, and their place in the documentation."""

import os
import pathlib
import re


def table(head: list[str], rows: list[list[str]]) -> list[str]:
    return [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows)]


def write_between(page: pathlib.Path, name: str, text: str):
    """Puts the text between <!-- name --> and <!-- /name --> of the page."""
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    head, rest = page.read_text().split(begin, 1)
    page.write_text(f"{head}{begin}\n{text}\n{end}{rest.split(end, 1)[1]}")


def cpu_name() -> str:
    text = pathlib.Path("/proc/cpuinfo").read_text()
    name = re.search(r"model name\s*:\s*(.+)", text).group(1)
    kind = "AMX" if "amx_bf16" in text else "AVX-512" if "avx512f" in text else "AVX2, no AVX-512"
    return f"{name} ({kind}), {len(os.sched_getaffinity(0))} cores"
