"""Drawing text with Debian's fonts, and what befalls a picture on its way: turning, blur, noise.

Sizes are pixels; random numbers come from the caller, so that a seed fixes every pixel.
"""

import functools
import io
import math
import random

import numpy
from PIL import Image, ImageDraw, ImageFilter, ImageFont

NOTO = "/usr/share/fonts/opentype/noto/Noto"
LIBERATION = "/usr/share/fonts/truetype/liberation/Liberation"
SIMPLIFIED = 2  # the face for Simplified Chinese within Noto's collections

# Faces by language: (file, index). Latin faces have no Chinese.
FACES = {
    "zh": [
        (f"{NOTO}SansCJK-Regular.ttc", SIMPLIFIED),
        (f"{NOTO}SerifCJK-Regular.ttc", SIMPLIFIED),
        (f"{NOTO}SansCJK-Bold.ttc", SIMPLIFIED),
        ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", 0),
    ],
    "en": [
        (f"{LIBERATION}Sans-Regular.ttf", 0),
        (f"{LIBERATION}Serif-Regular.ttf", 0),
        (f"{LIBERATION}Mono-Regular.ttf", 0),
        (f"{LIBERATION}Sans-Bold.ttf", 0),
        (f"{LIBERATION}Serif-Italic.ttf", 0),
    ],
}
FACES["mixed"] = FACES["zh"]
BOLD = {"zh": FACES["zh"][2], "mixed": FACES["zh"][2], "en": FACES["en"][3]}


@functools.cache
def font(face: tuple[str, int], size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(face[0], size, index=face[1])


def page(lines: list[str], face: tuple[str, int], size: int, ink, paper) -> Image.Image:
    """Lines from the top, one under another, with a margin of two letters."""
    shape = font(face, size)
    margin, pitch = 2 * size, round(1.7 * size)
    width = math.ceil(max(shape.getlength(line) for line in lines)) + 2 * margin
    picture = Image.new("RGB", (width, pitch * len(lines) + 2 * margin), paper)
    draw = ImageDraw.Draw(picture)
    for i, line in enumerate(lines):
        draw.text((margin, margin + i * pitch), line, font=shape, fill=ink)
    return picture


def turned(picture: Image.Image, degrees: float, paper) -> Image.Image:
    """Turned counter-clockwise on a larger sheet of the same paper."""
    return picture.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=paper)


def blurred(picture: Image.Image, radius: float) -> Image.Image:
    return picture.filter(ImageFilter.GaussianBlur(radius))


def noisy(picture: Image.Image, sigma: float, rng: numpy.random.Generator) -> Image.Image:
    """Gaussian noise in every sample, sigma of 255."""
    pixels = numpy.asarray(picture, dtype=numpy.float32)
    pixels = pixels + sigma * rng.standard_normal(pixels.shape, dtype=numpy.float32)
    return Image.fromarray(pixels.clip(0, 255).astype("uint8"))


def recoded(picture: Image.Image, quality: int) -> Image.Image:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return Image.open(out).convert("RGB")


def warped(picture: Image.Image, corners: list[tuple[float, float]], size: tuple[int, int], paper) -> Image.Image:
    """The picture's corners (from top left, clockwise) moved to `corners` of a sheet of `size`."""
    w, h = picture.size
    rows, values = [], []
    # PIL asks for the map from the sheet to the picture: eight equations for its eight numbers.
    for (x, y), (u, v) in zip(corners, [(0, 0), (w, 0), (w, h), (0, h)], strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    numbers = numpy.linalg.solve(numpy.array(rows, float), numpy.array(values, float))
    return picture.transform(size, Image.Transform.PERSPECTIVE, numbers, Image.Resampling.BICUBIC, fillcolor=paper)


def ground(size: tuple[int, int], rng: numpy.random.Generator, strength: float = 90) -> Image.Image:
    """Clouds over a gradient, as rough as a photograph: noise of several scales added up, mostly
    in brightness and a little in colour."""
    w, h = size
    total = numpy.zeros((h, w, 3), numpy.float32)
    for cells in (3, 7, 19, 53, 131):
        coarse = 0.8 * rng.random((cells, cells, 1)) + 0.2 * rng.random((cells, cells, 3))
        layer = Image.fromarray((coarse * 255).astype("uint8")).resize(size, Image.Resampling.BICUBIC)
        total += (numpy.asarray(layer, numpy.float32) / 255 - 0.5) * (3 / cells) ** 0.5
    base = (rng.uniform(90, 170) + rng.uniform(-25, 25, 3)).astype(numpy.float32)
    slope = numpy.linspace(-25, 25, h, dtype=numpy.float32)[:, None, None]
    return Image.fromarray((base + slope + strength * total).clip(0, 255).astype("uint8"))


def shaded(picture: Image.Image, rng: numpy.random.Generator) -> Image.Image:
    """Light from one side, and the soft edge of a shadow across the sheet."""
    w, h = picture.size
    y, x = numpy.mgrid[0:h, 0:w].astype(numpy.float32)
    angle = rng.uniform(0, 2 * math.pi)
    along = ((x / w - 0.5) * math.cos(angle) + (y / h - 0.5) * math.sin(angle)).astype(numpy.float32)
    light = 1 + 0.25 * along - 0.25 / (1 + numpy.exp(-(along - rng.uniform(-0.2, 0.2)) * 25))
    pixels = numpy.asarray(picture, numpy.float32) * light[..., None]
    return Image.fromarray(pixels.clip(0, 255).astype("uint8"))


def luminance(colour) -> float:
    return 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]


def two_colours(rng: random.Random, difference: tuple[float, float], lively: int = 0) -> tuple:
    """Ink and paper whose luminance differs by so much; `lively`: how far their own parts must differ."""
    while True:
        ink, paper = (tuple(rng.randrange(256) for _ in range(3)) for _ in range(2))
        apart = abs(luminance(ink) - luminance(paper))
        if difference[0] <= apart <= difference[1] and all(max(c) - min(c) >= lively for c in (ink, paper)):
            return ink, paper
