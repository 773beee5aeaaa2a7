"""The pictures of a scan as they are kept: upright, in the order of the pages, and small enough to keep for decades."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Final

from kiosk.codes.reading import ScanSheet, read_pictures

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["MOST_BYTES", "SheetPicture", "sheet_pictures"]

MOST_BYTES: Final = 250_000
"""What a sheet may take; the file as it came in is kept beside it."""
_LONG_SIDE: Final = 2000
"""Pixels: 170 dpi on A4. Handwriting is clear at 150."""
_QUALITIES: Final = (72, 60, 50, 40, 32)
_SMALLER: Final = 0.8
_COLORED: Final = 48
"""Grey levels between two channels from which a pixel has a colour that can be seen."""
_LEAST_COLORED: Final = 40
"""Pixels of a small copy that must have one: a blue signature has far more, a scanner's fringes have fewer."""
_SMALL: Final = 700


@dataclass(frozen=True, slots=True)
class SheetPicture:
    """One sheet as a JPEG, upright. Sizes are in pixels."""

    data: bytes = field(repr=False)
    width: int
    height: int
    gray: bool


def sheet_pictures(
    files: Sequence[bytes], sheets: Sequence[ScanSheet], order: Sequence[int]
) -> tuple[SheetPicture, ...]:
    """Return the pictures of some sheets.

    Args:
        files: the scan's files, in the order in which their sheets were counted.
        sheets: all sheets as they were read.
        order: the numbers of the sheets that are wanted, in their order.

    Raises:
        OperatorError: a file cannot be read; see `kiosk.codes.reading.read_sheets`.
    """
    known = {sheet.number: sheet for sheet in sheets}
    made: dict[int, SheetPicture] = {}
    number = 0
    for data in files:
        for pictures in read_pictures(data):
            number += 1
            if number in order:
                codes = known[number].codes
                made[number] = _kept(_upright(_whole(pictures), codes[0].turned if codes else 0))
    return tuple(made[number] for number in order)


def _whole(pictures: Sequence[Image]) -> Image:
    """Return a sheet as one picture; a scanner that cuts it into strips does so from top to bottom."""
    from PIL import Image

    plain = [_plain(picture) for picture in pictures]
    if len(plain) == 1:
        return plain[0]
    size = (max(picture.width for picture in plain), sum(picture.height for picture in plain))
    whole = Image.new("RGB", size, "white")
    y = 0
    for picture in plain:
        whole.paste(picture, (0, y))
        y += picture.height
    return whole


def _plain(picture: Image) -> Image:
    """Return a picture in grey or in red, green and blue, on white where it can be seen through."""
    from PIL import Image

    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        solid = picture.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", solid.size, "white"), solid).convert("RGB")
    if picture.mode.startswith("I") or picture.mode == "F":
        return picture.convert("I").point(lambda value: value / 257).convert("L")
    return picture.convert("L") if picture.mode in {"1", "L"} else picture.convert("RGB")


def _upright(picture: Image, turned: int) -> Image:
    from PIL import Image

    back = {90: Image.Transpose.ROTATE_90, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_270}
    return picture.transpose(back[turned]) if turned else picture


def _kept(picture: Image) -> SheetPicture:
    """Return the best JPEG that is small enough."""
    picture.thumbnail((_LONG_SIDE, _LONG_SIDE))
    if picture.mode == "RGB" and not _has_color(picture):
        picture = picture.convert("L")
    while True:
        for quality in _QUALITIES:
            out = BytesIO()
            picture.save(out, "JPEG", quality=quality, optimize=True)
            if out.tell() <= MOST_BYTES:
                return SheetPicture(out.getvalue(), picture.width, picture.height, picture.mode == "L")
        picture = picture.resize((round(picture.width * _SMALLER), round(picture.height * _SMALLER)))


def _has_color(picture: Image) -> bool:
    from PIL import ImageChops

    small = picture.copy()
    small.thumbnail((_SMALL, _SMALL))
    red, green, blue = small.split()
    apart = ImageChops.lighter(ImageChops.difference(red, blue), ImageChops.difference(green, blue))
    return sum(apart.histogram()[_COLORED:]) >= _LEAST_COLORED
