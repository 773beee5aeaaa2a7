"""Codes on paper: pages scanned badly at 150 dpi in grey must be read, and forged ones refused.

Each page is drawn twice, with a true code and with a forged one, made a picture by another program, and worn: turned by
up to 3 degrees, stained over the code, blurred, paled, with noise.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from kiosk.codes import base45, check_paper, read_codes, read_sheets, write_text
from kiosk.codes.payload import PageCode
from tests.kiosk.codes.scans import KEY, OTHER_KEY, TRUST, as_file, draw_pages, form_code, rendered, sealed_code, worn

__all__ = ["FORGERIES", "Scans", "forged", "page_text", "run"]

START: Final = "CANDOR1:"
LEAST: Final = 0.99
"""The share of true codes that have to be read."""
AT_ONCE: Final = 25


@dataclass
class Scans:
    """What happened: true codes and how many of them were read; forged ones and how many were read and refused."""

    pages: int = 0
    decoded: int = 0
    forged: int = 0
    told: int = 0
    faults: list[str] = field(default_factory=list)


class _Impostor:
    """Signs with a key of its own under the clinic's key id."""

    key_id = KEY.key_id

    def sign(self, data: bytes) -> bytes:
        return OTHER_KEY.sign(data)


def _page(number: int) -> PageCode:
    """Return a page of a sealed document or, every other one, of a form for a visit."""
    if number % 2:
        return sealed_code(number % 12 + 1, 12, f"CN-2026-0512-{number:04d}")
    return replace(form_code(number % 12 + 1, 12), document=f"F-2026-0512-{number:04d}")


def page_text(number: int) -> str:
    """Return the true code of a page."""
    return write_text(_page(number), KEY)


def _edit(change: Callable[[bytearray, random.Random], None]) -> Callable[[str, int], str]:
    """Return a forgery that changes bytes and keeps the signature."""

    def forge(text: str, number: int) -> str:
        data = bytearray(base45.decode(text.removeprefix(START)))
        change(data, random.Random(number))
        return START + base45.encode(bytes(data))

    return forge


def _flip(data: bytearray, chance: random.Random) -> None:
    place = chance.randrange(len(data) * 8)
    data[place // 8] ^= 1 << place % 8


def _next_page(data: bytearray, _chance: random.Random) -> None:
    data[8] = data[8] % 12 + 1


def _other_facts(data: bytearray, chance: random.Random) -> None:
    data[11:27] = chance.randbytes(16)


def _other_day(data: bytearray, _chance: random.Random) -> None:
    data[6] ^= 1


def _other_signature(data: bytearray, chance: random.Random) -> None:
    data[-64:] = base45.decode(page_text(chance.randrange(1000, 2000)).removeprefix(START))[-64:]


FORGERIES: Final[tuple[Callable[[str, int], str], ...]] = (
    lambda _text, number: write_text(_page(number), _Impostor()),
    lambda _text, number: write_text(_page(number), OTHER_KEY),
    _edit(_flip),
    _edit(_next_page),
    _edit(_other_facts),
    _edit(_other_day),
    _edit(_other_signature),
)


def forged(text: str, number: int) -> str:
    """Return a forgery of a code; which, goes by the number.

    Raises:
        ValueError: it came out as the true code.
    """
    false = FORGERIES[number % len(FORGERIES)](text, number)
    if false == text:
        raise ValueError("that is no forgery")
    return false


def run(folder: Path, pages: int, seed: int) -> Scans:
    """Draw, wear and read so many pages, and as many forged ones."""
    outcome = Scans()
    for start in range(0, pages, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, pages))
        true = [page_text(number) for number in numbers]
        false = [forged(text, number) for text, number in zip(true, numbers, strict=True)]
        pictures = rendered(draw_pages([*true, *false]), folder)
        scans = [as_file(worn(page, (seed << 20) + 2 * start + i), "JPEG") for i, page in enumerate(pictures)]
        for number, text, scan in zip(numbers, true, scans, strict=False):
            read = [code.raw for code in read_codes(scan)]
            outcome.pages += 1
            outcome.decoded += read == [text]
            if read not in ([], [text]):
                outcome.faults.append(f"page {number} was read as something else")
        for number, text, scan in zip(numbers, false, scans[len(numbers) :], strict=True):
            sheets = read_sheets(scan)
            outcome.forged += 1
            outcome.told += [code.raw for sheet in sheets for code in sheet.codes] == [text]
            if check_paper(sheets, TRUST, use="part").ok:
                outcome.faults.append(f"a forged page {number} was taken for good")
    if outcome.decoded < LEAST * outcome.pages:
        outcome.faults.append(f"only {outcome.decoded} of {outcome.pages} codes were read")
    return outcome
