"""POST /v1/ocr, its further addresses, several pictures a request and several formats a picture."""

import base64
import concurrent.futures
import email
import email.policy
import re
import socket

import httpx
import pytest

from conftest import OCR_MODELS, Server, shared, weights


def picture(name: str) -> bytes:
    return shared("ocr", name).read_bytes()


@pytest.fixture(scope="module")
def line() -> bytes:
    return picture("ppocr_ch_word_1.jpg")


@pytest.fixture(scope="module")
def page() -> bytes:
    return picture("tess_phototest.tif")


def post(ocr_server, path="/v1/ocr", timeout=60, **kwargs):
    return httpx.post(ocr_server.url + path, timeout=timeout, **kwargs)


def forms(*named: tuple[str, bytes], field="file"):
    return [(field, (name, data)) for name, data in named]


def parts(response) -> list[tuple[str, str, bytes]]:
    """(media type, file name, bytes) of a multipart/mixed answer, as the standard library reads it."""
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("multipart/mixed")
    head = f"Content-Type: {response.headers['content-type']}\r\n\r\n".encode()
    message = email.message_from_bytes(head + response.content, policy=email.policy.HTTP)
    assert message.is_multipart() and not message.defects
    return [(p.get_content_type(), p.get_filename(), p.get_payload(decode=True)) for p in message.iter_parts()]


def lines(page: dict) -> list[str]:
    return [line["text"] for line in page["lines"]]


def metric(ocr_server, pattern: str) -> float:
    text = httpx.get(f"{ocr_server.url}/metrics").text
    return sum(float(v) for v in re.findall("^" + pattern + r" (\S+)$", text, re.M))


def test_accept_chooses_the_format_that_the_request_leaves_open(ocr_server, line):
    for accept, media_type in (
        (None, "text/plain"),
        ("*/*", "text/plain"),
        ("application/json", "application/json"),
        ("text/plain;q=0.4, application/json;q=0.5", "application/json"),
        ("text/*, application/json;q=0.9", "text/plain"),
        ("text/plain;q=0, */*;q=0.1", "application/json"),
        ("application/x-unheard-of", "text/plain"),
    ):
        headers = {} if accept is None else {"accept": accept}
        response = post(ocr_server, content=line, headers=headers)
        assert response.status_code == 200, response.text
        assert response.headers["content-type"].split(";")[0] == media_type, accept
        assert response.headers["vary"] == "Accept"
    named = post(ocr_server, content=line, params={"format": "text"}, headers={"accept": "application/json"})
    assert named.headers["content-type"].startswith("text/plain") and "vary" not in named.headers


def test_accept_works_for_cutting_out_too(ocr_server, photo):
    weights("u2netp")
    webp = post(ocr_server, "/v1/remove", content=photo, headers={"accept": "image/webp"})
    assert webp.headers["content-type"] == "image/webp" and webp.content[8:12] == b"WEBP"
    rembg = post(ocr_server, "/api/remove", files={"file": photo}, headers={"accept": "image/webp"})
    assert rembg.headers["content-type"] == "image/png"  # as rembg's own server


def test_three_pictures_are_read_in_their_order(ocr_server, line, page):
    files = forms(("a.jpg", line), ("b.tif", page), ("c.jpg", line))
    response = post(ocr_server, files=files, data={"format": "json"})
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json"
    first, second, third = response.json()["results"]
    assert [r["file"] for r in (first, second, third)] == ["a.jpg", "b.tif", "c.jpg"]
    assert lines(first) == lines(third) == ["韩国小馆"]
    assert len(lines(second)) == 8
    assert response.headers["x-cutline-model"] == "ppocr-v4" and "x-cutline-lines" not in response.headers
    alone = post(ocr_server, files=forms(("b.tif", page)), data={"format": "json"}).json()
    assert alone["lines"] == second["lines"]


def test_the_fourth_picture_is_refused_with_the_limit(ocr_server, line):
    files = forms(*[(f"{i}.jpg", line) for i in range(4)])
    refused = post(ocr_server, files=files)
    assert refused.status_code == 422
    assert "3 pictures" in refused.json()["detail"] and refused.json()["field"] == "file"
    chinese = post(ocr_server, files=files, headers={"accept-language": "zh"})
    assert "最多包含 3 张图片" in chinese.json()["detail"]


def test_one_broken_picture_leaves_the_others(ocr_server, line, page):
    files = forms(("a.jpg", line), ("broken.jpg", line[: len(line) // 3]), ("c.tif", page))
    first, broken, third = post(ocr_server, files=files, data={"format": "json"}).json()["results"]
    assert lines(first) and lines(third)
    assert broken["file"] == "broken.jpg"
    assert broken["error"]["status"] == 422 and broken["error"]["detail"].endswith(".")
    in_parts = parts(post(ocr_server, files=files))
    assert [p[:2] for p in in_parts] == [
        ("text/plain", "a.txt"),
        ("application/problem+json", "broken.problem.json"),
        ("text/plain", "c.txt"),
    ]
    assert in_parts[0][2].decode() == "韩国小馆\n"


def test_where_all_are_broken_the_first_problem_is_the_answer(ocr_server):
    response = post(ocr_server, files=forms(("a", b"<html>"), ("b", b"GIF89a\x10\0\x10\0\0\0\0, cut off")))
    assert response.status_code == 415
    assert response.headers["content-type"] == "application/problem+json"


def test_further_formats_of_one_reading_come_as_parts(ocr_server, line, page):
    answer = parts(post(ocr_server, files=forms(("发票 1.jpg", line)), data={"format": "json", "also": "text"}))
    assert [p[:2] for p in answer] == [("application/json", "发票 1.json"), ("text/plain", "发票 1.txt")]
    assert answer[1][2].decode() == "韩国小馆\n"
    # Only the text: it is named twice, and written once.
    assert post(ocr_server, content=line, params={"format": "text", "also": "text"}).text == "韩国小馆\n"
    two = parts(post(ocr_server, files=forms(("a", line), ("b", page)), data={"also": "json"}))
    assert [p[1] for p in two] == ["a.txt", "a.json", "b.txt", "b.json"]
    raw = parts(post(ocr_server, content=line, params={"also": "json"}))
    assert [p[1] for p in raw] == ["1.txt", "1.json"]


def test_json_carries_one_picture_or_several(ocr_server, line, page):
    text = base64.b64encode(line).decode()
    one = post(ocr_server, json={"file": text, "format": "json"})
    assert lines(one.json()) == ["韩国小馆"] and "file" not in one.json()
    several = post(ocr_server, json={"file": [text, base64.b64encode(page).decode()], "format": "json"})
    assert [len(lines(r)) for r in several.json()["results"]] == [1, 8]
    both = parts(post(ocr_server, json={"file": text, "also": ["json"]}))
    assert [p[0] for p in both] == ["text/plain", "application/json"]
    for bad, status in (([text] * 4, 422), ([text, "!"], 400), ([text, 7], 400), ([], 400), ([[text]], 400)):
        refused = post(ocr_server, json={"file": bad})
        assert refused.status_code == status and refused.json()["field"] == "file", refused.text


def test_the_name_of_the_file_is_told_where_nobody_names_another(ocr_server, line):
    def told(name, **data):
        return post(ocr_server, files=forms((name, line)), data={"format": "json", **data}).json().get("file")

    assert told("发票 1.jpg") == "发票 1.jpg"
    assert told("a.jpg", source="scan 7") == "scan 7"
    assert "file" not in post(ocr_server, content=line, params={"format": "json"}).json()
    # Bytes that are no UTF-8, as a raw request can have them.
    body = b'--B\r\nContent-Disposition: form-data; name="file"; filename="\xff.jpg"\r\n\r\n' + line + b"\r\n--B--\r\n"
    headers = {"content-type": "multipart/form-data; boundary=B", "accept": "application/json"}
    assert "file" not in post(ocr_server, content=body, headers=headers).json()


@pytest.mark.parametrize("path", ["/recognize", "/api/recognize"])
def test_recognize_takes_images_and_answers_json(ocr_server, path, line, page):
    one = post(ocr_server, path, files={"image": ("a.jpg", line)})
    assert one.status_code == 200 and lines(one.json()) == ["韩国小馆"]
    several = post(ocr_server, path, files=forms(("a", line), ("b", page), ("c", line), field="image"))
    assert [len(lines(r)) for r in several.json()["results"]] == [1, 8, 1]
    assert post(ocr_server, path, files=forms(*[("a", line)] * 4, field="image")).status_code == 422
    assert lines(post(ocr_server, path, json={"image": base64.b64encode(line).decode()}).json()) == ["韩国小馆"]
    assert lines(post(ocr_server, path, content=line).json()) == ["韩国小馆"]
    assert post(ocr_server, path, files={"image": line}, data={"format": "text"}).text == "韩国小馆\n"
    wrong = post(ocr_server, path, files={"file": line})
    assert wrong.status_code == 400 and "image" in wrong.json()["hint"]
    wrong = post(ocr_server, path, files={"image": line}, data={"modle": "crnn"})
    assert wrong.status_code == 400 and "model" in wrong.json()["hint"]


def test_rapidocrs_clients_are_served(ocr_server, line, page):
    text = base64.b64encode(line).decode()
    as_file = post(ocr_server, "/ocr", files={"image_file": ("a.jpg", line)})
    as_form = post(ocr_server, "/ocr", data={"image_data": text})  # URL-encoded
    as_field = post(ocr_server, "/ocr", files={"image_data": (None, text)})
    for answer in (as_file, as_form, as_field):
        assert answer.status_code == 200, answer.text
        assert "韩国小馆" in answer.text
        assert answer.headers["content-type"] == "application/json"
    # A line without detection is read whole; a page is not a line.
    whole = post(ocr_server, "/ocr", files={"image_file": line}, data={"use_det": "False", "use_cls": "0", "use_rec": "1"})
    assert whole.status_code == 200 and "韩国小馆" in whole.text
    found = post(ocr_server, "/ocr", files={"image_file": page}, data={"use_det": "true"})
    unfound = post(ocr_server, "/ocr", files={"image_file": page}, data={"use_det": "false"})
    assert "quick brown dog" in found.text and "quick brown dog" not in unfound.text
    three = post(ocr_server, "/ocr", files=forms(*[("a", line)] * 3, field="image_file"))
    assert len(three.json()["results"]) == 3
    for data, field in (({"use_rec": "false"}, "use_rec"), ({"use_dt": "1"}, "use_dt"), ({"use_det": "x"}, "use_det")):
        refused = post(ocr_server, "/ocr", files={"image_file": line}, data=data)
        assert refused.status_code == 400 and refused.json()["field"] == field, refused.text
    assert post(ocr_server, "/ocr", data={"use_det": "1"}).json()["field"] == "image_file"


def test_openapi_describes_every_address(ocr_server):
    from openapi_spec_validator import validate

    document = httpx.get(f"{ocr_server.url}/openapi.json").json()
    validate(document)
    ids = [operation["operationId"] for path in document["paths"].values() for operation in path.values()]
    assert len(ids) == len(set(ids))
    for path, field in (("/v1/ocr", "file"), ("/recognize", "image"), ("/api/recognize", "image"), ("/ocr", "image_file")):
        content = document["paths"][path]["post"]["requestBody"]["content"]
        schema = content["multipart/form-data"]["schema"]["properties"][field]
        assert schema["maxItems"] == 3, path
    results = document["paths"]["/v1/ocr"]["post"]["responses"]["200"]["content"]
    assert {"application/json", "multipart/mixed"} <= results.keys()


def test_unknown_formats_are_refused_with_those_that_there_are(ocr_server, line):
    refused = post(ocr_server, content=line, params={"format": "docx"})
    assert refused.status_code == 400 and refused.json()["field"] == "format"
    assert re.search(r"docx.*text, json", refused.json()["detail"])
    near = post(ocr_server, content=line, params={"also": "jsn"}, headers={"accept-language": "zh"})
    assert near.status_code == 400 and "“json”" in near.json()["detail"]


def test_lines_and_characters_are_counted(ocr_server, line, page):
    def value(item):
        return metric(ocr_server, rf'cutline_items_total\{{item="{item}",task="ocr"\}}')

    post(ocr_server, content=line)
    count, characters = value("lines"), value("characters")
    answer = post(ocr_server, files=forms(("a", line), ("b", page)), data={"format": "json"}).json()["results"]
    texts = [text for result in answer for text in lines(result)]
    assert value("lines") == count + len(texts) == count + 9
    assert value("characters") == characters + sum(map(len, texts))
    for stage in ("queue", "decode"):
        assert metric(ocr_server, rf'cutline_stage_seconds_count\{{stage="{stage}",task="ocr"\}}') >= 3


def test_fifty_clients_at_once_get_answers_or_are_told_to_come_back(line):
    small = Server("--preload", ",".join(OCR_MODELS), "--queue", "16")
    try:

        def ask(number):
            if number % 5 == 0:
                return post(small, "/recognize", files=forms(*[("a", line)] * 3, field="image"), timeout=120)
            return post(small, content=line, timeout=120)

        with concurrent.futures.ThreadPoolExecutor(50) as pool:
            answers = list(pool.map(ask, range(50)))
        assert {a.status_code for a in answers} <= {200, 503}
        pictures = metric(small, r'cutline_calls_total\{outcome="ok",task="ocr"\}')
        assert 18 <= pictures <= 70  # the queue and the two workers at least
        for answer in answers:
            if answer.status_code == 503:
                assert int(answer.headers["retry-after"]) >= 1
            else:
                assert "韩国小馆" in answer.text
        assert post(small, content=line).text == "韩国小馆\n"
    finally:
        assert small.stop() == 0


def test_a_client_that_leaves_takes_its_pictures_along(ocr_server, page):
    boundary = b"--B\r\n"
    part = b'Content-Disposition: form-data; name="file"; filename="a.tif"\r\n\r\n' + page + b"\r\n"
    body = (boundary + part) * 3 + b"--B--\r\n"
    head = (
        b"POST /v1/ocr HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=B\r\n"
        + b"Content-Length: %d\r\n\r\n" % len(body)
    )
    host, port = ocr_server.url.removeprefix("http://").split(":")

    def cancelled():
        return metric(ocr_server, r'cutline_calls_total\{outcome="cancelled",task="ocr"\}')

    before = cancelled()
    for _ in range(4):
        with socket.create_connection((host, int(port))) as client:
            client.sendall(head + body)
    # One after them waits for its turn, so they are over.
    answer = post(ocr_server, content=page, params={"format": "json"})
    assert answer.status_code == 200 and len(lines(answer.json())) == 8
    assert cancelled() > before
