from __future__ import annotations

from dataclasses import replace

from kiosk.content import (
    Block,
    Bullets,
    Card,
    CheckChoice,
    CheckItem,
    Content,
    Note,
    Page,
    Paragraph,
    Places,
    Span,
    load_or_raise,
)
from kiosk.lint.coverage import coverage_problems, giveaway_problems
from kiosk.lint.texts import plain
from tests.kiosk.packs import LEGAL_PACK, REAL_PACK


def item(number: int, right: int, texts: tuple[str, str, str] = ("one aa", "two bb", "six cc")) -> CheckItem:
    choices = tuple(
        CheckChoice(letter, text, "why", place == right)
        for place, (letter, text) in enumerate(zip("abc", texts, strict=True))
    )
    return CheckItem(f"i-{number}", "mk-stop", "what-it-is", f"Question {number}?", choices, "s", "k", "n")


def pack(*items: CheckItem) -> Content:
    return replace(load_or_raise(LEGAL_PACK), checks={"en": {one.id: one for one in items}})


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


def test_the_legal_pack_is_covered() -> None:
    assert list(coverage_problems(load_or_raise(LEGAL_PACK), Places())) == []


def test_the_same_question_in_other_dress() -> None:
    content = load_or_raise(LEGAL_PACK)
    first, second = (content.checks["en"][name] for name in ("stop-a", "stop-b"))
    twin = replace(second, question=f"  {first.question.upper()} ")
    changed = replace(content, checks={"en": {**content.checks["en"], twin.id: twin}})
    assert [problem.rule for problem in coverage_problems(changed, Places())] == ["C206"]


def test_a_sentence_counts_only_whole() -> None:
    content = load_or_raise(LEGAL_PACK)
    texts = content.must_know_texts["en"]
    for sentence, rules in (
        ("You can stop at any time.", []),
        ("stop at any time.", ["C207"]),
        ("You can stop at any", ["C207"]),
        ("Some people had a headache after they drank the tea.", ["C207"]),  # it stands on another page
    ):
        known = {"en": {**texts, "mk-stop": replace(texts["mk-stop"], sentences=(sentence,))}}
        found = list(coverage_problems(replace(content, must_know_texts=known), Places()))
        assert [problem.rule for problem in found] == rules


def test_a_problem_of_the_whole_pack_names_a_check_that_can_be_changed() -> None:
    (problem,) = giveaway_problems(pack(*(item(number, 1) for number in range(6))), Places())
    assert problem.field == "i-0"


# ---------------------------------------------------------------- every sentence that people must know


def changed(page: Page, sentence: str, new: str) -> Page:
    """Return the page with another text in a sentence's place, marks left out."""

    def part(block: Paragraph | Bullets | Note) -> Paragraph | Bullets | Note:
        if isinstance(block, Bullets):
            return Bullets(tuple((Span(plain(spans).replace(sentence, new)),) for spans in block.items))
        return type(block)((Span(plain(block.spans).replace(sentence, new)),))

    def whole(block: Block) -> Block:
        if isinstance(block, Card):
            return Card(block.icon, block.heading, tuple(map(part, block.blocks)), block.facts, block.source)  # type: ignore[arg-type]  # a card has no notes
        return part(block)

    return replace(page, blocks=tuple(map(whole, page.blocks)))


def test_without_any_must_know_sentence_the_content_is_refused() -> None:
    """The mutation test over all of them: each sentence gone, and each with its last word left out."""
    content = load_or_raise(REAL_PACK)
    assert list(coverage_problems(content, Places())) == []
    pages = content.pages["en"]
    entries = {entry.id: entry for one in content.treatments.values() for entry in one.must_know}
    taught = {name: content.must_know_texts["en"][name].sentences for name in entries}
    assert len(taught) >= 20
    assert all(taught.values())
    survived = []
    for name, sentences in taught.items():
        page = pages[entries[name].page]
        for sentence in sentences:
            for new in ("", f"{sentence.rsplit(' ', 1)[0]}."):
                mutant = replace(content, pages={"en": {**pages, page.id: changed(page, sentence, new)}})
                found = {(problem.rule, problem.file) for problem in coverage_problems(mutant, Places())}
                if found != {("C207", page.file)}:
                    survived.append((name, sentence, new, found))
    assert survived == []
