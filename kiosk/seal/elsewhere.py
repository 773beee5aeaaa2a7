"""A certificate that the clinic got elsewhere for its seal: can it be used, and does its chain hold?

The same questions for a file (`kiosk.seal.pkcs12`) and for a security token (`kiosk.seal.tokens`), asked once, when the
certificate is taken in: a bad one must be refused by the administrator's desk and not in front of a patient.

Sources: RFC 5280, 4.2.1.3 (key usage); standards D12 (SHA-256 or better, RSA from 2048 bits, P-256 or better).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes

from kiosk.errors import OperatorError
from kiosk.seal import cms

if TYPE_CHECKING:
    from kiosk.seal.cms import Signer

__all__ = ["chain_of", "require_signs"]


def chain_of(
    certificate: x509.Certificate, others: Sequence[x509.Certificate], now: datetime
) -> tuple[x509.Certificate, ...]:
    """Return the certificates above one, the nearest first, if it can be the clinic's seal.

    Args:
        certificate: the signer's.
        others: what came with it, in any order; what does not belong to it is left out.
        now: the time, with zone.

    Raises:
        OperatorError: `seal.own_weak`: key or hash are too weak; `seal.own_usage`: it is for something else than
            signing; `seal.own_not_yet`, `seal.own_expired`: its time; `seal.own_no_chain`: its issuer is missing.
    """
    if not (cms.usable_key(certificate) and _strong(certificate) and certificate.version is x509.Version.v3):
        raise OperatorError("seal.own_weak")
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        signs = usage.digital_signature or usage.content_commitment
    except x509.ExtensionNotFound:
        signs = True
    if not signs:
        raise OperatorError("seal.own_usage")
    if now < certificate.not_valid_before_utc:
        raise OperatorError("seal.own_not_yet", since=certificate.not_valid_before_utc.date().isoformat())
    if now > certificate.not_valid_after_utc:
        raise OperatorError("seal.own_expired", until=certificate.not_valid_after_utc.date().isoformat())
    chain: list[x509.Certificate] = []
    top = certificate
    while above := [one for one in others if one != certificate and one not in chain and _issued(top, one)]:
        top = above[0]
        chain.append(top)
    if not chain and not _issued(certificate, certificate):
        raise OperatorError("seal.own_no_chain", issuer=certificate.issuer.rfc4514_string())
    # A root is believed because it is chosen, not for its signature of itself.
    if not all(_strong(one) for one in chain if one.issuer != one.subject):
        raise OperatorError("seal.own_weak")
    return tuple(chain)


def require_signs(signer: Signer) -> None:
    """Try a signer once, as a seal will use it.

    Raises:
        OperatorError: `seal.own_unusable`: the key is not its certificate's, or does not sign.
    """
    attributes = cms.signed_attributes(cms.DATA, bytes(32), signer.certificate_der)
    signature = signer.sign(attributes)
    container = cms.build((signer.certificate_der, *signer.chain_der), attributes, signature)
    right = cms.good_signature(cms.parsed(signer.certificate_der), attributes, signature)
    if not right or cms.read(container) is None or len(container) > cms.room(signer):
        raise OperatorError("seal.own_unusable")


def _issued(below: x509.Certificate, above: x509.Certificate) -> bool:
    try:
        below.verify_directly_issued_by(above)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False
    return cms.usable_key(above)


def _strong(certificate: x509.Certificate) -> bool:
    try:
        used = certificate.signature_hash_algorithm
    except UnsupportedAlgorithm:
        return False
    return isinstance(used, hashes.SHA256 | hashes.SHA384 | hashes.SHA512)
