"""Renewal: the first section says what has changed since the earlier consent, or that nothing has."""

from __future__ import annotations

from kiosk.document import ConsentDocument
from kiosk.document.blocks import Bullets, Heading, Paragraph, block_text
from tests.kiosk.signers import renewed, whole
from tests.kiosk.visits import finished, plain_visit, real_content


def first_section(document: ConsentDocument) -> list[str]:
    """Return the lines of the first section, its heading first."""
    first, second, *_ = [
        i for i, block in enumerate(document.blocks) if isinstance(block, Heading) and block.level == 2
    ]
    assert all(isinstance(block, Paragraph | Bullets) for block in document.blocks[first + 1 : second])
    return [line for block in document.blocks[first:second] for line in block_text(block)]


def test_the_pages_that_changed_are_listed() -> None:
    pages = real_content().pages["en"]
    assert first_section(whole(renewed("key-risks", "limits-known", "no-such-page"))[0]) == [
        "1. What has changed since 3 November 2025",
        "This renews the consent of 3 November 2025, document CN-2025-1103-0031.",
        "These pages are new, or say something new:",
        pages["key-risks"].title,
        pages["limits-known"].title,
    ]


def test_that_nothing_changed_is_said() -> None:
    assert first_section(whole(renewed())[0])[2:] == [
        "Nothing has changed since then in what is shown about this treatment."
    ]


def test_a_first_consent_has_no_such_section() -> None:
    assert "What has changed" not in first_section(finished(plain_visit()))[0]


def test_all_sections_are_numbered_on() -> None:
    document, _ = whole(renewed())
    titles = [block.text for block in document.blocks if isinstance(block, Heading) and block.level == 2]
    assert titles[1].startswith("2. ")
    assert titles[10] == "11. Signatures"
