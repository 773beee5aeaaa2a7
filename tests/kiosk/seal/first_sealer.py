"""The seal of the first versions, as they made it: one key, one certification signature (PAdES B-B), by pyHanko.

Kept for the tests of what those versions left behind. Nothing else makes such files any more.
"""

from __future__ import annotations

import asyncio
import calendar
import hashlib
from datetime import UTC, datetime
from io import BytesIO

from asn1crypto import keys as asn1_keys
from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
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
from kiosk.seal import ClinicKey, fingerprint, verify
from kiosk.seal.sealing import Draft, SealedPdf
from kiosk.seal.updates import CLINIC_FIELD

__all__ = ["forge", "make_clinic_key", "seal"]

_RESERVED = 8192
"""Hex digits kept free for the seal's value, always as many: the size of a sealed file follows from its draft and
texts. A value of ours takes about 2,600; the rest is room for long clinic names in the certificate."""

VALID_YEARS = 10
_MAX_NAME = 64


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


def forge(draft: Draft, key: ClinicKey, now: datetime) -> bytes:
    """Return a draft with a seal by any key, without looking at what came out."""
    return _sign(draft.data, key, SignatureObject(timestamp=now, subfilter=SigSeedSubFilter.PADES, bytes_reserved=8192))


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
    steps = PdfCMSEmbedder().write_cms(CLINIC_FIELD, _SealWriter(BytesIO(draft)), existing_fields_only=True)
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


def make_clinic_key(clinic_name: str, now: datetime) -> ClinicKey:
    """Make a new key pair and its certificate, valid for ten years from `now` (with zone).

    The certificate says: subject and issuer the clinic, not an authority, for digital signatures and
    non-repudiation only (RFC 5280, 4.2.1.3 and 4.2.1.9). Names longer than X.520 allows are cut.
    """
    start = now.astimezone(UTC).replace(microsecond=0)
    private = ec.generate_private_key(ec.SECP256R1())
    short = clinic_name.strip().encode()[:_MAX_NAME].decode(errors="ignore").strip()
    name = x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, short), x509.NameAttribute(NameOID.COMMON_NAME, short)]
    )
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    identifier = x509.SubjectKeyIdentifier.from_public_key(private.public_key())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(_years_later(start, VALID_YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(identifier, critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False)
        .sign(private, hashes.SHA256())
    )
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return ClinicKey(pem, certificate.public_bytes(serialization.Encoding.DER))


def _years_later(moment: datetime, years: int) -> datetime:
    """Return the same day and time some years on; 29 February becomes the 28th where the year has none."""
    last_day = calendar.monthrange(moment.year + years, moment.month)[1]
    return moment.replace(year=moment.year + years, day=min(moment.day, last_day))
