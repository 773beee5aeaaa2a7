from __future__ import annotations

from collections import Counter

from kiosk.content import Span, load_or_raise
from kiosk.lint.texts import Role, all_texts, page_texts, plain
from tests.kiosk.packs import SMALL_PACK


def test_plain_joins_spans() -> None:
    assert plain((Span("a "), Span("b", bold=True))) == "a b"


def test_every_kind_of_text_is_there_with_its_place() -> None:
    texts = list(all_texts(load_or_raise(SMALL_PACK)))
    assert {text.role for text in texts} == set(Role)
    places = Counter((text.file, text.field) for text in texts)
    assert {place for place, count in places.items() if count > 1} == {
        ("en/pages/what-it-is.md", "body.2"),  # the items of a list share the list's place
        ("en/pages/what-is-open.md", "body.2.1"),
    }
    assert all(text.text for text in texts)


def test_a_card_rests_on_its_own_facts() -> None:
    texts = list(page_texts(load_or_raise(SMALL_PACK).pages["en"]["what-is-open"]))
    assert [(text.field, text.facts) for text in texts if text.field.startswith("body.1")] == [
        ("body.1", ("tea-unknown",)),
        ("body.1.0", ("tea-unknown",)),
    ]
    assert texts[1].facts == ("tea-unknown", "tea-helps")


def test_a_check_may_use_what_its_page_shows() -> None:
    texts = [text for text in all_texts(load_or_raise(SMALL_PACK)) if text.unit == "stop-a"]
    assert {text.facts for text in texts} == {("tea-may-stop",)}
    assert [text.role for text in texts].count(Role.WRONG) == 2
