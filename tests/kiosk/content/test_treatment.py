from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.content import Scope, Treatment, load_or_raise
from tests.kiosk.packs import SMALL_PACK

IDS = st.tuples() | st.tuples(st.sampled_from("abc")) | st.just(("a", "b"))


def tea() -> Treatment:
    return load_or_raise(SMALL_PACK).treatments["mint-tea"]


@given(IDS, IDS, st.sampled_from("abc"), st.sampled_from("abc"))
def test_an_entry_is_for_those_it_names_and_for_all_if_it_names_none(
    reasons: tuple[str, ...], routes: tuple[str, ...], reason: str, route: str
) -> None:
    wanted = (reason in reasons or not reasons) and (route in routes or not routes)
    assert Scope(reasons, routes).holds(reason, route) == wanted


@pytest.mark.parametrize(
    ("reason", "route", "own"),
    [("sleep", "cup", False), ("sleep", "flask", False), ("travel", "cup", False), ("travel", "flask", True)],
)
def test_a_variant_has_what_is_for_its_reason_and_route(reason: str, route: str, own: bool) -> None:
    variant = tea().variant(reason, route)
    assert (variant.reasons, variant.routes, variant.route) == ((reason,), (route,), route)
    assert ("side-by-side" in variant.pages) == own
    assert [entry.id for entry in variant.must_know] == ["mk-stop", "mk-choices"][: 1 + own]
    assert variant.elements == {"purpose": ("what-it-is",), "alternatives": ("side-by-side",) if own else ()}
    text = variant.text["en"]
    assert len(text.benefits) == (2 if reason == "travel" else 1)
    assert [section.id for section in text.document_sections] == ["benefits", "flask"][: 1 + (route == "flask")]
    assert [section.id for section in variant.sections] == [section.id for section in tea().sections]


def test_without_a_route_the_first_one_is_taken() -> None:
    assert tea().variant("travel") == tea().variant("travel", "cup")
    assert tea().route == "cup"


def test_a_variant_of_a_variant_is_the_same() -> None:
    for one in tea().variants():
        assert one.variant(one.reasons[0]) == one
    assert len(tea().variants()) == 4


@pytest.mark.parametrize(("reason", "route"), [("fun", "cup"), ("sleep", "jug"), ("", "")])
def test_what_is_not_offered_has_no_variant(reason: str, route: str) -> None:
    with pytest.raises(KeyError, match="mint-tea"):
        tea().variant(reason, route)


def test_a_teach_back_that_is_not_for_all_is_left_out_where_it_does_not_belong() -> None:
    both = replace(tea(), teach_back=("mk-choices", "mk-stop"))
    assert both.variant("sleep").teach_back == ("mk-stop",)
    assert both.variant("travel", "flask").teach_back == ("mk-choices", "mk-stop")
