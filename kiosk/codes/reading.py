"""Reading codes from pictures of paper: a photo, a scan, or a PDF of scanned pages.

A picture is tried as it is, then larger, smoothed and with other ways to tell dark from light, until a code is read. In
a PDF the pictures on its pages are read; nothing is rendered, so a file that was never on paper has no sheets here.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from io import BytesIO
from typing import TYPE_CHECKING, Final, Literal

from kiosk.codes.packing import TooLargeError, for_picture_reader
from kiosk.codes.payload import NewerCodeError, PageText, read_text
from kiosk.errors import CandorError, OperatorError

if TYPE_CHECKING:
    from pikepdf import Object, Stream
    from PIL.Image import Image

__all__ = [
    "CodeFault",
    "ReadCode",
    "ScanSheet",
    "Turned",
    "is_scan",
    "read_all_sheets",
    "read_codes",
    "read_pictures",
    "read_sheets",
]

Box = tuple[float, float, float, float]
Turned = Literal[0, 90, 180, 270]
"""By how many degrees a sheet lies turned, clockwise."""
FORMATS: Final = ("PNG", "JPEG", "TIFF")
MOST_PIXELS: Final = 120_000_000
"""An A4 page at 1,000 dpi, or any telephone's photo; more is refused before it is unpacked."""
MOST_SHEETS: Final = 1000
_LONG_SIDE: Final = 5000
"""Pixels. A longer picture is made smaller first: its modules are larger than reading needs."""
_SMALL_SIDE: Final = 2600
"""Pixels. A shorter one is also tried at twice its size."""
_DEEPEST: Final = 4
_MOST_PICTURES: Final = 200
"""On one page; a scanner that cuts a page into strips makes a few dozen."""
_DOT_BYTES: Final = 9
"""A dot has four colours of two bytes at most, and a line has a byte of its own."""
_SPARE_BYTES: Final = 65536
_SMALLEST: Final = 100
"""Pixels a side; smaller pictures in a PDF are logos and rules, and hold no code."""
_INK_LEVEL: Final = 128
_BLANK_SHARE: Final = 0.002
"""A sheet with less of it dark than this is the empty back of another."""
_CLEAN_EDGE: Final = 0.04
"""Share of each side that is left out of that: scanners leave shadows there."""


_BROKEN: Final = (
    OSError,
    ValueError,
    TypeError,
    SyntaxError,
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RuntimeError,
)
"""What the readers of pictures raise on bytes that are none, or where a PDF has something else than it should."""


class CodeFault(StrEnum):
    """Why something that begins like a code of ours says nothing."""

    MALFORMED = "malformed"
    NEWER = "newer"


@dataclass(frozen=True, slots=True)
class ReadCode:
    """One code of ours on a sheet."""

    sheet: int
    """From 1, in the order of the pictures."""
    box: Box
    """Where: left, top, right, bottom as shares of the picture's width and height."""
    text: PageText | None
    """What it says; None if it cannot be understood."""
    fault: CodeFault | None = None
    raw: str = field(default="", repr=False)
    turned: Turned = 0
    """How the sheet lies, as its code shows it."""


@dataclass(frozen=True, slots=True)
class ScanSheet:
    """One picture: a side of paper."""

    number: int
    codes: tuple[ReadCode, ...]
    blank: bool = False
    """Hardly anything stands on it."""


def is_scan(data: bytes) -> bool:
    """Whether bytes begin like a file that this module reads."""
    return data.startswith((b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*"))


def read_codes(data: bytes) -> tuple[ReadCode, ...]:
    """Return all codes of ours in a picture or a PDF of pictures, in their order.

    Raises:
        OperatorError: see `read_sheets`.
    """
    return tuple(code for sheet in read_sheets(data) for code in sheet.codes)


def read_all_sheets(files: Iterable[bytes]) -> tuple[ScanSheet, ...]:
    """Return the sheets of several files that are one scan, numbered through.

    Raises:
        OperatorError: see `read_sheets`.
    """
    sheets: list[ScanSheet] = []
    for data in files:
        sheets += read_sheets(data, first=len(sheets) + 1)
    return tuple(sheets)


def read_sheets(data: bytes, first: int = 1) -> tuple[ScanSheet, ...]:
    """Return the sheets of a scan with their codes.

    Args:
        data: a PNG, JPEG or TIFF, or a PDF of scanned pages.
        first: the number of the first sheet, where several files are one scan.

    Raises:
        OperatorError: `codes.not_a_scan`, `codes.no_pictures` (a PDF that was never scanned), `codes.locked_pdf`,
            `codes.cannot_read_picture`, `codes.too_large`, `codes.too_many`.
    """
    try:
        return tuple(_sheets(data, first))
    except CandorError:
        raise
    except Exception as error:
        # A file can be built to break its reader; whoever scans must not meet that as a broken program.
        raise OperatorError("codes.cannot_read_picture") from error


def _sheets(data: bytes, first: int) -> Iterator[ScanSheet]:
    for number, pictures in enumerate(read_pictures(data)):
        if number == MOST_SHEETS:
            raise OperatorError("codes.too_many", most=MOST_SHEETS)
        yield _sheet(pictures, first + number)


def read_pictures(data: bytes) -> Iterator[list[Image]]:
    """Yield the pictures of each sheet of a scan as they are, in colour if they have any; see `read_sheets`."""
    if not is_scan(data):
        raise OperatorError("codes.not_a_scan")
    yield from _pdf_pictures(data) if data.startswith(b"%PDF-") else _frames(data)


def _sheet(given: list[Image], number: int) -> ScanSheet:
    """Read one side of paper, which a scanner may have cut into several pictures."""
    with _care():
        pictures = [_grey(picture) for picture in given]
    codes = tuple(code for picture in pictures for code in _codes(picture, number))
    return ScanSheet(number, codes, blank=not codes and all(_blank(picture) for picture in pictures))


# ---------------------------------------------------------------------- pictures


def _frames(data: bytes) -> Iterator[list[Image]]:
    """Yield the pictures of a file: one, or each page of a TIFF."""
    from PIL import ExifTags, Image, ImageOps, ImageSequence

    with _care(), Image.open(BytesIO(data), formats=FORMATS) as opened:
        alone = getattr(opened, "n_frames", 1) == 1
        for frame in ImageSequence.Iterator(opened):
            _check_size(*frame.size)
            frame.load()
            # A telephone says in a note which side is up. What lies right anyway need not be there twice.
            upright = frame.getexif().get(ExifTags.Base.Orientation, 1) == 1
            yield [frame if alone and upright else ImageOps.exif_transpose(frame)]


def _pdf_pictures(data: bytes) -> Iterator[list[Image]]:
    """Yield the pictures on each page of a PDF."""
    import pikepdf

    found = False
    try:
        with pikepdf.open(BytesIO(data)) as pdf:
            if len(pdf.pages) > MOST_SHEETS:
                raise OperatorError("codes.too_many", most=MOST_SHEETS)
            for page in pdf.pages:
                with _care():
                    pictures = [_extracted(one) for one in _measured(page.obj.get("/Resources"))]
                found = found or bool(pictures)
                yield pictures
    except pikepdf.PasswordError as error:
        raise OperatorError("codes.locked_pdf") from error
    except pikepdf.exceptions.PikepdfError as error:
        raise OperatorError("codes.cannot_read_picture") from error
    if not found:
        raise OperatorError("codes.no_pictures")


def _measured(resources: Object | None) -> list[Stream]:
    """Return the pictures of a page, which together may not be more than the largest one alone."""
    found, dots = [], 0
    for one in _images(resources, _DEEPEST, set()):
        found.append(one)
        dots += int(one.Width) * int(one.Height)
        _check_size(dots, 1)
        if len(found) > _MOST_PICTURES:
            raise OperatorError("codes.cannot_read_picture")
    return found


def _images(resources: Object | None, depth: int, known: set[tuple[int, int]]) -> Iterator[Stream]:
    """Yield the pictures that a page names, also those inside of its forms; each form is opened once."""
    from pikepdf import Stream

    if resources is None or not depth:
        return
    for one in dict(resources.get("/XObject", {}).items()).values():
        kind = one.get("/Subtype")
        if kind == "/Form":
            if one.objgen not in known:
                known.add(one.objgen)
                yield from _images(one.get("/Resources"), depth - 1, known)
        elif isinstance(one, Stream) and min(int(one.get("/Width", 0)), int(one.get("/Height", 0))) >= _SMALLEST:
            yield one


def _extracted(source: Stream) -> Image:
    from pikepdf import PdfImage
    from pikepdf.exceptions import PikepdfError

    _check_size(int(source.Width), int(source.Height))
    _check_packed(source)
    try:
        with _care():
            picture = PdfImage(source).as_pil_image()
            picture.load()
            return picture
    except (PikepdfError, NotImplementedError, RuntimeError) as error:
        raise OperatorError("codes.cannot_read_picture") from error


def _check_packed(source: Stream) -> None:
    """Refuse what unpacks to more than a picture of its size can have, or has another size than it says."""
    from pikepdf import Array
    from PIL import Image

    most = _DOT_BYTES * int(source.Width) * int(source.Height) + _SPARE_BYTES
    packed = source.get("/Filter", Array())
    filters = [str(one) for one in packed] if isinstance(packed, Array) else [str(packed)]
    with _care():
        try:
            jpeg = for_picture_reader(source.read_raw_bytes(), filters, most)
        except TooLargeError as error:
            raise OperatorError("codes.too_large", most=MOST_PIXELS // 1_000_000) from error
        if jpeg is not None:
            with Image.open(BytesIO(jpeg), formats=("JPEG", "JPEG2000")) as opened:
                _check_size(*opened.size)


@contextmanager
def _care() -> Iterator[None]:
    """Turn whatever a hostile or broken picture makes its reader raise into one sentence."""
    from PIL import Image

    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    except Image.DecompressionBombError as error:
        raise OperatorError("codes.too_large", most=MOST_PIXELS // 1_000_000) from error
    except _BROKEN as error:
        raise OperatorError("codes.cannot_read_picture") from error


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise OperatorError("codes.too_large", most=MOST_PIXELS // 1_000_000)


def _grey(picture: Image) -> Image:
    """Return a picture in grey, on white where it can be seen through."""
    from PIL import Image

    smaller = max(picture.size) // _LONG_SIDE
    if smaller > 1 and picture.mode in {"RGBA", "LA"}:
        # To smooth what can be seen through, it would be there twice. A dot of so many is enough.
        small = picture.resize((picture.width // smaller, picture.height // smaller), Image.Resampling.NEAREST)
        grey = Image.new("L", small.size, 255)
        grey.paste(small.convert("L"), mask=small.getchannel("A"))
        return grey
    if smaller > 1 and picture.mode in {"RGB", "CMYK", "YCbCr"}:
        # It is read at this size; the steps below would hold the whole of it three times.
        picture = picture.reduce(smaller)
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        solid = picture.convert("RGBA")
        white = Image.new("RGBA", solid.size, "white")
        return Image.alpha_composite(white, solid).convert("L")
    if picture.mode.startswith("I") or picture.mode == "F":
        # 16 bits a pixel: the upper eight.
        return picture.convert("I").point(lambda value: value / 257).convert("L")
    return picture.convert("L")


def _blank(picture: Image) -> bool:
    left, top = round(picture.width * _CLEAN_EDGE), round(picture.height * _CLEAN_EDGE)
    inner = picture.crop((left, top, picture.width - left, picture.height - top))
    return sum(inner.histogram()[:_INK_LEVEL]) < _BLANK_SHARE * inner.width * inner.height


# ---------------------------------------------------------------------- codes


def _codes(picture: Image, sheet: int) -> list[ReadCode]:
    """Read the codes of ours on one picture: the first way of looking that finds any."""
    from zxingcpp import BarcodeFormat, BarcodeFormats, Binarizer, read_barcodes

    only = BarcodeFormats([BarcodeFormat.QRCode])
    for look in _looks(picture):
        seen = look()
        for way in (Binarizer.LocalAverage, Binarizer.GlobalHistogram):
            read = [
                ReadCode(
                    sheet,
                    _box(one.position, seen.size),
                    *_understood(one.text),
                    raw=one.text,
                    turned=_turned(one.position),
                )
                for one in read_barcodes(seen, formats=only, binarizer=way)
                if one.text.startswith("CANDOR")
            ]
            ours = [one for one in read if one.text is not None or one.fault is not None]
            if ours:
                return sorted(ours, key=lambda one: (one.box[1], one.box[0]))
    return []


def _looks(picture: Image) -> Iterator[Callable[[], Image]]:
    """Yield ways to see a picture, the likely and cheap ones first."""
    from PIL import Image, ImageFilter

    longest = max(picture.size)
    if longest > _LONG_SIDE:
        shrunk = picture.copy()
        shrunk.thumbnail((_LONG_SIDE, _LONG_SIDE))
        picture = shrunk
    yield lambda: picture
    if longest < _SMALL_SIDE:
        larger = picture.resize((picture.width * 2, picture.height * 2), Image.Resampling.BICUBIC)
        yield lambda: larger
        yield lambda: larger.filter(ImageFilter.GaussianBlur(1.5))
        yield lambda: larger.filter(ImageFilter.UnsharpMask(radius=4, percent=200, threshold=0))
        yield lambda: larger.filter(ImageFilter.MedianFilter(5))
        # A stain is wide and a module small: what is darker than its wide neighbourhood is ink.
        yield lambda: _levelled(larger, 40)
    else:
        yield lambda: picture.filter(ImageFilter.GaussianBlur(1.2))
        yield lambda: picture.filter(ImageFilter.UnsharpMask(radius=4, percent=200, threshold=0))
        yield lambda: _levelled(picture, 40)


def _levelled(picture: Image, reach: int) -> Image:
    """Return a picture with its shadows and stains evened out."""
    from PIL import ImageChops, ImageFilter

    return ImageChops.subtract(picture, picture.filter(ImageFilter.BoxBlur(reach)), scale=0.5, offset=160)


def _understood(text: str) -> tuple[PageText | None, CodeFault | None]:
    try:
        return read_text(text), None
    except NewerCodeError:
        return None, CodeFault.NEWER
    except ValueError:
        return None, CodeFault.MALFORMED


def _box(position: object, size: tuple[int, int]) -> Box:
    corners = [getattr(position, name) for name in ("top_left", "top_right", "bottom_right", "bottom_left")]
    xs, ys = [corner.x for corner in corners], [corner.y for corner in corners]
    width, height = size
    left, top, right, bottom = min(xs) / width, min(ys) / height, max(xs) / width, max(ys) / height
    return (round(left, 4), round(top, 4), round(right, 4), round(bottom, 4))


def _turned(position: object) -> Turned:
    """Return how a symbol lies: the way that its upper edge goes."""
    start, end = getattr(position, "top_left"), getattr(position, "top_right")  # noqa: B009  # no types
    across, down = end.x - start.x, end.y - start.y
    if abs(across) >= abs(down):
        return 0 if across > 0 else 180
    return 90 if down > 0 else 270
