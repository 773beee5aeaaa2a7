"""Time stamps (RFC 3161): made by the clinic's own authority in this process, or asked for from a service, and read.

A stamp of the clinic's own needs no network, so it is always there. If the clinic has a time-stamp service, that one
is asked first, in a thread of its own and for a moment only; whatever goes wrong there, the clinic's own stamp is
taken instead. Nobody waits in front of a patient.
"""

from __future__ import annotations

import contextlib
import hashlib
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Protocol

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from kiosk.seal import cms, der

__all__ = ["Ask", "LocalStamper", "NetworkFirst", "Stamp", "Stamper", "read_stamp", "stamps_only"]

POLICY: Final = der.oid("2.25.209382145719048137601859412563190784321")
"""The policy of the clinic's own stamps, an id of its own (ITU-T X.667): by the kiosk's clock, judged before use."""

Ask = Callable[[bytes, float], bytes]
"""Sends a request (DER) to a time-stamp service and returns the reply (DER); the number is how many seconds it has."""

NETWORK_SIZE: Final = 12288
"""Bytes at most: services send the certificates of their whole chain along."""
_CONTENT_SIZE: Final = 150
PATIENCE: Final = 1.5
"""Seconds that a service has to answer, from the first byte to the last."""
CLOCKS_DIFFER: Final = 300
"""Seconds by which the clocks of two machines may differ."""
_GRANTED: Final = (b"\x00", b"\x01")
"""Granted, and granted with changes."""
_SHA256: Final = der.sequence(der.oid("2.16.840.1.101.3.4.2.1"), der.NULL)
_ACCURACY: Final = der.sequence(der.integer(1))
_TIME_FORM: Final = "%Y%m%d%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time stamp that was read and whose signature is right: when, over what, and by whom."""

    time: datetime
    imprint: bytes
    """SHA-256 of what was stamped."""
    certificates: tuple[bytes, ...] = field(repr=False)
    """The stamper's first. DER."""
    own: bool
    """Written by Candor, under its own policy and in its one form; else by a service."""
    nonce: int | None = None
    """What a service repeats of the question, so that an old answer is no answer."""

    @property
    def certificate(self) -> x509.Certificate:
        """The stamper's certificate, parsed."""
        return cms.parsed(self.certificates[0])


class Stamper(Protocol):
    """Whoever makes time stamps."""

    @property
    def size(self) -> int:
        """How many bytes a stamp takes at most."""

    def stamp(self, imprint: bytes, now: datetime) -> bytes:
        """Return the token for a SHA-256 digest. `now` (with zone) is the time on this machine."""


@dataclass(frozen=True, slots=True)
class LocalStamper:
    """The clinic's own time-stamp authority."""

    key: cms.Signer
    serial: Callable[[], int] = field(default=lambda: secrets.randbits(63))

    @property
    def size(self) -> int:
        """How many bytes a stamp takes at most."""
        return cms.room(self.key) + _CONTENT_SIZE

    def stamp(self, imprint: bytes, now: datetime) -> bytes:
        """Return the token for a digest, in whole seconds of `now`."""
        moment = now.astimezone(UTC).strftime(_TIME_FORM).encode("ascii")
        content = der.sequence(
            der.integer(1),
            POLICY,
            der.sequence(_SHA256, der.element(der.OCTETS, imprint)),
            der.integer(self.serial()),
            der.element(der.GENERALIZED_TIME, moment),
            _ACCURACY,
        )
        digest = hashlib.sha256(content).digest()
        attributes = cms.signed_attributes(cms.TIME_STAMP, digest, self.key.certificate_der)
        certificates = (self.key.certificate_der, *self.key.chain_der)
        return cms.build(certificates, attributes, self.key.sign(attributes), content=content)


@dataclass(frozen=True, slots=True)
class NetworkFirst:
    """A service's stamp when there is one in time, else the clinic's own."""

    ask: Ask
    local: LocalStamper
    seconds: float = PATIENCE
    size: int = NETWORK_SIZE
    failed: Callable[[], None] = lambda: None
    """Is called when there was no right answer."""

    def stamp(self, imprint: bytes, now: datetime) -> bytes:
        """Return a token: the service's if it came in time and is a right answer to this question, now."""
        token = self._fetched(imprint, now)
        if token is None:
            self.failed()
            return self.local.stamp(imprint, now)
        return token

    def _fetched(self, imprint: bytes, now: datetime) -> bytes | None:
        nonce = secrets.randbits(63)
        request = der.sequence(
            der.integer(1),
            der.sequence(_SHA256, der.element(der.OCTETS, imprint)),
            der.integer(nonce),
            # certReq: the stamper's certificate is to come along.
            der.element(0x01, b"\xff"),
        )

        replies: list[bytes] = []

        def fetch() -> None:
            # A service that does not answer is nothing to stop for.
            with contextlib.suppress(Exception):
                replies.append(self.ask(request, self.seconds))

        worker = threading.Thread(target=fetch, name="time-stamp service", daemon=True)
        worker.start()
        worker.join(self.seconds)
        # Nor is one whose answer is broken, in whatever way.
        with contextlib.suppress(Exception):
            return self._right(replies[0], imprint, nonce, now) if replies else None
        return None

    def _right(self, reply: bytes, imprint: bytes, nonce: int, now: datetime) -> bytes | None:
        """Return the token of a reply if it is a right answer to the question, now."""
        token = _granted(reply)
        if token is None or len(token) > self.size:
            return None
        stamp = read_stamp(token)
        if stamp is None or (stamp.imprint, stamp.nonce) != (imprint, nonce) or not stamps_only(stamp.certificate):
            return None
        since, until = stamp.certificate.not_valid_before_utc, stamp.certificate.not_valid_after_utc
        timely = since <= stamp.time <= until and abs((stamp.time - now).total_seconds()) <= CLOCKS_DIFFER
        return token if timely else None


def _granted(reply: bytes) -> bytes | None:
    """Return the token of a service's reply: a status, which must be "granted", then the token (RFC 3161, 2.4.2)."""
    try:
        status, token = der.only(reply).parts()
        return token.whole if status.parts()[0].content in _GRANTED else None
    except (ValueError, IndexError):
        return None


def stamps_only(certificate: x509.Certificate) -> bool:
    """Whether a key is for time stamps and nothing else (RFC 3161, 2.3)."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound:
        return False
    return usage.critical and list(usage.value) == [ExtendedKeyUsageOID.TIME_STAMPING]


def read_stamp(token: bytes) -> Stamp | None:
    """Read a token; None when it is no time stamp whose own signature is right.

    Whether the stamper can be trusted is another question, see `kiosk.seal.trust`.
    """
    container = cms.read(token)
    if container is None:
        from kiosk.seal.foreign import read_foreign_stamp

        return read_foreign_stamp(token)
    if container.content is None or hashlib.sha256(container.content).digest() != container.digest:
        return None
    if not cms.good_signature(container.certificate, container.attributes, container.signature):
        return None
    try:
        parts = der.only(container.content).parts()
        imprint = parts[2].parts()[1].content
        time = datetime.strptime(parts[4].content.decode("ascii"), _TIME_FORM).replace(tzinfo=UTC)
    except (ValueError, IndexError):
        return None
    return Stamp(time, imprint, container.certificates, own=parts[1].whole == POLICY)
