"""The conditions of the generated set: each makes its i-th picture from a seed of its own."""

import dataclasses
import io
import random
from collections.abc import Callable

import numpy
from PIL import Image, ImageDraw

import corpus
import drawing
import forms

LANGUAGES = ("zh", "en", "mixed")
INK, PAPER = (15, 15, 15), (252, 252, 250)


@dataclasses.dataclass
class Made:
    picture: Image.Image
    rows: list[list[str]]  # one cell, but for rows of tables
    jpeg: bytes = b""  # where the file is a JPEG; else PNG without loss


@dataclasses.dataclass
class Chance:
    """Where the i-th picture of a condition gets its language, text and noise from."""

    condition: str
    index: int
    seed: int

    def __post_init__(self):
        self.language = LANGUAGES[self.index % 3]
        self.rng = random.Random(f"{self.seed}/{self.condition}/{self.index}")
        self.noise = numpy.random.default_rng(self.rng.getrandbits(64))

    def text(self, size: int, ink=INK, paper=PAPER, count: int = 7) -> tuple[Image.Image, list[list[str]]]:
        lines = corpus.lines(self.rng, self.language, count)
        face = self.rng.choice(drawing.FACES[self.language])
        return drawing.page(lines, face, size, ink, paper), [[line] for line in lines]


def plain(size: int):
    return lambda c: Made(*c.text(size))


def turned(*angles: float):
    def make(c: Chance) -> Made:
        picture, rows = c.text(24)
        # Each language meets each angle: the index is shifted once per round of languages.
        return Made(drawing.turned(picture, angles[(c.index + c.index // 3) % len(angles)], PAPER), rows)

    return make


def blurred(c: Chance) -> Made:
    picture, rows = c.text(24)
    return Made(drawing.blurred(picture, c.rng.uniform(1.5, 2.2)), rows)


def jpeg(c: Chance) -> Made:
    picture, rows = c.text(20)
    return Made(drawing.recoded(picture, 20), rows)


def noisy(c: Chance) -> Made:
    picture, rows = c.text(24)
    return Made(drawing.noisy(picture, c.rng.uniform(30, 50), c.noise), rows)


def pale(c: Chance) -> Made:
    grey = c.rng.randrange(60, 220)
    return Made(*c.text(24, (grey,) * 3, (grey + c.rng.choice([-30, 30]),) * 3))


def perspective(c: Chance) -> Made:
    picture, rows = c.text(28)
    w, h = picture.size
    move = lambda: c.rng.uniform(0, 0.12)  # noqa: E731
    corners = [(w * move(), h * move()), (w * (1 - move()), h * move()),
               (w * (1 - move()), h * (1 - move())), (w * move(), h * (1 - move()))]  # fmt: skip
    return Made(drawing.warped(picture, corners, (w, h), PAPER), rows)


def inverted(c: Chance) -> Made:
    return Made(*c.text(24, (250, 250, 250), (8, 8, 8)))


def coloured(c: Chance) -> Made:
    return Made(*c.text(24, *drawing.two_colours(c.rng, (70, 130), lively=60)))


def invoice(c: Chance) -> Made:
    return Made(*forms.invoice(c.rng, c.language, 1000))


def receipt(c: Chance) -> Made:
    return Made(*forms.receipt(c.rng, c.language, 480))


def sign(c: Chance) -> Made:
    """One to three big outlined words on a ground like a photograph's."""
    size = c.rng.randrange(56, 120)
    lines = c.rng.sample(corpus.SIGNS[c.language], c.rng.randrange(1, 4))
    picture = drawing.ground((900, 700), c.noise)
    draw = ImageDraw.Draw(picture)
    ink, edge = drawing.two_colours(c.rng, (110, 255))
    shape = drawing.font(drawing.BOLD[c.language], size)
    y = 350 - len(lines) * size * 0.75
    for line in lines:
        draw.text((450, y), line, font=shape, fill=ink, stroke_width=max(3, size // 16), stroke_fill=edge, anchor="ma")
        y += size * 1.5
    return Made(drawing.noisy(picture, 6, c.noise), [[line] for line in lines])


def phone(c: Chance) -> Made:
    """A telephone's photograph of an invoice: 3000x4000, a JPEG of about 2 MB."""
    sheet, rows = forms.invoice(c.rng, c.language, 2300)
    size = (3000, 4000)
    w, h = size
    at = lambda x, y: (w * (x + c.rng.uniform(0, 0.05)), h * (y + c.rng.uniform(0, 0.05)))  # noqa: E731
    corners = [at(0.08, 0.07), at(0.86, 0.07), at(0.89, 0.86), at(0.06, 0.86)]
    mask = drawing.warped(Image.new("L", sheet.size, 255), corners, size, 0)
    picture = drawing.ground(size, c.noise, 40)
    picture.paste(drawing.warped(sheet, corners, size, (0, 0, 0)), mask=mask)
    picture = drawing.shaded(drawing.blurred(picture, 0.8), c.noise)
    return Made(picture, rows, jpeg_of_size(drawing.noisy(picture, 4, c.noise), 2_000_000))


def jpeg_of_size(picture: Image.Image, size: int) -> bytes:
    """The JPEG of the highest quality that is no larger."""
    low, high, best = 5, 96, b""
    while low < high:
        quality = (low + high) // 2
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=quality)
        if out.tell() <= size:
            best, low = out.getvalue(), quality + 1
        else:
            high = quality
    return best


CONDITIONS: dict[str, Callable[[Chance], Made]] = {
    **{f"plain {size} px": plain(size) for size in (10, 14, 20, 28, 40)},
    "turned 2 degrees": turned(2, -2),
    "turned 5 degrees": turned(5, -5),
    "turned 15 degrees": turned(15, -15),
    "quarter turns": turned(90, 180, 270),
    "blur": blurred,
    "JPEG quality 20": jpeg,
    "noise": noisy,
    "low contrast": pale,
    "perspective": perspective,
    "white on black": inverted,
    "coloured": coloured,
    "invoice": invoice,
    "receipt": receipt,
    "street sign": sign,
    "phone photograph": phone,
}
