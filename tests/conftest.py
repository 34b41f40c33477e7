"""What the end-to-end tests share: the real binary, a real server, and where the data lies."""

import json
import os
import pathlib
import signal
import subprocess
import sys
import threading

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))


def binary() -> pathlib.Path:
    return pathlib.Path(os.environ.get("CUTLINE_BIN", ROOT / "build/release/bin/cutline"))


def models_home() -> pathlib.Path:
    data = os.environ.get("XDG_DATA_HOME") or pathlib.Path.home() / ".local/share"
    return pathlib.Path(os.environ.get("CUTLINE_HOME") or pathlib.Path(data) / "cutline")


def weights(model: str) -> pathlib.Path:
    """The model's file, or a skipped test that says how to get it."""
    path = models_home() / "models" / model / f"{model}.onnx"
    if not path.exists():
        pytest.skip(f"the weights of {model} are absent: run `make models MODELS={model}`")
    return path


def shared(*parts: str) -> pathlib.Path:
    """A path of the reference data, or a skipped test."""
    base = pathlib.Path(os.environ.get("CUTLINE_SHARED", ROOT.parent / "shared"))
    path = base.joinpath("data", *parts)
    if not path.exists():
        pytest.skip(f"the reference data {'/'.join(parts)} is absent (set CUTLINE_SHARED)")
    return path


def environment(env: dict | None) -> dict:
    """Of the program under test: without what is meant for the tests, which it would wonder at."""
    own = {name: value for name, value in os.environ.items() if name not in ("CUTLINE_BIN", "CUTLINE_SHARED")}
    return {**own, "LC_ALL": "C.UTF-8", **(env or {})}


def run(*arguments, stdin: bytes | None = None, env: dict | None = None, timeout: float = 120):
    """Runs the binary to its end; gives returncode, stdout and stderr (bytes)."""
    return subprocess.run(
        [binary(), *map(str, arguments)],
        input=stdin,
        capture_output=True,
        timeout=timeout,
        env=environment(env),
        check=False,
    )


class Server:
    """`cutline serve` on a free loopback port. Its log lines are kept, parsed."""

    def __init__(self, *arguments: str, env: dict | None = None):
        self.log: list[dict] = []
        self.url = ""
        self._listening = threading.Event()
        self.process = subprocess.Popen(
            [binary(), "serve", "--listen", "127.0.0.1:0", "--log-format", "json", *arguments],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=environment(env),
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        if not self._listening.wait(60) or not self.url:
            self.process.kill()
            raise RuntimeError(f"the server did not start: {self.log}")

    def _read(self):
        for line in self.process.stderr:
            try:
                record = json.loads(line)
            except ValueError:
                record = {"unparsed": line.decode(errors="replace")}
            self.log.append(record)
            if record.get("message") == "listening":
                self.url = record["url"]
                self._listening.set()
        self._listening.set()

    def cpu_seconds(self) -> float:
        """What the process has computed so far: unlike the clock, the same on a busy machine."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise


@pytest.fixture(scope="session")
def server():
    weights("u2netp")
    running = Server("--preload", "u2netp")
    yield running
    assert running.stop() == 0


OCR_MODELS = ["ppocr-v4-det", "ppocr-v4", "ppocr-cls"]


@pytest.fixture(scope="session")
def ocr_server():
    for model in OCR_MODELS:
        weights(model)
    running = Server("--preload", ",".join(OCR_MODELS))
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="session")
def photo() -> bytes:
    """A photograph-like JPEG made here: a soft-edged disc on a gradient."""
    import io

    import numpy
    from PIL import Image

    y, x = numpy.mgrid[0:480, 0:640]
    inside = numpy.clip((150 - numpy.hypot(x - 320, y - 240)) / 3 + 0.5, 0, 1)[..., None]
    ground = numpy.stack([x / 640 * 120 + 100, y / 480 * 80 + 140, 200 + 0 * x], -1)
    figure = numpy.stack([180 + 40 * numpy.sin(y / 9), 60 + 0 * x, 40 + 20 * numpy.cos(x / 7)], -1)
    pixels = (inside * figure + (1 - inside) * ground).clip(0, 255).astype("uint8")
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=92)
    return out.getvalue()
