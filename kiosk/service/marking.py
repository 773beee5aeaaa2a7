"""Marking: the clinic's key for the codes on paper, in the vault, and the code of each page of a sealed document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from kiosk.errors import TamperError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from kiosk.codes import CodeKey, KeyFacts
    from kiosk.record import ConsentRecord
    from kiosk.seal import ClinicKeys
    from kiosk.service.keyring import Secrets
    from kiosk.settings import ClinicSettings

__all__ = [
    "CODE_KEY",
    "PageKey",
    "code_maker",
    "form_code_maker",
    "key_facts",
    "make_page_key",
    "next_page_key",
    "put_page_key",
    "read_page_key",
    "require_page_key",
    "trust_file",
]

CODE_KEY: Final = "code-key"
"""The secret of the vault that holds the key for the codes and its certificate."""


class PageKey(msgspec.Struct, frozen=True):
    """The key that signs codes (32 bytes), and the certificate of it that the clinic's root issued (DER). A secret."""

    private: bytes
    certificate_der: bytes
    former: tuple[bytes, ...] = ()
    """Certificates of the keys before it (DER), the newest first: the codes that they signed are on paper for ever."""

    def __repr__(self) -> str:
        """Keep the key out of logs."""
        return "PageKey()"

    def to_bytes(self) -> bytes:
        """Return the key, for the vault's secret store only."""
        return msgspec.json.encode(self)

    @property
    def signer(self) -> CodeKey:
        """What signs the codes.

        Raises:
            TamperError: `codes.key_damaged`.
        """
        from kiosk.codes import CodeKey

        return CodeKey.from_bytes(self.private)


def make_page_key(keys: ClinicKeys) -> PageKey:
    """Make a first key for codes and let the clinic's root certify it, for as long as the root itself lasts.

    Raises:
        TamperError: `seal.key_damaged`.
    """
    return _certified(keys, keys.root.certificate.not_valid_before_utc)


def next_page_key(keys: ClinicKeys, before: PageKey, now: datetime) -> PageKey:
    """Make a new key for codes in place of another one, whose certificate stays known.

    Raises:
        TamperError: `seal.key_damaged`.
    """
    made = _certified(keys, now)
    return msgspec.structs.replace(made, former=(before.certificate_der, *before.former))


def _certified(keys: ClinicKeys, since: datetime) -> PageKey:
    """Make a key. Its time begins a day earlier: a code says the clinic's date, which can be the day before UTC's."""
    from datetime import timedelta

    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    from kiosk.codes import certify_code_key, make_code_key

    root = keys.root.certificate
    issuer = load_pem_private_key(keys.root.private_key_pem, password=None)
    if not isinstance(issuer, EllipticCurvePrivateKey):
        raise TamperError("seal.key_damaged")
    code_key, until = make_code_key(), root.not_valid_after_utc
    return PageKey(
        code_key.to_bytes(), certify_code_key(code_key.public, root, issuer, since - timedelta(days=1), until)
    )


def put_page_key(store: Secrets, page_key: PageKey) -> None:
    """Keep the key in the vault, instead of an earlier one.

    Raises:
        OperatorError: the disk refuses.
    """
    store.put_secret(CODE_KEY, page_key.to_bytes())


def read_page_key(store: Secrets) -> PageKey | None:
    """Return the key; None in a vault of a time before there were codes.

    Raises:
        TamperError: it is damaged.
    """
    stored = store.secret(CODE_KEY)
    if stored is None:
        return None
    try:
        return msgspec.json.decode(stored, type=PageKey)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise TamperError("codes.key_damaged") from error


def require_page_key(store: Secrets) -> PageKey:
    """Return the key of a vault that has to have one.

    Raises:
        TamperError: there is none, or it is damaged.
    """
    page_key = read_page_key(store)
    if page_key is None:
        raise TamperError("codes.key_damaged")
    return page_key


def trust_file(keys: ClinicKeys, page_key: PageKey) -> bytes:
    """Return, as one PEM file, what the clinic hands to those who check its files and its paper."""
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509 import load_der_x509_certificate

    from kiosk.seal import trust_bundle

    codes = (load_der_x509_certificate(one) for one in (page_key.certificate_der, *page_key.former))
    return trust_bundle(keys) + b"".join(one.public_bytes(Encoding.PEM) for one in codes)


def key_facts(record: ConsentRecord, settings: ClinicSettings, document: str = "") -> KeyFacts:
    """Return what the codes of a record's document vouch for, with the clinic's date of its seal.

    `document` is the id of a copy of it, which has pages and codes of its own.
    """
    from kiosk.codes import KeyFacts

    return KeyFacts(
        document=document or record.document.id,
        name=record.patient.name,
        birth_date=record.patient.birth_date,
        record_number=record.patient.record_number,
        treatment=record.treatment,
        decision=record.choice if record.withdrawal is None else "withdraw",
        date=record.sealed_at.astimezone(settings.zone).date(),
    )


def code_maker(facts: KeyFacts, store: Secrets) -> Callable[[int, int], str]:
    """Return what makes the text of a page's code, of its number and the count of pages. The same always make the same.

    Raises:
        TamperError: there is no key, or it is damaged.
    """
    from kiosk.codes import CodeKind, PageCode, facts_digest, write_text

    signer, digest = require_page_key(store).signer, facts_digest(facts)

    def code_for(page: int, pages: int) -> str:
        return write_text(PageCode(CodeKind.SEALED, facts.document, page, pages, facts.date, digest), signer)

    return code_for


def form_code_maker(
    form_id: str, digest: str, about: tuple[str, str, str], day: date, store: Secrets | None = None
) -> Callable[[int, int], str]:
    """Return what makes the text of the code of a form's page, of its number and the count of pages.

    Args:
        form_id: the form's number.
        digest: of what stands on it, hex.
        about: treatment, language, and the visit that it was prepared for; empty for a blank form.
        day: the clinic's date.
        store: whose key signs; None for a blank form without a vault, whose code proves nothing.

    Raises:
        TamperError: there is no key, or it is damaged.
    """
    from kiosk.codes import DIGEST_BYTES, CodeKind, PageCode, write_text

    treatment, language, visit = about
    kind = CodeKind.PREPARED if visit else CodeKind.BLANK
    signer = None if store is None else require_page_key(store).signer
    start = bytes.fromhex(digest)[:DIGEST_BYTES]

    def code_for(page: int, pages: int) -> str:
        return write_text(PageCode(kind, form_id, page, pages, day, start, treatment, language, visit), signer)

    return code_for
