from __future__ import annotations

import zlib
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from kiosk.codes import is_scan, read_all_sheets, read_codes, read_sheets, write_text
from kiosk.codes.reading import MOST_PIXELS, CodeFault
from kiosk.errors import OperatorError
from kiosk.i18n import catalogue
from kiosk.pdf.qr import make_symbol
from tests.kiosk.codes.scans import (
    KEY,
    as_file,
    as_scan,
    draw_pages,
    form_code,
    rendered,
    sealed_code,
    sealed_texts,
    square,
    worn,
)

PAGES = 20


def empty(size: tuple[int, int] = (300, 400)) -> Image.Image:
    return Image.new("L", size, 250)


def refused(data: bytes) -> str:
    with pytest.raises(OperatorError) as caught:
        read_sheets(data)
    assert caught.value.key in catalogue("en")
    return caught.value.key


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], list[Image.Image]]:
    """Twenty pages, half of them of a document and half of a form, scanned badly at 150 dpi in grey."""
    half = PAGES // 2
    texts = sealed_texts(half) + [write_text(form_code(page, half), KEY) for page in range(1, half + 1)]
    pages = rendered(draw_pages(texts), tmp_path_factory.mktemp("pages"))
    return texts, [worn(page, seed) for seed, page in enumerate(pages)]


def test_codes_are_read_from_bad_scans(scanned: tuple[list[str], list[Image.Image]]) -> None:
    """The short form of `make torture scans`, which reads 500 pages and misses at most one in a hundred."""
    texts, pictures = scanned
    read = [[code.raw for code in read_codes(as_file(picture, "JPEG"))] for picture in pictures]
    assert read == [[text] for text in texts]


def test_a_scan_as_pdf_gives_its_sheets_with_places(scanned: tuple[list[str], list[Image.Image]]) -> None:
    texts, pictures = scanned
    sheets = read_sheets(as_scan(pictures[:2]))
    assert [[code.raw for code in sheet.codes] for sheet in sheets] == [[texts[0]], [texts[1]]]
    left, top, right, bottom = sheets[1].codes[0].box
    assert 0.75 < left < right < 0.97
    assert 0.83 < top < bottom < 1


def test_a_clean_page_is_read_at_once(tmp_path: Path) -> None:
    [page] = rendered(draw_pages(sealed_texts(1)), tmp_path)
    [code] = read_codes(as_file(page))
    assert code.text is not None
    assert (code.sheet, code.text.code) == (1, sealed_code(1, 1))


@pytest.mark.parametrize("turn", [Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270])
def test_a_page_may_lie_any_way_round(turn: Image.Transpose) -> None:
    text = sealed_texts(1)[0]
    assert [code.raw for code in read_codes(as_file(square(text).transpose(turn)))] == [text]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_any_kind_of_pixels_is_read(mode: str) -> None:
    text = sealed_texts(1)[0]
    picture = square(text)
    if mode == "I;16":
        picture = Image.frombytes("I;16", picture.size, bytes(b for v in picture.tobytes() for b in (v, v)))
    elif mode in {"LA", "RGBA"}:
        # All is black, and only what is ink can be seen.
        ink = picture.point([255 - value for value in range(256)])
        picture = Image.new("RGBA", picture.size, "black")
        picture.putalpha(ink)
        picture = picture.convert(mode)
    else:
        picture = picture.convert(mode)
    assert [code.raw for code in read_codes(as_file(picture))] == [text]


def test_a_tiff_has_many_sheets() -> None:
    texts = sealed_texts(2)
    out = BytesIO()
    square(texts[0]).save(out, "TIFF", save_all=True, append_images=[empty(), square(texts[1])])
    sheets = read_sheets(out.getvalue(), first=4)
    assert [(sheet.number, [code.raw for code in sheet.codes], sheet.blank) for sheet in sheets] == [
        (4, [texts[0]], False),
        (5, [], True),
        (6, [texts[1]], False),
    ]


def test_a_large_photo_is_read() -> None:
    photo = Image.new("L", (6000, 4000), 200)
    text = sealed_texts(1)[0]
    photo.paste(square(text, 12), (3000, 2000))
    [code] = read_codes(as_file(photo, "JPEG"))
    assert code.raw == text
    assert code.box[0] == pytest.approx(3048 / 6000, abs=0.01)


def test_a_photo_taken_at_an_angle_is_read() -> None:
    text = sealed_texts(1)[0]
    photo = Image.new("L", (900, 900), 120)
    photo.paste(square(text, 10), (180, 180))
    corners = (60, 20, 10, 880, 840, 800, 790, 90)
    photo = photo.transform(photo.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC)
    assert [code.raw for code in read_codes(as_file(photo, "JPEG"))] == [text]


def test_two_codes_on_a_sheet_are_both_read() -> None:
    one, two = sealed_texts(2)
    sheet = Image.new("L", (300, 600), 255)
    sheet.paste(square(two), (10, 320))
    sheet.paste(square(one), (10, 10))
    assert [code.raw for code in read_codes(as_file(sheet))] == [one, two]


def test_other_codes_are_left_alone() -> None:
    import segno

    out = BytesIO()
    segno.make("CANDORX https://example.org", micro=False).save(out, kind="png", scale=4)
    [sheet] = read_sheets(out.getvalue())
    assert (sheet.codes, sheet.blank) == ((), False)


@pytest.mark.parametrize(("text", "fault"), [("CANDOR1:AAAA", CodeFault.MALFORMED), ("CANDOR7:BB8", CodeFault.NEWER)])
def test_a_code_that_says_nothing_is_kept_with_its_fault(text: str, fault: CodeFault) -> None:
    [code] = read_codes(as_file(square(text)))
    assert (code.text, code.fault, code.raw) == (None, fault, text)


def test_the_sheets_of_several_files_are_numbered_through() -> None:
    code = square(write_text(form_code(1, 2), KEY))
    sheets = read_all_sheets([as_scan([empty(), empty()]), as_file(code)])
    assert [(one.number, one.blank) for one in sheets] == [(1, True), (2, True), (3, False)]
    assert [one.sheet for one in sheets[2].codes] == [3]


def test_an_empty_side_is_known_by_its_whiteness() -> None:
    written = empty()
    written.paste(0, (100, 100, 140, 110))
    assert [read_sheets(as_file(one))[0].blank for one in (empty(), written)] == [True, False]


def test_a_file_that_was_never_on_paper_is_told() -> None:
    assert refused(draw_pages(sealed_texts(1))) == "codes.no_pictures"


def test_a_picture_inside_of_a_form_is_found() -> None:
    text = sealed_texts(1)[0]
    with pikepdf.open(BytesIO(as_scan([square(text)]))) as pdf:
        page = pdf.pages[0]
        form = pikepdf.Stream(pdf, b"/Im0 Do")
        form.stream_dict = pikepdf.Dictionary(
            Subtype=pikepdf.Name.Form, BBox=[0, 0, 600, 900], Resources=page.obj.Resources
        )
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Fm0=pdf.make_indirect(form)))
        out = BytesIO()
        pdf.save(out)
    assert [code.raw for code in read_codes(out.getvalue())] == [text]


def test_a_form_that_holds_itself_ends() -> None:
    with pikepdf.open(BytesIO(as_scan([empty()]))) as pdf:
        form = pdf.make_indirect(pikepdf.Stream(pdf, b"/Fm0 Do"))
        form.Subtype = pikepdf.Name.Form
        form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Fm0=form))
        pdf.pages[0].obj.Resources.XObject.Fm0 = form
        out = BytesIO()
        pdf.save(out)
    [sheet] = read_sheets(out.getvalue())
    assert sheet.blank


def test_a_locked_pdf_is_told() -> None:
    with pikepdf.open(BytesIO(as_scan([empty()]))) as pdf:
        out = BytesIO()
        pdf.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert refused(out.getvalue()) == "codes.locked_pdf"


@pytest.mark.parametrize("data", [b"", b"hello", b"GIF89a", b"PK\x03\x04"])
def test_what_is_no_scan_is_told(data: bytes) -> None:
    assert not is_scan(data)
    assert refused(data) == "codes.not_a_scan"


def test_broken_files_are_told() -> None:
    png, jpeg, pdf = as_file(square("CANDOR1:AAAA")), as_file(empty(), "JPEG"), as_scan([empty()])
    assert refused(png[: len(png) // 2]) == "codes.cannot_read_picture"
    assert refused(jpeg[:60]) == "codes.cannot_read_picture"
    assert refused(b"%PDF-1.7\nhello") == "codes.cannot_read_picture"
    cut = pdf.replace(b"/DCTDecode", b"/JBIG2Decode")
    assert refused(cut) == "codes.cannot_read_picture"


@pytest.mark.parametrize(
    "resources",
    [
        {"/XObject": pikepdf.Name("/Picture")},
        {"/XObject": [1]},
        {"/XObject": {"/Picture": 5}},
    ],
)
def test_a_pdf_that_is_built_to_break_its_reader_is_a_broken_file(resources: dict[str, object]) -> None:
    out = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page().obj.Resources = pikepdf.Dictionary(resources)
        pdf.save(out)
    assert refused(out.getvalue()) == "codes.cannot_read_picture"


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_unpacked() -> None:
    side = 11_000
    assert side * side > MOST_PIXELS
    out = BytesIO()
    Image.new("1", (side, side)).save(out, "PNG")
    assert refused(out.getvalue()) == "codes.too_large"
    huge = as_scan([empty()]).replace(b"/Width 300", b"/Width 900000")
    assert refused(huge) == "codes.too_large"
    bomb = bytearray(as_file(empty()))
    bomb[16:24] = (100_000).to_bytes(4, "big") * 2
    assert refused(bytes(bomb)) in {"codes.too_large", "codes.cannot_read_picture"}


def page_with(pictures: dict[str, bytes], filters: str, side: int = 200, forms: int = 0) -> bytes:
    """Return a PDF whose one page names pictures, each so many dots a side; inside of as many forms, 30 times each."""
    with pikepdf.open(BytesIO(as_scan([empty()]))) as pdf:
        named = pikepdf.Dictionary()
        for name, data in pictures.items():
            picture = pikepdf.Stream(pdf, b"")
            picture.Subtype, picture.ColorSpace = pikepdf.Name.Image, pikepdf.Name.DeviceGray
            picture.Width, picture.Height, picture.BitsPerComponent = side, side, 8
            picture.write(data, filter=pikepdf.Array([pikepdf.Name(one) for one in filters.split()]))
            named[f"/{name}"] = pdf.make_indirect(picture)
        for _ in range(forms):
            form = pikepdf.Stream(pdf, b"")
            form.Subtype, form.Resources = pikepdf.Name.Form, pikepdf.Dictionary(XObject=named)
            form = pdf.make_indirect(form)
            named = pikepdf.Dictionary({f"/F{number}": form for number in range(30)})
        pdf.pages[0].obj.Resources = pikepdf.Dictionary(XObject=named)
        out = BytesIO()
        pdf.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


def test_a_small_file_that_unpacks_to_gigabytes_is_refused_before_that() -> None:
    zeros = zlib.compress(zlib.compress(bytes(5_000_000)))
    assert refused(page_with({"A": zeros}, "/FlateDecode /FlateDecode")) == "codes.too_large"
    # It says 200 dots a side, and has 11,000.
    out = BytesIO()
    Image.new("L", (11_000, 11_000), 255).save(out, "JPEG", quality=10)
    assert refused(page_with({"A": out.getvalue()}, "/DCTDecode")) == "codes.too_large"
    many = {f"I{number}": as_file(empty(), "JPEG") for number in range(4)}
    assert refused(page_with(many, "/DCTDecode", side=6000)) == "codes.too_large"
    crowd = {f"I{number}": b"" for number in range(201)}
    assert refused(page_with(crowd, "/DCTDecode")) == "codes.cannot_read_picture"


@pytest.mark.parametrize(
    ("place", "odd"),
    [
        ("/Resources/XObject", 5),
        ("/Resources/XObject", pikepdf.Array([1])),
        ("/Resources/XObject/A", 5),
        ("/Resources/XObject/A/Width", pikepdf.Name.X),
        ("/Resources/XObject/A/Height", pikepdf.Array([1])),
        ("/Resources/XObject/A/Filter", 5),
        ("/Resources/XObject/A/DecodeParms", pikepdf.Array([5])),
        ("/Resources/XObject/A/ColorSpace", pikepdf.Array([pikepdf.Name.Separation, 1, 2, 3])),
    ],
)
def test_a_page_with_something_else_than_it_should_have_is_told(place: str, odd: object) -> None:
    with pikepdf.open(BytesIO(page_with({"A": b"x"}, "/CCITTFaxDecode"))) as pdf:
        *path, last = place.strip("/").split("/")
        found: pikepdf.Object = pdf.pages[0].obj
        for name in path:
            found = found[f"/{name}"]
        found[f"/{last}"] = odd
        out = BytesIO()
        pdf.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    assert refused(out.getvalue()) == "codes.cannot_read_picture"


def test_forms_in_forms_are_opened_once_each() -> None:
    """Three deep, each named thirty times: one picture was read 27,000 times."""
    [sheet] = read_sheets(page_with({"A": as_file(square(sealed_texts(1)[0]), "JPEG")}, "/DCTDecode", forms=3))
    assert len(sheet.codes) == 1


def test_a_large_picture_in_colour_is_read() -> None:
    """It is made smaller before anything else, in whole steps."""
    large = Image.new("RGBA", (10_100, 3_000), "white")
    large.paste(square(sealed_texts(1)[0]).resize((1500, 1500)), (700, 700))
    [code] = read_codes(as_file(large))
    assert code.raw == sealed_texts(1)[0]


def test_too_many_sheets_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.codes.reading.MOST_SHEETS", 2)
    assert refused(as_scan([empty()] * 3)) == "codes.too_many"
    out = BytesIO()
    empty().save(out, "TIFF", save_all=True, append_images=[empty(), empty()])
    assert refused(out.getvalue()) == "codes.too_many"


def test_the_symbols_of_the_tests_are_those_of_the_pages() -> None:
    text = sealed_texts(1)[0]
    assert square(text, 1).width == len(make_symbol(text).rows) + 8
