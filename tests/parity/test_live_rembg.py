"""The compatibility mode against rembg itself, run now on the same pictures.

rembg lives in its own environment (`tools/peer_rembg` makes it, `make test` calls that).
"""

import os
import pathlib
import subprocess

import numpy
import pytest
from PIL import Image

from conftest import ROOT, run, shared, weights

KINDS = {
    "cutout": [],
    "mask": ["--only-mask"],
    "clean": ["--post-process"],
    "blue": ["--background", "#0000ff"],
}


def pictures() -> list[pathlib.Path]:
    found = [*shared("removal", "rembg").glob("*.jpg")]
    for pattern in ("*.jpg", "*.png"):
        found += [p for p in shared("removal", "u2net").glob(pattern) if "mask" not in p.name]
    return sorted(found)


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    python = ROOT / ".deps/rembg/bin/python"
    if not python.exists():
        pytest.skip("rembg's own environment is absent: run tools/peer_rembg")
    model = weights("u2netp")
    home = tmp_path_factory.mktemp("u2net")
    (home / "u2netp.onnx").symlink_to(model)
    out = tmp_path_factory.mktemp("rembg")
    subprocess.run(
        [python, ROOT / "tests/parity/rembg_results.py", "u2netp", out, *pictures()],
        env={**os.environ, "U2NET_HOME": str(home)},
        check=True,
        timeout=600,
    )
    return out


@pytest.mark.parametrize("kind", KINDS)
def test_pixels_equal_rembgs(results, tmp_path, kind):
    differences = []
    for picture in pictures():
        theirs = numpy.asarray(Image.open(results / f"{picture.stem}.{kind}.png")).astype(int)
        target = tmp_path / f"{picture.stem}.png"
        done = run("remove", picture, "-o", target, "--model", "u2netp", "--precision", "f32",
                   "--compat", "rembg", *KINDS[kind])
        assert done.returncode == 0, done.stderr.decode()
        ours = Image.open(target)
        if theirs.ndim == 3 and theirs.shape[2] == 4 and ours.mode == "RGB":
            ours = ours.convert("RGBA")  # over an opaque colour we leave the alpha channel out
        ours = numpy.asarray(ours).astype(int)
        assert ours.shape == theirs.shape, picture.name
        difference = numpy.abs(ours - theirs)
        differences.append(difference.ravel())
        # A hard threshold turns a difference of one level into 255 for a few pixels.
        limit = 2 if kind != "clean" else 255
        assert numpy.median(difference) == 0, picture.name
        assert numpy.quantile(difference, 0.999) <= limit, picture.name
    everything = numpy.concatenate(differences)
    assert everything.mean() <= (0.05 if kind != "clean" else 0.3), everything.mean()
