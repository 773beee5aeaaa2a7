"""The clinic's own authority: its root, the keys that it certifies, the list of those it takes back.

Made at set-up, kept by the vault as bytes. One root certifies, each by a key of its own: the clinic's seal, the kiosk
(which seals what people sign by ink on it), the time stamps, and every clinician. What a certificate is for stands in
its organisational unit and its key usage, and the check of a file holds a key to it.

Nothing here knows a vault or a clock: keys go in and come out as values, and the time is an argument.

Sources: RFC 5280 (certificates and revocation lists), RFC 3161, 2.3 (the stamps' certificate).
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kiosk.errors import OperatorError, TamperError
from kiosk.seal.cms import lower
from kiosk.seal.keys import ClinicKey
from kiosk.seal.scopes import has_own_list, list_scope, new_list_name

__all__ = [
    "ClinicKeys",
    "Expiry",
    "KeyPair",
    "Purpose",
    "expiring",
    "issue_clinician_key",
    "list_for",
    "make_clinic_keys",
    "migrate_clinic_key",
    "refresh",
    "revoke",
    "rotate",
    "short_name",
    "trust_bundle",
    "with_own_seal",
]

ROOT_YEARS: Final = 40
STAMP_YEARS: Final = 10
"""How long a time stamp can be believed without a newer one over it."""
STAMP_KEY_YEARS: Final = 3
"""How long the stamps' key is used: so a new stamp always has seven years or more before it."""
KEY_YEARS: Final = 3
LIST_YEARS: Final = STAMP_YEARS
"""Until when a revocation list says that a newer one will be there: for as long as the stamp over it can be believed.

Nobody can fetch a list of the clinic's, and programs that want one which has not run out would give up on a file after
that time. How old a list may be when something is signed is held to much more strictly by `kiosk.seal.trust`.
"""
_A_DAY: Final = timedelta(days=1)
_A_SECOND: Final = timedelta(seconds=1)
WARN_DAYS: Final = 90
_MAX_NAME: Final = 64
"""What X.520 allows in a name (`ub-common-name`); counted in bytes of UTF-8."""


class Purpose(StrEnum):
    """What a key is for; the value stands in its certificate as the organisational unit."""

    SEAL = "Seal"
    KIOSK = "Kiosk"
    STAMPS = "Time stamps"
    CLINICIAN = "Clinician"


class KeyPair(msgspec.Struct, frozen=True):
    """A private key (PEM, PKCS #8, unencrypted: the vault encrypts it) and its certificate. It can sign."""

    private_key_pem: bytes
    """Empty for a key on a security token: `kiosk.seal.tokens` signs with that one."""
    certificate_der: bytes
    chain_der: tuple[bytes, ...] = ()
    """Certificates above it, the nearest first. Empty for what the clinic's own root certified."""

    def __repr__(self) -> str:
        """Keep the key out of logs."""
        return f"KeyPair({self.certificate.subject.rfc4514_string()})"

    @property
    def certificate(self) -> x509.Certificate:
        """The certificate, parsed."""
        return x509.load_der_x509_certificate(self.certificate_der)

    def sign(self, data: bytes) -> bytes:
        """Return the signature over some bytes, by SHA-256.

        Raises:
            OperatorError: `seal.token_failed`: the key is on a security token, and that was not opened.
        """
        if not self.private_key_pem:
            raise OperatorError("seal.token_failed")
        key = serialization.load_pem_private_key(self.private_key_pem, password=None)
        if isinstance(key, rsa.RSAPrivateKey):
            return key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        if isinstance(key, ec.EllipticCurvePrivateKey):
            return lower(key.sign(data, ec.ECDSA(hashes.SHA256())), key.curve.name)
        raise TamperError("seal.key_damaged")


class Revoked(msgspec.Struct, frozen=True):
    """A certificate that was taken back: its serial number (hex), since when, and whether its key got lost."""

    serial: str
    since: datetime
    lost: bool


class ClinicKeys(msgspec.Struct, frozen=True):
    """All keys of one clinic but the clinicians' own, and its revocation list. A secret as a whole."""

    root: KeyPair
    seal: KeyPair
    kiosk: KeyPair
    stamps: KeyPair
    revocation_list: bytes
    """DER; signed by the root."""
    revoked: tuple[Revoked, ...] = ()
    former: tuple[bytes, ...] = ()
    """Certificates (DER) that documents were sealed with before there was this root: still to be trusted."""

    def __repr__(self) -> str:
        """Keep the keys out of logs."""
        return f"ClinicKeys({self.root.certificate.subject.rfc4514_string()})"

    @property
    def clinic_name(self) -> str:
        """The clinic's name as the root has it."""
        [name] = self.root.certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
        return str(name.value)

    def to_bytes(self) -> bytes:
        """Return everything as bytes, for the vault's secret store only."""
        return msgspec.json.encode(self)

    @classmethod
    def from_bytes(cls, stored: bytes) -> ClinicKeys:
        """Read what `to_bytes` wrote.

        Raises:
            TamperError: `seal.key_damaged`: something is missing or unreadable, or a key is not its certificate's.
        """
        try:
            found = msgspec.json.decode(stored, type=cls)
            on_token = not found.seal.private_key_pem and _imported(found)
            for pair in (found.root, found.kiosk, found.stamps, *(() if on_token else (found.seal,))):
                private = serialization.load_pem_private_key(pair.private_key_pem, password=None)
                if private.public_key() != pair.certificate.public_key():
                    raise TamperError("seal.key_damaged")
            x509.load_der_x509_crl(found.revocation_list)
        except (msgspec.DecodeError, ValueError, TypeError) as error:
            raise TamperError("seal.key_damaged") from error
        return found


@dataclass(frozen=True, slots=True)
class Expiry:
    """A key whose certificate runs out soon, or has."""

    purpose: str
    until: datetime
    days: int
    """Days left; negative when it is over."""


# ---------------------------------------------------------------------- set-up


def make_clinic_keys(clinic_name: str, now: datetime) -> ClinicKeys:
    """Make a clinic's root, its three keys and an empty revocation list. `now` has a zone.

    The root is on P-384 and lasts 40 years; the keys are on P-256. Names longer than X.520 allows are cut.
    """
    start = _whole(now)
    private = ec.generate_private_key(ec.SECP384R1())
    name = _name(clinic_name, "Root", f"{short_name(clinic_name, 48)} – root")
    identifier = x509.SubjectKeyIdentifier.from_public_key(private.public_key())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(_years_later(start, ROOT_YEARS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(authority=True), critical=True)
        .add_extension(identifier, critical=False)
        .sign(private, hashes.SHA384())
    )
    root = KeyPair(_pem(private), _der(certificate))
    keys = (_issue(root, purpose, clinic_name, start) for purpose in (Purpose.SEAL, Purpose.KIOSK, Purpose.STAMPS))
    seal, kiosk, stamps = keys
    return ClinicKeys(root, seal, kiosk, stamps, _revocation_list(root, (), start))


def migrate_clinic_key(old: ClinicKey, clinic_name: str, now: datetime) -> ClinicKeys:
    """Make the keys of a clinic that had one self-signed key; what that one sealed stays trusted by the new bundle."""
    return _with(make_clinic_keys(clinic_name, now), former=(old.certificate_der,))


def _with(keys: ClinicKeys, **changes: object) -> ClinicKeys:
    return msgspec.structs.replace(keys, **changes)


def trust_bundle(keys: ClinicKeys) -> bytes:
    """Return, as one PEM file, what the clinic hands to those who check its documents.

    That is its root, its own seal's certificate if that comes from elsewhere (the certificate itself: an authority
    that sells to everybody is nothing to trust for one clinic's seal), and what it sealed with in former times. Once a
    key was taken back, the revocation list is in it, too: a file that is older than that cannot know.
    """
    others = list(keys.former)
    if _imported(keys):
        others.append(keys.seal.certificate_der)
    certificates = [keys.root.certificate, *(x509.load_der_x509_certificate(one) for one in others)]
    lists = [x509.load_der_x509_crl(keys.revocation_list)] if keys.revoked else []
    parts = [one.public_bytes(serialization.Encoding.PEM) for one in certificates]
    return b"".join((*parts, *(one.public_bytes(serialization.Encoding.PEM) for one in lists)))


def _imported(keys: ClinicKeys) -> bool:
    return keys.seal.certificate.issuer != keys.root.certificate.subject


# ---------------------------------------------------------------------- keys come and go


def issue_clinician_key(keys: ClinicKeys, name: str, staff_id: str, now: datetime) -> KeyPair:
    """Make a clinician's own key. The certificate says the printed name, and the staff id that is never given again."""
    return _issue(keys.root, Purpose.CLINICIAN, name, _whole(now), organisation=keys.clinic_name, user_id=staff_id)


def rotate(keys: ClinicKeys, purpose: Purpose, now: datetime) -> ClinicKeys:
    """Replace one of the clinic's own keys by a new one. Nothing is revoked: what the old one made stays good.

    A seal that came from elsewhere gives way to one of the clinic's own, and stays trusted for what it sealed.

    Raises:
        ValueError: clinicians' keys are not among the clinic's.
    """
    names = {Purpose.SEAL: "seal", Purpose.KIOSK: "kiosk", Purpose.STAMPS: "stamps"}
    if purpose not in names:
        raise ValueError(f"not a key of the clinic's: {purpose}")
    issued = _issue(keys.root, purpose, keys.clinic_name, _whole(now))
    former = _former(keys) if purpose is Purpose.SEAL else keys.former
    return _with(keys, **{names[purpose]: issued}, former=former)


def revoke(keys: ClinicKeys, certificate: x509.Certificate, now: datetime, *, lost: bool) -> ClinicKeys:
    """Take a certificate back: the revocation list grows.

    What its key signed before `now`, as a time stamp proves, stays good. A key of the clinic's own is to be rotated
    as well.

    Raises:
        OperatorError: `seal.not_ours`: the root did not issue this certificate.
    """
    if certificate.issuer != keys.root.certificate.subject:
        raise OperatorError("seal.not_ours")
    serial = f"{certificate.serial_number:x}"
    if any(one.serial == serial for one in keys.revoked):
        return keys
    revoked = (*keys.revoked, Revoked(serial, _whole(now), lost))
    number = _number(keys.revocation_list) + 1
    return _with(keys, revoked=revoked, revocation_list=_revocation_list(keys.root, revoked, _whole(now), number))


def refresh(keys: ClinicKeys, now: datetime) -> ClinicKeys:
    """Return keys that are good to seal with now: a list of today, keys with 90 days left or more, fresh stamps.

    The same object comes back when nothing was due. An imported certificate is left alone: only its owner can renew it.
    """
    start = _whole(now)
    for purpose, pair in ((Purpose.KIOSK, keys.kiosk), (Purpose.SEAL, keys.seal), (Purpose.STAMPS, keys.stamps)):
        certificate = pair.certificate
        spare = timedelta(days=WARN_DAYS)
        if purpose is Purpose.STAMPS:
            spare = timedelta(days=365 * (STAMP_YEARS - STAMP_KEY_YEARS))
        # One that is not valid yet was made while the clock stood in the future.
        due = certificate.not_valid_after_utc - start < spare or certificate.not_valid_before_utc > start
        due = due or not has_own_list(certificate)
        if certificate.issuer == keys.root.certificate.subject and due:
            keys = rotate(keys, purpose, now)
    issued = x509.load_der_x509_crl(keys.revocation_list).last_update_utc
    if abs(start - issued) >= timedelta(days=1):
        number = _number(keys.revocation_list) + 1
        keys = _with(keys, revocation_list=_revocation_list(keys.root, keys.revoked, start, number))
    return keys


def with_own_seal(keys: ClinicKeys, pair: KeyPair) -> ClinicKeys:
    """Use a certificate that the clinic got elsewhere for its seal; one that it had before stays trusted."""
    return _with(keys, seal=pair, former=_former(keys, pair.certificate_der))


def _former(keys: ClinicKeys, new: bytes = b"") -> tuple[bytes, ...]:
    """Return what was sealed with before, when another seal takes the place of today's."""
    own = (keys.seal.certificate_der,) if _imported(keys) else ()
    return tuple(one for one in dict.fromkeys((*keys.former, *own)) if one != new)


def expiring(keys: ClinicKeys, now: datetime, *more: KeyPair, days: int = WARN_DAYS) -> tuple[Expiry, ...]:
    """Return which certificates run out within some days, the next one first; `more` are the clinicians'."""
    pairs = (keys.root, keys.seal, keys.kiosk, keys.stamps, *more)
    found = []
    for pair in pairs:
        until = pair.certificate.not_valid_after_utc
        left = (until - now) // timedelta(days=1)
        if left <= days:
            found.append(Expiry(_label(pair.certificate), until, left))
    return tuple(sorted(found, key=lambda one: one.until))


def _label(certificate: x509.Certificate) -> str:
    """Return what a certificate is for, and for clinicians whose it is."""
    return ", ".join(
        str(one.value)
        for kind in (NameOID.ORGANIZATIONAL_UNIT_NAME, NameOID.COMMON_NAME)
        for one in certificate.subject.get_attributes_for_oid(kind)
    )


# ---------------------------------------------------------------------- certificates and lists


def _issue(
    root: KeyPair, purpose: Purpose, name: str, start: datetime, *, organisation: str = "", user_id: str = ""
) -> KeyPair:
    private = ec.generate_private_key(ec.SECP256R1())
    authority = root.certificate
    years = STAMP_YEARS if purpose is Purpose.STAMPS else KEY_YEARS
    shown = name if purpose in {Purpose.SEAL, Purpose.CLINICIAN} else f"{short_name(name, 48)} – {purpose.lower()}"
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(organisation or name, purpose, shown, user_id))
        .issuer_name(authority.subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(min(_years_later(start, years), authority.not_valid_after_utc))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(authority=False), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False)
        .add_extension(_authority_identifier(authority), critical=False)
        .add_extension(new_list_name(), critical=False)
    )
    if purpose is Purpose.STAMPS:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return KeyPair(_pem(private), _der(builder.sign(_private(root), hashes.SHA384())))


def list_for(keys: ClinicKeys, certificate: x509.Certificate, now: datetime) -> bytes | None:
    """Return what a file needs to show that a certificate of the clinic's is not taken back: its own list, of today.

    It says that a newer one comes when the certificate ends. Certificates of the first versions share one list. None
    for what the root did not certify.
    """
    if certificate.issuer != keys.root.certificate.subject:
        return None
    if not has_own_list(certificate):
        return keys.revocation_list
    start = _whole(now)
    serial = f"{certificate.serial_number:x}"
    revoked = tuple(one for one in keys.revoked if one.serial == serial)
    ends = max(certificate.not_valid_after_utc, start + _A_SECOND)
    # The number of a list only has to grow, for each certificate: the time does.
    builder = _list(keys.root, revoked, start, ends, int(start.timestamp()))
    return _signed(builder.add_extension(list_scope(certificate), critical=True), keys.root)


def _revocation_list(root: KeyPair, revoked: tuple[Revoked, ...], now: datetime, number: int = 1) -> bytes:
    """Return a complete revocation list (RFC 5280, 5), DER."""
    ends = max(min(_years_later(now, LIST_YEARS), root.certificate.not_valid_after_utc), now + _A_DAY)
    return _signed(_list(root, revoked, now, ends, number), root)


def _list(
    root: KeyPair, revoked: tuple[Revoked, ...], now: datetime, ends: datetime, number: int
) -> x509.CertificateRevocationListBuilder:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(root.certificate.subject)
        .last_update(now)
        .next_update(ends)
        .add_extension(_authority_identifier(root.certificate), critical=False)
        .add_extension(x509.CRLNumber(number), critical=False)
    )
    for one in revoked:
        reason = x509.ReasonFlags.key_compromise if one.lost else x509.ReasonFlags.cessation_of_operation
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder()
            .serial_number(int(one.serial, 16))
            .revocation_date(one.since)
            .add_extension(x509.CRLReason(reason), critical=False)
            .build()
        )
    return builder


def _signed(builder: x509.CertificateRevocationListBuilder, root: KeyPair) -> bytes:
    return builder.sign(_private(root), hashes.SHA384()).public_bytes(serialization.Encoding.DER)


def _number(revocation_list: bytes) -> int:
    found = x509.load_der_x509_crl(revocation_list)
    return found.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number


def _authority_identifier(authority: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    identifier = authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)


def _usage(*, authority: bool) -> x509.KeyUsage:
    """Return the key usage: an authority certifies and revokes; all others sign and mean it (RFC 5280, 4.2.1.3)."""
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _name(organisation: str, unit: str, common: str, user_id: str = "") -> x509.Name:
    parts = [
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, short_name(organisation)),
        x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
        x509.NameAttribute(NameOID.COMMON_NAME, short_name(common)),
    ]
    if user_id:
        parts.append(x509.NameAttribute(NameOID.USER_ID, user_id))
    return x509.Name(parts)


def short_name(name: str, size: int = _MAX_NAME) -> str:
    """Return as much of a name as a certificate has room for: so many bytes of UTF-8."""
    return name.strip().encode()[:size].decode(errors="ignore").strip()


def _private(pair: KeyPair) -> ec.EllipticCurvePrivateKey:
    """Return the root's private key: always one on a curve, for it was made here."""
    key = serialization.load_pem_private_key(pair.private_key_pem, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TamperError("seal.key_damaged")
    return key


def _pem(private: ec.EllipticCurvePrivateKey) -> bytes:
    return private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


def _whole(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _years_later(moment: datetime, years: int) -> datetime:
    """Return the same day and time some years on; 29 February becomes the 28th where the year has none."""
    last_day = calendar.monthrange(moment.year + years, moment.month)[1]
    return moment.replace(year=moment.year + years, day=min(moment.day, last_day))
