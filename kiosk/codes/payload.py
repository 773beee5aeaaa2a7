r"""What the QR code of a page says: a few facts in bytes, signed with Ed25519, written in Base45.

Owns the format, version 1. The text is `CANDOR1:` and Base45 of these bytes (numbers big-endian):

    kind       1   1 sealed document, 2 blank form, 3 form prepared for a visit
    key id     4   of the clinic's key; four zeros: not signed, for blank forms only
    day        2   days since 2020-01-01 (sealed or printed, the clinic's date)
    page       2   from 1
    pages      2
    digest    16   sealed: of the key facts (`kiosk.codes.facts`); forms: the beginning of the content digest
    document   ?   id of the document or form
    treatment  ?   forms only
    language   ?   forms only
    visit      ?   prepared forms only
    signature 64   over `candor-paper-1\n` and all bytes before it; RFC 8032

A text is one byte with its length, then ASCII; lower-case hex digits in pairs are packed, and bit 7 of the length says
so. There is exactly one text for each code: whatever reads differently when written again is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import IntEnum
from typing import Final, Protocol

from kiosk.codes import base45

__all__ = [
    "DIGEST_BYTES",
    "NO_KEY",
    "CodeKind",
    "NewerCodeError",
    "PageCode",
    "PageText",
    "Signer",
    "read_text",
    "write_text",
]

DIGEST_BYTES: Final = 16
NO_KEY: Final = bytes(4)
_NAME: Final = "CANDOR"
_START: Final = f"{_NAME}1:"
_CONTEXT: Final = b"candor-paper-1\n"
_DAY_ZERO: Final = date(2020, 1, 1)
_MOST: Final = 0xFFFF
_LONGEST: Final = 64
_LONGEST_TEXT: Final = 311
"""Signs that a symbol of version 10 at level M holds (ISO/IEC 18004, table 7)."""
_SIGNATURE: Final = 64
_PACKED: Final = 0x80
_PLAIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_HEX: Final = re.compile(r"(?:[0-9a-f]{2})+")


class CodeKind(IntEnum):
    """What kind of paper a code stands on."""

    SEALED = 1
    BLANK = 2
    PREPARED = 3


class NewerCodeError(ValueError):
    """The code is of a later format than this program knows."""


class Signer(Protocol):
    """What signs a code: `kiosk.codes.keys.CodeKey`, or a key in a token."""

    @property
    def key_id(self) -> bytes:
        """Four bytes, not all zero."""

    def sign(self, data: bytes) -> bytes:
        """Return the Ed25519 signature, 64 bytes."""


@dataclass(frozen=True, slots=True)
class PageCode:
    """What the code of one page says. Ids are ASCII: letters, digits, `.`, `_`, `-`; at most 64."""

    kind: CodeKind
    document: str
    page: int
    pages: int
    day: date
    digest: bytes
    """16 bytes."""
    treatment: str = ""
    language: str = ""
    visit: str = ""

    @property
    def sheaf(self) -> tuple[object, ...]:
        """All that the codes of one document have in common."""
        return (self.kind, self.document, self.pages, self.day, self.digest, self.treatment, self.language, self.visit)


@dataclass(frozen=True, slots=True)
class PageText:
    """A code as it was read: what it says, and what is needed to judge it."""

    code: PageCode
    key_id: bytes
    signature: bytes = field(repr=False)
    """Empty for a code that is not signed."""
    signed: bytes = field(repr=False)
    """The bytes that the signature is over."""

    @property
    def is_signed(self) -> bool:
        """Whether it carries a signature; whose, and whether it is right, is another question."""
        return bool(self.signature)


def write_text(code: PageCode, signer: Signer | None = None) -> str:
    """Return the text of a code, about 100 to 220 signs. The same code and key give the same text.

    Args:
        code: what to say.
        signer: the clinic's key; None for a blank form that proves nothing.

    Raises:
        ValueError: a fact that does not fit, or a code that has to be signed.
    """
    if signer is None and code.kind is not CodeKind.BLANK:
        raise ValueError("only a blank form goes without a signature")
    body = _body(code, signer.key_id if signer is not None else NO_KEY)
    signature = signer.sign(_CONTEXT + body) if signer is not None else b""
    text = _START + base45.encode(body + signature)
    if len(text) > _LONGEST_TEXT:
        raise ValueError("ids that are too long together")
    return text


def read_text(text: str) -> PageText | None:
    """Read the text of a code; None when it is no code of ours.

    Raises:
        NewerCodeError: it is one of a later format.
        ValueError: it begins like one of ours, and is none that we write.
    """
    if not text.startswith(_NAME):
        return None
    if not text.startswith(_START):
        version, colon, _ = text.removeprefix(_NAME).partition(":")
        if colon and version.isascii() and version.isdigit():
            raise NewerCodeError(version)
        return None
    data = base45.decode(text.removeprefix(_START))
    reader = _Reader(data)
    kind = CodeKind(reader.number(1))
    key_id = reader.take(4)
    day = _DAY_ZERO + timedelta(days=reader.number(2))
    page, pages = reader.number(2), reader.number(2)
    digest = reader.take(DIGEST_BYTES)
    document = reader.text()
    form = kind is not CodeKind.SEALED
    code = PageCode(
        kind=kind,
        document=document,
        page=page,
        pages=pages,
        day=day,
        digest=digest,
        treatment=reader.text() if form else "",
        language=reader.text() if form else "",
        visit=reader.text() if kind is CodeKind.PREPARED else "",
    )
    signature = reader.take(_SIGNATURE) if key_id != NO_KEY else b""
    body = _body(code, key_id)
    if body + signature != data or (not signature and kind is not CodeKind.BLANK):
        raise ValueError("not a code as it is written")
    return PageText(code, key_id, signature, _CONTEXT + body)


def _body(code: PageCode, key_id: bytes) -> bytes:
    """Return the bytes before the signature.

    Raises:
        ValueError: a fact that does not fit.
    """
    days = (code.day - _DAY_ZERO).days
    if not (1 <= code.page <= code.pages <= _MOST and 0 <= days <= _MOST and len(code.digest) == DIGEST_BYTES):
        raise ValueError("a page, a day or a digest that does not fit")
    texts = [code.document]
    if code.kind is not CodeKind.SEALED:
        texts += [code.treatment, code.language]
    if code.kind is CodeKind.PREPARED:
        texts.append(code.visit)
    if any((code.treatment, code.language, code.visit)[len(texts) - 1 :]):
        raise ValueError("a fact that this kind of paper has no room for")
    numbers = b"".join(value.to_bytes(2, "big") for value in (days, code.page, code.pages))
    return bytes([code.kind]) + key_id + numbers + code.digest + b"".join(_packed(text) for text in texts)


def _packed(text: str) -> bytes:
    if not (_PLAIN.fullmatch(text) and len(text) <= _LONGEST):
        raise ValueError("an id that does not fit")
    if _HEX.fullmatch(text):
        return bytes([_PACKED | len(text) // 2]) + bytes.fromhex(text)
    return bytes([len(text)]) + text.encode("ascii")


class _Reader:
    """Takes bytes from the front; asking for more than there is, is a ValueError."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def take(self, count: int) -> bytes:
        part, self.data = self.data[:count], self.data[count:]
        if len(part) < count:
            raise ValueError("the code is too short")
        return part

    def number(self, count: int) -> int:
        return int.from_bytes(self.take(count), "big")

    def text(self) -> str:
        length = self.number(1)
        if length & _PACKED:
            return self.take(length & ~_PACKED).hex()
        return self.take(length).decode("ascii")
