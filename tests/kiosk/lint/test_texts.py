from __future__ import annotations

from collections import Counter

from kiosk.content import Scope, Span, load, load_or_raise
from kiosk.lint.texts import Role, all_texts, page_texts, plain, treatment_texts
from tests.kiosk.packs import LEGAL_PACK


def test_plain_joins_spans() -> None:
    assert plain((Span("a "), Span("b", bold=True))) == "a b"


def test_every_kind_of_text_is_there_with_its_place() -> None:
    texts = list(all_texts(load_or_raise(LEGAL_PACK)))
    assert {text.role for text in texts} == set(Role)
    places = Counter((text.file, text.field) for text in texts)
    assert {place for place, count in places.items() if count > 1} == {
        ("en/pages/what-it-is.md", "body.2"),  # the items of a list share the list's place
        ("en/pages/what-is-open.md", "body.2.1"),
        *((f"en/pages/{page}.md", "body.1") for page in ("spray-rules", "warnings", "your-rights")),
        ("en/teach_back.yaml", "mk-stop.listen_for"),
    }
    assert all(text.text for text in texts)


def test_a_card_rests_on_its_own_facts() -> None:
    texts = list(page_texts(load_or_raise(LEGAL_PACK).pages["en"]["what-is-open"]))
    assert [(text.field, text.facts) for text in texts if text.field.startswith("body.1")] == [
        ("body.1", ("tea-unknown",)),
        ("body.1.0", ("tea-unknown",)),
    ]
    assert texts[1].facts == ("tea-unknown", "tea-helps")


def test_a_check_may_use_what_its_page_shows() -> None:
    texts = [text for text in all_texts(load_or_raise(LEGAL_PACK)) if text.unit == "stop-a"]
    assert {text.facts for text in texts} == {("tea-may-stop",)}
    assert [text.role for text in texts].count(Role.WRONG) == 2


def test_the_words_of_a_choice_are_mended_where_they_are_written() -> None:
    loaded = load(LEGAL_PACK)
    assert loaded.content is not None
    content = loaded.content
    page = content.pages["en"]["side-by-side"]
    shown = {text.text: text for text in page_texts(page, content.choices["en"])}
    lines = (LEGAL_PACK / "en/choices.yaml").read_text(encoding="utf-8").splitlines()
    for words, start in (
        ("Hot water", "    name: Hot water"),
        ("What it is. Plain water that was made hot. It has no mint.", "      what: "),
        ("What helps. In the same trial, 28 of 100 people slept better.", "      helps: "),
    ):
        problem = shown[words].problem("C999", "wrong: right it", loaded.places)
        assert problem.file == "en/choices.yaml"
        assert lines[problem.line - 1].startswith(start)
    assert shown[page.title].problem("C999", "wrong: right it", loaded.places).file == page.file
    alone = [(text.written_in, text.written_as) for text in page_texts(page)]
    assert set(alone) == {("", "")}


def test_the_words_of_a_treatment_know_whom_they_are_for() -> None:
    content = load_or_raise(LEGAL_PACK)
    scoped = [text for text in treatment_texts(content.treatments["mint-tea"], "en") if text.scope != Scope()]
    assert [(text.text, text.scope) for text in scoped] == [
        ("Nobody has looked at sleep on a journey.", Scope(("travel",), ("flask",))),
        ("Keep the flask closed.", Scope((), ("flask",))),
    ]


def test_what_is_told_back_rests_on_the_facts_of_the_must_know() -> None:
    texts = [text for text in all_texts(load_or_raise(LEGAL_PACK)) if text.role in {Role.TEACH_BACK, Role.LISTEN}]
    assert {text.unit: text.facts for text in texts} == {
        "mk-stop": ("tea-may-stop",),
        "mk-headache": ("tea-headache",),
        "mk-choices": ("tea-helps",),
    }
