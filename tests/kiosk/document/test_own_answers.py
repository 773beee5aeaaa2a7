"""Annex B's new parts: what applies, own words with their rating, and help that was asked for."""

from __future__ import annotations

import pytest

from kiosk import events as e
from kiosk.document.annexes import annex_lists
from kiosk.document.form import Desk, TableData
from kiosk.document.own_answers import condition_table, help_line, teach_back_table
from kiosk.settings import demo_settings
from kiosk.visit import (
    AnswerCondition,
    AskForHelp,
    GiveTeachBack,
    GoNext,
    MakeDecision,
    RateTeachBack,
)
from tests.kiosk.visits import CLINICIAN, RealWalk, english, full_visit, real_content, real_treatment, stamp


def desk(walk: RealWalk) -> Desk:
    return Desk(walk.state, walk.plan, real_content(), demo_settings(), english(), real_treatment())


def cells(table: TableData) -> list[list[str]]:
    return [["".join(span.text for span in cell) for cell in row] for row in table.rows]


# ---------------------------------------------------------------- what applies


def test_every_condition_stands_with_its_question_and_answer() -> None:
    walk = full_visit()
    rows = cells(condition_table(desk(walk)))
    texts = real_content().condition_texts["en"]
    assert [row[0] for row in rows] == [texts[one].ask for one in walk.plan.conditions]
    assert [row[1] for row in rows] == ["Not sure", "Yes", *["No"] * (len(rows) - 2)]
    pages = [real_content().pages["en"][walk.plan.condition_pages[one]].title for one in walk.plan.conditions]
    assert [row[2] for row in rows] == [*pages[:2], *[""] * (len(rows) - 2)]


def test_what_was_not_answered_is_not_claimed() -> None:
    walk = RealWalk()
    walk.until("conditions")
    first, second = walk.plan.conditions[:2]
    walk.do(AnswerCondition(first, "yes"), AnswerCondition(second, "no"))
    rows = cells(condition_table(desk(walk)))
    assert [row[1:] for row in rows[:3]] == [["Yes", ""], ["No", ""], ["No answer", ""]]


def test_yes_and_not_sure_are_easy_to_find() -> None:
    rows = condition_table(desk(full_visit())).rows
    assert [row[1][0].bold for row in rows] == [True, True, *[False] * (len(rows) - 2)]


# ---------------------------------------------------------------- own words


def test_own_words_stand_with_their_prompt_and_rating() -> None:
    walk = full_visit()
    content = real_content()
    rows = cells(teach_back_table(desk(walk)))
    prompts = content.teach_back["en"]
    names = content.must_know_texts["en"]
    assert [row[0] for row in rows] == [f"{names[one].name}\n{prompts[one].prompt}" for one in walk.plan.teach_back]
    typed, *told = rows
    said = typed[1].split("\n")
    assert said[:2] == ["“My daughter drives me home.", "I do not drive until I have slept.”"]
    assert said[2].startswith("12 May 2026, 10:")
    rating, note, by = typed[2].split("\n")
    assert (rating, note) == ("1 of 2: in part", "Talked about the bus, too.")
    assert by.startswith("Dr Amara Osei, 12 May 2026, 10:")
    assert all(row[1].startswith("Told to staff\n12 May 2026, ") for row in told)
    assert told[0][2].startswith("2 of 2: understood\nDr Amara Osei, ")
    assert told[-1][2] == "Not rated yet"


@pytest.mark.parametrize(
    ("rating", "said"), [(0, "0 of 2: to be explained again"), (1, "1 of 2: in part"), (2, "2 of 2: understood")]
)
def test_each_rating_has_its_words(rating: int, said: str) -> None:
    walk = RealWalk()
    fact = walk.plan.teach_back[0]
    walk.until(f"teach_back:{fact}")
    walk.do(GiveTeachBack(fact, "A bit {0} <b>"), RateTeachBack(fact, rating, " ", CLINICIAN))
    row = cells(teach_back_table(desk(walk)))[0]
    assert row[1].startswith("“A bit {0} <b>”\n")
    assert row[2].split("\n")[0] == said
    assert len(row[2].split("\n")) == 2


def test_words_that_were_begun_and_then_told_are_both_there() -> None:
    walk = RealWalk()
    fact = walk.plan.teach_back[0]
    walk.until(f"teach_back:{fact}")
    walk.do(GiveTeachBack(fact, "My sister", spoken=True))
    assert cells(teach_back_table(desk(walk)))[0][1].startswith("“My sister”\nTold to staff\n")


def test_what_was_not_said_is_not_claimed() -> None:
    rows = cells(teach_back_table(desk(RealWalk())))
    assert rows
    assert all(row[1:] == ["No answer", ""] for row in rows)


# ---------------------------------------------------------------- help


def test_help_that_was_asked_for_is_told_with_the_page() -> None:
    walk = RealWalk()
    assert help_line(desk(walk)) == "No"
    walk.do(AskForHelp())
    page = walk.plan.pages[1]
    walk.until(f"page:{page}")
    walk.do(AskForHelp())
    first, second = help_line(desk(walk)).split("\n")
    assert first == "12 May 2026, 10:00:01 (UTC-04:00)"
    assert second.startswith(f"On the page “{real_content().pages['en'][page].title}”, 12 May 2026, 10:")


# ---------------------------------------------------------------- where they stand


@pytest.mark.parametrize("choice", ["agree", "decline", "talk"])
def test_annex_b_begins_with_them_whatever_was_chosen(choice: e.Choice) -> None:
    walk = RealWalk()
    walk.until("decision")
    walk.do(MakeDecision(choice), GoNext())
    titles = [one.title for one in annex_lists(desk(walk), stamp(), "")]
    assert titles[:3] == ["What applies to the patient", "In the patient’s own words", "What matters to the patient"]
