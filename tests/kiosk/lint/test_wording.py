from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.content import Places
from kiosk.lint.texts import Role, Text
from kiosk.lint.wording import _WORDINGS, _Wording, wording_problems


def rules(words: str, role: Role = Role.BODY, language: str = "en") -> list[str]:
    text = Text(language, "f", "x", role, "u", words)
    return [problem.rule for problem in wording_problems([text], Places())]


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("I waive my right to sue.", "C401"),
        ("You release the clinic from all liability.", "C401"),
        ("I assume full responsibility for what happens.", "C401"),
        ("I accept all risks.", "C401"),
        ("You give up your legal rights.", "C401"),
        ("You take it at your own risk.", "C401"),
        ("You agree not to sue.", "C401"),
        ("The clinic is not liable for harm.", "C401"),
        ("A breakthrough in care.", "C402"),
        ("A miracle drug.", "C402"),
        ("It is safe and effective.", "C402"),
        ("We guarantee that it works.", "C402"),
        ("You should choose ketamine.", "C402"),
        ("It cures depression.", "C402"),
        ("It is life-changing.", "C402"),
        ("It is risk-free.", "C402"),
        ("64 % felt better.", "C403"),
        ("64 percent felt better.", "C403"),
        ("A rare harm is a fit.", "C404"),
        ("This is very common.", "C404"),
        ("The odds ratio was high.", "C405"),
        ("The NNT is low.", "C405"),
        ("The relative risk fell.", "C405"),
        ("You are three times more likely to be well.", "C405"),
        ("It doubles the risk.", "C405"),
        ("It halves your chance.", "C405"),
        ("The hazard ratio was low.", "C405"),
        ("It is a two-fold higher risk.", "C405"),
        ("It is twice as likely.", "C405"),
        ("Your ink is a biometric.", "C406"),
        ("We keep your biometrics.", "C406"),
        ("We strongly recommend that you say yes.", "C402"),
        ("You must sign.", "C402"),
        ("It is the right choice for you.", "C402"),
        ("It is state of the art.", "C402"),
        ("A game-changer in care.", "C402"),
        ("There is nothing to lose.", "C402"),
        ("Do not miss it.", "C402"),
        ("HOLD HARMLESS.", "C401"),
    ],
)
def test_banned_words_are_found(words: str, rule: str) -> None:
    assert rules(words) == [rule]


@pytest.mark.parametrize(
    "words",
    [
        "You do not give up any legal rights.",
        "Signing does not waive your rights.",
        "No one can guarantee that it works.",
        "It is not a cure.",
        "Your care team will secure the line.",
        "Rarely: about 1 of 1,000 people.",
        "Common effects are these.",
        "You choose. We are glad to help.",
        "A drawn name is not a biometric.",
        "Some people take more than others.",
        "A common drug is water.",
    ],
)
def test_plain_and_denied_words_pass(words: str) -> None:
    assert rules(words) == []


def test_a_denial_in_the_sentence_before_denies_nothing() -> None:
    assert rules("It is not new. It is a miracle.") == ["C402"]


def test_wrong_answers_and_other_languages_are_left_alone() -> None:
    assert rules("It is a miracle.", Role.WRONG) == []
    assert rules("It is a miracle.", language="xx") == []
    assert rules("Is this rare?", Role.QUESTION) == []


def test_a_wording_is_found_among_texts_without_it() -> None:
    """What stands in no text at all is not looked for; what stands in one is looked for in that one only."""
    words = ("You can stop.", "A miracle.", "We may wait.", "A MIRACLE, again.")
    texts = [Text("en", f"f{place}", "x", Role.BODY, "u", text) for place, text in enumerate(words)]
    found = list(wording_problems(texts, Places()))
    assert [(problem.rule, problem.file) for problem in found] == [("C402", "f1"), ("C402", "f3")]


@pytest.mark.parametrize("wording", _WORDINGS, ids=lambda one: one.mark)
@given(data=st.data())
@settings(max_examples=25)
def test_a_mark_stands_in_whatever_its_pattern_finds(wording: _Wording, data: st.DataObject) -> None:
    """So the quick look, for the mark alone, hides no match."""
    ascii_only = st.characters(codec="ascii")
    assert wording.mark in data.draw(st.from_regex(wording.pattern, fullmatch=True, alphabet=ascii_only)).lower()
