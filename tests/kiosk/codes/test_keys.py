from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kiosk.codes import (
    CodeKey,
    CodeTrust,
    TrustedKey,
    certify_code_key,
    make_code_key,
    read_text,
    read_trust,
    write_text,
)
from kiosk.errors import OperatorError, TamperError
from tests.kiosk.codes.scans import KEY, OTHER_KEY, sealed_code

START = datetime(2026, 1, 1, tzinfo=UTC)
END = datetime(2029, 1, 1, tzinfo=UTC)


class Authority:
    """A clinic's authority of the tests."""

    def __init__(self, name: str = "Blue Hill Clinic") -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, name)])
        self.certificate = (
            x509.CertificateBuilder()
            .subject_name(self.name)
            .issuer_name(self.name)
            .public_key(self.key.public_key())
            .serial_number(1)
            .not_valid_before(START)
            .not_valid_after(END)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(self.key, hashes.SHA256())
        )

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def certify(self, key: CodeKey = KEY) -> bytes:
        return pem(certify_code_key(key.public, self.certificate, self.key, START, END))

    def taken_back(
        self,
        certificate: bytes,
        reason: x509.ReasonFlags | None,
        by: Authority | None = None,
        since: datetime = datetime(2026, 6, 1, tzinfo=UTC),
    ) -> bytes:
        entry = (
            x509.RevokedCertificateBuilder()
            .serial_number(x509.load_pem_x509_certificate(certificate).serial_number)
            .revocation_date(since)
        )
        if reason is not None:
            entry = entry.add_extension(x509.CRLReason(reason), critical=False)
        made = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.name)
            .last_update(START)
            .next_update(START + timedelta(days=30))
            .add_revoked_certificate(entry.build())
            .sign((by or self).key, hashes.SHA256())
        )
        return made.public_bytes(serialization.Encoding.PEM)


def pem(der: bytes) -> bytes:
    return x509.load_der_x509_certificate(der).public_bytes(serialization.Encoding.PEM)


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


def test_a_key_is_kept_as_bytes_and_shows_nothing() -> None:
    key = make_code_key()
    assert CodeKey.from_bytes(key.to_bytes()) == key
    assert key.private.hex() not in repr(key)
    assert repr(key.private) not in repr(key)
    assert len(key.key_id) == 4
    assert make_code_key() != key


def test_a_damaged_key_is_told() -> None:
    with pytest.raises(TamperError, match=r"codes\.key_damaged"):
        CodeKey.from_bytes(KEY.to_bytes()[:-1])


def test_a_bare_key_is_trusted_as_it_is() -> None:
    assert read_trust(KEY.public_pem) == CodeTrust((TrustedKey(KEY.public),))
    der = serialization.load_pem_public_key(KEY.public_pem).public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    assert read_trust(der) == read_trust(KEY.public_pem)


def test_a_certificate_of_the_clinic_gives_name_and_time(authority: Authority) -> None:
    trusted = TrustedKey(KEY.public, "Blue Hill Clinic", date(2026, 1, 1), date(2029, 1, 1))
    assert read_trust(authority.pem + authority.certify()) == CodeTrust((trusted,))
    assert read_trust(b"Our keys:\r\n" + authority.certify() + authority.pem) == CodeTrust((trusted,))
    alone = authority.certify()
    der = x509.load_pem_x509_certificate(alone).public_bytes(serialization.Encoding.DER)
    assert read_trust(alone) == read_trust(der) == CodeTrust((trusted,))


def test_a_certificate_that_the_clinic_did_not_issue_counts_for_nothing(authority: Authority) -> None:
    """Not even by an authority of the same name."""
    for stranger in (Authority(), Authority("Somebody")):
        with pytest.raises(OperatorError, match=r"codes\.bad_trust"):
            read_trust(authority.pem + stranger.certify(OTHER_KEY))
        both = read_trust(authority.pem + authority.certify() + stranger.certify(OTHER_KEY))
        assert [key.public for key in both.keys] == [KEY.public]


@pytest.mark.parametrize(
    ("reason", "until", "revoked"),
    [
        (None, date(2026, 6, 1), True),
        (x509.ReasonFlags.key_compromise, date(2026, 6, 1), True),
        (x509.ReasonFlags.superseded, date(2026, 6, 1), False),
        (x509.ReasonFlags.cessation_of_operation, date(2026, 6, 1), False),
    ],
)
def test_a_list_takes_keys_back(
    authority: Authority, reason: x509.ReasonFlags | None, until: date, revoked: bool
) -> None:
    certificate = authority.certify()
    [key] = read_trust(authority.pem + certificate + authority.taken_back(certificate, reason)).keys
    assert (key.until, key.revoked) == (until, revoked)


def test_a_list_that_the_clinic_did_not_sign_takes_nothing_back(authority: Authority) -> None:
    certificate = authority.certify()
    taken = authority.taken_back(certificate, None, by=Authority())
    [key] = read_trust(authority.pem + certificate + taken).keys
    assert not key.revoked


@pytest.mark.parametrize("data", [b"", b"hello", KEY.public_pem[:-40], b"-----BEGIN X-----\n\n-----END X-----\n"])
def test_a_file_without_a_key_is_told(data: bytes) -> None:
    with pytest.raises(OperatorError, match=r"codes\.bad_trust"):
        read_trust(data)


def test_keys_for_other_things_are_none_for_codes(authority: Authority) -> None:
    other = authority.key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    for data in (authority.pem, other, KEY.public_pem.replace(b"MCow", b"MCox")):
        with pytest.raises(OperatorError, match=r"codes\.bad_trust"):
            read_trust(data)


def test_the_signer_is_found_among_many() -> None:
    trust = CodeTrust((*(TrustedKey(make_code_key().public) for _ in range(3)), TrustedKey(KEY.public)))
    read = read_text(write_text(sealed_code(), KEY))
    assert read is not None
    assert trust.signer(read) == TrustedKey(KEY.public)
    assert CodeTrust(trust.keys[:3]).signer(read) is None


def test_a_bare_key_beside_its_certificate_does_not_undo_that_it_was_taken_back(authority: Authority) -> None:
    """A checker who keeps the bare key of some years ago in one file with today's certificates."""
    certificate = authority.certify()
    lost = authority.taken_back(certificate, x509.ReasonFlags.key_compromise)
    for order in (KEY.public_pem + authority.pem + certificate, authority.pem + certificate + KEY.public_pem):
        assert [(key.revoked, key.name) for key in read_trust(order + lost).keys] == [(True, "Blue Hill Clinic")]
    read = read_text(write_text(sealed_code(), KEY))
    assert read is not None
    signer = read_trust(KEY.public_pem + authority.pem + certificate + lost).signer(read)
    assert signer is not None
    assert signer.revoked


def test_a_lost_key_is_lost_under_each_of_its_certificates(authority: Authority) -> None:
    first, second = authority.certify(), authority.certify()
    lost = authority.taken_back(first, x509.ReasonFlags.key_compromise)
    assert {key.revoked for key in read_trust(authority.pem + second + first + lost).keys} == {True}


def test_a_bare_key_whose_certificate_nobody_vouches_for_is_trusted_as_it_is(authority: Authority) -> None:
    stranger = Authority("Somebody")
    found = read_trust(KEY.public_pem + authority.pem + stranger.certify())
    assert found == CodeTrust((TrustedKey(KEY.public),))


def test_what_was_signed_on_the_last_day_stays_good_where_that_day_is_tomorrow_already(authority: Authority) -> None:
    """A code says the clinic's date. In Auckland it is the second of June when a list of the first is made."""
    certificate = authority.certify()
    evening = datetime(2026, 6, 1, 20, tzinfo=UTC)
    taken = authority.taken_back(certificate, x509.ReasonFlags.superseded, since=evening)
    [key] = read_trust(authority.pem + certificate + taken).keys
    assert key.until == date(2026, 6, 2)


def test_a_file_of_beginnings_without_an_end_is_told_at_once() -> None:
    for data in (b"-----BEGIN X509 CRL-----\n" * 100_000, b"-----BEGIN A-----\n" * 100_000):
        with pytest.raises(OperatorError, match=r"codes\.bad_trust"):
            read_trust(data)


def test_a_key_that_two_clinics_certify_is_nobodys_by_name(authority: Authority) -> None:
    other = Authority("Somebody")
    found = read_trust(authority.pem + other.pem + other.certify() + authority.certify())
    assert {key.name for key in found.keys} == {""}


def test_a_list_counts_where_the_authority_was_left_out(authority: Authority) -> None:
    """A file that was cut: the certificate is trusted as it is, and the list beside it says that its key was lost."""
    certificate = authority.certify()
    lost = authority.taken_back(certificate, x509.ReasonFlags.key_compromise)
    [key] = read_trust(certificate + lost).keys
    assert key.revoked
    [key] = read_trust(certificate + Authority("Somebody").taken_back(certificate, None)).keys
    assert not key.revoked
