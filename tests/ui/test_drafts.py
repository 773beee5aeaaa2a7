"""What staff typed and did not send: the rules by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.desks import Desk
from ui.drafts import Drafts, Page
from ui.theme import Look

PAPER, REVIEW = Page("paper", "v1"), Page("review", "v1")


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, look: Look) -> Iterator[Desk]:
    made = Desk(qtbot, tmp_path, look)
    yield made
    assert made.bridge.close()


def typed(page: Page, draft: object, staff: str = "amara", fresh: object = "") -> Drafts:
    return Drafts(staff).shown(page, fresh).left(draft)


def test_what_is_left_half_typed_is_kept_for_its_page_and_what_is_untouched_is_not() -> None:
    kept = typed(PAPER, "Folder 1")
    assert (kept.of(PAPER), kept.of(REVIEW), kept.of(None)) == ("Folder 1", None, None)
    assert typed(PAPER, "").of(PAPER) is None
    emptied = kept.shown(PAPER, "").left("")
    assert emptied.of(PAPER) is None
    assert Drafts("amara").shown(None, "").left("of no page").typed == {}


def test_a_page_that_goes_is_put_aside_once() -> None:
    kept = typed(PAPER, "Folder 1")
    assert kept.left("a page of somebody else") is kept


def test_what_a_page_says_by_itself_by_now_is_nothing_to_keep() -> None:
    assert typed(Page("find"), "Rosa").shown(Page("find"), "Rosa").of(Page("find")) is None


def test_what_was_sent_is_not_kept_even_while_its_page_is_still_there() -> None:
    kept = typed(PAPER, "Folder 1").without(PAPER)
    assert kept.of(PAPER) is None
    assert Drafts("amara").shown(PAPER, "").without(PAPER).left("Folder 1").typed == {}


def test_somebody_else_gets_nothing_and_the_first_one_has_nothing_any_more() -> None:
    kept = typed(PAPER, "Folder 1")
    assert kept.belonging_to("amara").of(PAPER) == "Folder 1"
    assert kept.belonging_to("ben") == Drafts("ben")
    assert kept.belonging_to("ben").belonging_to("amara").typed == {}


def test_a_visit_that_is_sealed_or_closed_keeps_only_what_has_a_place_in_it(desk: Desk) -> None:
    visit = desk.walk(lambda walk: walk.end("decline"))
    paper, review, other = Page("paper", visit), Page("review", visit), Page("paper", "of another visit")
    drafts = Drafts("amara")
    for page in (paper, review, other):
        drafts = drafts.shown(page, "").left("Half a")
    assert drafts.settled(desk.state(visit)) == drafts
    desk.ask(lambda clinic: clinic.service.seal(visit, patient_waits=False))
    assert set(drafts.settled(desk.state(visit)).typed) == {review, other}
    closed = desk.walk(lambda walk: walk.end(method="paper"), "June")
    drafts = drafts.shown(Page("paper", closed), "").left("Half a")
    desk.ask(lambda clinic: clinic.service.close_visit(closed, clinic.staff.accounts()[0].actor))
    assert set(drafts.settled(desk.state(closed)).typed) == {paper, review, other}


def test_nothing_that_was_typed_is_in_what_a_log_would_show() -> None:
    assert "Folder 1" not in repr(typed(PAPER, "Folder 1", fresh="Folder 1"))
