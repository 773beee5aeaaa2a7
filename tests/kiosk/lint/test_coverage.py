from __future__ import annotations

from dataclasses import replace

from kiosk.content import CheckChoice, CheckItem, Content, Places, load_or_raise
from kiosk.lint.coverage import coverage_problems, giveaway_problems
from tests.kiosk.packs import SMALL_PACK


def item(number: int, right: int, texts: tuple[str, str, str] = ("one aa", "two bb", "six cc")) -> CheckItem:
    choices = tuple(
        CheckChoice(letter, text, "why", place == right)
        for place, (letter, text) in enumerate(zip("abc", texts, strict=True))
    )
    return CheckItem(f"i-{number}", "mk-stop", "what-it-is", f"Question {number}?", choices, "s", "k", "n")


def pack(*items: CheckItem) -> Content:
    return replace(load_or_raise(SMALL_PACK), checks={"en": {one.id: one for one in items}})


def giveaways(*items: CheckItem) -> list[str]:
    return [problem.rule for problem in giveaway_problems(pack(*items), Places())]


def test_even_checks_give_nothing_away() -> None:
    assert giveaways(*(item(number, number % 3) for number in range(9))) == []


def test_right_answers_in_one_place() -> None:
    assert giveaways(*(item(number, 1) for number in range(6))) == ["C203"]


def test_few_checks_say_nothing_about_places() -> None:
    assert giveaways(*(item(number, 1) for number in range(5))) == []


def test_right_answers_that_are_the_longest_or_shortest() -> None:
    def checks(right: str, wrong: str) -> list[CheckItem]:
        rows = ((right, wrong, wrong), (wrong, right, wrong), (wrong, wrong, right))
        return [item(number, number % 3, rows[number % 3]) for number in range(6)]

    assert giveaways(*checks("a word more", "a word")) == ["C204"]
    assert giveaways(*checks("a word", "a word more")) == ["C204"]
    assert giveaways(*checks("a word", "a word")) == []


def test_the_small_pack_is_covered() -> None:
    assert list(coverage_problems(load_or_raise(SMALL_PACK), Places())) == []


def test_the_same_question_in_other_dress() -> None:
    content = load_or_raise(SMALL_PACK)
    first, second = content.checks["en"].values()
    twin = replace(second, question=f"  {first.question.upper()} ")
    changed = replace(content, checks={"en": {first.id: first, twin.id: twin}})
    assert [problem.rule for problem in coverage_problems(changed, Places())] == ["C206"]
