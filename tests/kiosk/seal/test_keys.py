from __future__ import annotations

from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from kiosk.errors import OperatorError, TamperError
from kiosk.seal import ClinicKey, fingerprint, make_clinic_key, read_certificate
from tests.kiosk.seal.drafts import NOW, clinic_key


def test_certificate_is_for_signing_and_no_authority() -> None:
    certificate = clinic_key().certificate

    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
    basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    assert usage.critical
    assert usage.value.digital_signature
    assert usage.value.content_commitment
    assert not usage.value.key_cert_sign
    assert not usage.value.crl_sign
    assert basic.critical
    assert not basic.value.ca
    public = certificate.public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    assert isinstance(public.curve, ec.SECP256R1)
    certificate.verify_directly_issued_by(certificate)


def test_certificate_is_valid_for_ten_years_from_now() -> None:
    certificate = clinic_key().certificate

    assert certificate.not_valid_before_utc == NOW
    assert certificate.not_valid_after_utc == NOW.replace(year=2036)


def test_a_leap_day_leads_to_a_day_that_exists() -> None:
    key = make_clinic_key("Leap", datetime(2028, 2, 29, tzinfo=UTC))

    assert key.certificate.not_valid_after_utc == datetime(2038, 2, 28, tzinfo=UTC)


def test_long_and_foreign_names_fit() -> None:
    key = make_clinic_key("Klinik für Ketamintherapie " * 8, NOW)

    [name] = key.certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    assert str(name.value).startswith("Klinik für Ketamintherapie")
    assert len(str(name.value).encode()) <= 64


def test_stored_bytes_come_back_as_the_same_key() -> None:
    assert ClinicKey.from_bytes(clinic_key().to_bytes()) == clinic_key()


@pytest.mark.parametrize("stored", [b"", b"nonsense", clinic_key().private_key_pem, clinic_key().certificate_pem])
def test_a_damaged_key_is_told(stored: bytes) -> None:
    with pytest.raises(TamperError, match=r"seal\.key_damaged"):
        ClinicKey.from_bytes(stored)


def test_a_key_that_is_not_the_certificates_is_told() -> None:
    other = make_clinic_key("Harbor Clinic", NOW)

    with pytest.raises(TamperError, match=r"seal\.key_damaged"):
        ClinicKey.from_bytes(clinic_key().private_key_pem + other.certificate_pem)


def test_the_private_key_is_not_shown() -> None:
    assert "PRIVATE" not in repr(clinic_key())


def test_a_certificate_is_read_as_pem_and_as_der() -> None:
    expected = clinic_key().certificate

    assert read_certificate(clinic_key().certificate_pem) == expected
    assert read_certificate(expected.public_bytes(Encoding.DER)) == expected
    assert len(fingerprint(expected)) == 64


def test_a_file_that_is_no_certificate_is_refused() -> None:
    with pytest.raises(OperatorError, match=r"verify\.bad_certificate"):
        read_certificate(b"hello")
