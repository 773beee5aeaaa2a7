"""The other parts of the booklet."""

from __future__ import annotations

from dataclasses import replace

from kiosk.book import parts
from kiosk.content import ConditionText
from kiosk.document import FigureBlock, Table
from kiosk.document.figures import figure_blocks
from tests.kiosk.book.books import WORDS, headings, lines, review, small_content

FIGURES = figure_blocks(small_content(), "en", WORDS)


def test_conditions_stand_with_their_facts_and_pages() -> None:
    blocks = list(parts.condition_blocks(review(), FIGURES))
    assert headings(blocks) == [(2, "What applies to you")]
    assert lines(blocks)[-3:] == [
        "Does your head hurt often?",
        "Headaches (body)\ntea-headache",
        "What side effects can come?",
    ]


def test_a_condition_whose_page_is_on_no_path_brings_its_page() -> None:
    sections = tuple(
        replace(section, pages=tuple(page for page in section.pages if page != "side-effects"))
        for section in review().treatment.sections
    )
    blocks = list(parts.condition_blocks(review(sections=sections), FIGURES))
    assert (3, "What side effects can come?") in headings(blocks)
    assert any(isinstance(block, FigureBlock) for block in blocks)


def test_parts_without_content_are_left_out() -> None:
    nothing = review(conditions=(), teach_back=())
    assert list(parts.condition_blocks(nothing, FIGURES)) == []
    assert list(parts.teach_back_blocks(nothing)) == []
    assert list(parts.library_blocks(replace(nothing, library=True), FIGURES)) == []
    assert list(parts.other_fact_blocks(nothing)) == []
    assert list(parts.choice_blocks(review(reason="sleep"))) == []


def test_optional_pages_stand_in_full() -> None:
    sections = tuple(
        replace(section, pages=tuple(page for page in section.pages if page != "what-is-open"))
        for section in review().treatment.sections
    )
    found = review(sections=sections)
    assert list(parts.library_blocks(found, FIGURES)) == []
    blocks = list(parts.library_blocks(replace(found, library=True), FIGURES))
    assert headings(blocks)[:2] == [(2, "The library"), (3, "What do we not know?")]


def test_teach_back_says_what_to_listen_for() -> None:
    text = lines(parts.teach_back_blocks(review()))
    assert text[2:] == [
        "That you can stop",
        "Asked: Tell us in your own words: when can you stop?",
        "Listen for:",
        "At any time",
        "Without a reason",
    ]


def test_choices_stand_row_by_row() -> None:
    blocks = list(parts.choice_blocks(review()))
    assert headings(blocks)[1:] == [(3, "What it is"), (3, "What helps")]
    tables = [block for block in blocks if isinstance(block, Table)]
    assert [row[0][0].text for row in tables[0].rows] == ["Mint tea", "Hot water"]
    assert "In one trial, 64 of 100 people slept better." in lines(tables)
    assert lines(blocks)[-1] == "Facts: tea-helps"


def test_the_summary_marks_what_is_for_some() -> None:
    text = lines(parts.summary_blocks(review()))
    assert "Nobody has looked at sleep on a journey.\nOnly for: A long journey. Facts: tea-unknown" in text
    assert "Better sleep soon" in text
    assert "Hot water, or no drink at all" in text
    assert any(
        one.startswith("I want to have mint tea You read the form") and "I have read this form." in one for one in text
    )
    assert not any("journey" in one for one in lines(parts.summary_blocks(review(reason="sleep"))))


def test_the_form_stands_by_reason_and_way() -> None:
    blocks = list(parts.form_blocks(review(), FIGURES))
    text = lines(blocks)
    assert headings(blocks)[1:] == [
        (3, "1. Possible benefits"),
        (3, "2. From a flask"),
        (4, "Only by: From a flask."),
    ]
    assert "Below the title, by reason: For bad sleep · For a long journey" in text
    assert "64 of 100 people slept better in a trial." in text
    assert text[text.index("2. From a flask") + 1] == "Only by: From a flask."
    assert any(isinstance(block, FigureBlock) and block.brief for block in blocks)
    assert "Below the title, by reason: For bad sleep" in lines(parts.form_blocks(review(reason="sleep"), FIGURES))


def test_words_stand_with_their_meanings_and_facts() -> None:
    assert lines(parts.term_blocks(review()))[2:] == ["mint: A green herb.", "trial: A fair test of a drink."]
    content = small_content()
    term = replace(content.glossary["en"]["mint"], facts=("tea-helps",))
    found = review(replace(content, glossary={"en": content.glossary["en"] | {"mint": term}}))
    assert lines(parts.term_blocks(found))[2] == "mint: A green herb.\nFacts: tea-helps"


def test_what_is_uncertain_says_where_it_is_used() -> None:
    text = lines(parts.uncertain_blocks(review()))
    assert text[2] == "RECALLED-HIGH"
    assert text[-2:] == [
        "tea-unknown\nOn: what-is-open",
        "Nobody has studied mint tea for more than one year.",
    ]


def test_facts_to_be_checked_stand_first_with_their_notes() -> None:
    content = small_content()
    doubtful = replace(content.facts["tea-headache"], confidence="RECALLED-CHECK", note="Look it up.")
    found = review(replace(content, facts=content.facts | {"tea-headache": doubtful}))
    blocks = list(parts.uncertain_blocks(found))
    assert headings(blocks)[1:] == [(3, "RECALLED-CHECK"), (3, "RECALLED-HIGH")]
    assert any(one.endswith("\nLook it up.") for one in lines(blocks))


def test_where_all_is_verified_it_says_so() -> None:
    content = small_content()
    sure = {name: replace(fact, confidence="VERIFIED") for name, fact in content.facts.items()}
    assert lines(parts.uncertain_blocks(review(replace(content, facts=sure))))[-1] == (
        "Every fact of this booklet is VERIFIED."
    )


def test_facts_of_the_form_alone_stand_by_themselves() -> None:
    sections = tuple(replace(section, pages=()) for section in review().treatment.sections)
    text = lines(parts.other_fact_blocks(review(sections=sections, must_know=(), conditions=())))
    assert text[0] == "Further facts"
    assert any(one.startswith("tea-headache") for one in text)
    used = lines(parts.uncertain_blocks(review(sections=sections, must_know=(), conditions=())))
    assert "tea-unknown\nOn: no page" in used


def test_works_stand_in_full_under_their_numbers() -> None:
    assert lines(parts.reference_blocks(review()))[2:] == [
        "[1] Adams A, et al. Mint tea for sleep. Journal of Tea 2020; 1(2): 3-4.",
        "[2] Berg B. Tea: what is known. Journal of Tea 2021.",
    ]


def test_an_unused_text_of_a_condition_is_not_shown() -> None:
    content = small_content()
    texts = {"en": content.condition_texts["en"] | {"other": ConditionText("Do you hum?", "Humming")}}
    found = review(replace(content, condition_texts=texts))
    assert "Do you hum?" not in lines(parts.condition_blocks(found, FIGURES))
