"""The pictures of a scan: upright, in order, small, and with their colours if they have any."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageDraw

from kiosk.codes import read_all_sheets, read_sheets, sheet_pictures, write_text
from kiosk.codes.pictures import MOST_BYTES, SheetPicture
from tests.kiosk.codes.scans import KEY, as_file, as_scan, form_code, square


def sheet(page: int, *, mode: str = "L", scale: int = 1) -> Image.Image:
    """Return a sheet with its code at the lower right, and with a black block at the upper left."""
    picture = Image.new(mode, (620 * scale, 877 * scale), "white")
    code = square(write_text(form_code(page, 2), KEY))
    picture.paste(code.resize((220 * scale, 220 * scale)), (390 * scale, 640 * scale))
    ImageDraw.Draw(picture).rectangle((30 * scale, 30 * scale, 120 * scale, 90 * scale), fill="black")
    return picture


def pictures(*files: bytes, order: tuple[int, ...] = (1,)) -> tuple[SheetPicture, ...]:
    return sheet_pictures(files, read_all_sheets(files), order)


def opened(one: SheetPicture) -> Image.Image:
    return Image.open(BytesIO(one.data), formats=("JPEG",))


def is_upright(one: SheetPicture) -> bool:
    picture = opened(one).convert("L")
    width, height = picture.size
    return height > width and sum(picture.crop((0, 0, width // 4, height // 8)).histogram()[:64]) > 1000


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_sheet_is_kept_upright(turned: int) -> None:
    # Pillow turns against the clock.
    data = as_file(sheet(1).rotate(-turned, expand=True))
    [code] = read_sheets(data)[0].codes
    assert code.turned == turned
    [one] = pictures(data)
    assert is_upright(one)
    assert (one.width, one.height) == opened(one).size


def test_sheets_come_in_the_order_that_is_asked_for() -> None:
    first, second = sheet(1), sheet(2).resize((700, 990))
    scan = as_scan([second, first])
    assert [one.width for one in pictures(scan, order=(2, 1))] == [620, 700]
    assert [one.width for one in pictures(as_file(second), as_file(first), order=(2, 1))] == [620, 700]


def test_a_sheet_that_is_not_wanted_is_left_out() -> None:
    assert len(pictures(as_file(sheet(1)), as_file(sheet(2)), order=(2,))) == 1


def test_a_large_and_noisy_sheet_is_made_small() -> None:
    noise = Image.effect_noise((1700, 2405), 90)
    noise.paste(sheet(1, scale=2), (0, 0))
    [one] = pictures(as_file(noise, "JPEG"))
    assert len(one.data) <= MOST_BYTES
    assert max(one.width, one.height) <= 2000


def test_blue_ink_stays_blue_and_grey_stays_grey() -> None:
    written = sheet(1, mode="RGB")
    assert [one.gray for one in pictures(as_file(written))] == [True]
    ImageDraw.Draw(written).line((60, 300, 400, 340), fill=(30, 40, 160), width=4)
    [one] = pictures(as_file(written))
    assert not one.gray
    red, _green, blue = opened(one).split()
    assert sum(ImageChops.subtract(blue, red).histogram()[80:]) > 100


@pytest.mark.parametrize("mode", ["1", "P", "RGBA", "LA", "CMYK", "I;16"])
def test_every_kind_of_picture_is_kept(mode: str) -> None:
    kind = "TIFF" if mode in {"CMYK", "I;16"} else "PNG"
    plain = sheet(1)
    made = plain.convert("I").point(lambda value: value * 257).convert(mode) if mode == "I;16" else plain.convert(mode)
    [one] = pictures(as_file(made, kind))
    assert is_upright(one)
    assert one.gray


def test_strips_of_one_sheet_are_one_picture() -> None:
    from kiosk.codes.pictures import _whole

    whole = sheet(1)
    strips = [whole.crop((0, top, 620, min(top + 300, 877))) for top in (0, 300, 600)]
    assert _whole(strips).convert("L").tobytes() == whole.tobytes()
