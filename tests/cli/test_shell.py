"""The shell from outside: the real program with real weights, as a person uses it."""

import io
import json
import os
import pty
import shutil
import signal
import subprocess
import time

import numpy
import pytest
from PIL import Image

from conftest import ROOT, binary, run, weights


@pytest.fixture
def folder(tmp_path, photo):
    weights("u2netp")
    (tmp_path / "in/deep").mkdir(parents=True)
    (tmp_path / "in/a.jpg").write_bytes(photo)
    (tmp_path / "in/deep/b.jpg").write_bytes(photo)
    (tmp_path / "in/notes.txt").write_text("not a picture")
    return tmp_path


def sentence(done) -> str:
    return done.stderr.decode()


def test_writes_beside_the_input_and_never_over_it(folder):
    picture = folder / "in/a.jpg"
    done = run("remove", picture)
    assert done.returncode == 0, sentence(done)
    cutout = Image.open(folder / "in/a.cutout.png")
    assert cutout.mode == "RGBA" and cutout.size == (640, 480)
    alpha = numpy.asarray(cutout)[..., 3]
    assert alpha[240, 320] > 200 and alpha[5, 5] < 30
    first = (folder / "in/a.cutout.png").read_bytes()

    again = run("remove", picture)
    assert again.returncode == 73
    assert "--force" in sentence(again)
    assert (folder / "in/a.cutout.png").read_bytes() == first
    assert run("remove", picture, "--force").returncode == 0


def test_a_folder_keeps_its_paths_and_reports_in_json(folder):
    done = run("remove", folder / "in", "-o", f"{folder}/out/", "--json")
    assert done.returncode == 0, sentence(done)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert {line["output"] for line in lines} == {f"{folder}/out/a.png", f"{folder}/out/deep/b.png"}
    for line in lines:
        assert line["facts"]["model"] == "u2netp" and line["stages_ms"]["infer"] > 0
        assert os.path.getsize(line["output"]) == line["bytes"]
    assert b"E+" not in done.stdout and b"E-" not in done.stdout


def test_one_damaged_file_does_not_stop_the_others(folder):
    (folder / "in/c.jpg").write_bytes((folder / "in/a.jpg").read_bytes()[:300])
    done = run("remove", folder / "in", "-o", f"{folder}/out/")
    assert done.returncode == 1
    assert "c.jpg" in sentence(done)
    assert sorted(p.name for p in (folder / "out").rglob("*.png")) == ["a.png", "b.png"]


def test_pipes(folder, photo):
    done = run("remove", "-", "--only-mask", stdin=photo)
    assert done.returncode == 0, sentence(done)
    mask = Image.open(io.BytesIO(done.stdout))
    assert mask.mode == "L" and mask.size == (640, 480)
    webp = run("remove", "-", "-o", "-", "--format", "webp", "--background", "white", stdin=photo)
    assert Image.open(io.BytesIO(webp.stdout)).format == "WEBP"


@pytest.mark.parametrize(
    "arguments, code, words",
    [
        (["remove"], 2, "IN"),
        (["remov"], 2, "remove"),
        (["remove", "{in}/a.jpg", "--modell", "u2netp"], 2, "--model"),
        (["remove", "{in}/a.jpg", "--model", "u2netq"], 2, "u2netp"),
        (["remove", "{in}/a.jpg", "--format", "pgn"], 2, "png"),
        (["remove", "{in}/a.jpg", "--background", "whit"], 2, "white"),
        (["remove", "{in}/absent.jpg"], 66, "absent.jpg"),
        (["remove", "{in}/notes.txt"], 67, "notes.txt"),
        (["remove", "{in}/a.jpg", "--max-pixels", "1000"], 68, "max-pixels"),
        (["remove", "{in}/a.jpg", "--model", "silueta"], 69, "cutline models pull silueta"),
        (["remove", "{in}/a.jpg", "-o", "/proc/nowhere/out.png"], 74, "/proc/nowhere"),
    ],
)
def test_errors_are_one_sentence_with_the_right_code(folder, arguments, code, words):
    home = folder / "home/models/u2netp"
    home.mkdir(parents=True)
    os.symlink(weights("u2netp"), home / "u2netp.onnx")
    done = run(
        *[a.replace("{in}", str(folder / "in")) for a in arguments],
        env={"CUTLINE_HOME": str(folder / "home"), "HOME": str(folder)},
    )
    assert done.returncode == code, sentence(done)
    assert words in sentence(done)
    assert done.stdout == b""
    assert len(sentence(done).strip().splitlines()) <= 2
    assert not list(folder.rglob("*.png")), "something half-written was left behind"


def test_speaks_chinese_where_the_locale_does(folder):
    done = run("remove", folder / "in/absent.jpg", env={"LC_ALL": "zh_CN.UTF-8"})
    assert done.returncode == 66
    assert any("\u4e00" <= c <= "\u9fff" for c in sentence(done))


def test_paths_that_cannot_be_looked_at_are_said_in_a_sentence(folder):
    done = run("remove", "x" * 300)
    assert done.returncode == 74 and b"terminate" not in done.stderr, sentence(done)


def test_devices_are_written_into(folder):
    done = run("remove", folder / "in/a.jpg", "-o", "/dev/null", "--format", "png")
    assert done.returncode == 0, sentence(done)
    assert not os.path.isfile("/dev/null")


def test_a_full_disk_leaves_nothing_behind(folder):
    mount = folder / "small"
    mount.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs", mount], check=False)
    if made.returncode != 0:
        pytest.skip("cannot mount a small file system here (needs root)")
    try:
        done = run("remove", folder / "in/a.jpg", "-o", mount / "out.png")
        assert done.returncode == 74, sentence(done)
        assert "out.png" in sentence(done)
        assert list(mount.iterdir()) == []
    finally:
        subprocess.run(["umount", mount], check=True)


def test_the_configuration_file_is_read_and_checked(folder):
    config = folder / "cutline.toml"
    config.write_text("threads = 1\n[remove]\nonly_mask = true\n")
    done = run("remove", folder / "in/a.jpg", "-o", "-", "--config", config)
    assert Image.open(io.BytesIO(done.stdout)).mode == "L"

    for line, word in (("queue = many", "line 2"), ('queue = "many"', "queue"), ("queue = -1", "queue")):
        config.write_text(f"threads = 1\n{line}\n")
        done = run("remove", folder / "in/a.jpg", "-o", "-", "--config", config)
        assert done.returncode == 78, sentence(done)
        assert str(config) in sentence(done) and "2" in sentence(done) and word in sentence(done)

    config.write_text("threads = 1\nquue = 3\n")
    done = run("config", "check", "--config", config)
    assert done.returncode == 78
    assert "queue" in sentence(done) + done.stdout.decode()


def test_a_port_in_use_is_said_in_a_sentence(server):
    done = run("serve", "--listen", server.url.removeprefix("http://"))
    assert done.returncode == 69
    assert server.url.rsplit(":", 1)[1] in sentence(done)


def test_ctrl_c_ends_a_batch_cleanly(folder, photo):
    for n in range(60):
        (folder / f"in/many{n}.jpg").write_bytes(photo)
    process = subprocess.Popen(
        [binary(), "remove", folder / "in", "-o", f"{folder}/out/"], stderr=subprocess.PIPE
    )
    end = time.monotonic() + 30
    while not list(folder.glob("out/*.png")) and time.monotonic() < end:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    assert process.returncode == 130
    for written in folder.glob("out/**/*"):
        if written.is_file():
            Image.open(written).load()  # whole, whatever was interrupted


def test_progress_and_colours_only_on_a_terminal(folder):
    plain = run("remove", folder / "in", "-o", f"{folder}/out/")
    assert b"\x1b[" not in plain.stderr and b"\r" not in plain.stderr

    def on_terminal(**env):
        leader, follower = pty.openpty()
        process = subprocess.Popen(
            [binary(), "remove", folder / "in", "-o", f"{folder}/out/", "--force"],
            stderr=follower, env={**os.environ, "TERM": "xterm", "LC_ALL": "C.UTF-8", **env},
        )  # fmt: skip
        os.close(follower)
        seen = b""
        while True:
            try:
                chunk = os.read(leader, 4096)
            except OSError:  # how Linux says that the other end is gone
                break
            if not chunk:
                break
            seen += chunk
        os.close(leader)
        assert process.wait(20) == 0
        return seen

    assert b"2/2" in on_terminal() or b"\r" in on_terminal()
    assert b"\x1b[3" not in on_terminal(NO_COLOR="1")


def test_models_from_import_to_removal(folder):
    env = {"CUTLINE_HOME": str(folder / "home"), "HOME": str(folder)}

    def state():
        listed = json.loads(run("models", "list", "--json", env=env).stdout)
        return {m["name"]: m["state"] for m in listed}["u2netp"]

    assert state() == "absent"
    html = folder / "page.onnx"
    html.write_text("<!doctype html><title>403</title>" + " " * 5000)
    refused = run("models", "import", "u2netp", html, env=env)
    assert refused.returncode != 0 and state() == "absent"

    done = run("models", "import", "u2netp", weights("u2netp"), env=env)
    assert done.returncode == 0, sentence(done)
    assert state() == "verified"
    path = run("models", "path", "u2netp", env=env).stdout.decode().strip()
    assert path == str(folder / "home/models/u2netp/u2netp.onnx")

    with open(path, "r+b") as file:  # one bit of bad luck
        file.seek(1_000_000)
        byte = file.read(1)
        file.seek(1_000_000)
        file.write(bytes([byte[0] ^ 1]))
    damaged = run("models", "verify", "u2netp", env=env)
    assert damaged.returncode != 0 and "u2netp" in sentence(damaged) + damaged.stdout.decode()
    refused = run("remove", folder / "in/a.jpg", "-o", folder / "x.png", env=env)
    assert refused.returncode != 0 and not (folder / "x.png").exists()

    assert run("models", "remove", "u2netp", env=env).returncode == 0
    assert state() == "absent"


def test_rembgs_folder_is_found(folder):
    (folder / ".u2net").mkdir()
    shutil.copy(weights("u2netp"), folder / ".u2net/u2netp.onnx")
    env = {"CUTLINE_HOME": str(folder / "home"), "HOME": str(folder)}
    done = run("remove", folder / "in/a.jpg", "-o", folder / "x.png", env=env)
    assert done.returncode == 0, sentence(done)


def test_a_model_of_ones_own(folder):
    done = run(
        "remove", folder / "in/a.jpg", "-o", folder / "x.png", "--json",
        "--model-file", weights("u2netp"), "--model-name", "mine",
        "--model-mean", "imagenet", "--model-std", "imagenet",
    )  # fmt: skip
    assert done.returncode == 0, sentence(done)
    assert json.loads(done.stdout)["facts"]["model"] == "mine"
    theirs = run("remove", folder / "in/a.jpg", "-o", "-")
    assert (folder / "x.png").read_bytes() == theirs.stdout


def test_doctor_and_version_and_completion(folder):
    doctor = run("doctor", "--json")
    assert doctor.returncode == 0, sentence(doctor)
    titles = {check["title"] for check in json.loads(doctor.stdout)}
    assert len(titles) >= 5
    assert run("version").stdout.startswith(b"cutline ")
    verbose = run("version", "--verbose").stdout.decode().lower()
    for name in ("openvino", "vips", "jpeg", "png", "webp"):
        assert name in verbose
    for shell in ("bash", "zsh", "fish"):
        assert b"remove" in run("completion", shell).stdout


def test_man_page_is_well_formed():
    page = run("man").stdout
    if shutil.which("groff") is None:
        pytest.skip("groff is not here")
    checked = subprocess.run(["groff", "-k", "-man", "-Tutf8", "-ww", "-z"], input=page, capture_output=True, check=False)
    assert checked.returncode == 0 and checked.stderr == b""


def test_the_reference_page_is_what_the_program_says():
    """docs/reference.md is generated: build/release/bin/cutline man --markdown > docs/reference.md"""
    written = (ROOT / "docs/reference.md").read_text()
    assert run("man", "--markdown").stdout.decode() == written


def test_a_home_that_cannot_be_written_still_cuts(folder):
    """The cache of compiled models is a convenience, not a need."""
    home = folder / "home"
    (home / "models/u2netp").mkdir(parents=True)
    shutil.copy(weights("u2netp"), home / "models/u2netp/u2netp.onnx")
    made = subprocess.run(["mount", "--bind", "-o", "ro", home, home], check=False, stderr=subprocess.DEVNULL)
    mounted = made.returncode == 0  # permissions do not hold root back
    try:
        if not mounted:
            home.chmod(0o555)
        done = run("remove", folder / "in/a.jpg", "-o", folder / "x.png", env={"CUTLINE_HOME": str(home)})
        assert done.returncode == 0, sentence(done)
    finally:
        if mounted:
            subprocess.run(["umount", home], check=True)
