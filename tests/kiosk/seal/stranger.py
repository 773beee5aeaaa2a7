"""A second judge: pyHanko's own PAdES validation, offline, with nothing but the clinic's root."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

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


@dataclass(frozen=True)
class Opinion:
    """What pyHanko says of one signature: its AdES verdict, what was changed after it, its proven time."""

    field: str
    verdict: str
    changes: str
    proven: datetime | None


def opinions(data: bytes, root_der: bytes, now: datetime) -> list[Opinion]:
    """Return pyHanko's opinion on each signature of a file."""
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
