"""Renewal: what has changed since the earlier consent, as the first section of the document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.content import Span
from kiosk.document.form import FormSection, Item
from kiosk.document.stamps import document_date
from kiosk.i18n import long_date

if TYPE_CHECKING:
    from kiosk.document.form import Desk

__all__ = ["change_sections"]


def change_sections(desk: Desk) -> tuple[FormSection, ...]:
    """Return the section on what has changed, for a visit that renews a consent; nothing for another one."""
    renews = desk.opened.renews
    if renews is None:
        return ()
    since = long_date(document_date(renews.document_id), desk.words)
    pages = desk.content.pages[desk.opened.language]
    titles = tuple((Span(pages[page].title),) for page in renews.changed if page in pages)
    earlier = Item("paragraph", spans=(Span(desk.say("changed_earlier", document=renews.document_id, date=since)),))
    said = Item(
        "paragraph", spans=(Span(desk.words["document.changed_pages" if titles else "document.changed_nothing"]),)
    )
    listed = (Item("bullets", items=titles),) if titles else ()
    return (FormSection(desk.say("changed_since", date=since), (earlier, said, *listed)),)
