"""Attacks on a signature's value and its byte range, each built out of a good file."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from kiosk.seal import (
    LocalStamper,
    cms,
    der,
)
from kiosk.seal.sealing import _sha256
from tests.kiosk.seal.altering import other, story
from tests.kiosk.seal.drafts import NOW
from tests.kiosk.seal.files import MADE, at, clinic, whole

__all__ = [
    "added_attribute",
    "added_certificate",
    "archive_stamp_of_other_file",
    "hidden_in_value",
    "newer_stamp",
    "other_spelling_of_signature",
    "range_gone",
    "range_negative",
    "range_null",
    "range_of_draft_only",
    "range_of_three",
    "range_overlapping",
    "range_with_larger_hole",
    "stamp_of_other_signature",
    "stamp_taken_off",
    "swapped_certificate",
    "swapped_certificate_and_attributes",
    "transplanted_value",
    "value_empty",
    "value_lower_case",
    "value_null",
    "value_padded",
    "wrapped",
]


# ---------------------------------------------------------------------- byte ranges and values


def ranges(data: bytes) -> list[re.Match[bytes]]:
    return list(re.finditer(rb"/ByteRange \[0 (\d+) +(\d+) +(\d+) *\]", data))


def with_range(new: bytes, which: int = -1) -> bytes:
    match = ranges(whole())[which]
    assert len(new) <= len(match[0])
    return whole()[: match.start()] + new.ljust(len(match[0])) + whole()[match.end() :]


def range_with_larger_hole() -> bytes:
    a, b, c = (int(part) for part in ranges(whole())[-1].groups())
    return with_range(b"/ByteRange [0 %d %d %d]" % (a, b + 10, c - 10))


def range_of_draft_only() -> bytes:
    return with_range(b"/ByteRange [0 100 200 300]", which=0)


def range_negative() -> bytes:
    a, b, c = (int(part) for part in ranges(whole())[-1].groups())
    return with_range(b"/ByteRange [0 %d %d -%d]" % (a, b, c))


def range_overlapping() -> bytes:
    a, _, c = (int(part) for part in ranges(whole())[-1].groups())
    return with_range(b"/ByteRange [0 %d 0 %d]" % (a, c))


def range_of_three() -> bytes:
    a, b, _ = (int(part) for part in ranges(whole())[-1].groups())
    return with_range(b"/ByteRange [0 %d %d]" % (a, b))


def range_null() -> bytes:
    return with_range(b"/ByteRange null")


def range_gone() -> bytes:
    return with_range(b"")


def wrapped() -> bytes:
    """Signature wrapping: what the range covers is moved back, and objects are put in between."""
    data = whole()
    match = ranges(data)[-1]
    a, b, c = (int(part) for part in match.groups())
    evil = b"1 0 obj\n<< /Type /Catalog >>\nendobj\n"
    moved = b"/ByteRange [0 %d %d %d]" % (a, b + len(evil), c)
    rest = data[b:].replace(match[0], moved.ljust(len(match[0])))
    return data[:b] + evil + rest


def hidden_in_value() -> bytes:
    """An object hides behind the value, where readers expect padding."""
    place = story(whole()).stamped[-1].place
    evil = b"1 0 obj<</Type/Catalog>>endobj"
    return whole()[: place[1] - 1 - len(evil)] + evil + whole()[place[1] - 1 :]


def value(which: int, new: Callable[[bytes], bytes]) -> bytes:
    """Return the file with one signature's or (-1) the stamp's container exchanged."""
    found = story(whole())
    start, end = found.stamped[-1].place if which < 0 else found.signed[which].place
    old = der.only(next(der.read(bytes.fromhex(whole()[start + 1 : end - 1].decode()))).whole).whole
    text = new(old).hex().upper().encode().ljust(end - start - 2, b"0")
    assert len(text) == end - start - 2
    return whole()[: start + 1] + text + whole()[end - 1 :]


def value_empty() -> bytes:
    return value(3, lambda _: b"\x00")


def value_null() -> bytes:
    start, end = story(whole()).signed[3].place
    return whole()[:start] + b"null".ljust(end - start) + whole()[end:]


def value_lower_case() -> bytes:
    start, end = story(whole()).stamped[-1].place
    return whole()[:start] + whole()[start:end].lower() + whole()[end:]


def value_padded() -> bytes:
    _, end = story(whole()).stamped[-1].place
    return whole()[: end - 3] + b"01" + whole()[end - 1 :]


def transplanted_value() -> bytes:
    """The clinic's signature of another document."""
    start, end = story(other()).signed[3].place
    taken = bytes.fromhex(other()[start + 1 : end - 1].decode())
    return value(3, lambda _: next(der.read(taken)).whole)


def _read(container: bytes) -> cms.Container:
    found = cms.read(container)
    assert found is not None
    return found


def _built(one: cms.Container) -> bytes:
    return cms.build(one.certificates, one.attributes, one.signature, content=one.content, token=one.token)


def swapped_certificate() -> bytes:
    """The certificate of another key, with everything that names it."""
    mallory = clinic("Evil").seal.certificate_der
    return value(3, lambda old: _built(replace(_read(old), certificates=(mallory,))))


def swapped_certificate_and_attributes() -> bytes:
    """The attributes name the other certificate, too; the signature cannot follow."""
    mallory = clinic("Evil").seal.certificate_der

    def forge(old: bytes) -> bytes:
        one = _read(old)
        attributes = cms.signed_attributes(cms.DATA, one.digest, mallory)
        return _built(replace(one, certificates=(mallory,), attributes=attributes))

    return value(3, forge)


def other_spelling_of_signature() -> bytes:
    """The twin of an elliptic-curve signature: as right as the first, and other bytes."""
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551

    def twin(old: bytes) -> bytes:
        one = _read(old)
        r, s = (int.from_bytes(part.content, "big") for part in der.only(one.signature).parts())
        return _built(replace(one, signature=der.sequence(der.integer(r), der.integer(order - s))))

    return value(-1, twin)


def added_certificate() -> bytes:
    """A further certificate in the newest stamp, which nothing covers."""

    def add(old: bytes) -> bytes:
        one = _read(old)
        return _built(replace(one, certificates=(one.certificates[0], small_certificate())))

    return value(-1, add)


def added_attribute() -> bytes:
    """A time stamp on the newest stamp, which nothing covers."""
    return value(-1, lambda old: _built(replace(_read(old), token=der.sequence(der.integer(1)))))


@cache
def small_certificate() -> bytes:
    """Return a certificate that fits into the room behind a value."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([])
    return (
        x509.CertificateBuilder(name, name, key.public_key(), 1, MADE, NOW)
        .sign(key, hashes.SHA256())
        .public_bytes(serialization.Encoding.DER)
    )


def stamp_taken_off() -> bytes:
    """A signature without its time stamp."""
    return value(1, lambda old: _built(replace(_read(old), token=None)))


def stamp_of_other_signature() -> bytes:
    """The time stamp of another signature in the same file."""
    token = story(whole()).signed[0].container.token
    return value(1, lambda old: _built(replace(_read(old), token=token)))


def newer_stamp() -> bytes:
    """A right stamp of a forger's own, with another time, over a signature."""
    stamper = LocalStamper(clinic("Evil Clinic").stamps)

    def forge(old: bytes) -> bytes:
        one = _read(old)
        return _built(replace(one, token=stamper.stamp(_sha256(one.signature), at(-0.5))))

    return value(0, forge)


def archive_stamp_of_other_file() -> bytes:
    taken = story(other()).stamped[-1].place
    token = next(der.read(bytes.fromhex(other()[taken[0] + 1 : taken[1] - 1].decode()))).whole
    return value(-1, lambda _: token)
