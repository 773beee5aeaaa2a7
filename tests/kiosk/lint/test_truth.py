from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.content import Content, Places, load_or_raise
from kiosk.lint.texts import all_texts, page_texts
from kiosk.lint.truth import truth_problems
from tests.kiosk.packs import LEGAL_PACK


def rules(content: Content) -> list[str]:
    return [problem.rule for problem in truth_problems(content, all_texts(content), Places())]


def with_counts(mint: int, water: int, **fact: object) -> Content:
    content = load_or_raise(LEGAL_PACK)
    entry = {**content.facts["tea-helps"].figures[0], **fact}
    facts = {**content.facts, "tea-helps": replace(content.facts["tea-helps"], figures=(entry,))}
    figure = replace(content.figures["sleep"], counts=(("mint-tea", mint), ("hot-water", water)))
    return replace(content, facts=facts, figures={**content.figures, "sleep": figure})


def test_the_legal_pack_is_true() -> None:
    assert rules(load_or_raise(LEGAL_PACK)) == []


@pytest.mark.parametrize(("mint", "water"), [(65, 28), (64, 29), (28, 64), (64, 64), (36, 72)])
def test_counts_are_the_rounded_numbers_of_the_right_arm(mint: int, water: int) -> None:
    assert "C104" in rules(with_counts(mint, water))


def test_an_arm_without_the_groups_name_is_matched_by_number() -> None:
    named = {"treatment": "a hot herb", "comparator": "nothing"}
    assert "C104" not in rules(with_counts(64, 28, **named))
    assert "C104" in rules(with_counts(63, 28, **named))


def test_counts_are_not_gathered_from_two_figures() -> None:
    content = with_counts(64, 4)
    figure = replace(content.figures["sleep"], facts=("tea-helps", "tea-headache"))
    assert "C104" in rules(replace(content, figures={**content.figures, "sleep": figure}))


def test_a_figure_on_facts_without_numbers() -> None:
    content = load_or_raise(LEGAL_PACK)
    figure = replace(content.figures["sleep"], facts=("tea-unknown",))
    assert rules(replace(content, figures={**content.figures, "sleep": figure})).count("C104") == 2


def test_a_small_study_may_say_so_in_the_figure_or_on_the_page() -> None:
    content = with_counts(64, 28, treatment_n=20)
    assert rules(content) == ["C108"]
    page = replace(content.pages["en"]["better-sleep"], source_note="A small study.")
    assert rules(replace(content, pages={"en": {**content.pages["en"], page.id: page}})) == []
    words = replace(content.figures["sleep"].text["en"], population="adults in a small study")
    figure = replace(content.figures["sleep"], text={"en": words})
    assert rules(replace(content, figures={**content.figures, "sleep": figure})) == []


# ---------------------------------------------------------------- what a figure must show


def with_figure(**changes: object) -> Content:
    content = load_or_raise(LEGAL_PACK)
    figure = replace(content.figures["sleep"], **changes)  # type: ignore[arg-type]  # the caller knows the fields
    return replace(content, figures={**content.figures, "sleep": figure})


@pytest.mark.parametrize(
    ("groups", "counts", "rule"),
    [
        ((), (), ["C109"]),
        (("mint-tea",), (("mint-tea", 64),), ["C110"]),
        (("mint-tea", "hot-water"), (("mint-tea", 64), ("hot-water", 28)), []),
    ],
)
def test_a_figure_compares_groups(
    groups: tuple[str, ...], counts: tuple[tuple[str, int], ...], rule: list[str]
) -> None:
    assert rules(with_figure(groups=groups, counts=counts)) == rule


def test_a_figure_says_when_and_whom() -> None:
    words = load_or_raise(LEGAL_PACK).figures["sleep"].text["en"]
    assert rules(with_figure(text={"en": replace(words, time="")})) == ["C111"]
    assert rules(with_figure(text={"en": replace(words, population="")})) == ["C112"]


@pytest.mark.parametrize("people", [10, 50, 200, 1000])
def test_all_figures_have_one_denominator(people: int) -> None:
    assert rules(with_figure(denominator=people)) == ["C113"]


# ---------------------------------------------------------------- facts that are still to be checked


def unproven(content: Content, *names: str) -> Content:
    facts = {name: replace(content.facts[name], confidence="RECALLED-CHECK") for name in names}
    return replace(content, facts={**content.facts, **facts})


def test_a_fact_that_is_still_to_be_checked_gives_no_number() -> None:
    content = unproven(load_or_raise(LEGAL_PACK), "tea-headache")
    found = list(truth_problems(content, all_texts(content), Places()))
    assert {problem.rule for problem in found} == {"C106", "C115"}
    assert {problem.file for problem in found if problem.rule == "C106"} == {"figures.yaml"}
    shown = {problem.message.split("”")[0] for problem in found if problem.rule == "C115"}
    assert shown == {"“12 of 100", "“7"}, "of the summaries, and of the figure's time"


def test_a_number_of_no_fact_is_wrong_whatever_else_is_still_to_be_checked() -> None:
    content = unproven(load_or_raise(LEGAL_PACK), "home-use-risk")
    page = replace(content.pages["en"]["warnings"], title="Are 13 cups too many?")
    assert rules(replace(content, pages={"en": {**content.pages["en"], page.id: page}})) == ["C103"]


def test_who_was_studied_may_be_told_from_a_note_in_the_source_line_only() -> None:
    content = load_or_raise(LEGAL_PACK)
    fact = replace(content.facts["tea-helps"], note="Adults under 65.")
    noted = replace(content, facts={**content.facts, fact.id: fact})
    page = noted.pages["en"]["better-sleep"]

    def with_page(**changes: str) -> list[str]:
        changed = replace(page, **changes)  # type: ignore[arg-type]  # texts only
        return rules(replace(noted, pages={"en": {**noted.pages["en"], page.id: changed}}))

    assert with_page(source_note="Adults under 65.") == []
    assert with_page(title="Are you under 65?") == ["C103"]


def test_a_text_without_facts_is_told_once() -> None:
    content = load_or_raise(LEGAL_PACK)
    page = replace(content.pages["en"]["your-rights"], facts=(), title="Nine?")
    found = list(truth_problems(replace(content, pages={"en": {page.id: page}}), page_texts(page), Places()))
    assert {problem.rule for problem in found} == {"C101", "C103"}
    assert [problem.field for problem in found if problem.rule == "C103"] == ["title"], "a title states nothing itself"
