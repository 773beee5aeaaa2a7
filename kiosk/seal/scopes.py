"""Which certificates a revocation list speaks of.

Each certificate of the clinic's has a list of its own, which lasts as long as the certificate: the list names it in its
issuing distribution point, the certificate names the list. The reason is how other programs judge a file after its
certificates ran out (the time sliding of EN 319 102-1, 5.6.2.2): they go back to the time at which the newest list that
speaks of a certificate was still fresh, and ask whether the certificate was valid then. One list for all would be fresh
for years after the signers' certificates ended, as long as the time stamps need one, and no file would pass.

The name is a URN: there is no place to fetch a list from, and nothing tries.

Source: RFC 5280, 4.2.1.13 and 5.2.5.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Final

from cryptography import x509
from cryptography.x509.oid import ExtensionOID

__all__ = ["covers", "has_own_list", "list_scope", "new_list_name", "read_list"]

_NEAR: Final = timedelta(days=366)
"""Lists are counted as good for some days on: a date at the end of time could not be reckoned with."""


def new_list_name() -> x509.CRLDistributionPoints:
    """Return the extension by which a new certificate names its own list."""
    name = x509.UniformResourceIdentifier(uuid.uuid4().urn)
    return x509.CRLDistributionPoints([x509.DistributionPoint([name], None, None, None)])


def has_own_list(certificate: x509.Certificate) -> bool:
    """Whether a certificate names a list; those of the first versions do not, and share one."""
    return bool(_named_by(certificate))


def list_scope(certificate: x509.Certificate) -> x509.IssuingDistributionPoint:
    """Return the extension by which a list says that it speaks of the one certificate that names it.

    Raises:
        ValueError: the certificate names no list.
    """
    names = _named_by(certificate)
    if not names:
        raise ValueError("this certificate has no list of its own")
    return x509.IssuingDistributionPoint(
        full_name=names,
        relative_name=None,
        only_contains_user_certs=False,
        only_contains_ca_certs=False,
        only_some_reasons=None,
        indirect_crl=False,
        only_contains_attribute_certs=False,
    )


def read_list(der: bytes) -> x509.CertificateRevocationList:
    """Read a revocation list.

    Raises:
        ValueError: the bytes are none, or a part of it that has to be asked for cannot be read.
    """
    try:
        found = x509.load_der_x509_crl(der)
        # Its parts open only when they are asked for: a broken one would be met in the middle of a judgement.
        _ = found.issuer, found.extensions, found.last_update_utc + _NEAR
    except (x509.DuplicateExtension, x509.UnsupportedGeneralNameType, OverflowError) as error:
        raise ValueError("no list that can be read") from error
    return found


def covers(found: x509.CertificateRevocationList, certificate: x509.Certificate) -> bool:
    """Whether a list of the right issuer would name a certificate if it was taken back.

    A list for some of the reasons only, for attribute certificates, of changes since another list, or of several
    issuers is none to rely on, nor is one with a critical extension that is not known here (RFC 5280, 5.2).
    """
    if any(one.critical and one.oid != ExtensionOID.ISSUING_DISTRIBUTION_POINT for one in found.extensions):
        return False
    if any(one.oid == ExtensionOID.DELTA_CRL_INDICATOR for one in found.extensions):
        return False
    try:
        scope = found.extensions.get_extension_for_class(x509.IssuingDistributionPoint).value
    except x509.ExtensionNotFound:
        return True
    if scope.only_some_reasons or scope.only_contains_attribute_certs or scope.indirect_crl:
        return False
    if scope.only_contains_ca_certs or (scope.only_contains_user_certs and _is_authority(certificate)):
        return False
    if scope.full_name is None:
        return scope.relative_name is None
    return any(name in scope.full_name for name in _named_by(certificate))


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _named_by(certificate: x509.Certificate) -> list[x509.GeneralName]:
    """Return the names under which a certificate's list can be found."""
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return []
    return [name for point in points for name in point.full_name or ()]
