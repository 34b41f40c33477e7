"""The corpus of good, odd and hostile images: what its index expects of each file."""

import csv
import dataclasses
import pathlib

from conftest import shared

# Formats that are not read: refused for all their files, whatever other decoders make of them.
NOT_READ = {"ico", "jp2", "heif", "svg", "pdf", "other", "jxl", "psd", "exr", "ppm", "pnm", "hdr", "mp4"}


@dataclasses.dataclass
class Case:
    path: pathlib.Path
    statuses: set[int]  # what HTTP may answer
    seconds: float  # that an answer may take of each core that works on it


def cases() -> list[Case]:
    corpus = shared("badimages")
    found = []
    with open(corpus / "INDEX.tsv", newline="") as index:
        for row in csv.DictReader(index, delimiter="\t"):
            path = corpus / row["file"]
            if not path.is_file():
                continue
            statuses = {int(s) for s in row["status"].split("|")}
            if row["expect"] != "OK":
                statuses.add(413)  # damaged or odd, and its header claims more than the limits allow
            if row["format"] in NOT_READ:
                statuses |= {415, 422}
            megapixels = int(row["w"]) * int(row["h"]) / 1e6 if row["w"].isdigit() and row["h"].isdigit() else 0
            # Good pictures that are very large may take as long as they are large.
            large = row["expect"] != "REJECT" and megapixels > 20
            found.append(Case(path, statuses, 4 if large else 2))
    assert len(found) > 500
    return found
