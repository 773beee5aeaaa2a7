"""The annexes: every page word for word, every answer, and the details that let a record be found."""

from __future__ import annotations

import dataclasses
import re

import pytest

from kiosk.content import Bullets, Card, Note, Page, Paragraph
from kiosk.document import ConsentDocument, compose, document_text, form_digest
from kiosk.document.annexes import reference_lines
from kiosk.document.blocks import Bullets as BulletList
from kiosk.document.blocks import FigureBlock, Heading, KeyValues, Table
from kiosk.document.form import Desk
from kiosk.flow import build_plan
from kiosk.settings import demo_settings
from kiosk.visit import (
    AnswerCondition,
    AskQuestion,
    ChooseDisplay,
    GoBack,
    GoNext,
    MakeDecision,
    PrintPaperForm,
    RateValue,
    Sign,
)
from tests.kiosk.visits import (
    RealWalk,
    english,
    finished,
    full_visit,
    paper_visit,
    plain_visit,
    real_content,
    real_plan,
    real_text,
    real_treatment,
    stamp,
    taken_back,
)


@pytest.fixture(scope="module")
def document() -> ConsentDocument:
    return finished(full_visit())


@pytest.fixture(scope="module")
def text(document: ConsentDocument) -> str:
    return document_text(document)


def pairs(document: ConsentDocument) -> dict[str, str]:
    """Return all labels and values of annex B."""
    blocks = [block for block in document.blocks if isinstance(block, KeyValues) and not block.boxed]
    return {label: value for block in blocks for label, value in block.rows}


def shown_pages() -> list[str]:
    """Return the pages of the full visit: the explanations come where the conditions are asked about."""
    plan, state = real_plan(), full_visit().state
    pages = list(plan.pages)
    steps = [step.id for step in plan.steps if step.kind in {"page", "conditions"}]
    why = dict.fromkeys(plan.condition_pages[one] for one in plan.conditions if state.may_apply(one))
    place = steps.index("conditions")
    pages[place:place] = [page for page in why if page not in pages]
    return pages


def sentences(page: Page) -> list[str]:
    """Return every text of a page as the screen shows it, its title and its cards included."""
    found = [page.title]

    def add(block: object) -> None:
        match block:
            case Paragraph(spans=spans) | Note(spans=spans):
                found.append("".join(span.text for span in spans))
            case Bullets(items=items):
                found.extend("".join(span.text for span in item) for item in items)
            case Card(heading=heading, blocks=blocks):
                found.append(heading)
                for inner in blocks:
                    add(inner)

    for block in page.blocks:
        add(block)
    return found


def test_every_sentence_of_every_page_is_there(text: str) -> None:
    lines = set(text.split("\n"))
    pages = real_content().pages["en"]
    missing = [line for page in shown_pages() for line in sentences(pages[page]) if line not in lines]
    assert missing == []


def test_every_figure_of_a_page_is_there_in_full(document: ConsentDocument) -> None:
    shown = {block.id for block in document.blocks if isinstance(block, FigureBlock) and not block.brief}
    pages = real_content().pages["en"]
    assert shown == {pages[page].figure for page in shown_pages() if pages[page].figure}


def test_pages_stand_in_the_order_of_the_steps(document: ConsentDocument) -> None:
    titles = [block.text for block in document.blocks if isinstance(block, Heading) and block.level == 3]
    pages = real_content().pages["en"]
    assert titles[: len(shown_pages())] == [pages[page].title for page in shown_pages()]


def test_summary_and_choices_are_there_word_for_word(text: str) -> None:
    words = real_text()
    for point in (*words.benefits, *words.harms, *words.unknown):
        assert point.text in text
    assert words.other_choices in text
    for choice in words.decision.values():
        assert f"{choice.title} {choice.next}" in text
    assert words.decision["agree"].restated in text
    for key in ("decision.title", "decision.lead", "decision.care"):
        assert english()[key] in text.split("\n")


def test_the_words_of_the_pages_are_explained_once(document: ConsentDocument) -> None:
    content = real_content()
    wanted = {term for page in shown_pages() for term in content.pages["en"][page].terms}
    titles = [i for i, block in enumerate(document.blocks) if isinstance(block, Heading)]
    start = next(i for i in titles if getattr(document.blocks[i], "text", "") == "Words explained")
    explained = document.blocks[start + 2]
    assert isinstance(explained, BulletList)
    lines = ["".join(run.text for run in item) for item in explained.items]
    glossary = content.glossary["en"]
    assert sorted(lines) == sorted(f"{glossary[term].word}: {glossary[term].meaning}" for term in wanted)
    assert len(lines) >= 10


def test_a_page_that_was_not_shown_is_not_claimed() -> None:
    walk = plain_visit("talk")
    shown = dict(walk.state.pages_shown)
    last = shown.popitem()[0]
    walk.state = dataclasses.replace(walk.state, pages_shown=shown)
    document = finished(walk)
    title = real_content().pages["en"][last].title
    assert title not in [block.text for block in document.blocks if isinstance(block, Heading)]
    reading = next(block for block in document.blocks if isinstance(block, Table) and block.header[0] == "Page")
    rows = {row[0][0].text: row[1][0].text for row in reading.rows}
    assert rows[title] == "Not shown"


def test_every_answer_is_there_with_what_stood_beside_it(document: ConsentDocument) -> None:
    answers = [block for block in document.blocks if isinstance(block, Table) and block.header[0] == "Question"][1]
    walk = full_visit()
    given = [timed.event for fact in walk.plan.must_know for timed in walk.state.answers.get(fact, ())]
    assert len(answers.rows) == len(given)
    for row, answered in zip(answers.rows, given, strict=True):
        item = real_content().checks["en"][answered.item]
        texts = {choice.id: choice.text for choice in item.choices} | {"not-sure": "I am not sure"}
        shown = "".join(run.text for run in row[0]).split("\n")
        assert shown == [item.question, *(f"– {texts[choice]}" for choice in answered.order)]
        said = "".join(run.text for run in row[1])
        assert said.startswith(texts[answered.choice] + "\nTry ")
        assert ("right." in said) == answered.right
        why = next((choice.why for choice in item.choices if choice.id == answered.choice), item.not_sure)
        kind = [] if answered.right else [item.kind]
        explained = "".join(run.text for run in row[2])
        assert explained.split("\n") == [*kind, item.safe, f"Why? {why}"]


def test_what_matters_is_there(document: ConsentDocument) -> None:
    [values] = [block for block in document.blocks if isinstance(block, Table) and block.header[0] == "Line"]
    said = {row[0][0].text: row[1][0].text for row in values.rows}
    labels = real_text().values
    assert set(said) == {labels[value] for value in real_plan().values}
    assert said[labels["better-soon"]] == "5 of 5"
    assert sorted(said.values()).count("No answer") == len(said) - 2


def test_a_value_that_was_cleared_is_no_answer() -> None:
    walk = RealWalk()
    walk.until("values")
    value = walk.plan.values[0]
    walk.do(RateValue(value, 3), RateValue(value, None))
    assert value not in walk.state.values


def test_reading_tells_display_breaks_and_rereads() -> None:
    walk = RealWalk()
    walk.do(ChooseDisplay("contrast", "2.0", read_aloud=True))
    walk.until("decision")
    walk.do(MakeDecision("talk"), GoNext(), GoNext())
    found = pairs(finished(walk))
    assert (found["Read aloud"], found["Breaks"], found["Display"]) == ("Yes", "0", "High contrast, text size 2")
    full = finished(full_visit())
    assert pairs(full)["Breaks"] == "2"
    reading = next(block for block in full.blocks if isinstance(block, Table) and block.header[0] == "Page")
    again = {row[0][0].text: row[2][0].text for row in reading.rows}
    purpose = real_plan().must_know["mk-purpose"].page
    assert again[real_content().pages["en"][purpose].title] == "1"
    assert sum(int(count) for count in again.values()) == 1


def test_who_did_what_when(document: ConsentDocument) -> None:
    found = pairs(document)
    assert found["Checked in by"] == "Priya Raman, 12 May 2026, 10:00:00 (UTC-04:00)"
    assert found["How identity was checked"] == "Photo identification was seen"
    assert found["Reason for the treatment"] == real_content().reasons["en"]["trd"].label
    moments = [
        found[label]
        for label in (
            "Patient confirmed identity",
            "Choice made",
            "Choice confirmed",
            "Whole form shown",
            "Choice confirmed after answers",
        )
    ]
    assert moments == sorted(moments)
    assert all(re.fullmatch(r"12 May 2026, 10:\d\d:\d\d \(UTC-04:00\)", moment) for moment in moments)


def test_the_record_names_versions_digests_code_and_head(document: ConsentDocument) -> None:
    found, content = pairs(document), real_content()
    assert found["Document"] == "CN-2026-0512-0417"
    assert found["Verification code"] == stamp().code
    assert found["Made and sealed"] == "12 May 2026, 11:08:00 (UTC-04:00)"
    assert found["Content"] == f"{content.id}, version {content.version}"
    assert found["Digest of the content pack (SHA-256)"] == content.digest
    assert found["Form"] == f"ketamine-iv, version {real_treatment().template_version}"
    assert found["Ledger"] == f"Kiosk demo-kiosk, entry 412, with the hash\n{'ab' * 32}"


def test_the_digest_of_what_was_read_is_not_that_of_what_was_added_later(document: ConsentDocument) -> None:
    walk = full_visit()
    assert walk.state.signature is not None
    found = pairs(document)
    read = found["Digest of the form that was read before signing (SHA-256)"]
    assert read == walk.state.signature.event.form_digest
    now = found["Digest of the form as it stands here, with what was added after signing (SHA-256)"]
    assert now == form_digest(document) != read


def test_one_digest_is_enough_when_nothing_was_added() -> None:
    document = finished(plain_visit())
    found = pairs(document)
    assert found["Digest of the form that was read before signing (SHA-256)"] == form_digest(document)
    assert not [label for label in found if label.startswith("Digest of the form") and "before signing" not in label]


def test_paper_is_told_with_where_it_is_kept() -> None:
    found = pairs(finished(paper_visit()))
    assert found["Paper form printed by"].startswith("Priya Raman, 12 May 2026, ")
    by, where = found["Signed paper received by"].split("\n")
    assert by.startswith("Dr Amara Osei, 12 May 2026, ")
    assert where == "Folder 7, front desk"


def test_a_form_that_was_printed_after_an_answer_has_its_own_digest() -> None:
    walk = plain_visit(sign=Sign("paper", "", ""))
    walk.do(AskQuestion("q1", "", (), "Why?"), PrintPaperForm("d" * 64, walk.state.opened.event.staff))
    assert pairs(finished(walk))["Digest of the form that was printed (SHA-256)"] == "d" * 64


@pytest.mark.parametrize(
    ("sign", "how"),
    [
        (None, "Signed on the clinic tablet, by finger, 12 May 2026, "),
        (Sign("typed", "", "", typed_name="Rosa D."), "Typed the name on the clinic tablet, and confirmed it, 12 May "),
    ],
)
def test_a_signature_that_was_taken_back_is_told(sign: Sign | None, how: str) -> None:
    walk = taken_back(sign)
    document = finished(walk)
    assert document.kind == "refusal"
    confirmed, signed, ended = pairs(document)["Earlier choice"].split("\n")
    title = real_text().decision["agree"].title
    assert confirmed.startswith(f"“{title}”, confirmed 12 May 2026, 10:")
    assert signed.startswith(how)
    assert walk.state.decision is not None
    assert ended == f"Taken back {pairs(document)['Choice made']} by a new choice."


def test_a_choice_that_was_taken_back_before_signing_is_told() -> None:
    walk = RealWalk()
    walk.until("decision")
    walk.do(MakeDecision("agree"), GoNext(), GoNext(), GoBack(), GoBack(), MakeDecision("talk"), GoNext(), GoNext())
    assert len(pairs(finished(walk))["Earlier choice"].split("\n")) == 2
    assert "Earlier choice" not in pairs(finished(plain_visit("talk")))


def test_references_are_in_full_and_in_order() -> None:
    content = real_content()
    walk = full_visit()
    lines = reference_lines(Desk(walk.state, walk.plan, content, demo_settings(), english(), real_treatment()))
    wanted = {key for page in shown_pages() for key in content.pages["en"][page].references}
    assert len(lines) == len(wanted) > 20
    for key in wanted:
        work = content.references[key]
        parts = [work.title.rstrip("."), str(work.year or ""), work.doi, work.pmid, work.url]
        assert [line for line in lines if all(part in line for part in parts)], key
    # The last line of a sealed document says how changes are found.
    assert tuple(document_text(finished(walk)).split("\n")[-len(lines) - 1 : -1]) == lines


# ---------------------------------------------------------------- explanations, and a clinic's own pages


def test_a_page_that_explains_a_condition_stands_where_it_was_shown() -> None:
    content = real_content()
    pages = content.pages["en"]
    known = {pages[page].title for page in (*real_plan().pages, *real_plan().condition_pages.values())}
    library = next(page for page in pages if pages[page].title not in known)
    condition = real_plan().conditions[0]
    other = dataclasses.replace(content.conditions[condition], page=library)
    plan = build_plan(real_treatment(), conditions=content.conditions | {condition: other})
    walk = RealWalk()
    walk.plan = plan
    walk.until("conditions")
    walk.do(AnswerCondition(condition, "unsure"))
    walk.until("decision")
    walk.do(MakeDecision("talk"), GoNext(), GoNext())
    document = finished(walk)
    titles = [block.text for block in document.blocks if isinstance(block, Heading) and block.level == 3]
    first = content.pages["en"][plan.pages[0]].title
    assert titles[titles.index(first) + 1] == content.pages["en"][library].title
    reading = next(block for block in document.blocks if isinstance(block, Table) and block.header[0] == "Page")
    assert content.pages["en"][library].title in [row[0][0].text for row in reading.rows]
    works = content.pages["en"][library].references
    assert all(any(content.references[key].title.rstrip(".") in line for line in lines_of(document)) for key in works)
    assert content.pages["en"][library].title not in lines_of(finished(plain_visit("talk")))


def test_a_page_of_the_path_keeps_its_place_when_it_explained_a_condition() -> None:
    content, condition = real_content(), real_plan().conditions[0]
    late = dataclasses.replace(content.conditions[condition], page=real_plan().pages[-1])
    walk = RealWalk()
    walk.plan = build_plan(real_treatment(), conditions=content.conditions | {condition: late})
    walk.until("conditions")
    walk.do(AnswerCondition(condition, "yes"))
    walk.until("decision")
    walk.do(MakeDecision("talk"), GoNext(), GoNext())
    titles = [block.text for block in finished(walk).blocks if isinstance(block, Heading) and block.level == 3]
    path = [content.pages["en"][page].title for page in walk.plan.pages]
    assert titles[: len(path)] == path


def lines_of(document: ConsentDocument) -> list[str]:
    return document_text(document).split("\n")


def test_a_clinics_own_page_is_marked() -> None:
    content, walk = real_content(), plain_visit("talk")
    page = walk.plan.pages[-1]
    own = dataclasses.replace(content.pages["en"][page], origin="clinic")
    laid = dataclasses.replace(content, pages={"en": content.pages["en"] | {page: own}})
    lines = lines_of(compose(walk.state, walk.plan, laid, demo_settings(), english(), stamp=stamp()))
    assert lines[lines.index(own.title) + 1] == "Text of this clinic"
    assert lines.count("Text of this clinic") == 1
    assert "Text of this clinic" not in lines_of(finished(walk))
