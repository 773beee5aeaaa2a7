"""Booklets of the small pack, and what stands in their blocks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

from kiosk.book import Review
from kiosk.content import PLACEHOLDERS, Content, load_or_raise
from kiosk.document import Block, Heading, block_text
from kiosk.i18n import catalogue
from tests.kiosk.packs import SMALL_PACK

WORDS = catalogue("en")


@cache
def small_content() -> Content:
    """Return the small pack with its places filled."""
    return load_or_raise(SMALL_PACK).filled({name: WORDS[f"book.local_{name}"] for name in PLACEHOLDERS})


def content_of(root: Path, overlay: Path | None = None) -> Content:
    """Return another pack, filled in the same way."""
    return load_or_raise(root, overlay).filled({name: WORDS[f"book.local_{name}"] for name in PLACEHOLDERS})


def review(content: Content | None = None, reason: str = "", **changes: object) -> Review:
    """Return what a booklet of the small pack's treatment is about; `changes` are those of the treatment."""
    content = content or small_content()
    treatment = replace(content.treatments["mint-tea"], **changes)  # type: ignore[arg-type]  # any of its fields
    return Review(content, treatment, "en", WORDS, reason)


def lines(blocks: Iterable[Block]) -> list[str]:
    """Return all text, a line for each piece."""
    return [text for block in blocks for text in block_text(block)]


def headings(blocks: Iterable[Block]) -> list[tuple[int, str]]:
    """Return the headings with their levels."""
    return [(block.level, block.text) for block in blocks if isinstance(block, Heading)]
