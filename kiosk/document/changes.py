"""Changes: which pages of a treatment's path say something that earlier documents do not have word for word.

Both sides are read from annex A, as composed blocks: what counts is what a person would have read, and not how the
content's files look.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk import events as e
from kiosk.document.blocks import Heading, block_text
from kiosk.document.composing import compose
from kiosk.document.stamps import Stamp
from kiosk.flow import build_plan
from kiosk.visit import DECISION_ORDER, Timed, VisitState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from kiosk.content import Content
    from kiosk.document.composing import ConsentDocument
    from kiosk.i18n import Words
    from kiosk.settings import ClinicSettings

__all__ = ["new_pages", "page_texts"]

PageText = tuple[str, ...]
_PAGE = 3
"""The level of a page's heading in annex A."""


def page_texts(document: ConsentDocument) -> tuple[PageText, ...]:
    """Return all text of each page of annex A, its title first, in the order of the document."""
    parts = [i for i, block in enumerate(document.blocks) if isinstance(block, Heading) and block.part]
    if not parts:
        return ()
    end = parts[1] if len(parts) > 1 else len(document.blocks)
    pages: list[list[str]] = []
    for block in document.blocks[parts[0] + 1 : end]:
        if isinstance(block, Heading) and block.level == _PAGE:
            pages.append([])
        if pages:
            pages[-1].extend(block_text(block))
    return tuple(tuple(page) for page in pages)


def new_pages(
    earlier: Sequence[ConsentDocument],
    opened: e.VisitOpened,
    content: Content,
    settings: ClinicSettings,
    words: Words,
    now: datetime,
) -> tuple[str, ...]:
    """Return the ids of the pages of a visit's path that were not read in these words the last time they were shown.

    Args:
        earlier: what was sealed then, the newest first: a renewal has only some of the pages, and what it left out
            stands in the consent that it renewed.
        opened: how the visit begins today; its treatment, reason, route and language say which path it is.
        content: as it is shown today, the clinic's own words filled in.
        settings: the clinic's.
        words: of the visit's language.
        now: aware wall time.

    Raises:
        ContentError: the template does not render.
    """
    treatment = content.treatments[opened.treatment].variant(opened.reason, opened.route)
    plan = build_plan(treatment, conditions=content.conditions)
    decided = VisitState(
        opened=Timed(now, opened),
        step="done",
        pages_shown=dict.fromkeys(plan.pages, now),
        decision=Timed(now, e.DecisionMade("talk", DECISION_ORDER)),
        confirmed=Timed(now, e.DecisionConfirmed("talk")),
    )
    stamp = Stamp(
        document_id="",
        sealed_at=now,
        device="",
        ledger_sequence=0,
        ledger_hash="",
        content_digest=content.digest,
    )
    today = compose(decided, plan, content, settings, words, stamp=stamp)
    known: dict[str, set[PageText]] = {}
    for document in earlier:
        read: dict[str, set[PageText]] = {}
        for text in page_texts(document):
            read.setdefault(text[0], set()).add(text)
        known = read | known
    shown = zip(dict.fromkeys(plan.pages), page_texts(today), strict=False)
    return tuple(page for page, text in shown if text not in known.get(text[0], ()))
