from __future__ import annotations

import dataclasses

import pytest

from kiosk.content import Bullets, Card, Page, Paragraph, Span, load_or_raise
from tests.kiosk.packs import SMALL_PACK


def test_terms_of_a_page_stand_in_order_and_once() -> None:
    page = load_or_raise(SMALL_PACK).pages["en"]["what-it-is"]
    first, second = Span("a", term="a"), Span("b", term="b")
    card = Card("clock", "Card", (Bullets(((second, first), (second,))),), (), "")
    assert dataclasses.replace(page, blocks=(Paragraph((first, Span("plain"))), card)).terms == ("a", "b")


def test_the_runs_of_a_page_stand_in_order() -> None:
    page = load_or_raise(SMALL_PACK).pages["en"]["side-by-side"]
    assert [span.text for span in page.spans if span.bold] == [
        "What it is.",
        "What helps.",
        "64 of 100",
        "What it is.",
        "What helps.",
    ]


def test_reading_minutes_count_words_and_checks() -> None:
    content = load_or_raise(SMALL_PACK)
    words = sum(page.words for page in content.pages["en"].values())
    whole = content.reading_minutes("mint-tea", "en", reason="travel", route="flask", words_per_minute=100)
    assert whole == round(words / 100 + 1)
    words -= content.pages["en"]["side-by-side"].words
    assert content.reading_minutes("mint-tea", "en", words_per_minute=100) == round(words / 100 + 0.5) < whole


def test_the_model_is_frozen() -> None:
    page: Page = load_or_raise(SMALL_PACK).pages["en"]["what-it-is"]
    with pytest.raises(dataclasses.FrozenInstanceError):
        page.title = "Other"  # type: ignore[misc]  # that it cannot be done is what is tested
