"""Raw requests that are wrong, hostile or merely odd, against the real routes."""

import json
import re
import socket

import httpx
import pytest

from conftest import shared


def lines():
    return [json.loads(line) for line in open(shared("badimages", "http", "cases.jsonl"))]


def fill(text: str, photo: bytes) -> bytes:
    """Latin-1 bytes; the few characters beyond it stay UTF-8."""
    text = text.replace("@PATH@", "/v1/remove").replace("@HOST@", "127.0.0.1").replace("@AUTH@", "")
    data = b"".join(c.encode("latin-1") if ord(c) < 256 else c.encode() for c in text)
    data = data.replace(b"@PNG@", photo)
    body = data.partition(b"\r\n\r\n")[2]
    return data.replace(b"@LEN@", str(len(body)).encode())


def answers(client: socket.socket) -> tuple[list[int], bool]:
    """The statuses that came, and whether the server then closed."""
    data = b""
    closed = False
    client.settimeout(10)
    try:
        while True:
            chunk = client.recv(65536)
            client.settimeout(0.5)  # once it has begun, it is quick
            if not chunk:
                closed = True
                break
            data += chunk
    except TimeoutError:
        pass
    except ConnectionResetError:
        closed = True
    return [int(s) for s in re.findall(rb"HTTP/1\.1 (\d{3}) ", data)], closed


def matches(expect: str, statuses: list[int], closed: bool) -> bool:
    """expect: alternatives with | between, each a list of statuses, 4xx, close or none."""
    for alternative in expect.split("|"):
        seen = [str(s) for s in statuses]
        good = True
        for want in alternative.split(","):
            if want == "none":
                return True
            if want == "close":
                good = good and closed and not seen
            elif seen:
                got = seen.pop(0)
                good = good and (got[0] == want[0] if want.endswith("xx") else got == want)
            else:
                good = False
        if good and not seen:
            return True
    return False


@pytest.mark.parametrize("kind", ["framing", "content"])
def test_each_gets_the_right_answer(server, photo, kind):
    """`content`: what only the real routes can tell, JSON bodies and content types."""
    host, port = server.url.removeprefix("http://").split(":")
    wrong = []
    begun = len(server.log)
    for case in lines():
        if "raw" not in case:
            continue  # slow and silent clients: src/http/server_cases_test.cc, with short time limits
        if (kind == "content") != case["id"].startswith(("json_", "ct_")):
            continue
        with socket.create_connection((host, int(port))) as client:
            try:
                client.sendall(fill(case["raw"], photo))
            except (BrokenPipeError, ConnectionResetError):
                pass
            statuses, closed = answers(client)
        if not matches(case["expect"], statuses, closed) or (case.get("close") and not closed):
            wrong.append((case["id"], case["why"], case["expect"], statuses, closed))
        assert httpx.get(f"{server.url}/livez").status_code == 200
    assert not wrong, wrong
    ours = [r for r in server.log[begun:] if r.get("status", 0) in (500, 502, 504)]
    assert not ours, ours
