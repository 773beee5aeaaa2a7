"""Whether signatures and stamps can be believed: whose certificates, at which time, and were they taken back.

Time is what decides. The newest archive stamp is judged now; each older one at the time of the one after it; the
signatures at the time of the first. So a certificate may have run out long ago, as long as the next stamp was set
before it did. This is the past-signature validation of EN 319 102-1, 5.6.3, cut down to what Candor writes.

Nothing is fetched: certificates and lists are in the file, more lists may be given, and the root is the asker's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from kiosk.seal import cms
from kiosk.seal.authority import Purpose, short_name
from kiosk.seal.report import Trust
from kiosk.seal.revisions import Signed, Stamped, Story
from kiosk.seal.scopes import covers, read_list
from kiosk.seal.stamping import stamps_only
from kiosk.seal.updates import field_role

__all__ = ["DAYLIGHT", "Judged", "judge"]

DAYLIGHT: Final = 300
"""Seconds by which the clocks of two machines may differ."""
LIST_DAYS: Final = 30
"""Days that a list may be old when something is signed; at each seal it is of the day."""
_LONGEST: Final = 4
"""Certificates in a path, at most."""
_MOST_NAMESAKES: Final = 32
"""Certificates of one name that are tried. Each takes a signature to check, and a file can hold thousands."""
_BAD_EXTENSIONS: Final = (x509.ExtensionNotFound, x509.DuplicateExtension, x509.UnsupportedGeneralNameType)
_OWN_KEY: Final = "clinician"
"""Who signs with a key of their own; of all others the kiosk's key seals the evidence."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The answer on trust: the whole file's, and each signature's with the time that is proven for it."""

    trust: Trust
    signatures: tuple[tuple[Trust, datetime | None], ...]
    until: datetime | None
    """Until when the newest stamp can be believed."""
    unlisted: bool
    """For a certificate from elsewhere no revocation list is in the file: whether it was taken back is not known."""


@dataclass(frozen=True, slots=True)
class _Knowledge:
    """All that there is to judge with."""

    roots: tuple[x509.Certificate, ...]
    named: Mapping[bytes, Sequence[x509.Certificate]]
    """Those of the roots and of the certificates in the file that have a name (DER), the roots first."""
    lists: tuple[x509.CertificateRevocationList, ...]
    clinic: x509.Certificate | None = None
    """The root of the clinic that sealed; None before that is known."""


def judge(story: Story, roots: Sequence[x509.Certificate], lists: Iterable[bytes], now: datetime) -> Judged:
    """Judge the signatures and stamps of a whole file.

    Args:
        story: the file, read to its end.
        roots: the certificates that the asker trusts.
        lists: further revocation lists (DER), newer than those in the file.
        now: the time of asking, with zone.

    Raises:
        ValueError: a list that was given cannot be read. One in the file that cannot says nothing.
    """
    stamps = [one.stamp for one in story.stamped]
    pool = [*story.certificates, *(der for stamp in stamps for der in stamp.certificates)]
    for signed in story.signed:
        pool += [*signed.container.certificates, *signed.stamp.certificates]
    known = _Knowledge(
        tuple(roots),
        _by_name(roots, dict.fromkeys(pool)),
        (*_readable_lists(story), *(read_list(one) for one in lists)),
    )
    known = replace(known, clinic=_clinic(story, known))
    trust, first = _judge_stamps(story.stamped, known, now)
    if trust is Trust.YES and not _same_clinic(story.stamped[0].stamp.certificate, known):
        trust = Trust.STAMP
    if trust is Trust.OTHER and _path(story.signed[-1].container.certificate, known):
        trust = Trust.STAMP
    judged = tuple(_judge_signature(one, known, first, trust) for one in story.signed)
    overall = next((answer for answer, _ in ((trust, None), *judged) if answer is not Trust.YES), Trust.YES)
    unlisted = any(not _listed(one.container.certificate, known) for one in story.signed)
    return Judged(overall, judged, _protected(stamps[-1].certificate, known), unlisted and overall is Trust.YES)


def _by_name(roots: Sequence[x509.Certificate], pool: Iterable[bytes]) -> Mapping[bytes, Sequence[x509.Certificate]]:
    """Return certificates by their names; only so many of each name as a file that is meant well can have."""
    found: dict[bytes, list[x509.Certificate]] = {}
    for one in roots:
        found.setdefault(one.subject.public_bytes(), []).append(one)
    for der in pool:
        try:
            certificate = x509.load_der_x509_certificate(der)
            namesakes = found.setdefault(certificate.subject.public_bytes(), [])
        except ValueError:
            continue
        if len(namesakes) < _MOST_NAMESAKES + len(roots):
            namesakes.append(certificate)
    return found


def _readable_lists(story: Story) -> Iterator[x509.CertificateRevocationList]:
    """Yield the lists in a file; what cannot be read as one says nothing."""
    for der in story.lists:
        with suppress(ValueError):
            yield read_list(der)


def _clinic(story: Story, known: _Knowledge) -> x509.Certificate | None:
    """Return the root of the clinic that sealed a file; with a seal from elsewhere, of who signed for it first."""
    signers = [one.container.certificate for one in (story.signed[-1], *story.signed)]
    for certificate in (*signers, story.stamped[0].stamp.certificate):
        path = _path(certificate, known)
        if len(path) > 1 and _own(certificate):
            return path[-1]
    return None


def _same_clinic(certificate: x509.Certificate, known: _Knowledge) -> bool:
    """Whether a key is of the clinic that sealed: who trusts several clinics trusts none of them for another."""
    path = _path(certificate, known)
    # What is trusted by itself is trusted, whoever issued it.
    return len(path) == 1 or not _own(certificate) or path[-1:] == (known.clinic,)


def _listed(certificate: x509.Certificate, known: _Knowledge) -> bool:
    """Whether some list speaks of a signer's certificate; a root that is trusted by itself has none."""
    issuers = _path(certificate, known)[1:2]
    return any(_lists_for(known, certificate, one) for one in issuers)


def _protected(certificate: x509.Certificate, known: _Knowledge) -> datetime:
    path = _path(certificate, known) or (certificate,)
    return min(one.not_valid_after_utc for one in path)


def _judge_stamps(stamped: Sequence[Stamped], known: _Knowledge, now: datetime) -> tuple[Trust, datetime]:
    """Judge the archive stamps from the newest back; return the answer, and the time that the first one proves."""
    seen_by = now
    for one in reversed(stamped):
        stamp = one.stamp
        trust = _judge_certificate(stamp.certificate, known, stamp.time, seen_by)
        if trust is Trust.YES and not stamps_only(stamp.certificate):
            trust = Trust.WRONG_KEY
        if trust is Trust.YES and (stamp.time - seen_by).total_seconds() > DAYLIGHT:
            trust = Trust.TIME
        if trust is not Trust.YES:
            return trust, seen_by
        seen_by = stamp.time
    return Trust.YES, seen_by


def _judge_signature(
    signed: Signed, known: _Knowledge, seen_by: datetime, stamps: Trust
) -> tuple[Trust, datetime | None]:
    """Judge one signature that is proven to be there at `seen_by`, if the stamps are to be believed."""
    if stamps is not Trust.YES:
        return stamps, None
    proven, stamp = seen_by, signed.stamp
    stamped = _judge_certificate(stamp.certificate, known, stamp.time, seen_by)
    if stamped is Trust.YES and not stamps_only(stamp.certificate):
        stamped = Trust.WRONG_KEY
    if stamped is Trust.YES and not _same_clinic(stamp.certificate, known):
        stamped = Trust.OTHER
    if stamped is Trust.YES and stamp.time > seen_by:
        stamped = Trust.TIME
    if stamped is Trust.YES:
        proven = stamp.time
    elif stamp.own:
        return Trust.STAMP if stamped is Trust.OTHER else stamped, None
    certificate = signed.container.certificate
    trust = _judge_certificate(certificate, known, proven, proven)
    if trust is Trust.YES and not _same_clinic(certificate, known):
        trust = Trust.OTHER
    if trust is Trust.YES and not _fits(signed, known):
        trust = Trust.WRONG_KEY
    if trust is Trust.YES and (signed.entries.time - proven).total_seconds() > DAYLIGHT:
        trust = Trust.TIME
    return trust, proven


def _judge_certificate(certificate: x509.Certificate, known: _Knowledge, made: datetime, seen_by: datetime) -> Trust:
    """Judge a key that made something at `made`, which was there at `seen_by` at the latest."""
    path = _path(certificate, known)
    if not path:
        return Trust.OTHER
    if any(made < one.not_valid_before_utc for one in path):
        return Trust.TIME
    if any(seen_by > one.not_valid_after_utc for one in path):
        return Trust.EXPIRED
    for below, above in pairwise(path):
        lists = _lists_for(known, below, above)
        # The clinic's own authority always has a list; for others there may be none to be had.
        if not lists and above in known.roots and _own(below):
            return Trust.NO_LIST
        if lists and _own(below) and all(_ends(one) < min(made, seen_by) for one in lists):
            return Trust.NO_LIST
        for one in lists:
            taken = one.get_revoked_certificate_by_serial_number(below.serial_number)
            # A lost key can make old signatures: then only what was seen before counts.
            if taken is not None and (seen_by if _lost(taken) else made) >= taken.revocation_date_utc:
                return Trust.REVOKED
    return Trust.YES


def _ends(found: x509.CertificateRevocationList) -> datetime:
    """Return until when a list says enough of what is signed; whoever has an old key may have an old list, too."""
    return found.last_update_utc + timedelta(days=LIST_DAYS)


def _lost(taken: x509.RevokedCertificate) -> bool:
    try:
        reason = taken.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except x509.ExtensionNotFound:
        return True
    return reason not in {x509.ReasonFlags.cessation_of_operation, x509.ReasonFlags.superseded}


def _lists_for(
    known: _Knowledge, certificate: x509.Certificate, issuer: x509.Certificate
) -> tuple[x509.CertificateRevocationList, ...]:
    """Return the revocation lists by which a certificate's authority speaks of it."""
    return tuple(one for one in known.lists if _signed_list(one, issuer) and covers(one, certificate))


def _signed_list(found: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    return found.issuer == issuer.subject and _list_signature(
        found.public_bytes(serialization.Encoding.DER), issuer.public_bytes(serialization.Encoding.DER)
    )


@lru_cache(maxsize=64)
def _list_signature(list_der: bytes, issuer_der: bytes) -> bool:
    """Whether an authority signed a list; the same ones come again and again."""
    key = cms.parsed(issuer_der).public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey | rsa.RSAPublicKey):
        return False
    return x509.load_der_x509_crl(list_der).is_signature_valid(key)


# ---------------------------------------------------------------------- paths


def _path(certificate: x509.Certificate, known: _Knowledge) -> tuple[x509.Certificate, ...]:
    """Return the certificates from one up to a trusted root; empty when there is no such path."""
    path = [certificate]
    while path[-1] not in known.roots:
        near = known.named.get(path[-1].issuer.public_bytes(), ())
        above = [one for one in near if one not in path and _issued(path[-1], one, len(path))]
        if not above or len(path) > _LONGEST:
            return ()
        path.append(above[0])
    return tuple(path)


def _issued(below: x509.Certificate, above: x509.Certificate, depth: int) -> bool:
    """Whether an authority issued a certificate that stands `depth - 1` authorities above the signer."""
    if below.issuer != above.subject:
        return False
    return _issued_by(
        below.public_bytes(serialization.Encoding.DER), above.public_bytes(serialization.Encoding.DER), depth
    )


@lru_cache(maxsize=256)
def _issued_by(below_der: bytes, above_der: bytes, depth: int) -> bool:
    below, above = cms.parsed(below_der), cms.parsed(above_der)
    try:
        basic = above.extensions.get_extension_for_class(x509.BasicConstraints).value
        usage = above.extensions.get_extension_for_class(x509.KeyUsage).value
        below.verify_directly_issued_by(above)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError, *_BAD_EXTENSIONS):
        return False
    deep_enough = basic.path_length is None or basic.path_length >= depth - 1
    return basic.ca and usage.key_cert_sign and deep_enough and cms.usable_key(above)


def _own(certificate: x509.Certificate) -> bool:
    """Whether a certificate says of itself that a clinic's own authority issued it."""
    return _unit(certificate) in {str(one) for one in Purpose}


def _unit(certificate: x509.Certificate) -> str:
    return _attribute(certificate, NameOID.ORGANIZATIONAL_UNIT_NAME)


def _attribute(certificate: x509.Certificate, kind: x509.ObjectIdentifier) -> str:
    found = certificate.subject.get_attributes_for_oid(kind)
    return str(found[0].value) if found else ""


def _fits(signed: Signed, known: _Knowledge) -> bool:
    """Whether a key may sign for a role; one of somebody's own only under their own name."""
    certificate, role = signed.container.certificate, field_role(signed.name)
    unit = _unit(certificate)
    if role == "clinic":
        # A clinic may have its seal from elsewhere, but no other key of its own authority is the seal.
        return unit == Purpose.SEAL or (not _own(certificate) and len(_path(certificate, known)) > 0)
    if unit == Purpose.CLINICIAN:
        return _attribute(certificate, NameOID.COMMON_NAME) == short_name(signed.entries.name)
    return unit == Purpose.KIOSK and role != _OWN_KEY
