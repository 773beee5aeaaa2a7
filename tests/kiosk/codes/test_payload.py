from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.codes import CodeKind, PageCode, base45, read_text, write_text
from kiosk.codes.payload import NO_KEY, NewerCodeError
from tests.kiosk.codes.scans import KEY, TRUST, VISIT, form_code, sealed_code

START = "CANDOR1:"
IDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,40}", fullmatch=True)
SHORT = st.from_regex(r"[a-z][a-z0-9-]{0,15}", fullmatch=True)


def raw(text: str) -> bytes:
    return base45.decode(text.removeprefix(START))


def again(data: bytes) -> str:
    return START + base45.encode(data)


@pytest.mark.parametrize("code", [sealed_code(2, 12), form_code(), form_code(visit="v1"), form_code(visit="")])
def test_a_code_comes_back_with_a_signature_that_holds(code: PageCode) -> None:
    read = read_text(write_text(code, KEY))
    assert read is not None
    assert (read.code, read.key_id, read.is_signed) == (code, KEY.key_id, True)
    assert TRUST.signer(read) == TRUST.keys[0]


def test_a_blank_form_needs_no_signature() -> None:
    code = form_code(visit="")
    read = read_text(write_text(code))
    assert read is not None
    assert (read.code, read.key_id, read.is_signed) == (code, NO_KEY, False)


@pytest.mark.parametrize("code", [sealed_code(), form_code()])
def test_what_names_a_patient_is_signed(code: PageCode) -> None:
    with pytest.raises(ValueError, match="without a signature"):
        write_text(code)


def test_what_no_small_symbol_holds_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        write_text(dataclasses.replace(form_code(), document="a" * 64, treatment="b" * 64, visit="v" * 64), KEY)


def test_the_same_code_has_the_same_text() -> None:
    assert write_text(sealed_code(), KEY) == write_text(sealed_code(), KEY)


def test_the_texts_are_short() -> None:
    sizes = [len(write_text(code, KEY)) for code in (sealed_code(), form_code(), form_code(visit=""))]
    assert sizes == [172, 218, 193]
    assert len(write_text(form_code(visit=""))) == 97


@st.composite
def codes(draw: st.DrawFn) -> PageCode:
    kind = draw(st.sampled_from(CodeKind))
    page = draw(st.integers(1, 0xFFFF))
    form, visit = kind is not CodeKind.SEALED, kind is CodeKind.PREPARED
    return PageCode(
        kind=kind,
        document=draw(IDS),
        page=page,
        pages=draw(st.integers(page, 0xFFFF)),
        day=draw(st.dates(date(2020, 1, 1), date(2199, 1, 1))),
        digest=draw(st.binary(min_size=16, max_size=16)),
        treatment=draw(SHORT) if form else "",
        language=draw(SHORT) if form else "",
        visit=draw(st.one_of(SHORT, st.just(VISIT))) if visit else "",
    )


@given(codes())
def test_whatever_can_be_written_is_read(code: PageCode) -> None:
    read = read_text(write_text(code, KEY))
    assert read is not None
    assert read.code == code


@pytest.mark.parametrize(
    "changes",
    [
        {"page": 0},
        {"page": 4},
        {"pages": 70_000, "page": 1},
        {"day": date(2019, 12, 31)},
        {"digest": bytes(15)},
        {"document": ""},
        {"document": "a b"},
        {"document": "-a"},
        {"document": "é"},
        {"document": "a" * 65},
        {"visit": "v1"},
        {"treatment": "ketamine-iv"},
        {"language": "en"},
    ],
)
def test_a_fact_that_does_not_fit_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"fit|room"):
        write_text(dataclasses.replace(sealed_code(), **changes), KEY)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", "https://example.org", "CANDOR", "CANDORX:1", "candor1:", "CANDY1:BB8"])
def test_other_codes_are_none_of_ours(text: str) -> None:
    assert read_text(text) is None


def test_a_later_format_is_named() -> None:
    with pytest.raises(NewerCodeError, match="2"):
        read_text("CANDOR2:BB8")


def bad_texts() -> list[str]:
    good = raw(write_text(sealed_code(), KEY))
    blank = raw(write_text(form_code(visit="")))
    return [
        START,
        START + "A",
        START + "lower",
        again(good[:-1]),
        again(good + b"\0"),
        again(b"\x09" + good[1:]),
        again(good[:1] + NO_KEY + good[5:]),
        again(good[:1] + NO_KEY + good[5:-64]),
        again(good[:7] + b"\0\0" + good[9:]),
        again(good[:7] + b"\xff\xff" + good[9:]),
        again(good[:27] + b"\xc0" + good[28:]),
        again(good[:28] + b" " + good[29:]),
        again(good[:28] + b"\xff" + good[29:]),
        # Hex that was not packed, and a length of nothing: readable, and never written so.
        again(blank[:27] + b"\x02ab" + blank[28 + blank[27] :]),
        again(blank[:27] + b"\x00" + blank[28 + blank[27] :]),
        again(blank[:27] + b"\x80" + blank[28 + blank[27] :]),
    ]


@pytest.mark.parametrize("text", bad_texts())
def test_what_is_never_written_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_text(text)


def test_no_flipped_bit_is_signed() -> None:
    good = raw(write_text(sealed_code(), KEY))
    for place in range(len(good) * 8):
        flipped = bytearray(good)
        flipped[place // 8] ^= 1 << place % 8
        try:
            read = read_text(again(bytes(flipped)))
        except ValueError:
            continue
        assert read is not None
        assert TRUST.signer(read) is None, place
