"""POST /v1/remove and its neighbours, against the real server with a real client."""

import base64
import io
import json
import re

import httpx
import numpy
import pytest
from PIL import Image


def post(server, **kwargs):
    return httpx.post(f"{server.url}/v1/remove", timeout=60, **kwargs)


def image(response) -> Image.Image:
    assert response.status_code == 200, response.text
    return Image.open(io.BytesIO(response.content))


def test_answers_a_form_with_a_cutout_and_says_how_it_was_made(server, photo):
    response = post(server, files={"file": ("a.jpg", photo, "image/jpeg")})
    cutout = image(response)
    assert cutout.mode == "RGBA" and cutout.size == (640, 480)
    assert response.headers["content-type"] == "image/png"
    assert response.headers["x-cutline-model"] == "u2netp"
    assert response.headers["x-cutline-precision"] in ("f32", "f16", "bf16")
    assert re.fullmatch(r"[A-Za-z0-9._-]{1,128}", response.headers["x-request-id"])
    stages = re.findall(r"(\w+);dur=[\d.]+", response.headers["server-timing"])
    assert stages == ["queue", "decode", "prepare", "infer", "mask", "compose", "encode"]
    alpha = numpy.asarray(cutout)[..., 3]
    assert alpha[240, 320] == 255 and alpha[5, 5] == 0


def test_keeps_the_colours_of_the_picture(server, photo):
    cutout = numpy.asarray(image(post(server, content=photo)))
    original = numpy.asarray(Image.open(io.BytesIO(photo)).convert("RGB"))
    assert (cutout[..., :3] == original).mean() > 0.99  # decoders may differ in a few low bits


def test_takes_raw_bodies_and_json_with_the_same_options(server, photo):
    raw = post(server, content=photo, params={"only_mask": "true"})
    as_json = post(server, json={"file": base64.b64encode(photo).decode(), "only_mask": True})
    form = post(server, files={"file": photo}, data={"only_mask": "1"})
    assert raw.content == as_json.content == form.content
    assert image(raw).mode == "L"


def test_gives_backgrounds_and_webp(server, photo):
    flat = image(post(server, content=photo, params={"background": "#00ff00"}))
    assert flat.mode == "RGB" and flat.getpixel((5, 5)) == (0, 255, 0)
    webp = post(server, content=photo, params={"format": "webp", "quality": 80})
    assert webp.headers["content-type"] == "image/webp"
    assert image(webp).mode == "RGBA"


@pytest.mark.parametrize(
    "kwargs, status, field",
    [
        ({"content": b""}, 400, "file"),
        ({"content": b"GIF89a\x10\0\x10\0\0\0\0, cut off"}, 422, None),
        ({"content": b"<html>no</html>"}, 415, None),
        ({"files": {"picture": b"x"}}, 400, "picture"),
        ({"files": {"file": b"x"}, "data": {"modell": "u2netp"}}, 400, "modell"),
        ({"json": {"file": "!!"}}, 400, "file"),
        ({"content": b"x", "headers": {"content-type": "text/plain"}}, 415, None),
    ],
)
def test_bad_requests_are_the_clients_fault_and_say_so(server, kwargs, status, field):
    response = post(server, **kwargs)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == status and problem["detail"].endswith(".")
    assert problem.get("field") == field
    assert problem["request_id"] == response.headers["x-request-id"]


def test_names_the_nearest_model_and_speaks_chinese(server, photo):
    response = post(server, content=photo, params={"model": "u2nett"}, headers={"accept-language": "zh-CN"})
    assert response.status_code == 400
    assert "u2net" in response.json()["hint"]
    assert re.search(r"[\u4e00-\u9fff]", response.json()["detail"])


def test_says_how_to_get_missing_weights(server, photo):
    response = post(server, content=photo, params={"model": "silueta"})
    assert response.status_code == 503
    assert "silueta" in response.json()["hint"]


def test_serves_rembgs_route(server, photo):
    response = httpx.post(
        f"{server.url}/api/remove",
        files={"file": photo},
        data={"model": "u2netp", "om": "true"},
        timeout=60,
    )
    assert image(response).mode == "L"
    refused = httpx.post(f"{server.url}/api/remove", files={"file": photo}, data={"a": "true"})
    assert refused.status_code == 400 and refused.json()["field"] == "a"


def test_tells_about_itself(server):
    models = {m["name"]: m for m in httpx.get(f"{server.url}/v1/models").json()["models"]}
    assert models["u2netp"]["state"] == "loaded"
    assert models["bria-rmbg"]["state"] == "absent" and models["bria-rmbg"]["get"]
    assert httpx.get(f"{server.url}/livez").status_code == 200
    assert httpx.get(f"{server.url}/readyz").status_code == 200
    assert httpx.get(f"{server.url}/version").json()["version"]
    assert httpx.get(f"{server.url}/nowhere").status_code == 404
    assert httpx.get(f"{server.url}/v1/remove").status_code == 405


def test_openapi_is_valid(server):
    from openapi_spec_validator import validate

    document = httpx.get(f"{server.url}/openapi.json").json()
    validate(document)
    form = document["paths"]["/v1/remove"]["post"]["requestBody"]["content"]["multipart/form-data"]
    assert "only_mask" in form["schema"]["properties"]


def test_counts_what_it_does(server, photo):
    def value(pattern):
        text = httpx.get(f"{server.url}/metrics").text
        return sum(float(v) for v in re.findall("^" + pattern + r" (\S+)$", text, re.M))

    pattern = r'cutline_calls_total\{outcome="ok",task="remove"\}'
    before = value(pattern)
    post(server, content=photo)
    assert value(pattern) == before + 1
    assert value("process_resident_memory_bytes") > 1e6


def test_logs_one_line_a_request_without_content(server, photo):
    response = post(server, content=photo, headers={"x-request-id": "look-for-me"})
    assert response.headers["x-request-id"] == "look-for-me"
    httpx.get(f"{server.url}/livez")
    lines = [line for line in server.log if line.get("request_id") == "look-for-me"]
    assert len(lines) == 1
    assert lines[0]["status"] == 200 and lines[0]["path"] == "/v1/remove"
    assert len(json.dumps(lines[0])) < 1000
