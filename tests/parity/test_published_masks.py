"""Our masks against what rembg and U²-Net's authors published for the same photographs."""

import io

import numpy
import pytest
from PIL import Image

from conftest import run, shared, weights


def mask(path, model, *options) -> numpy.ndarray:
    weights(model)
    done = run("remove", path, "-o", "-", "--model", model, "--only-mask", *options)
    assert done.returncode == 0, done.stderr.decode()
    return numpy.asarray(Image.open(io.BytesIO(done.stdout))).astype(int)


def mae(a, b) -> float:
    assert a.shape == b.shape
    return float(numpy.abs(a - b).mean() / 255)


CASES = [(photo, model) for photo in ("anime-girl-1", "car-1") for model in ("u2netp", "isnet-general-use")]


@pytest.mark.parametrize("photo, model", CASES)
def test_f32_masks_equal_rembgs(photo, model):
    folder = shared("removal", "rembg")
    expected = numpy.asarray(Image.open(folder / f"{photo}.{model}.png"))[..., 3].astype(int)
    ours = mask(folder / f"{photo}.jpg", model, "--precision", "f32", "--compat", "rembg")
    assert mae(ours, expected) <= 0.0005


@pytest.mark.parametrize("photo, model", CASES)
def test_auto_masks_keep_the_budget(photo, model):
    folder = shared("removal", "rembg")
    expected = numpy.asarray(Image.open(folder / f"{photo}.{model}.png"))[..., 3].astype(int)
    assert mae(mask(folder / f"{photo}.jpg", model, "--precision", "auto"), expected) <= 0.005


@pytest.mark.parametrize("name", ["0003.jpg", "boat.jpg", "girl.png", "hockey.png", "horse.jpg", "im_21.png",
                                  "lamp2_meitu_1.jpg", "sailboat3.jpg"])
def test_masks_agree_with_the_authors_own(name):
    # They resize bilinearly in PyTorch; up to 0.015 is the resizing's share.
    folder = shared("removal", "u2net")
    stem = name.rsplit(".", 1)[0]
    expected = numpy.asarray(Image.open(folder / f"{stem}.u2netp-mask.png").convert("L")).astype(int)
    ours = mask(folder / name, "u2netp", "--precision", "f32", "--compat", "rembg")
    assert mae(ours, expected) <= 0.015
