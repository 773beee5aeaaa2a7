from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.content import Content, Places, load_or_raise
from kiosk.lint.texts import all_texts
from kiosk.lint.truth import truth_problems
from tests.kiosk.packs import SMALL_PACK


def rules(content: Content) -> list[str]:
    return [problem.rule for problem in truth_problems(content, all_texts(content), Places())]


def with_counts(mint: int, water: int, **fact: object) -> Content:
    content = load_or_raise(SMALL_PACK)
    entry = {**content.facts["tea-helps"].figures[0], **fact}
    facts = {**content.facts, "tea-helps": replace(content.facts["tea-helps"], figures=(entry,))}
    figure = replace(content.figures["sleep"], counts=(("mint-tea", mint), ("hot-water", water)))
    return replace(content, facts=facts, figures={**content.figures, "sleep": figure})


def test_the_small_pack_is_true() -> None:
    assert rules(load_or_raise(SMALL_PACK)) == []


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
    content = load_or_raise(SMALL_PACK)
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
