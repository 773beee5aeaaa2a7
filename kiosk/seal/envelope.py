"""The bytes of a seal, read more strictly than PDF and CMS readers do.

A signature leaves out one stretch of the file: its own value. PDF readers forgive much in there (either case of hex,
anything as padding) and CMS readers ignore fields that no signature covers. Here nothing is forgiven: the stretch must
be exactly what Candor writes, so that each single changed bit of a sealed file is seen. No PDF is parsed for that.

Sources: ISO 32000-2, 12.8.1 (ByteRange); RFC 5652, 5 (SignedData); EN 319 142-1, 6.3 (PAdES B-B).
"""

from __future__ import annotations

import hashlib
import heapq
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from asn1crypto import cms, parser
from asn1crypto import x509 as asn1_x509

__all__ = ["CmsVerdict", "Envelope", "check_cms", "find_envelopes", "read_container"]

_BYTE_RANGE = re.compile(rb"/ByteRange \[0 (\d{1,12}) (\d{1,12}) (\d{1,12})\]")
_MOST_PLACES: Final = 16
"""Each is tried by hashing the file; one seal was ever made. Without a limit a small file keeps its reader for days."""
_LONGEST_VALUE: Final = 100_000
"""Bytes of the file; the seals of the first version take 8,194."""
_UPPER_HEX = re.compile(rb"(?:[0-9A-F]{2})+")

# Object identifiers and values in DER, for the one form of SignedData that we make.
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_DATA = bytes.fromhex("06092a864886f70d010701")
# The form with NULL parameters, which pyHanko writes; RFC 5754, 2, lets signers write either.
_SHA256 = bytes.fromhex("300d06096086480165030402010500")
_ECDSA_SHA256 = bytes.fromhex("300a06082a8648ce3d040302")
_VERSION_1 = bytes.fromhex("020101")
_SEQUENCE, _SET, _OCTETS, _CONTEXT_0 = 0x30, 0x31, 0x04, 0xA0

_ATTRIBUTES = {"content_type", "message_digest", "signing_certificate_v2"}
"""What PAdES B-B asks for. The signing time stands in the PDF's dictionary and may not stand here."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """Where a ByteRange says that a seal lies: the file is `[0, start)`, the value, and `[end, stop)`. Bytes."""

    start: int
    end: int
    stop: int

    def digest(self, data: bytes) -> bytes:
        """Return the SHA-256 of the covered bytes."""
        covered = hashlib.sha256(memoryview(data)[: self.start])
        covered.update(memoryview(data)[self.end : self.stop])
        return covered.digest()


@dataclass(frozen=True, slots=True)
class CmsVerdict:
    """What the signature container says: does the digest agree, is the signature right, whose certificate is it."""

    intact: bool
    valid: bool
    certificate_der: bytes


def find_envelopes(data: bytes) -> tuple[Envelope, ...]:
    """Return the places where a seal may lie, the one that reaches furthest first.

    Typed text or an attachment can hold something that looks like a ByteRange; so a place counts only when brackets
    of a hex string stand at its borders, and the caller must check what it finds there.
    """
    return tuple(heapq.nlargest(_MOST_PLACES, _places(data), key=lambda one: one.stop))


def _places(data: bytes) -> Iterator[Envelope]:
    """Yield the places that a ByteRange names and that look like a seal's, each once for all that follow each other."""
    last = None
    for match in _BYTE_RANGE.finditer(data):
        start, end, length = (int(number) for number in match.groups())
        stop = end + length
        if not (start + 2 < end < stop <= len(data) and end - start <= _LONGEST_VALUE):
            continue
        found = Envelope(start, end, stop)
        if found != last and data[start] == ord("<") and data[end - 1] == ord(">"):
            last = found
            yield found


def read_container(data: bytes, envelope: Envelope) -> bytes | None:
    """Return the DER bytes of the seal's value, or None when the value is not written as we write it.

    That is: upper-case hex, one DER value, and zeros to the end.
    """
    text = data[envelope.start + 1 : envelope.end - 1]
    if _UPPER_HEX.fullmatch(text) is None:
        return None
    raw = bytes.fromhex(text.decode("ascii"))
    try:
        _, _, _, header, content, trailer = parser.parse(raw)
    except ValueError:
        return None
    length = len(header) + len(content) + len(trailer)
    return raw[:length] if not any(raw[length:]) else None


def check_cms(container: bytes, digest: bytes) -> CmsVerdict | None:
    """Check the signature container against the digest of the covered bytes.

    Returns None when the container is not one that we make: another algorithm or key, further certificates, signers
    or attributes, or any encoding but the one that its signed parts lead to.

    Raises:
        Exception: of any kind, from the readers underneath, on a container that is no CMS. The caller's net is wide.
    """
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity

    signed = cms.ContentInfo.load(container, strict=True)["content"]
    certificate = signed["certificates"][0].chosen
    signer = signed["signer_infos"][0]
    attributes = signer["signed_attrs"]
    signature = signer["signature"].native
    certificate_der = certificate.dump()
    if container != _rebuild(certificate, attributes.contents, signature):
        return None
    if not _is_p256(certificate) or {one["type"].native for one in attributes} != _ATTRIBUTES:
        return None
    if not _names_certificate(attributes, certificate):
        return None
    intact, valid = validate_sig_integrity(signer, certificate, expected_content_type="data", actual_digest=digest)
    return CmsVerdict(intact, valid, certificate_der)


def _rebuild(certificate: asn1_x509.Certificate, attributes: bytes, signature: bytes) -> bytes:
    """Write the container anew from the parts that a signature or a hash covers.

    The certificate is bound by its hash in the signed attributes, and those by the signature. All else in a
    SignedData is free for the taking in a lenient reader; here it follows from these three.
    """
    issuer_and_serial = _der(
        _SEQUENCE, certificate.issuer.dump() + certificate["tbs_certificate"]["serial_number"].dump()
    )
    signer = _der(
        _SEQUENCE,
        _VERSION_1
        + issuer_and_serial
        + _SHA256
        + _der(_CONTEXT_0, attributes)
        + _ECDSA_SHA256
        + _der(_OCTETS, signature),
    )
    signed_data = _der(
        _SEQUENCE,
        _VERSION_1
        + _der(_SET, _SHA256)
        + _der(_SEQUENCE, _DATA)
        + _der(_CONTEXT_0, certificate.dump())
        + _der(_SET, signer),
    )
    return _der(_SEQUENCE, _SIGNED_DATA + _der(_CONTEXT_0, signed_data))


def _der(tag: int, content: bytes) -> bytes:
    """Return one DER value (X.690, 8.1.3: definite length, the shortest form)."""
    length = len(content)
    if length < 0x80:  # noqa: PLR2004 - X.690's border between the short and the long form
        return bytes([tag, length]) + content
    size = (length.bit_length() + 7) // 8
    return bytes([tag, 0x80 | size]) + length.to_bytes(size, "big") + content


def _is_p256(certificate: asn1_x509.Certificate) -> bool:
    """Whether the key is on the one curve that we use."""
    key = certificate.public_key
    return bool(key.algorithm == "ec" and key.curve == ("named", "secp256r1"))


def _names_certificate(attributes: cms.CMSAttributes, certificate: asn1_x509.Certificate) -> bool:
    """Whether the signed attributes name this very certificate, by SHA-256 (ESS signing-certificate-v2, RFC 5035)."""
    from pyhanko.sign.general import check_ess_certid

    [values] = [one["values"] for one in attributes if one["type"].native == "signing_certificate_v2"]
    identifier = values[0]["certs"][0]
    by_sha256 = identifier["hash_algorithm"]["algorithm"].native == "sha256"
    return by_sha256 and bool(check_ess_certid(certificate, identifier))
