from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.content import Fact, load_or_raise
from kiosk.lint.numbers import (
    Known,
    joined,
    known_in_fact,
    known_in_figure,
    known_in_note,
    may_have_numbers,
    other_denominators,
    roundings,
    wrong_numbers,
)
from tests.kiosk.packs import LEGAL_PACK


def fact(statement: str = "", **figure: object) -> Fact:
    figures = (dict[str, object](figure),) if figure else ()
    return Fact("f", "t", statement, figures, "rct", ("r",), "VERIFIED", "")


def wrong(text: str, *facts: Fact) -> list[str]:
    return list(wrong_numbers(text, joined(known_in_fact(one) for one in facts)))


TRIAL = fact(
    "In 1,285 users, 64.3% felt better in 24 hours, median 18 days; 0.3% to 0.4% passed out.",
    treatment_n=47,
    treatment_pct=64.3,
    comparator_pct=28,
    range_pct="8-19",
)


@pytest.mark.parametrize(
    "text",
    [
        "64 of 100 people felt better, 36 of 100 did not.",
        "With the other drug, 28 did and 72 did not.",
        "8 to 19 of 100 people; 92 of 100 did not.",
        "About 3 to 4 of 1,000 people passed out.",
        "About 6 in 10 felt better.",
        "1,285 users were asked after 24 hours.",
        "Twenty-four hours later, half of them felt better.",
        "One of the two groups had two infusions.",
        "Out of 100 people, 64 felt better.",
        "The GABA-5 and B12 names hold no numbers.",
        "It takes half an hour, or half of an hour.",
    ],
)
def test_numbers_of_the_evidence_pass(text: str) -> None:
    assert wrong(text, TRIAL) == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("65 of 100 people felt better.", "65 of 100"),
        ("47 of 100 people felt better.", "47 of 100"),
        ("64 of 1,000 people passed out.", "64 of 1,000"),
        ("Sixty-five of 100 felt better.", "Sixty-five of 100"),
        ("It lasted 25 hours.", "25"),
        ("It lasted three weeks.", "three"),
        ("1,286 users were asked.", "1,286"),
        ("It cost 1285.5 dollars.", "1285.5"),
    ],
)
def test_other_numbers_are_named(text: str, shown: str) -> None:
    assert shown.lower() in [found.lower() for found in wrong(text, TRIAL)]


def test_shares_in_words_and_of_ten() -> None:
    known = fact(treatment_pct=64)
    assert wrong("A quarter of the people felt better. So did 9 in 10.", known) == ["9 in 10", "A quarter of"]
    assert wrong("Two thirds of the people felt better. So did 6 in 10.", known) == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("64 of 98 people felt better.", ["64 of 98"]),
        ("Out of 98 people, 64 felt better.", ["Out of 98"]),
        ("64 of 100 people felt better, with the other drug 3 in 10.", ["3 in 10"]),
        ("6 in 10 felt better. Of the rest, 36 of 100 did not.", ["36 of 100"]),
        ("64 of 100 people felt better, 120 of 1,000 fell.", ["120 of 1,000"]),
        ("12 of 23 people felt better.", ["12 of 23"]),
        ("64 of 100 people felt better, 28 of 100 with the other drug.", []),
        ("64 of 100 people felt better. About 4 of 1,000 passed out.", []),
        ("Six in ten felt better, three in ten with the other drug.", []),
        ("12 of 47 people felt better.", []),
    ],
)
def test_people_are_counted_in_one_way(text: str, shown: list[str]) -> None:
    assert list(other_denominators(text, known_in_fact(TRIAL))) == shown


def test_a_number_of_people_that_cannot_be_compared_is_named_once() -> None:
    assert wrong("64 of 98 people felt better.", TRIAL) == []


@given(st.text(alphabet="0123456789 ofinteh.,", max_size=40))
def test_the_quick_look_misses_no_number(text: str) -> None:
    if not may_have_numbers(text):
        assert list(wrong_numbers(text, Known())) == list(other_denominators(text, Known())) == []


@pytest.mark.parametrize("word", ["three", "Twelve", "thirteen", "forty-two", "fifty", "A third of", "half of", "1"])
def test_the_quick_look_sees(word: str) -> None:
    assert may_have_numbers(f"It is {word} them.")


def test_the_quick_look_spares_most_texts() -> None:
    assert not may_have_numbers("You can stop at any time. One drink is as good as two.")


def test_a_note_tells_who_was_studied_and_no_result() -> None:
    noted = replace(fact(), note="Corrects article 004. Adults under 65.")
    assert known_in_note(noted) == Known(frozenset({65.0}), frozenset({65.0}))
    assert list(wrong_numbers("65 of 100 adults under 65", known_in_note(noted))) == ["65 of 100"]


def test_a_small_study_may_be_told_as_it_is() -> None:
    assert wrong("4 of 18 people felt better.", fact("In 18 people, 4 felt better.")) == []


def test_a_figure_gives_its_counts_and_their_rest() -> None:
    content = load_or_raise(LEGAL_PACK)
    assert known_in_figure(content.figures["sleep"]).of_hundred == {64, 28, 36, 72}
    assert known_in_figure(content.figures["effects"]).of_hundred == {12, 4, 88, 96}


def test_halves_round_either_way() -> None:
    assert [roundings(value) for value in (54.5, 0.5, 64.3, 2.0)] == [{54, 55}, {0, 1}, {64}, {2}]


@given(st.integers(0, 100), st.integers(0, 100))
def test_of_100_only_the_share_and_its_rest_pass(share: int, said: int) -> None:
    found = wrong(f"{said} of 100 people felt better.", fact(treatment_pct=share, treatment_n=said))
    assert (found == []) == (said in {share, 100 - share})


@given(st.text(max_size=80))
def test_no_text_crashes(text: str) -> None:
    list(wrong_numbers(text, known_in_fact(fact(text))))
