"""Paper for the tests: pages drawn with their codes, made to pictures, and scanned badly, always in the same way."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Sequence
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path

import msgspec
import pikepdf
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from kiosk.codes import CodeKey, CodeKind, CodeTrust, KeyFacts, PageCode, TrustedKey, facts_digest, write_text
from kiosk.pdf.qr import CODE_SIDE, SEALED_SIDE, draw_code, make_symbol
from kiosk.pdf.sheet import INK, QUIET, Piece, Sheet
from kiosk.pdf.tags import ARTIFACT
from tests.kiosk.pdf.papers import plain_faces

A4 = (595.28, 841.89)
KEY = CodeKey(bytes(range(1, 33)))
OTHER_KEY = CodeKey(bytes(range(2, 34)))
TRUST = CodeTrust((TrustedKey(KEY.public, "Blue Hill Clinic"),))
DAY = date(2026, 5, 12)
FACTS = KeyFacts(
    document="CN-2026-0512-0417",
    name="Rosa Delgado",
    birth_date=date(1961, 3, 14),
    record_number="20418",
    treatment="ketamine-iv",
    decision="agree",
    date=DAY,
)
SEALED_VERSION = 7
"""Of the symbol of a sealed document."""
VISIT = "0f8e2d4c6b5a49382716a5b4c3d2e1f0"
WORDS = "what the treatment can do and cannot do, how it feels, which risks there are and how often they happen"


def sealed_code(page: int = 1, pages: int = 3, document: str = "CN-2026-0512-0417") -> PageCode:
    """Return the code of a page of a sealed document."""
    digest = facts_digest(msgspec.structs.replace(FACTS, document=document))
    return PageCode(CodeKind.SEALED, document, page, pages, DAY, digest)


def form_code(page: int = 1, pages: int = 2, visit: str = VISIT) -> PageCode:
    """Return the code of a page of a form; without a visit it is a blank one."""
    kind = CodeKind.PREPARED if visit else CodeKind.BLANK
    return PageCode(kind, "F-2026-0512-0007", page, pages, DAY, bytes(range(16)), "ketamine-iv", "en", visit)


def sealed_texts(pages: int = 3, document: str = "CN-2026-0512-0417") -> list[str]:
    """Return the codes of a whole sealed document."""
    return [write_text(sealed_code(page, pages, document), KEY) for page in range(1, pages + 1)]


def draw_pages(texts: Sequence[str | None]) -> bytes:
    """Draw a page of words for each code, with the code in its foot; None draws a page without one.

    Where and how large the code is, is as on real pages: that of a sealed document is smaller.
    """
    sheet = Sheet(A4, plain_faces())
    for number, text in enumerate(texts, start=1):
        sheet.mark(ARTIFACT)
        for line in range(44):
            start = (line * 7 + number) % 40
            sheet.text(48, 70 + line * 15, (Piece(WORDS[start : start + 60], 11, INK),))
        sheet.text(48, 780, (Piece(f"page {number} of {len(texts)}", 9, QUIET),))
        if text is not None:
            side = SEALED_SIDE if make_symbol(text).version <= SEALED_VERSION else CODE_SIDE
            draw_code(sheet, text, A4[0] - 48 - side, A4[1] - 17 - side, side=side)
        sheet.end_page()
    return sheet.finish()


def rendered(pdf: bytes, folder: Path, dots: int = 150) -> list[Image.Image]:
    """Return the pages of a PDF as grey pictures."""
    (folder / "in.pdf").write_bytes(pdf)
    command = ["pdftoppm", "-r", str(dots), "-gray", "in.pdf", "page"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    pages = []
    for path in sorted(folder.glob("page*.pgm")):
        with Image.open(path) as opened:
            pages.append(opened.convert("L"))
        path.unlink()
    return pages


def worn(page: Image.Image, seed: int) -> Image.Image:
    """Return a page as a poor scanner gives it: skewed up to 3 degrees, stained, blurred, noisy, pale or dark."""
    chance = random.Random(seed)
    picture = ImageChops.multiply(page, _stains(page.size, chance))
    picture = picture.rotate(chance.uniform(-3, 3), Image.Resampling.BICUBIC, fillcolor=245)
    picture = picture.filter(ImageFilter.GaussianBlur(chance.uniform(0.3, 0.9)))
    black, white = chance.randint(0, 70), chance.randint(200, 255)
    picture = picture.point([black + value * (white - black) // 255 for value in range(256)])
    return _noisy(picture, chance, strength=chance.uniform(10, 30))


def _stains(size: tuple[int, int], chance: random.Random) -> Image.Image:
    """Return coffee rings, finger marks and a shadow at the edge, on white; some lie over the code."""
    width, height = size
    layer = Image.new("L", size, 255)
    draw = ImageDraw.Draw(layer)
    for _ in range(chance.randint(2, 6)):
        x, y, reach = chance.uniform(0, width), chance.uniform(0, height), chance.uniform(20, 160)
        draw.ellipse((x - reach, y - reach, x + reach, y + reach), fill=chance.randint(130, 235))
    for _ in range(2):
        x, y, reach = width * chance.uniform(0.72, 0.95), height * chance.uniform(0.82, 0.98), chance.uniform(5, 60)
        edge = chance.randint(2, 6)
        draw.ellipse((x - reach, y - reach, x + reach, y + reach), outline=chance.randint(90, 190), width=edge)
    for _ in range(chance.randint(0, 12)):
        x, y, reach = chance.uniform(0, width), chance.uniform(0, height), chance.uniform(1, 4)
        draw.ellipse((x - reach, y - reach, x + reach, y + reach), fill=chance.randint(0, 120))
    shadow = chance.randint(0, width // 12)
    draw.rectangle((width - shadow, 0, width, height), fill=chance.randint(150, 220))
    return layer.filter(ImageFilter.GaussianBlur(3))


def _noisy(picture: Image.Image, chance: random.Random, strength: float) -> Image.Image:
    """Return a picture with noise of about `strength` grey levels (standard deviation), nearly a normal one."""
    count = picture.width * picture.height
    first, second = (Image.frombytes("L", picture.size, chance.randbytes(count)) for _ in range(2))
    # The mean of two even distributions over 0..255 has a standard deviation of 52.
    noise = Image.blend(first, second, 0.5)
    share = strength / 52
    moved = noise.point([round((value - 127.5) * share + 128) for value in range(256)])
    return ImageChops.add(picture, moved, scale=1, offset=-128)


def as_file(picture: Image.Image, kind: str = "PNG") -> bytes:
    """Return a picture as a file."""
    out = BytesIO()
    picture.save(out, kind)
    return out.getvalue()


def as_scan(pictures: Sequence[Image.Image]) -> bytes:
    """Return pictures as a scanner's PDF: a JPEG on each page."""
    with pikepdf.new() as pdf:
        for picture in pictures:
            page = pdf.add_blank_page(page_size=A4)
            image = pikepdf.Stream(pdf, as_file(picture, "JPEG"))
            image.stream_dict = pikepdf.Dictionary(
                Type=pikepdf.Name.XObject,
                Subtype=pikepdf.Name.Image,
                Width=picture.width,
                Height=picture.height,
                ColorSpace=pikepdf.Name.DeviceGray,
                BitsPerComponent=8,
                Filter=pikepdf.Name.DCTDecode,
            )
            page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=pdf.make_indirect(image)))
            page.Contents = pikepdf.Stream(pdf, b"q 595.28 0 0 841.89 0 0 cm /Im0 Do Q")
        out = BytesIO()
        pdf.save(out)
        return out.getvalue()


@cache
def square(text: str, scale: int = 4) -> Image.Image:
    """Return only the code, in clean pixels: for tests that are not about seeing."""
    rows = make_symbol(text).rows
    count = len(rows)
    picture = Image.new("L", (count + 8, count + 8), 255)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                picture.putpixel((x + 4, y + 4), 0)
    return picture.resize(((count + 8) * scale, (count + 8) * scale), Image.Resampling.NEAREST)
