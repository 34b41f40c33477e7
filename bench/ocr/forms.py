"""Invoices and receipts with tables, drawn at any scale, with what stands in each row."""

import random

from PIL import Image, ImageDraw

import corpus
from drawing import BOLD, FACES, font

Rows = list[list[str]]  # from top to bottom; a row of a table has several cells


class Sheet:
    """White paper on which rows are set, and noted. Positions are in units of 1/1000 of the width."""

    def __init__(self, width: int, height: float, language: str, rng: random.Random):
        self.unit = width / 1000
        self.picture = Image.new("RGB", (width, round(height * self.unit)), (255, 255, 255))
        self.draw = ImageDraw.Draw(self.picture)
        self.face, self.bold = rng.choice(FACES[language][:2]), BOLD[language]
        self.rows: Rows = []

    def set(self, y: float, cells: list[tuple[float, str, str]], size: float, bold: bool = False):
        """Cells as (x, anchor, text), the anchor being PIL's: l, m or r."""
        shape = font(self.bold if bold else self.face, max(8, round(size * self.unit)))
        for x, anchor, text in cells:
            self.draw.text((x * self.unit, y * self.unit), text, font=shape, fill=(20, 20, 25), anchor=anchor + "a")
        self.rows.append([text for _, _, text in cells])

    def rule(self, y: float, left: float = 60, right: float = 940, dashed: bool = False):
        u = self.unit
        step = 14 if dashed else right - left
        x = left
        while x < right:
            end = min(right, x + (8 if dashed else step))
            self.draw.line((x * u, y * u, end * u, y * u), fill=(60, 60, 60), width=max(1, round(1.5 * u)))
            x += step

    def upright(self, x: float, top: float, bottom: float):
        u = self.unit
        self.draw.line((x * u, top * u, x * u, bottom * u), fill=(60, 60, 60), width=max(1, round(1.5 * u)))


def money(cents: int) -> str:
    return f"{cents // 100:,}.{cents % 100:02}"


def invoice(rng: random.Random, language: str, width: int) -> tuple[Image.Image, Rows]:
    """An A4 page: head, seller and buyer, a ruled table of goods, sums."""
    word = corpus.LABELS[language]
    colon = "：" if language == "zh" else ": "
    sheet = Sheet(width, 1414, language, rng)
    size = 22 if language != "mixed" else 20
    sheet.set(70, [(500, "m", word["invoice"])], 40, bold=True)
    sheet.set(150, [(60, "l", f"{word['number']}{colon}{rng.randrange(10**7, 10**8)}")], size)
    sheet.set(190, [(60, "l", f"{word['date']}{colon}{corpus.date(rng, language)}")], size)
    seller, buyer = rng.sample(corpus.NAMES[language], 2)
    sheet.set(250, [(60, "l", f"{word['seller']}{colon}{seller}")], size)
    sheet.set(290, [(60, "l", f"{word['buyer']}{colon}{buyer}")], size)

    top, pitch, columns = 350, 52, (60, 480, 600, 770, 940)
    count = rng.randrange(8, 13)
    goods = [rng.choice(corpus.GOODS[language]) for _ in range(count)]
    heads = [word[key] if language != "mixed" else corpus.LABELS["zh"][key]
             for key in ("item", "count", "price", "amount")]  # fmt: skip
    table = [heads]
    total = 0
    for item in goods:
        n, cents = rng.randrange(1, 60), rng.randrange(150, 90_000)
        total += n * cents
        table.append([item, str(n), money(cents), money(n * cents)])
    for i, (item, n, price, amount) in enumerate(table):
        y = top + i * pitch
        sheet.rule(y)
        cells = [(74, "l", item), (586, "r", n), (756, "r", price), (926, "r", amount)]
        sheet.set(y + 13, cells, size, bold=i == 0)
    bottom = top + len(table) * pitch
    sheet.rule(bottom)
    for x in columns:
        sheet.upright(x, top, bottom)

    tax = total * rng.choice([3, 6, 13]) // 100
    for i, (key, cents) in enumerate((("sum", total), ("tax", tax), ("total", total + tax))):
        sign = "$" if language == "en" else "¥"
        sheet.set(bottom + 30 + 44 * i, [(560, "l", word[key]), (926, "r", f"{sign}{money(cents)}")], size, i == 2)
    sheet.set(bottom + 210, [(60, "l", f"{word['phone']}{colon}{corpus.phone(rng)}")], size)
    return sheet.picture, sheet.rows


def receipt(rng: random.Random, language: str, width: int) -> tuple[Image.Image, Rows]:
    """A till's narrow strip: shop, date, goods with prices, sums, thanks."""
    word = corpus.LABELS[language]
    count = rng.randrange(6, 14)
    sheet = Sheet(width, 900 + 76 * count, language, rng)
    size = 44 if language != "mixed" else 40
    sheet.set(60, [(500, "m", rng.choice(corpus.NAMES[language]))], 58, bold=True)
    sheet.set(150, [(500, "m", word["receipt"])], size)
    sheet.set(240, [(60, "l", corpus.date(rng, language)), (940, "r", corpus.clock(rng))], size)
    sheet.rule(320, dashed=True)
    y, total = 345, 0
    for _ in range(count):
        cents = rng.randrange(99, 29_999)
        total += cents
        sheet.set(y, [(60, "l", rng.choice(corpus.GOODS[language])), (940, "r", money(cents))], size)
        y += 76
    sheet.rule(y + 10, dashed=True)
    paid = (total // 10_000 + 1) * 10_000
    for key, cents in (("total", total), ("cash", paid), ("change", paid - total)):
        y += 76
        sheet.set(y - 40, [(60, "l", word[key]), (940, "r", money(cents))], size, key == "total")
    sheet.rule(y + 50, dashed=True)
    sheet.set(y + 90, [(500, "m", word["thanks"])], size)
    return sheet.picture, sheet.rows
