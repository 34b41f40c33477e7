"""Every file of the corpus of good, odd and hostile images through /v1/remove."""

import csv
import time

import httpx

from conftest import shared

# Where our answer differs from the index on purpose: a format that is not read is 415
# for all its files, whatever other decoders make of it.
NOT_READ = {"ico", "jp2", "heif", "svg", "pdf", "other", "jxl", "psd", "exr", "ppm", "pnm", "hdr", "mp4"}


def test_every_file_gets_its_class(server, photo):
    corpus = shared("badimages")
    wrong = []
    with open(corpus / "INDEX.tsv", newline="") as index, httpx.Client(timeout=30) as client:
        for row in csv.DictReader(index, delimiter="\t"):
            path = corpus / row["file"]
            if not path.is_file():
                continue
            begin = time.monotonic()
            answer = client.post(f"{server.url}/v1/remove?model=u2netp", content=path.read_bytes())
            took = time.monotonic() - begin
            allowed = {int(s) for s in row["status"].split("|")}
            if row["expect"] != "OK":
                allowed.add(413)  # damaged or odd, and its header claims more than the limits allow
            if row["format"] in NOT_READ:
                allowed |= {415, 422}
            if row["expect"] != "REJECT" and row["w"].isdigit() and int(row["w"]) * int(row["h"]) > 2e7:
                took -= 2  # large pictures may take as long as they are large
            if answer.status_code not in allowed or took > 4:
                wrong.append((row["file"], row["expect"], row["status"], answer.status_code, round(took, 1)))
    assert not wrong, f"{len(wrong)} of the corpus: {wrong}"
    assert client.is_closed
    assert httpx.post(f"{server.url}/v1/remove", content=photo, timeout=30).status_code == 200
