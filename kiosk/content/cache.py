"""The compiled form of a pack: the frozen model as bytes and back, by msgspec, many times quicker than its files.

Bytes of another version of the model do not decode; `decode` then raises, and the pack is read from its files.
"""

from __future__ import annotations

import msgspec

from kiosk.content.model import Content

__all__ = ["decode", "encode"]


def encode(content: Content) -> bytes:
    """Return the content as MessagePack."""
    return msgspec.msgpack.encode(content)


def decode(data: bytes) -> Content:
    """Return the content that `encode` wrote.

    Raises:
        ValueError: if the bytes are damaged, or written by another version of the model.
    """
    try:
        return msgspec.msgpack.decode(data, type=Content)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError("these bytes are no compiled content of this version") from error
