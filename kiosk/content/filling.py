"""The clinic's own words: `{clinic_name}` and its like in any text, filled from the clinic's settings.

Loading refuses any other word in braces (C015), so that no patient reads a brace. The pack is filled in one stroke, as
JSON: no other part of the model can hold `{name}`, because an id has no braces and JSON's own are followed by a quote.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from kiosk.content.model import Content

__all__ = ["PLACEHOLDERS", "filled", "unfilled", "unknown_placeholder"]

PLACEHOLDERS = ("clinic_name", "clinic_phone", "emergency_number", "crisis_line")
"""What a text may ask for."""

_BRACES = re.compile(r"[{}]")
_KNOWN = re.compile(r"\{(" + "|".join(PLACEHOLDERS) + r")\}")
_IN_BYTES = re.compile(_KNOWN.pattern.encode())


def unknown_placeholder(text: str) -> str:
    """Return the part of a text around a brace that nothing fills; empty if there is none."""
    if "{" not in text and "}" not in text:
        return ""
    rest = _KNOWN.sub("", text)
    found = _BRACES.search(rest)
    return rest[found.start() : found.start() + 20].split("}")[0] + "}" if found else ""


def unfilled(what: str) -> str:
    """Return the message on a part of a text that nothing fills."""
    return f"nothing fills {what!r}: use {', '.join(f'{{{name}}}' for name in PLACEHOLDERS)}, or take the braces away"


def filled(content: Content, values: Mapping[str, str]) -> Content:
    """Return a copy of the content with the values in its texts; the digest stays that of the files.

    Raises:
        KeyError: if a text asks for a value that is not given.
    """
    ready = {name.encode(): msgspec.json.encode(value)[1:-1] for name, value in values.items()}
    data = _IN_BYTES.sub(lambda found: ready[found.group(1)], msgspec.json.encode(content))
    return msgspec.json.decode(data, type=type(content))
