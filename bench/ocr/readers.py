"""Programs that read text, behind one face: cutline's server, RapidOCR in process, Tesseract.

A reader is made once (its networks loaded), then `read(path)` is called from as many threads
as it has `hands`. Every reader reads files, decoding included.
"""

import collections
import dataclasses
import http.client
import json
import os
import pathlib
import queue
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PEERS = ROOT / ".deps/ocr-peers/bin/python"


def binary() -> pathlib.Path:
    return pathlib.Path(os.environ.get("CUTLINE_BIN", ROOT / "build/release/bin/cutline"))


def leave_on_sigterm():
    """Ends like Ctrl-C does, by way of every `finally`, so that no server is left behind."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


@dataclasses.dataclass
class Reading:
    lines: list[str]
    seconds: float
    stages: dict[str, float] = dataclasses.field(default_factory=dict)  # milliseconds, cutline only
    status: int = 200  # of the last answer, where HTTP is spoken
    refusals: int = 0  # answers 503 that were waited out


def peak_mb(pid: int) -> float:
    """The most memory that the process has held so far, in MiB."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status).group(1)) / 1024


def cpu_seconds(pid: int) -> float:
    """What the process has computed so far, on all cores together."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Cutline:
    """`cutline serve` on loopback, a new connection for each picture."""

    def __init__(self, name: str, hands: int, model: str = "ppocr-v4", flags: tuple[str, ...] = (),
                 detector: str = "ppocr-v4-det"):  # fmt: skip
        self.name, self.hands, self.model, self.detector = name, hands, model, detector
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [binary(), "serve", "--listen", f"127.0.0.1:{self.port}",
             "--preload", f"{detector},{model},ppocr-cls", *flags],
            stdout=subprocess.DEVNULL, stderr=self.log, env={**os.environ, "LC_ALL": "C.UTF-8"},
        )  # fmt: skip
        begin = time.monotonic()
        while not self.ready():
            if self.process.poll() is not None or time.monotonic() - begin > 120:
                self.log.seek(0)
                raise SystemExit(f"bench: cutline did not start: {self.log.read().decode(errors='replace')}")
            time.sleep(0.02)

    def ready(self) -> bool:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except OSError:
            return False

    def post(self, body: bytes, timeout: float = 600) -> tuple[http.client.HTTPResponse, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        connection.request("POST", f"/v1/ocr?format=json&model={self.model}&detector={self.detector}", body)
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        return answer, data

    def read(self, path: pathlib.Path, patient: bool = False) -> Reading:
        """With `patient`, a 503 is obeyed: wait as Retry-After says, ask again; the time counts."""
        body = path.read_bytes()
        begin = time.perf_counter()
        refusals = 0
        while True:
            answer, data = self.post(body)
            if answer.status != 503 or not patient:
                break
            refusals += 1
            time.sleep(float(answer.getheader("Retry-After", "1")))
        seconds = time.perf_counter() - begin
        if answer.status != 200:
            return Reading([], seconds, status=answer.status, refusals=refusals)
        timing = re.findall(r"([\w-]+);dur=([\d.]+)", answer.getheader("Server-Timing", ""))
        lines = [line["text"] for line in json.loads(data)["lines"]]
        return Reading(lines, seconds, {name: float(ms) for name, ms in timing}, 200, refusals)

    def peak_mb(self) -> float:
        return peak_mb(self.process.pid)

    def cpu_seconds(self) -> float:
        return cpu_seconds(self.process.pid)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class RapidOcr:
    """RapidOCR with its default settings, one process for each hand.

    One hand: the engine's own threads, as its documentation has it. More hands: so many
    processes of one thread each, which for many pictures is the better way to use the cores.
    """

    def __init__(self, name: str, engine: str, hands: int = 1):
        self.name, self.hands = name, hands
        command = [PEERS, ROOT / "bench/ocr/peer_worker", engine]
        if hands > 1:
            command += ["--threads", "1"]
        self.processes = [
            subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
            )
            for _ in range(hands)
        ]
        self.free = queue.Queue()
        for process in self.processes:
            if not process.stdout.readline():
                raise SystemExit(f"bench: {name} did not start; run tools/setup peer-ocr")
            self.free.put(process)

    def read(self, path: pathlib.Path) -> Reading:
        process = self.free.get()
        try:
            process.stdin.write(f"{path}\n")
            process.stdin.flush()
            answer = json.loads(process.stdout.readline())
        finally:
            self.free.put(process)
        return Reading(answer["lines"], answer["seconds"])

    def peak_mb(self) -> float:
        return sum(peak_mb(process.pid) for process in self.processes)

    def cpu_seconds(self) -> float:
        return sum(cpu_seconds(process.pid) for process in self.processes)

    def stop(self):
        for process in self.processes:
            process.stdin.close()
            process.wait()


class Tesseract:
    """Tesseract's command line, one process a picture: its start counts, as for its users.

    One hand: its own OpenMP threads. More: one thread each, as its documentation advises
    where several run at once.
    """

    def __init__(self, name: str, hands: int = 1):
        self.name, self.hands = name, hands
        self.environment = {**os.environ, **({"OMP_THREAD_LIMIT": "1"} if hands > 1 else {})}
        self.usages = collections.deque()

    def read(self, path: pathlib.Path) -> Reading:
        command = ["tesseract", path, "stdout", "-l", "chi_sim+eng"]
        begin = time.perf_counter()
        with tempfile.TemporaryFile() as out:
            process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL, env=self.environment)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            seconds = time.perf_counter() - begin
            out.seek(0)
            text = out.read().decode(errors="replace")
        self.usages.append(usage)
        lines = [line for line in text.replace("\f", "\n").splitlines() if line.strip()]
        return Reading(lines, seconds, status=200 if process.returncode == 0 else 500)

    def peak_mb(self) -> float:
        """Of the largest process, times those that run at once."""
        return max(usage.ru_maxrss for usage in self.usages) / 1024 * self.hands

    def cpu_seconds(self) -> float:
        return sum(usage.ru_utime + usage.ru_stime for usage in list(self.usages))

    def stop(self):
        pass


def tesseract_version() -> str:
    done = subprocess.run(["tesseract", "--version"], capture_output=True, text=True, check=True)
    return (done.stdout or done.stderr).split()[1]
