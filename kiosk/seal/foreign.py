"""Time stamps of services: read with the readers that others use, for these write them in many ways.

Only the stamp over a signature may come from outside. It lies under the clinic's own archive stamp, which covers its
every byte.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING, Final

from asn1crypto import cms as asn1_cms
from asn1crypto import tsp
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from kiosk.seal import cms

if TYPE_CHECKING:
    from kiosk.seal.stamping import Stamp

__all__ = ["read_foreign_stamp"]

_HASHES: Final[dict[str, type[hashes.HashAlgorithm]]] = {
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}


def read_foreign_stamp(token: bytes) -> Stamp | None:
    """Read a token of any service; None when it is no time stamp over a SHA-256, or its signature is wrong."""
    try:
        return _read(token)
    except Exception:  # noqa: BLE001 - the readers of ASN.1 raise what they like on bytes that are none
        return None


def _read(token: bytes) -> Stamp | None:
    from kiosk.seal.stamping import Stamp

    signed = asn1_cms.ContentInfo.load(token, strict=True)["content"]
    content = signed["encap_content_info"]["content"].parsed
    encoded = bytes(signed["encap_content_info"]["content"])
    if not isinstance(content, tsp.TSTInfo):
        return None
    signer = signed["signer_infos"][0]
    everyone = [one.chosen for one in signed["certificates"]]
    serial = signer["sid"].chosen["serial_number"].native
    [own] = [one for one in everyone if one.serial_number == serial]
    attributes = {one["type"].native: one["values"][0] for one in signer["signed_attrs"]}
    digest = signer["digest_algorithm"]["algorithm"].native
    if attributes["message_digest"].native != hashlib.new(digest, encoded).digest():
        return None
    if not _right(own.dump(), signer["signed_attrs"].untag().dump(), signer["signature"].native, digest):
        return None
    imprint = content["message_imprint"]
    time = content["gen_time"].native
    if imprint["hash_algorithm"]["algorithm"].native != "sha256" or not isinstance(time, datetime):
        return None
    others = (one.dump() for one in everyone if one.serial_number != serial)
    nonce = content["nonce"].native
    return Stamp(time, imprint["hashed_message"].native, (own.dump(), *others), own=False, nonce=nonce)


def _right(certificate_der: bytes, data: bytes, signature: bytes, digest: str) -> bool:
    certificate = cms.parsed(certificate_der)
    if not cms.usable_key(certificate):
        return False
    key, algorithm = certificate.public_key(), _HASHES[digest]()
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, data, ec.ECDSA(algorithm))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, data, padding.PKCS1v15(), algorithm)
    except InvalidSignature:
        return False
    return True
