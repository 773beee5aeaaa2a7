"""Binding: digests that tie a signature's ink to one document, so that it cannot be cut out and put on another one.

`ink_digest` names exactly the lines that were drawn. `binding_digest` names those lines together with the document, the
form that was read, and who signed it as what, with which meaning, in which way and when (21 CFR 11.70).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Final

from kiosk.events.base import Ink
from kiosk.events.stored import canonical_bytes

__all__ = ["BOUND", "binding_digest", "ink_digest"]

BOUND: Final = frozenset({"role", "name", "meaning", "time", "method", "form_digest", "typed_name", "ink_digest"})
"""What of a signature's record is bound to the document."""
_CONTEXT: Final = b"candor-signature-1\n"


def ink_digest(ink: Ink | Mapping[str, object]) -> str:
    """Return the SHA-256 of the canonical bytes of ink, hex; the same for ink that was read from a record as JSON."""
    return hashlib.sha256(canonical_bytes(ink)).hexdigest()


def binding_digest(document_id: str, signature: Mapping[str, object]) -> str:
    """Return the SHA-256 that ties a signature to a document, hex: over `candor-signature-1`, a line end and JSON.

    Args:
        document_id: the document's.
        signature: the fields of its record; those of `BOUND` count.

    Raises:
        KeyError: one of them is missing.
    """
    bound = {"document": document_id} | {name: signature[name] for name in BOUND}
    return hashlib.sha256(_CONTEXT + canonical_bytes(bound)).hexdigest()
