from __future__ import annotations

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    load_pem_private_key,
    pkcs12,
)

from kiosk.errors import OperatorError
from kiosk.seal import import_pkcs12, read_certificates, seal_document, trust_bundle, verify, with_own_seal
from tests.kiosk.seal.drafts import NOW
from tests.kiosk.seal.files import MADE, clinic, draft, setup, steps

RSA = rsa.generate_private_key(65537, 2048)


def bought(
    key: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey = RSA, passphrase: bytes = b"open", *, whole: bool = True
) -> bytes:
    """Return a PKCS #12 file as a seller of certificates hands it out."""
    root = clinic("Seller").root
    private = load_pem_private_key(root.private_key_pem, password=None)
    assert not isinstance(private, ed25519.Ed25519PrivateKey)
    until = root.certificate.not_valid_after_utc
    certificate = x509.CertificateBuilder(
        root.certificate.subject, subject_name("Harbor Clinic"), key.public_key(), 77, MADE, until
    ).sign(private, hashes.SHA384())  # type: ignore[arg-type]
    return pkcs12.serialize_key_and_certificates(
        b"seal", key, certificate if whole else None, [root.certificate], BestAvailableEncryption(passphrase)
    )


def subject_name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])


def test_a_bought_certificate_seals_and_is_trusted() -> None:
    pair = import_pkcs12(bought(), "open", NOW)
    keys = with_own_seal(clinic(), pair)

    data = seal_document(draft(), steps(keys), setup(keys), NOW).data
    report = verify(data, trust=read_certificates(trust_bundle(keys)), now=NOW)

    assert pair.chain_der == (clinic("Seller").root.certificate_der,)
    assert report.trusted
    assert report.notes == ("verify.note_unlisted",)
    assert not verify(data, trust=clinic().root.certificate, now=NOW).trusted


@pytest.mark.parametrize(
    ("data", "passphrase", "key"),
    [
        (b"nonsense", "open", r"seal\.p12_unreadable"),
        (bought(), "wrong", r"seal\.p12_unreadable"),
        (bought(), "", r"seal\.p12_unreadable"),
        (bought(whole=False), "open", r"seal\.p12_incomplete"),
        (bought(ed25519.Ed25519PrivateKey.generate()), "open", r"seal\.own_weak"),
    ],
    ids=["nonsense", "wrong", "none", "no certificate", "other kind"],
)
def test_a_file_that_cannot_be_used_is_told(data: bytes, passphrase: str, key: str) -> None:
    with pytest.raises(OperatorError, match=key):
        import_pkcs12(data, passphrase, NOW)


def test_a_certificate_is_read_in_pem_too() -> None:
    assert clinic().root.certificate.public_bytes(Encoding.PEM) in trust_bundle(clinic())
