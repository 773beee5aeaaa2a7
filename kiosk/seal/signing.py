"""Seal a draft: one certification signature (PAdES B-B) in the field that the draft has ready.

The seal is an incremental update: the draft's bytes stay as they are at the head of the file. The field's appearance
and the document's metadata stay as the draft has them, so that what made the draft PDF/A and tagged still holds. What
comes out was verified here, by the same code that a stranger will use.
"""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Protocol

from asn1crypto import keys as asn1_keys
from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.generic import ArrayObject, ByteStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko.sign.signers.pdf_cms import SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from kiosk.errors import OperatorError, TamperError
from kiosk.seal.keys import ClinicKey, fingerprint
from kiosk.seal.verifying import SIGNATURE_FIELD, verify

__all__ = ["SIGNATURE_FIELD", "Draft", "SealedPdf", "seal"]

_RESERVED = 8192
"""Hex digits kept free for the seal's value, always as many: the size of a sealed file follows from its draft and
texts. A value of ours takes about 2,600; the rest is room for long clinic names in the certificate."""


class Draft(Protocol):
    """What is sealed: a finished PDF with an empty, visible signature field named `ClinicSeal`."""

    @property
    def data(self) -> bytes:
        """The PDF."""

    @property
    def content_digest(self) -> str:
        """Digest of the document's head and blocks, hex."""

    @property
    def document_id(self) -> str:
        """The document's id."""


@dataclass(frozen=True, slots=True)
class SealedPdf:
    """A sealed and verified file. Only `seal` makes one; a draft is another type and never passes for it."""

    data: bytes = field(repr=False)
    file_digest: str
    """SHA-256 of `data`, hex."""
    document_id: str
    content_digest: str
    certificate_fingerprint: str
    """SHA-256 of the clinic's certificate, hex."""
    sealed_at: datetime


def seal(
    draft: Draft, key: ClinicKey, *, reason: str, signer_name: str, location: str, now: datetime, contact: str = ""
) -> SealedPdf:
    """Seal a draft, and verify the result before handing it out.

    Args:
        draft: the finished PDF.
        key: the clinic's key and certificate.
        reason: what the seal means, for example that the clinic certifies the record as complete.
        signer_name: the clinic's name.
        location: where the clinic is.
        now: the time of sealing, with zone; it is written into the seal, in whole seconds.
        contact: how to reach the clinic about the document; left out when empty.

    Raises:
        OperatorError: `seal.clock_wrong` or `seal.certificate_expired`: `now` is outside the certificate's time.
        TamperError: `seal.draft_unusable`: the draft is no PDF that can be sealed; `seal.self_check`: what came out
            does not verify. Nothing may be stored or printed then.
    """
    certificate = key.certificate
    moment = now.replace(microsecond=0)
    if moment < certificate.not_valid_before_utc:
        raise OperatorError("seal.clock_wrong", since=certificate.not_valid_before_utc.date().isoformat())
    if moment > certificate.not_valid_after_utc:
        raise OperatorError("seal.certificate_expired", until=certificate.not_valid_after_utc.date().isoformat())
    placeholder = SignatureObject(
        timestamp=moment,
        subfilter=SigSeedSubFilter.PADES,
        name=signer_name,
        location=location,
        reason=reason,
        contact_info=contact,
        bytes_reserved=_RESERVED,
    )
    try:
        data = _sign(draft.data, key, placeholder)
    except (PdfError, SigningError, ValueError, TypeError, LookupError, AttributeError, OSError) as error:
        raise TamperError("seal.draft_unusable") from error
    report = verify(data, trust=certificate, now=now)
    same_content = report.content_digest in (None, draft.content_digest)
    same_document = report.document_id in (None, draft.document_id)
    if not (report.ok and report.trusted and same_content and same_document and data.startswith(draft.data)):
        raise TamperError("seal.self_check", finding=str(report.finding))
    return SealedPdf(
        data=data,
        file_digest=report.file_digest,
        document_id=draft.document_id,
        content_digest=draft.content_digest,
        certificate_fingerprint=fingerprint(certificate),
        sealed_at=moment,
    )


class _SealWriter(IncrementalPdfFileWriter):
    """Writes the seal and nothing else into the update.

    pyHanko would also stamp the machine's clock and its own name into the metadata and rewrite the XMP, and make the
    file's second id of chance.
    """

    def _update_meta(self) -> None:
        """Leave Info and XMP as the draft has them."""

    @classmethod
    def _handle_id(cls, prev: PdfFileReader) -> ArrayObject:
        """Keep the draft's first id, which a PDF/A always has; take the second from its bytes (ISO 32000-2, 14.4)."""
        first = prev.trailer["/ID"][0]
        prev.stream.seek(0)
        second = hashlib.sha256(prev.stream.read()).digest()[:16]
        return ArrayObject([ByteStringObject(first.original_bytes), ByteStringObject(second)])


def _sign(draft: bytes, key: ClinicKey, placeholder: SignatureObject) -> bytes:
    """Return the draft with the seal appended."""
    mdp = SigMDPSetup(md_algorithm="sha256", certify=True, docmdp_perms=MDPPerm.FILL_FORMS)
    output = BytesIO()
    # pyHanko's protocol for writing a signature: each step is told what the next one needs.
    steps = PdfCMSEmbedder().write_cms(SIGNATURE_FIELD, _SealWriter(BytesIO(draft)), existing_fields_only=True)
    next(steps)
    steps.send(SigObjSetup(sig_placeholder=placeholder, mdp_setup=mdp))
    prepared, _ = steps.send(SigIOSetup(md_algorithm="sha256", output=output))
    signer = _signer(key)
    container = asyncio.run(signer.async_sign(prepared.document_digest, "sha256", use_pades=True))
    steps.send(container)
    return output.getvalue()


def _signer(key: ClinicKey) -> SimpleSigner:
    """Return pyHanko's signer for the clinic's key."""
    _, _, private = pem.unarmor(key.private_key_pem)
    return SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(key.certificate_der),
        signing_key=asn1_keys.PrivateKeyInfo.load(private),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call] # pyHanko's constructor has no types
    )
