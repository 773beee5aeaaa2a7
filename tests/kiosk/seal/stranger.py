"""A second judge: pyHanko's own PAdES validation, offline, with nothing but the clinic's root.

pyHanko takes the time of asking as an argument, but its past validation reads the machine's clock as well: a file of
2026 that is asked about in 2038 is judged by both. So its clock is set, too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, tzinfo
from io import BytesIO
from unittest.mock import patch

from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.policy_decl import (
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator.authority import CertTrustAnchor
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager

__all__ = ["Opinion", "opinions"]

_READS_THE_CLOCK = (
    "pyhanko.sign.validation.ades",
    "pyhanko_certvalidator.context",
    "pyhanko_certvalidator.ltv.ades_past",
    "pyhanko_certvalidator.ltv.poe",
    "pyhanko_certvalidator.ltv.types",
)


@dataclass(frozen=True)
class Opinion:
    """What pyHanko says of one signature: its AdES verdict, what was changed after it, its proven time."""

    field: str
    verdict: str
    changes: str
    proven: datetime | None


@contextmanager
def _clock_at(now: datetime) -> Iterator[None]:
    """Let every part of pyHanko that asks for the time hear this one."""

    class Stopped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return now.astimezone(tz)

    with ExitStack() as stack:
        for module in _READS_THE_CLOCK:
            stack.enter_context(patch(f"{module}.datetime", Stopped))
        yield


def opinions(data: bytes, root_der: bytes, now: datetime) -> list[Opinion]:
    """Return pyHanko's opinion on each signature of a file, on a machine whose clock says `now`."""
    reader = PdfFileReader(BytesIO(data), strict=True)
    root = asn1_x509.Certificate.load(root_der)
    policy = CertValidationPolicySpec(
        SimpleTrustManager.build(trust_roots=[CertTrustAnchor(root)]),
        CertRevTrustPolicy(REQUIRE_REVINFO),
    )
    spec = PdfSignatureValidationSpec(
        SignatureValidationSpec(
            policy,
            RevocationInfoGatheringSpec(RevinfoOnlineFetchingRule.LOCAL_ONLY),
            key_usage_settings=KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}),
        )
    )
    found = []
    for embedded in reader.embedded_regular_signatures:
        timing = ValidationTimingInfo(validation_time=now, best_signature_time=now, point_in_time_validation=False)
        with _clock_at(now):
            result = asyncio.run(ades_lta_validation(embedded, spec, timing))
        status = result.api_status
        found.append(
            Opinion(
                embedded.field_name,
                str(result.ades_subindic),
                "" if status is None else f"{status.modification_level.name} {status.bottom_line}",
                result.best_signature_time,
            )
        )
    return found
