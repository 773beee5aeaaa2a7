from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from kiosk.errors import OperatorError, TamperError
from kiosk.seal import ClinicKey, fingerprint, read_certificate, read_certificates, read_lists, revoke, trust_bundle
from kiosk.service import trust_file
from tests.kiosk.seal.drafts import NOW, clinic_key
from tests.kiosk.seal.first_sealer import make_clinic_key
from tests.kiosk.services import clinic_keys, page_key


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


def test_several_certificates_are_read_from_one_file() -> None:
    other = make_clinic_key("Harbor Clinic", NOW)

    found = read_certificates(clinic_key().certificate_pem + other.certificate_pem)

    assert found == (clinic_key().certificate, other.certificate)
    assert read_certificates(clinic_key().certificate_der) == (clinic_key().certificate,)
    for data in (b"hello", b"-----BEGIN CERTIFICATE-----\nhello"):
        with pytest.raises(OperatorError, match=r"verify\.bad_certificate"):
            read_certificates(data)


def test_a_key_for_codes_is_no_key_for_files() -> None:
    bundle = trust_file(clinic_keys(), page_key())
    code_only = bundle.removeprefix(trust_bundle(clinic_keys()))

    assert bundle.count(b"BEGIN CERTIFICATE") == 2
    assert read_certificates(bundle) == (clinic_keys().root.certificate,)
    with pytest.raises(OperatorError, match=r"verify\.bad_certificate"):
        read_certificates(code_only)


def test_a_file_that_is_no_certificate_is_refused() -> None:
    with pytest.raises(OperatorError, match=r"verify\.bad_certificate"):
        read_certificate(b"hello")


def test_the_revocation_list_is_handed_out_with_the_certificates_once_there_is_something_on_it() -> None:
    keys = clinic_keys()
    assert read_lists(trust_bundle(keys)) == ()
    after = revoke(keys, keys.kiosk.certificate, NOW, lost=True)
    assert read_lists(trust_bundle(after)) == (after.revocation_list,)
    assert read_certificates(trust_bundle(after)) == (keys.root.certificate,)
    with pytest.raises(OperatorError, match=r"verify\.bad_certificate"):
        read_lists(b"-----BEGIN X509 CRL-----\nhello\n-----END X509 CRL-----")


def unknown_curve() -> bytes:
    """Return a certificate (PEM) of a key of a kind that nobody knows."""
    found = clinic_key().certificate_der
    curve = bytes.fromhex("2a8648ce3d030107")
    assert curve in found
    return pem_of(found.replace(curve, bytes.fromhex("2a8648ce3d03017f")))


def pem_of(der: bytes, kind: str = "CERTIFICATE") -> bytes:
    text = base64.encodebytes(der)
    return f"-----BEGIN {kind}-----\n".encode() + text + f"-----END {kind}-----\n".encode()


def test_a_file_of_certificates_that_cannot_be_used_is_told_and_does_not_break_the_reader() -> None:
    lists = revoke(clinic_keys(), clinic_keys().seal.certificate, NOW, lost=True).revocation_list
    number = bytes.fromhex("0603551d14")
    assert number in lists
    broken = clinic_key().certificate_pem + pem_of(lists.replace(number, bytes.fromhex("0603551d23")), "X509 CRL")
    for data in (unknown_curve(), clinic_key().certificate_pem + unknown_curve()):
        with pytest.raises(OperatorError, match=r"verify\.bad_certificate"):
            read_certificates(data)
    with pytest.raises(OperatorError, match=r"verify\.bad_certificate"):
        read_lists(broken)


def test_a_file_of_beginnings_without_an_end_is_told_at_once() -> None:
    """Each was sought to the end of the file: 2.5 MB took hours."""
    with pytest.raises(OperatorError, match=r"verify\.bad_certificate"):
        read_lists(b"-----BEGIN X509 CRL-----\n" * 100_000)
