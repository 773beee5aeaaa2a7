"""Judge files of the first version: one seal by the clinic's self-signed key, PAdES B-B, made with pyHanko.

Kept for ever: what was sealed then must verify in every later version. Two readers must agree. The first
(`kiosk.seal.envelope`) looks at bytes only and forgives nothing; just what passes it is given to pyHanko, which reads
the PDF: the seal must be the document's one signature, certify the document, and lie where the first reader found it.
So a damaged or hostile file never reaches a PDF parser.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

import msgspec
from cryptography import x509

from kiosk.seal.attached import unpacked
from kiosk.seal.envelope import CmsVerdict, Envelope, check_cms, find_envelopes, read_container
from kiosk.seal.keys import fingerprint
from kiosk.seal.people import mapping, recorded_ledger, recorded_people, text_or_none
from kiosk.seal.report import Finding, Reason, SealReport, Signature, Trust, refusal
from kiosk.seal.updates import CLINIC_FIELD

if TYPE_CHECKING:
    from pyhanko.pdf_utils.generic import DictionaryObject
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

__all__ = ["verify_first_form"]

_RECORD_FILE = "record.json"
_SUBFILTER = "/ETSI.CAdES.detached"
_MAX_TREE_DEPTH = 8
_DAYLIGHT = 300
"""Seconds by which the clocks of two machines may differ."""


def verify_first_form(
    data: bytes, roots: Sequence[x509.Certificate] | None, now: datetime, file_digest: str
) -> SealReport:
    """Judge a PDF that has no update of the later form.

    pyHanko is loaded only when there is a seal of this form whose bytes are right: the auditor's verifier goes without.

    Args:
        data: the whole file.
        roots: certificates to one of which the seal's is compared; None to leave that question open.
        now: the time (with zone) at which trust is judged.
        file_digest: SHA-256 of the file, hex.

    Raises:
        ImportError: there is such a seal, and pyHanko is not installed. Nothing else is raised.
    """
    envelopes = find_envelopes(data)
    if not envelopes:
        if b"/ByteRange" in data:
            return refusal(Finding.CHANGED, file_digest, Reason.NOT_OURS)
        return refusal(Finding.NO_SEAL, file_digest)
    for envelope in envelopes:
        verdict = _check_value(data, envelope)
        if verdict is None or not (verdict.intact and verdict.valid):
            continue
        if envelope.stop < len(data):
            return SealReport(Finding.ADDED, file_digest, valid=True, reason=Reason.FOREIGN_UPDATE)
        return _judge_document(data, envelope, verdict, roots, now, file_digest)
    return refusal(Finding.CHANGED, file_digest, Reason.BYTES_CHANGED)


def _check_value(data: bytes, envelope: Envelope) -> CmsVerdict | None:
    """Check the seal's value at one place; None when there is none that could be ours."""
    container = read_container(data, envelope)
    if container is None:
        return None
    try:
        return check_cms(container, envelope.digest(data))
    except ImportError:
        raise
    except Exception:  # noqa: BLE001 - the readers of CMS raise what they like on bytes that are no CMS
        return None


def _judge_document(
    data: bytes,
    envelope: Envelope,
    verdict: CmsVerdict,
    roots: Sequence[x509.Certificate] | None,
    now: datetime,
    file_digest: str,
) -> SealReport:
    """Read the PDF around a seal whose bytes are right, and put the report together."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        reader = PdfFileReader(BytesIO(data), strict=True)
        embedded = _only_seal(reader, envelope)
        if embedded is None:
            return refusal(Finding.BAD_SEAL, file_digest, Reason.NOT_OURS)
        sealed_at = embedded.self_reported_timestamp
        if sealed_at is None or sealed_at.tzinfo is None:
            return refusal(Finding.BAD_SEAL, file_digest, Reason.NOT_OURS)
        record = _attached_record(reader)
        reason = str(_entry(embedded.sig_object, "/Reason", ""))
        certificate = x509.load_der_x509_certificate(verdict.certificate_der)
    except Exception:  # noqa: BLE001 - a signed PDF can still be built to break its reader
        return refusal(Finding.BAD_SEAL, file_digest, Reason.NOT_OURS)
    seal_itself = Signature(
        "clinic", _common_name(certificate), reason, sealed_at.isoformat(), fingerprint(certificate), how="seal"
    )
    return SealReport(
        Finding.UNCHANGED,
        file_digest,
        level="B-B",
        intact=True,
        valid=True,
        trust=_judge_trust(certificate, sealed_at, roots, now),
        covers_whole_file=True,
        signatures=(*recorded_people(record), seal_itself),
        document_id=text_or_none(mapping(record.get("document")).get("id")),
        content_digest=text_or_none(record.get("content_digest")),
        pack_digest=text_or_none(record.get("pack_digest")),
        ledger=recorded_ledger(record),
    )


def _only_seal(reader: PdfFileReader, envelope: Envelope) -> EmbeddedPdfSignature | None:
    """Return the document's one signature, if it is the seal and lies where the bytes said; else None."""
    from pyhanko.sign.fields import MDPPerm
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    if len(reader.embedded_signatures) != 1:
        return None
    [embedded] = reader.embedded_signatures
    embedded.compute_integrity_info(skip_diff=True)
    certified = reader.root["/Perms"].raw_get("/DocMDP")
    agreed = (
        embedded.field_name == CLINIC_FIELD,
        embedded.sig_object_type == "/Sig",
        embedded.sig_object.get("/SubFilter") == _SUBFILTER,
        list(embedded.byte_range) == [0, envelope.start, envelope.end, envelope.stop - envelope.end],
        embedded.coverage is SignatureCoverageLevel.ENTIRE_FILE,
        embedded.docmdp_level is MDPPerm.FILL_FORMS,
        certified == embedded.sig_field.raw_get("/V"),
    )
    return embedded if all(agreed) else None


def _judge_trust(
    certificate: x509.Certificate, sealed_at: datetime, roots: Sequence[x509.Certificate] | None, now: datetime
) -> Trust:
    """Compare the seal's certificate and times with what the asker trusts."""
    if roots is None:
        return Trust.NOT_ASKED
    if certificate not in roots:
        return Trust.OTHER
    if not _of_first_versions(certificate):
        return Trust.WRONG_KEY
    if sealed_at < certificate.not_valid_before_utc or (sealed_at - now).total_seconds() > _DAYLIGHT:
        return Trust.TIME
    if max(now, sealed_at) > certificate.not_valid_after_utc:
        return Trust.EXPIRED
    return Trust.YES


def _of_first_versions(certificate: x509.Certificate) -> bool:
    """Whether a certificate is one that the first versions made: the clinic's by itself, its name and nothing more.

    A seal that the clinic got elsewhere is trusted, too; but its thief must not go back to a form that took one key,
    and neither a time stamp nor a revocation list.
    """
    kinds = [one.oid for one in certificate.subject]
    names = {one.value for one in certificate.subject}
    own = certificate.issuer == certificate.subject
    return own and kinds == [x509.NameOID.ORGANIZATION_NAME, x509.NameOID.COMMON_NAME] and len(names) == 1


def _common_name(certificate: x509.Certificate) -> str:
    """Return the clinic's name as its certificate has it."""
    names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(names[0].value) if names else ""


# ---------------------------------------------------------------------- the record attached to the document


def _attached_record(reader: PdfFileReader) -> Mapping[str, Any]:
    """Return the attached record; empty when the document has none that can be read.

    Later versions may write more or other fields: what is missing here is left out of the report.
    """
    names = _entry(reader.root, "/Names", {})
    for file in _leaves(_entry(names, "/EmbeddedFiles", {}), _MAX_TREE_DEPTH):
        if file["/UF"] == _RECORD_FILE:
            stream = file["/EF"]["/F"]
            packed = _entry(stream, "/Filter", ())
            filters = [packed] if isinstance(packed, str) else packed
            try:
                return mapping(msgspec.json.decode(unpacked(stream.encoded_data, filters)))
            except (msgspec.DecodeError, UnicodeDecodeError):
                return {}
    return {}


def _leaves(node: Mapping[str, Any], depth: int) -> list[DictionaryObject]:
    """Return the file specifications of a name tree (ISO 32000-2, 7.9.6): each second entry of its leaves."""
    names = _entry(node, "/Names", ())
    found = [names[place] for place in range(1, len(names), 2)]
    kids = _entry(node, "/Kids", ()) if depth else ()
    for place in range(len(kids)):
        found += _leaves(kids[place], depth - 1)
    return found


def _entry(holder: Mapping[str, Any], key: str, default: Any) -> Any:  # noqa: ANN401 - any PDF object may stand there
    """Return what a dictionary's key leads to. In pyHanko a subscript follows references; `get` does not."""
    return holder[key] if key in holder else default  # noqa: SIM401 - see above
