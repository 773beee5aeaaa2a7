"""The bare library calls that the parts of a sealed document are measured against.

As a program without Candor would make them, with the same template, the same text, the same keys.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

from asn1crypto import crl as asn1_crl
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from jinja2 import Environment, FileSystemLoader
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph, SimpleDocTemplate

from kiosk.document import ConsentDocument, block_text
from kiosk.pdf.fonts import faces_for
from kiosk.seal import ClinicKeys, KeyPair

__all__ = ["bare_digests", "bare_draw", "bare_environment", "bare_render", "bare_sign", "rsa_stamper"]


def bare_environment(root: Path) -> Environment:
    """Return Jinja2 without a sandbox, which keeps compiled templates as ours does."""
    return Environment(loader=FileSystemLoader(root), autoescape=True, trim_blocks=True, lstrip_blocks=True)


def bare_render(environment: Environment, name: str, values: Mapping[str, object]) -> str:
    """Render a template: text, and nothing made of it."""
    return environment.get_template(name).render(values)


def bare_draw(document: ConsentDocument) -> bytes:
    """Set all text of a document in paragraphs with ReportLab: the same font, no tags, tables, figures or records."""
    font = faces_for("a").main[0].name
    style = ParagraphStyle("text", fontName=font, fontSize=11, leading=15.5, spaceAfter=5)
    texts = [text for block in document.blocks for text in block_text(block) if text.strip()]
    out = BytesIO()
    SimpleDocTemplate(out).build([Paragraph(escape(text), style) for text in texts])
    return out.getvalue()


def bare_digests(data: bytes, pairs: Sequence[KeyPair]) -> int:
    """Hash a file and sign the digest once for each key: the least that any signature costs."""
    return sum(len(pair.sign(hashlib.sha256(data).digest())) for pair in pairs)


def rsa_stamper(keys: ClinicKeys, now: datetime) -> DummyTimeStamper:
    """Return pyHanko's own time stamps without a network: it makes them with RSA only, so with a key of its own."""
    private = rsa.generate_private_key(65537, 2048)
    issuer = load_pem_private_key(keys.root.private_key_pem, password=None)
    if not isinstance(issuer, ec.EllipticCurvePrivateKey):
        raise TypeError("another kind of root")
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Time stamps of the bench")]))
        .issuer_name(keys.root.certificate.subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(issuer, hashes.SHA256())
    )
    key = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return DummyTimeStamper(
        asn1_x509.Certificate.load(made.public_bytes(Encoding.DER)),
        asn1_keys.PrivateKeyInfo.load(key),
        certs_to_embed=_store(asn1_x509.Certificate.load(keys.root.certificate_der)),
        fixed_dt=now,
    )


def bare_sign(
    draft: bytes,
    signers: Sequence[tuple[str, KeyPair]],
    keys: ClinicKeys,
    stamper: DummyTimeStamper,
    now: datetime,
) -> bytes:
    """Sign the fields of a draft with pyHanko: PAdES, the last to B-LTA, with the clinic's own keys."""
    root = asn1_x509.Certificate.load(keys.root.certificate_der)
    context = ValidationContext(
        trust_roots=[root],
        crls=[asn1_crl.CertificateList.load(keys.revocation_list)],
        allow_fetching=False,
        moment=now,
        revocation_mode="soft-fail",
    )
    store = _store(root)
    for number, (field, pair) in enumerate(signers, start=1):
        signer = SimpleSigner(_certificate(pair), _key(pair), store)
        last = number == len(signers)
        about = PdfSignatureMetadata(
            field_name=field,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            validation_context=context if last else None,
            embed_validation_info=last,
            use_pades_lta=last,
        )
        made = PdfSigner(about, signer, timestamper=stamper if last else None).sign_pdf(
            IncrementalPdfFileWriter(BytesIO(draft))
        )
        draft = made.getvalue()
    return draft


def _store(certificate: asn1_x509.Certificate) -> SimpleCertificateStore:
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # its constructor says no types
    store.register(certificate)
    return store


def _certificate(pair: KeyPair) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(pair.certificate_der)


def _key(pair: KeyPair) -> asn1_keys.PrivateKeyInfo:
    private = load_pem_private_key(pair.private_key_pem, password=None)
    return asn1_keys.PrivateKeyInfo.load(private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
