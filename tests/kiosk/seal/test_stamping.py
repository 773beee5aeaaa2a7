from __future__ import annotations

import hashlib
import threading
from datetime import timedelta
from functools import cache

import pytest
from asn1crypto import cms as asn1_cms
from asn1crypto import keys as asn1_keys
from asn1crypto import pem, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

from kiosk.seal import KeyPair, LocalStamper, NetworkFirst, cms
from kiosk.seal.foreign import read_foreign_stamp
from kiosk.seal.stamping import read_stamp
from tests.kiosk.seal.drafts import NOW
from tests.kiosk.seal.files import MADE, clinic

DIGEST = hashlib.sha256(b"a signature").digest()
LOCAL = LocalStamper(clinic().stamps)


@cache
def service_pair() -> KeyPair:
    """Return the key of a time-stamp service; pyHanko's needs one of RSA."""
    key = rsa.generate_private_key(65537, 2048)
    root = clinic("Service").root
    private = load_pem_private_key(root.private_key_pem, password=None)
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Stamps for everybody")])
    until = root.certificate.not_valid_after_utc
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    certificate = (
        x509.CertificateBuilder(root.certificate.subject, name, key.public_key(), 78, MADE, until)
        .add_extension(usage, critical=True)
        .sign(private, hashes.SHA384())
    )
    pem_key = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return KeyPair(pem_key, certificate.public_bytes(Encoding.DER))


class Service:
    """A time-stamp service: pyHanko's, which writes tokens in its own way."""

    def __init__(self) -> None:
        pair = service_pair()
        _, _, private = pem.unarmor(pair.private_key_pem)
        self._stamper = DummyTimeStamper(
            tsa_cert=asn1_x509.Certificate.load(pair.certificate_der),
            tsa_key=asn1_keys.PrivateKeyInfo.load(private),
            fixed_dt=NOW + timedelta(seconds=3),
        )
        self.asked: list[float] = []

    def ask(self, request: bytes, seconds: float) -> bytes:
        self.asked.append(seconds)
        reply: bytes = self._stamper.request_tsa_response(tsp.TimeStampReq.load(request)).dump()
        return reply


def test_the_clinics_own_stamp_says_when_and_over_what() -> None:
    token = LOCAL.stamp(DIGEST, NOW)

    stamp = read_stamp(token)
    assert stamp is not None
    assert (stamp.time, stamp.imprint, stamp.own) == (NOW, DIGEST, True)
    assert stamp.certificate == clinic().stamps.certificate
    assert len(token) <= LOCAL.size


def test_others_read_it_too() -> None:
    signed = asn1_cms.ContentInfo.load(LOCAL.stamp(DIGEST, NOW), strict=True)["content"]
    content = signed["encap_content_info"]["content"].parsed

    assert isinstance(content, tsp.TSTInfo)
    assert content["gen_time"].native == NOW
    assert content["message_imprint"]["hashed_message"].native == DIGEST
    assert read_foreign_stamp(LOCAL.stamp(DIGEST, NOW)) is not None


def test_no_two_stamps_are_the_same() -> None:
    assert LOCAL.stamp(DIGEST, NOW) != LOCAL.stamp(DIGEST, NOW)


def test_each_bit_of_a_stamp_counts() -> None:
    token = LOCAL.stamp(DIGEST, NOW)
    for place in range(len(token)):
        changed = bytearray(token)
        changed[place] ^= 4
        stamp = read_stamp(bytes(changed))
        assert stamp is None or not stamp.own, place


@given(st.binary(max_size=300))
def test_any_bytes_are_no_stamp(data: bytes) -> None:
    assert read_stamp(data) is None


def test_a_signature_of_a_document_is_no_stamp() -> None:
    pair = clinic().seal
    attributes = cms.signed_attributes(cms.DATA, DIGEST, pair.certificate_der)

    assert read_stamp(cms.build((pair.certificate_der,), attributes, pair.sign(attributes))) is None


# ---------------------------------------------------------------------- a service in the network


def test_a_service_that_answers_is_used() -> None:
    service = Service()

    stamp = read_stamp(NetworkFirst(service.ask, LOCAL, seconds=10).stamp(DIGEST, NOW))

    assert stamp is not None
    assert (stamp.own, stamp.imprint, stamp.time) == (False, DIGEST, NOW + timedelta(seconds=3))
    assert stamp.certificate == service_pair().certificate
    assert service.asked == [10]


def _refuses(request: bytes, seconds: float) -> bytes:
    raise OSError("no network")


def _nonsense(request: bytes, seconds: float) -> bytes:
    return b"<html>please log in</html>"


def _refused(request: bytes, seconds: float) -> bytes:
    return tsp.TimeStampResp({"status": {"status": "rejection"}}).dump()  # type: ignore[no-any-return]


def _of_something_else(request: bytes, seconds: float) -> bytes:
    other = tsp.TimeStampReq.load(request)
    other["message_imprint"]["hashed_message"] = bytes(32)
    return Service().ask(other.dump(force=True), seconds)


def _with_a_broken_certificate(request: bytes, seconds: float) -> bytes:
    reply = Service().ask(request, seconds)
    # What the key is for: a sequence, with the tag of a set.
    usage = bytes.fromhex("300a06082b06010505070308")
    assert reply.count(usage) == 1
    return reply.replace(usage, b"1" + usage[1:])


@pytest.mark.parametrize("ask", [_refuses, _nonsense, _refused, _of_something_else, _with_a_broken_certificate])
def test_without_a_right_answer_the_clinics_own_stamp_is_taken(ask: object) -> None:
    assert callable(ask)

    stamp = read_stamp(NetworkFirst(ask, LOCAL, seconds=10).stamp(DIGEST, NOW))

    assert stamp is not None
    assert stamp.own


def test_a_service_that_hangs_is_not_waited_for() -> None:
    done = threading.Event()

    def hang(request: bytes, seconds: float) -> bytes:
        done.wait(30)
        return b""

    try:
        stamp = read_stamp(NetworkFirst(hang, LOCAL, seconds=0.05).stamp(DIGEST, NOW))
    finally:
        done.set()
    assert stamp is not None
    assert stamp.own
