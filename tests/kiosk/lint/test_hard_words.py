from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from kiosk.content import Content, Paragraph, Places, Span, load, load_or_raise
from kiosk.lint.hard_words import hard_word_problems, is_hard, smog, smog_problems
from kiosk.lint.texts import all_texts
from tests.kiosk.packs import LEGAL_PACK


def with_text(content: Content, *spans: Span) -> Content:
    page = replace(content.pages["en"]["what-it-is"], blocks=(Paragraph(spans),))
    return replace(content, pages={"en": {**content.pages["en"], page.id: page}})


def hard(content: Content) -> list[str]:
    """Return the words that are shown as hard."""
    problems = list(hard_word_problems(content, all_texts(content), Places()))
    assert all(problem.rule == "C307" for problem in problems)
    return [problem.message.split("”")[0].removeprefix("“") for problem in problems]


@pytest.mark.parametrize("word", ["procedure", "dissociation", "medication", "administered"])
def test_a_word_is_hard_by_its_syllables(word: str) -> None:
    assert is_hard(word)


@pytest.mark.parametrize("word", ["grandmother", "together", "yesterday", "tea", "blood", "through", "asleep"])
def test_a_word_that_fourth_graders_know_is_not_hard(word: str) -> None:
    assert not is_hard(word)


def test_a_hard_word_is_shown_with_its_place() -> None:
    loaded = load(LEGAL_PACK)
    assert loaded.content is not None
    content = with_text(loaded.content, Span("Ask about the procedure, and ask about the Procedure."))
    (problem,) = hard_word_problems(content, all_texts(content), loaded.places)
    assert (problem.rule, problem.file, problem.line) == ("C307", "en/pages/what-it-is.md", 9)
    assert problem.message.startswith("“procedure” is a hard word: ")


def test_a_word_is_explained_by_the_glossary_by_a_link_or_by_the_list_of_plain_words() -> None:
    content = load_or_raise(LEGAL_PACK)
    text = Span("They cover the procedure.")
    assert hard(with_text(content, text)) == ["procedure"]
    term = replace(content.glossary["en"]["trial"], id="procedure", word="Procedure")
    glossary = {"en": {**content.glossary["en"], "procedure": term}}
    assert hard(with_text(replace(content, glossary=glossary), text)) == []
    assert hard(with_text(content, text, Span(" A "), Span("procedure", term="trial"), Span("."))) == []
    plain_words: dict[str, tuple[str, ...]] = {"en": ("esketamine", "procedure")}
    assert hard(with_text(replace(content, plain_words=plain_words), text)) == []


@pytest.mark.parametrize("word", ["procedures", "procedure’s", "procedured", "pre-procedure"])
def test_an_explained_word_is_known_in_its_forms_and_parts(word: str) -> None:
    content = load_or_raise(LEGAL_PACK)
    known = replace(content, plain_words={"en": ("procedure",)})
    assert hard(with_text(known, Span(f"They cover the {word}."))) == []


def test_a_part_that_nobody_explains_makes_the_whole_hard() -> None:
    content = replace(load_or_raise(LEGAL_PACK), plain_words={"en": ("procedure",)})
    assert hard(with_text(content, Span("They cover the medication-procedure."))) == ["medication-procedure"]


def test_what_a_patient_reads_only_after_an_answer_is_left_to_its_grade() -> None:
    content = load_or_raise(LEGAL_PACK)
    item = replace(content.checks["en"]["stop-a"], safe="They cover the procedure.")
    checks = {"en": {**content.checks["en"], item.id: item}}
    assert hard(replace(content, checks=checks)) == []
    asked = replace(item, question="What is the procedure?")
    assert hard(replace(content, checks={"en": {**checks["en"], item.id: asked}})) == ["procedure"]


def test_smog_tells_hard_from_easy() -> None:
    easy = "We drank the tea and went to bed. " * 30
    hard_text = "Participants reported considerable deterioration. " * 30
    assert smog(easy) < 5
    assert smog(hard_text) > 12


def test_each_treatment_is_shown_once_with_its_hardest_path() -> None:
    content = load_or_raise(LEGAL_PACK)

    def grade(text: str) -> float:
        return 9.5 if "off-label" in text else 8.5

    problems = list(smog_problems(content, Places(), grade))
    assert [(problem.rule, problem.file) for problem in problems] == [
        ("C306", "treatments/mint-spray.yaml"),
        ("C306", "treatments/mint-tea.yaml"),
    ]
    assert "for the reason 'travel'" in problems[0].message
    assert "grade 9.5" in problems[0].message


def test_a_path_of_grade_eight_passes() -> None:
    assert list(smog_problems(load_or_raise(LEGAL_PACK), Places(), lambda _text: 8.0)) == []


def test_each_path_is_graded_once_and_without_the_words_of_the_glossary() -> None:
    content = load_or_raise(LEGAL_PACK)
    seen: list[str] = []

    def grade(text: str) -> float:
        seen.append(text)
        return 0

    assert list(smog_problems(content, Places(), grade)) == []
    assert len(seen) == len(set(seen)) == 3  # the tea by two ways and for two reasons is one path
    assert all("mint" not in text.lower() for text in seen)


def test_another_language_has_no_hard_words() -> None:
    content = with_text(load_or_raise(LEGAL_PACK), Span("Ask about the procedure."))
    texts = [msgspec.structs.replace(text, language="xx") for text in all_texts(content)]
    assert list(hard_word_problems(content, texts, Places())) == []
