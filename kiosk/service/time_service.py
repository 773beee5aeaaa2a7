"""A time-stamp service in the network (RFC 3161, 3.4: over HTTP), if the clinic has one: the only use of a network.

It is asked for the clinic's own signature, in front of staff and never in front of a patient, for as long as
`kiosk.seal.stamping.PATIENCE` at most. After one try that failed it is left alone for some minutes. Whenever there is
no right answer, the clinic's own stamp is taken: a seal never waits for the network and never fails for it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from kiosk.service.sealing import steady_seconds

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.seal import Ask, ClinicKeys, Stamper
    from kiosk.settings import ClinicSettings

__all__ = ["REST_S", "TimeService", "ask_over_http", "time_service"]

REST_S: Final = 600.0
"""Seconds for which a service that gave no right answer is not asked again."""
_MOST: Final = 64 * 1024
"""Bytes of an answer; a stamp with its certificates has less than 12,000."""
_QUERY, _REPLY = "application/timestamp-query", "application/timestamp-reply"


def ask_over_http(url: str) -> Ask:
    """Return what sends a request to a service and brings its answer; the setting has checked the address.

    It goes straight to the address: no proxy of the environment, no redirect to where the clinic did not choose to go.
    """

    def ask(request: bytes, seconds: float) -> bytes:
        from http.client import HTTPConnection, HTTPSConnection

        deadline = time.monotonic() + seconds
        where = urlsplit(url)
        kind = HTTPSConnection if where.scheme == "https" else HTTPConnection
        connection = kind(where.hostname or "", where.port, timeout=seconds)
        try:
            path = f"{where.path or '/'}{'?' if where.query else ''}{where.query}"
            connection.request("POST", path, request, {"Content-Type": _QUERY, "Accept": _REPLY})
            answer = connection.getresponse()
            if answer.status != HTTPStatus.OK or answer.headers.get_content_type() != _REPLY:
                raise OSError("not a time stamp")
            parts: list[bytes] = []
            while part := answer.read1(_MOST):
                parts.append(part)
                # The timeout counts from one part to the next; a service may send them for ever.
                if time.monotonic() > deadline or sum(len(one) for one in parts) > _MOST:
                    raise OSError("too slow, or too long")
        finally:
            connection.close()
        return b"".join(parts)

    return ask


def time_service(settings: ClinicSettings) -> TimeService | None:
    """Return the clinic's service, or None if its settings name none."""
    return TimeService(ask_over_http(settings.time_stamp_url)) if settings.time_stamp_url else None


@dataclass(slots=True)
class TimeService:
    """A service, and until when it is left alone. Used from one thread."""

    ask: Ask
    steady: Callable[[], float] = steady_seconds
    _rests_until: float = float("-inf")

    def stamper(self, keys: ClinicKeys) -> Stamper:
        """Return what stamps the next seal: the service first, or only the clinic's own while the service rests."""
        from kiosk.seal import LocalStamper, NetworkFirst

        local = LocalStamper(keys.stamps)
        if self.steady() < self._rests_until:
            return local
        return NetworkFirst(self.ask, local, failed=self._rest)

    def _rest(self) -> None:
        self._rests_until = self.steady() + REST_S
