from __future__ import annotations

import struct
from io import BytesIO

from PIL import Image, ImageCms

from kiosk.pdf.colors import srgb_profile


def test_the_header_says_what_it_is() -> None:
    profile = srgb_profile()

    assert struct.unpack(">I", profile[:4])[0] == len(profile)
    assert profile[12:24] == b"mntrRGB XYZ "
    assert profile[36:40] == b"acsp"


def test_another_reader_finds_srgb_in_it() -> None:
    ours = ImageCms.ImageCmsProfile(BytesIO(srgb_profile()))
    theirs = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    steps = range(0, 256, 51)
    colors = [(r, g, b) for r in steps for g in steps for b in steps]
    picture = Image.new("RGB", (len(colors), 1))
    picture.putdata(colors)

    shown = ImageCms.profileToProfile(picture, ours, theirs)

    assert shown is not None
    assert ImageCms.getProfileDescription(ours).strip() == "sRGB IEC61966-2.1"
    assert max(abs(a - b) for a, b in zip(picture.tobytes(), shown.tobytes(), strict=True)) <= 2
