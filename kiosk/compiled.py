"""The content as the kiosk opens it: checked once, kept compiled in the vault, and taken from there while unchanged.

Reading and checking a whole pack takes about a second. So what passed is kept under the digest of its exact bytes, and
a later opening only reads the files and makes their digest. It is kept in the vault, where nobody can change it: beside
the files, a compiled form of other words could pass for the content that a clinician has signed off.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from kiosk import __version__
from kiosk.content import Content, digest_of, read_files
from kiosk.content.cache import decode, encode
from kiosk.lint import open_content

__all__ = ["COMPILED", "CompiledStore", "open_compiled"]

COMPILED = "content.compiled"
_FORM = 1  # goes up when the model or the rules change within a version


class CompiledStore(Protocol):
    """What keeps the compiled form, safe from change: a vault."""

    def secret(self, name: str) -> bytes | None:
        """Return what is kept under a name, or None."""

    def put_secret(self, name: str, value: bytes) -> None:
        """Keep a value under a name, instead of an earlier one."""


def open_compiled(root: Path, overlay: Path | None, store: CompiledStore) -> Content:
    """Return the content of a pack with a clinic's own laid over it, without sign-offs.

    Raises:
        ContentError: with all problems, if it does not load or breaks a rule that is checked at start.
        OperatorError: the store refuses.
    """
    try:
        files = read_files(root, overlay)
    except OSError:
        return open_content(root, overlay)  # which says what is wrong, with its place
    head = f"candor {__version__}.{_FORM} {digest_of(files)}\n".encode()
    kept = store.secret(COMPILED)
    if kept is not None and kept.startswith(head):
        try:
            return decode(kept.removeprefix(head))
        except ValueError:
            pass  # written by another build of this version
    content = open_content(root, overlay)
    store.put_secret(COMPILED, head + encode(content))
    return content
