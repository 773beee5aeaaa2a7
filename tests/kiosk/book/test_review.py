"""What a booklet is about: who gets what, which pages and facts are in it, and how works are numbered."""

from __future__ import annotations

from dataclasses import replace

from kiosk.book.review import label, plain, small
from kiosk.content import Scope
from kiosk.document import Paragraph, Run
from tests.kiosk.book.books import review, small_content


def test_the_pages_of_all_paths_stand_in_their_order() -> None:
    assert review().path == ("what-it-is", "better-sleep", "side-effects", "what-is-open", "side-by-side")


def test_one_reason_leaves_out_what_is_for_others() -> None:
    found = review(reason="sleep")
    assert found.path == ("what-it-is", "better-sleep", "side-effects", "what-is-open")
    assert [(one.reasons, one.route) for one in found.variants()] == [(("sleep",), "cup"), (("sleep",), "flask")]


def test_what_is_for_some_says_for_whom() -> None:
    scope = Scope(("travel",), ("flask",))
    assert review().marks(scope) == "Only for: A long journey. Only by: From a flask."
    assert review(reason="travel").marks(scope) == "Only by: From a flask."
    assert review().marks(Scope()) == ""
    assert not review(reason="sleep").holds(scope)
    assert review(reason="travel").holds(scope)


def test_a_way_has_the_treatments_name_then_the_programs_then_its_id() -> None:
    found = review()
    assert found.route_name("cup") == "From a cup"
    assert found.route_name("intravenous") == "Slowly into a vein (infusion)"
    assert found.route_name("pipe") == "pipe"


def test_pages_behind_conditions_and_of_the_library_are_in_it_once() -> None:
    whole = review()
    assert (whole.why, whole.optional) == ((), ())
    assert replace(whole, library=True).optional == ()
    less = tuple(
        replace(section, pages=tuple(page for page in section.pages if page not in {"side-effects", "what-is-open"}))
        for section in whole.treatment.sections
    )
    found = review(sections=less)
    assert found.why == ("side-effects",)
    assert found.pages == ("what-it-is", "better-sleep", "side-by-side", "side-effects")
    assert replace(found, library=True).optional == ("what-is-open",)
    assert replace(found, library=True).pages == (*found.pages, "what-is-open")


def test_a_pages_facts_are_those_of_its_cards_figure_and_must_know_too() -> None:
    found = review()
    assert found.facts_of("what-is-open") == ("tea-unknown", "tea-helps")
    assert found.facts_of("side-by-side") == ("tea-helps",)
    assert found.facts_of("better-sleep") == ("tea-helps",)


def test_facts_that_stand_with_no_page_are_kept_apart() -> None:
    assert review().other_facts == ()
    sections = tuple(replace(section, pages=()) for section in review().treatment.sections)
    bare = review(sections=sections, must_know=(), conditions=())
    assert set(bare.other_facts) == {"tea-helps", "tea-unknown", "tea-headache"}
    assert bare.page_facts == ()
    assert bare.facts == bare.other_facts


def test_works_are_numbered_by_their_short_names() -> None:
    assert review().numbers == {"adams-2020": 1, "berg-2021": 2}
    assert [work.short for work in review().works] == ["Adams and others, 2020", "Berg, 2021"]


def test_words_are_those_of_the_pages_and_of_the_form() -> None:
    assert review().terms == ("mint", "trial")
    text = replace(small_content().treatments["mint-tea"].text["en"], document_sections=())
    sections = tuple(replace(section, pages=()) for section in review().treatment.sections)
    assert review(sections=sections, conditions=(), text={"en": text}).terms == ()


def test_small_pieces_of_text() -> None:
    assert plain("a") == (Run("a"),)
    assert small("a") == Paragraph((Run("a"),), "small")
    assert label("A:", "b") == (Run("A: ", bold=True), Run("b"))
    assert review().cited(["x", "y", "x"]) == "Facts: x, y"
    assert review().cited([]) == ""
