"""Rules on age (C501, C502): a page past its review date, and a translation of a page that has changed since."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kiosk.content import Content, Places
from kiosk.errors import Problem

__all__ = ["overdue_problems", "stale_problems"]


def overdue_problems(content: Content, places: Places, today: date) -> Iterator[Problem]:
    """Give the pages whose review is due."""
    for pages in content.pages.values():
        for page in pages.values():
            if page.review_by < today.isoformat():
                message = f"the review was due on {page.review_by}: review the page, then set a new date"
                yield Problem("C501", page.file, places.line(page.file, "review_by"), "review_by", message)


def stale_problems(content: Content, places: Places) -> Iterator[Problem]:
    """Give the translated pages that were not made from the page of the default language as it is now."""
    originals = content.pages[content.default_language]
    for language, pages in content.pages.items():
        if language == content.default_language:
            continue
        for page in pages.values():
            original = originals.get(page.id)
            if original is None:
                message = f"the page is no translation: write it in {content.default_language!r} too, or take it out"
                yield Problem("C502", page.file, places.line(page.file, "id"), "id", message)
            elif page.source_digest != original.digest:
                message = (
                    f"this is no translation of {original.file} as it is now: compare the two, then write "
                    f'`source_digest: "{original.digest}"`'
                )
                line = places.line(page.file, "source_digest")
                yield Problem("C502", page.file, line, "source_digest", message)
