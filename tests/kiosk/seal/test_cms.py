from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from asn1crypto import cms as asn1_cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from kiosk.seal import KeyPair, LocalStamper, cms
from tests.kiosk.seal.drafts import NOW
from tests.kiosk.seal.files import MADE, clinic

DIGEST = hashlib.sha256(b"what is signed").digest()


def made(pair: KeyPair | None = None, token: bytes | None = None, chain: tuple[bytes, ...] = ()) -> bytes:
    signer = pair or clinic().seal
    attributes = cms.signed_attributes(cms.DATA, DIGEST, signer.certificate_der)
    return cms.build((signer.certificate_der, *chain), attributes, signer.sign(attributes), token=token)


def pair_of(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> KeyPair:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Somebody")])
    certificate = x509.CertificateBuilder(name, name, key.public_key(), 1, MADE, NOW).sign(key, hashes.SHA256())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return KeyPair(pem, certificate.public_bytes(Encoding.DER))


def test_a_container_is_read_as_it_was_built() -> None:
    token = LocalStamper(clinic().stamps).stamp(DIGEST, NOW)
    chain = (clinic().root.certificate_der,)

    found = cms.read(made(token=token, chain=chain))

    assert found is not None
    assert (found.digest, found.token, found.content) == (DIGEST, token, None)
    assert found.certificates == (clinic().seal.certificate_der, *chain)
    assert found.certificate == clinic().seal.certificate
    assert cms.good_signature(found.certificate, found.attributes, found.signature)


def test_others_read_it_too() -> None:
    token = LocalStamper(clinic().stamps).stamp(DIGEST, NOW)

    signed = asn1_cms.ContentInfo.load(made(token=token), strict=True)["content"]
    signer = signed["signer_infos"][0]

    assert {one["type"].native for one in signer["signed_attrs"]} == {
        "content_type",
        "message_digest",
        "signing_certificate_v2",
    }
    assert [one["type"].native for one in signer["unsigned_attrs"]] == ["signature_time_stamp_token"]
    assert signed["certificates"][0].chosen.dump() == clinic().seal.certificate_der


@pytest.mark.parametrize(
    "key", [rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP384R1())], ids=["rsa", "p384"]
)
def test_other_strong_keys_serve(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> None:
    pair = pair_of(key)

    found = cms.read(made(pair))

    assert found is not None
    assert cms.good_signature(found.certificate, found.attributes, found.signature)
    assert len(made(pair)) <= cms.room(pair)


@pytest.mark.parametrize(
    "key",
    [rsa.generate_private_key(65537, 1024), ec.generate_private_key(ec.SECP192R1())],  # noqa: S505 - to be refused
    ids=["rsa", "p192"],
)
def test_weak_keys_have_no_right_signatures(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> None:
    name = x509.Name([])
    certificate = x509.CertificateBuilder(name, name, key.public_key(), 1, MADE, NOW).sign(key, hashes.SHA256())

    assert not cms.usable_key(certificate)
    assert not cms.good_signature(certificate, b"", b"")


def test_a_signature_of_something_else_is_wrong() -> None:
    certificate = clinic().seal.certificate

    assert not cms.good_signature(certificate, b"other", clinic().seal.sign(b"data"))
    assert not cms.good_signature(clinic().kiosk.certificate, b"data", clinic().seal.sign(b"data"))


def test_each_bit_counts() -> None:
    container = made(token=LocalStamper(clinic().stamps).stamp(DIGEST, NOW))
    token = cms.read(container)
    assert token is not None
    inside = container.index(token.token or b"-")
    for place in (*range(inside), *range(inside + len(token.token or b""), len(container))):
        changed = bytearray(container)
        changed[place] ^= 1
        found = cms.read(bytes(changed))
        # Only a changed certificate, digest or signature can still be a container, and then one that is not right.
        good = found is not None and cms.good_signature(found.certificate, found.attributes, found.signature)
        assert not (good and found is not None and found.digest == DIGEST), place


def test_only_the_smaller_spelling_of_a_signature_is_right() -> None:
    order = int("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", 16)
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

    signature = clinic().seal.sign(b"data")
    r, s = decode_dss_signature(signature)
    twin = encode_dss_signature(r, order - s)

    assert s < order - s
    assert cms.good_signature(clinic().seal.certificate, b"data", signature)
    assert not cms.good_signature(clinic().seal.certificate, b"data", twin)
    assert cms.lower(twin, "secp256r1") == signature


def test_a_container_has_room() -> None:
    assert len(made()) <= cms.room(clinic().seal) <= len(made()) + 700


@given(st.binary(max_size=400))
def test_any_bytes_are_no_container(data: bytes) -> None:
    assert cms.read(data) is None


def test_parts_of_two_containers_do_not_fit() -> None:
    found = cms.read(made())
    assert found is not None
    mixed = replace(found, certificates=(clinic().kiosk.certificate_der,))

    assert cms.read(cms.build(mixed.certificates, mixed.attributes, mixed.signature)) is None
