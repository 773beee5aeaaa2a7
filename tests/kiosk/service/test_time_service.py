"""A time-stamp service over HTTP on this machine: good, slow, dead, lying. No seal waits, and none fails, for it."""

from __future__ import annotations

import functools
import hashlib
import http.server
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import pem, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

from kiosk.seal import KeyPair, LocalStamper, NetworkFirst, verify
from kiosk.seal.stamping import read_stamp
from kiosk.service import KioskService
from kiosk.service.time_service import REST_S, TimeService, ask_over_http, time_service
from kiosk.settings import demo_settings, parse_settings
from tests.kiosk.seal.elsewhere_certs import authority, named, rsa_key
from tests.kiosk.services import Clock, clinic_keys, countersign, keyed_ledger
from tests.kiosk.visits import ServiceWalk, real_content

NOW = datetime(2026, 5, 12, 14, tzinfo=UTC)
DIGEST = hashlib.sha256(b"a signature").digest()
REPLY = "application/timestamp-reply"
Answer = Callable[["Handler", bytes], None]


@functools.cache
def service_pair() -> KeyPair:
    """Return the key of the service; pyHanko's needs one of RSA."""
    key, (issuer, root) = rsa_key(), authority("Seller")
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    since, until = NOW - timedelta(days=30), NOW + timedelta(days=900)
    certificate = (
        x509.CertificateBuilder(root.subject, named("Stamps for everybody"), key.public_key(), 78, since, until)
        .add_extension(usage, critical=True)
        .sign(issuer, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return KeyPair(private, certificate.public_bytes(Encoding.DER))


@functools.cache
def stamper(at: datetime) -> DummyTimeStamper:
    """Return a service of pyHanko's, which writes tokens in its own way."""
    pair = service_pair()
    _, _, private = pem.unarmor(pair.private_key_pem)
    certificate = asn1_x509.Certificate.load(pair.certificate_der)
    return DummyTimeStamper(tsa_cert=certificate, tsa_key=asn1_keys.PrivateKeyInfo.load(private), fixed_dt=at)


def stamped(query: bytes, at: datetime = NOW) -> bytes:
    reply: bytes = stamper(at).request_tsa_response(tsp.TimeStampReq.load(query)).dump()
    return reply


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers as it was told to."""

    answer: Answer
    asked: list[tuple[str, str]]

    def do_POST(self) -> None:
        self.asked.append((self.path, self.headers.get_content_type()))
        type(self).answer(self, self.rfile.read(int(self.headers["Content-Length"])))

    def reply(self, data: bytes, status: int = 200, kind: str = REPLY, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing."""


@contextmanager
def responder(answer: Answer) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Run a service on this machine; give its address and what it was asked."""
    asked: list[tuple[str, str]] = []
    kind = type("Told", (Handler,), {"answer": staticmethod(answer), "asked": asked})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), kind)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/tsa?user=1", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def good(handler: Handler, query: bytes) -> None:
    handler.reply(stamped(query))


def own(url: str, *, seconds: float = 5) -> bool:
    """Whether the clinic's own stamp was taken instead of the service's."""
    token = NetworkFirst(ask_over_http(url), LocalStamper(clinic_keys().stamps), seconds).stamp(DIGEST, NOW)
    stamp = read_stamp(token)
    assert stamp is not None
    assert stamp.imprint == DIGEST
    return stamp.own


def test_a_service_that_answers_is_used() -> None:
    with responder(good) as (url, asked):
        assert not own(url)
    assert asked == [("/tsa?user=1", "application/timestamp-query")]


# ---------------------------------------------------------------- dead and slow


def test_where_nobody_listens_the_clinics_own_stamp_is_taken() -> None:
    with responder(good) as (url, _):
        gone = url
    assert own(gone)
    assert own("http://name.invalid/")
    assert own("https://127.0.0.1:9/")


def test_a_service_that_hangs_is_not_waited_for() -> None:
    done = threading.Event()

    def hang(_handler: Handler, _query: bytes) -> None:
        done.wait(30)

    with responder(hang) as (url, asked):
        assert own(url, seconds=0.1)
        done.set()
    assert len(asked) == 1


def test_a_service_that_sends_byte_after_byte_is_not_waited_for() -> None:
    done = threading.Event()

    def drip(handler: Handler, _query: bytes) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", REPLY)
        handler.end_headers()
        while not done.wait(0.02):
            handler.wfile.write(b"\x30")
            handler.wfile.flush()

    with responder(drip) as (url, _):
        with pytest.raises(OSError, match="too slow"):
            ask_over_http(url)(b"", 0.2)
        assert own(url, seconds=0.1)
        done.set()


# ---------------------------------------------------------------- lying


def _old_answer(handler: Handler, query: bytes) -> None:
    asked = tsp.TimeStampReq.load(query)
    asked["nonce"] = 7
    handler.reply(stamped(asked.dump(force=True)))


def _of_something_else(handler: Handler, query: bytes) -> None:
    asked = tsp.TimeStampReq.load(query)
    asked["message_imprint"]["hashed_message"] = bytes(32)
    handler.reply(stamped(asked.dump(force=True)))


def _of_tomorrow(handler: Handler, query: bytes) -> None:
    handler.reply(stamped(query, NOW + timedelta(days=1)))


def _changed(handler: Handler, query: bytes) -> None:
    reply = bytearray(stamped(query))
    reply[-9] ^= 1
    handler.reply(bytes(reply))


def _rejected_with_a_token(handler: Handler, query: bytes) -> None:
    reply = tsp.TimeStampResp.load(stamped(query))
    reply["status"]["status"] = "rejection"
    handler.reply(reply.dump(force=True))


def _by_a_key_for_something_else(handler: Handler, query: bytes) -> None:
    asked = tsp.TimeStampReq.load(query)
    local = LocalStamper(clinic_keys().seal).stamp(asked["message_imprint"]["hashed_message"].native, NOW)
    handler.reply(tsp.TimeStampResp({"status": {"status": "granted"}}).dump()[:-2] + local)


def _too_long(handler: Handler, _query: bytes) -> None:
    handler.reply(b"\x30" * 200_000)


def _a_page(handler: Handler, _query: bytes) -> None:
    handler.reply(b"<html>please log in</html>", kind="text/html")


def _an_error(handler: Handler, query: bytes) -> None:
    handler.reply(stamped(query), status=500)


@pytest.mark.parametrize(
    "answer",
    [
        _old_answer,
        _of_something_else,
        _of_tomorrow,
        _changed,
        _rejected_with_a_token,
        _by_a_key_for_something_else,
        _too_long,
        _a_page,
        _an_error,
    ],
)
def test_with_a_wrong_answer_the_clinics_own_stamp_is_taken(answer: Answer) -> None:
    with responder(answer) as (url, asked):
        assert own(url)
    assert len(asked) == 1


def test_a_service_that_sends_us_elsewhere_is_not_followed() -> None:
    with responder(good) as (other, asked):

        def elsewhere(handler: Handler, _query: bytes) -> None:
            handler.reply(b"", status=307, Location=other)

        with responder(elsewhere) as (url, _):
            assert own(url)
    assert asked == []


def test_no_proxy_of_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with responder(good) as (url, _):
        assert not own(url)


# ---------------------------------------------------------------- when it is asked


def test_after_a_failure_it_is_left_alone_for_a_while() -> None:
    seconds = [0.0]
    answers: list[float] = []

    def silent(_request: bytes, _seconds: float) -> bytes:
        answers.append(seconds[0])
        raise OSError("no network")

    service = TimeService(silent, steady=lambda: seconds[0])
    for moment in (0.0, 1.0, REST_S - 1, REST_S + 1, REST_S + 2):
        seconds[0] = moment
        assert read_stamp(service.stamper(clinic_keys()).stamp(DIGEST, NOW)) is not None
    assert answers == [0.0, REST_S + 1]


def test_without_the_setting_there_is_no_service() -> None:
    assert time_service(demo_settings()) is None
    raw = msgspec.to_builtins(demo_settings())
    for good_one in ("https://tsa.example.org/tsr", "http://10.0.0.7:8080", "http://[fd00::7]/tsa?x=1"):
        assert time_service(parse_settings(raw | {"time_stamp_url": good_one})) is not None


@pytest.mark.parametrize("patient_waits", [True, False])
def test_in_front_of_a_patient_nobody_asks_the_network(patient_waits: bool) -> None:
    def late(handler: Handler, query: bytes) -> None:
        handler.reply(stamped(query, datetime(2026, 5, 12, 14, 2, tzinfo=UTC)))

    with responder(late) as (url, asked):
        settings = msgspec.structs.replace(demo_settings(), time_stamp_url=url)
        ledger = keyed_ledger()
        service = KioskService(ledger, real_content(), settings, clock=Clock())
        visit = ServiceWalk(service).to_the_end("talk" if patient_waits else "agree").visit_id
        if patient_waits:
            service.seal(visit)
        else:
            countersign(service, visit)
    # The clinic's signature covers all others, so one stamp is enough.
    assert len(asked) == (0 if patient_waits else 1)
    data = service.read_sealed(visit)
    name = service_pair().certificate_der.hex().upper().encode()
    assert (name in data) is not patient_waits
    report = verify(data, trust=clinic_keys().root.certificate, now=NOW + timedelta(days=400))
    assert report.trusted
