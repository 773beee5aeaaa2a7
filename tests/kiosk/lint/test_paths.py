from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from kiosk.content import Content, Note, Page, Places, Span, Treatment, load, load_or_raise
from kiosk.errors import Problem
from kiosk.lint.paths import ELEMENTS, Limits, length_problems, path_problems
from tests.kiosk.packs import LEGAL_PACK, REAL_PACK

LIMITS = Limits(least_minutes=0)
TEA, SPRAY = "mint-tea", "mint-spray"


@pytest.fixture(scope="module")
def content() -> Content:
    return load_or_raise(LEGAL_PACK)


def problems(content: Content, limits: Limits = LIMITS) -> list[Problem]:
    return list(path_problems(content, Places(), limits))


def rules(content: Content) -> list[tuple[str, str]]:
    """Return each problem's rule with the treatment or the page that it is shown at."""
    return [(problem.rule, problem.file.rpartition("/")[2].partition(".")[0]) for problem in problems(content)]


def with_treatment(content: Content, name: str, change: Callable[[Treatment], Treatment]) -> Content:
    return replace(content, treatments={**content.treatments, name: change(content.treatments[name])})


def with_elements(content: Content, name: str, **pages: tuple[str, ...]) -> Content:
    return with_treatment(content, name, lambda one: replace(one, elements={**one.elements, **pages}))


def with_page(content: Content, name: str, change: Callable[[Page], Page]) -> Content:
    pages = content.pages["en"]
    return replace(content, pages={"en": {**pages, name: change(pages[name])}})


def saying(text: str) -> Callable[[Page], Page]:
    return lambda page: replace(page, blocks=(*page.blocks, Note((Span(text),))))


def words(count: int) -> Callable[[Page], Page]:
    return lambda page: replace(page, words=count)


def test_the_legal_pack_and_the_real_one_have_good_paths(content: Content) -> None:
    assert problems(content) == []
    real = load(REAL_PACK)
    assert real.content is not None
    assert list(path_problems(real.content, real.places, Limits())) == []
    assert list(length_problems(real.content, real.places, Limits())) == []


# ---------------------------------------------------------------- elements and facts


def test_the_elements_are_those_of_the_standards() -> None:
    assert set(ELEMENTS.values()) == {"K1", "F3", "F4", "F7", "F10", "C7", "C8", "R4"}


@pytest.mark.parametrize("element", ELEMENTS)
def test_each_element_is_missed(content: Content, element: str) -> None:
    """Whatever else is then wrong, a treatment without the element is refused, and the message names both."""
    found = [problem for problem in problems(with_elements(content, TEA, **{element: ()})) if problem.rule == "C701"]
    assert len(found) == 1, "once, not for each of the four paths"
    assert f"'{element}' ({ELEMENTS[element]}) for the reason 'sleep', route 'cup'" in found[0].message


@pytest.mark.parametrize(
    ("treatment", "element"), [(TEA, "off_label"), (TEA, "fda_warning"), (SPRAY, "status"), (SPRAY, "rems")]
)
def test_each_product_has_elements_of_its_own(content: Content, treatment: str, element: str) -> None:
    assert rules(with_elements(content, treatment, **{element: ()})) == [("C701", treatment)]


def test_another_product_has_none(content: Content) -> None:
    other = with_treatment(content, TEA, lambda one: replace(one, product="mint", approved_for=one.reasons))
    assert rules(with_elements(other, TEA, off_label=(), fda_warning=())) == []


@pytest.mark.parametrize(("treatment", "page"), [(TEA, "warnings"), (SPRAY, "spray-rules")])
def test_each_fact_that_a_product_asks_for_is_missed(content: Content, treatment: str, page: str) -> None:
    facts = content.pages["en"][page].facts
    for fact in facts:
        rest = tuple(one for one in facts if one != fact)
        without = with_page(content, page, lambda one, rest=rest: replace(one, facts=rest))  # type: ignore[misc]
        found = problems(without)
        assert {(problem.rule, problem.file) for problem in found} == {("C702", f"treatments/{treatment}.yaml")}
        assert fact in found[0].message


def test_another_fact_of_the_same_thing_will_do(content: Content) -> None:
    facts = content.pages["en"]["warnings"].facts
    other = tuple("bladder-recreational-prevalence" if "bladder" in fact else fact for fact in facts)
    assert rules(with_page(content, "warnings", lambda page: replace(page, facts=other))) == []


def test_an_element_that_some_path_lacks_is_missed(content: Content) -> None:
    """The spray's page on off-label use is for journeys only: nobody else has it on the path."""
    found = problems(with_elements(content, SPRAY, cost=("spray-off-label",)))
    assert [(problem.rule, "for the reason 'sleep'" in problem.message) for problem in found] == [("C701", True)]


def test_the_key_information_comes_first(content: Content) -> None:
    assert rules(with_elements(content, TEA, key_information=("warnings",))) == [("C703", TEA)]
    assert rules(with_elements(content, TEA, key_information=("warnings", "what-it-is"))) == []


# ---------------------------------------------------------------- balance


@pytest.mark.parametrize(
    ("benefit", "risk", "expected"),
    [(75, 100, []), (74, 100, ["C704"]), (100, 75, []), (100, 74, ["C704"]), (100, 100, [])],
)
def test_words_within_a_quarter(content: Content, benefit: int, risk: int, expected: list[str]) -> None:
    changed = with_page(with_page(content, "better-sleep", words(benefit)), "side-effects", words(risk))
    assert [rule for rule, _ in rules(changed)] == expected * 2  # both treatments use both pages


@pytest.mark.parametrize(
    ("benefits", "risks", "expected"), [(3, 4, []), (4, 3, []), (2, 3, ["C705"]), (1, 2, ["C705"])]
)
def test_pages_within_a_quarter(content: Content, benefits: int, risks: int, expected: list[str]) -> None:
    pages = [page for page in content.treatments[TEA].pages if not content.pages["en"][page].figure]
    even = content
    for page in pages:
        even = with_page(even, page, words(60 * max(benefits, risks)))
    changed = with_elements(even, TEA, benefits=tuple(pages[:benefits]), risks=tuple(pages[-risks:]))
    assert [rule for rule, _ in rules(changed) if rule == "C705"] == expected


@pytest.mark.parametrize(
    ("benefits", "risks", "expected"), [(1, 2, []), (2, 3, []), (0, 1, []), (1, 3, ["C706"]), (3, 1, ["C706"])]
)
def test_figures_may_be_one_apart(content: Content, benefits: int, risks: int, expected: list[str]) -> None:
    pages = content.treatments[TEA].pages
    sides = tuple(pages[:3]), tuple(pages[3:])
    changed = with_elements(content, TEA, benefits=sides[0], risks=sides[1])
    for side, count in zip(sides, (benefits, risks), strict=True):
        for place, page in enumerate(side):
            figure = "sleep" if place < count else ""
            changed = with_page(changed, page, lambda one, figure=figure: replace(one, figure=figure))  # type: ignore[misc]
    assert [rule for rule, _ in rules(changed) if rule == "C706"] == expected


def test_the_limit_can_be_another(content: Content) -> None:
    assert problems(content, Limits(least_minutes=0, balance=0.95)) != []


# ---------------------------------------------------------------- length and teach-backs


def minutes(content: Content, limits: Limits) -> list[str]:
    found = list(length_problems(content, Places(), limits))
    assert all(problem.rule == "C308" for problem in found)
    return [problem.message for problem in found]


def test_the_shortest_and_the_longest_path_are_shown(content: Content) -> None:
    assert minutes(content, LIMITS) == []
    assert len(minutes(content, Limits())) == 2
    spray, tea = minutes(content, Limits(least_minutes=0, most_minutes=1, words_per_minute=100))
    assert "reason 'travel', route 'nose'" in spray  # it has one page more
    assert "move depth into the library" in tea
    (short,) = minutes(content, Limits(least_minutes=2.5, words_per_minute=180))
    assert "reason 'sleep', route 'nose'" in short


def test_the_limits_themselves_pass(content: Content) -> None:
    count = sum(content.pages["en"][page].words for page in content.treatments[TEA].variant("sleep").pages)
    alone = replace(content, treatments={TEA: content.treatments[TEA]})
    assert minutes(alone, Limits(least_minutes=1, most_minutes=1, words_per_minute=count)) == []


def test_three_teach_backs_are_enough(content: Content) -> None:
    assert rules(with_treatment(content, TEA, lambda one: replace(one, teach_back=one.teach_back[:2]))) == [
        ("C208", TEA)
    ]


# ---------------------------------------------------------------- two products


@pytest.mark.parametrize(
    "text",
    [
        "Esketamine is approved for this.",
        "It is FDA-approved. That is true of esketamine, which was approved in 2019.",
        "The state approved a spray of esketamine!",
    ],
)
def test_a_ketamine_path_says_nothing_of_an_approval(content: Content, text: str) -> None:
    assert rules(with_page(content, "warnings", saying(text))) == [("C707", "warnings")]
    assert rules(with_page(content, "spray-rules", saying(text))) == [], "on its own path it may stand"


@pytest.mark.parametrize(
    "text", ["Esketamine is another product.", "Ketamine is not approved for this. Esketamine is a spray.", "Approved."]
)
def test_a_ketamine_path_may_name_the_other_product(content: Content, text: str) -> None:
    assert rules(with_page(content, "warnings", saying(text))) == []


def test_off_label_is_said_only_where_it_is(content: Content) -> None:
    everywhere = with_page(content, "what-it-is", saying("This is off label use."))
    assert rules(everywhere) == [("C708", "what-it-is")]
    assert rules(with_page(content, "what-it-is", saying("A label is on it."))) == []
    approved_for_all = with_treatment(content, SPRAY, lambda one: replace(one, approved_for=one.reasons))
    assert {rule for rule, _ in rules(approved_for_all)} == {"C708"}
    never = with_treatment(content, SPRAY, lambda one: replace(one, approved_for=()))
    found = problems(never)
    assert [problem.rule for problem in found] == ["C709"]
    assert "the reason 'sleep'" in found[0].message


def test_a_form_that_says_off_label_is_not_enough_by_itself_for_the_reason_it_is_not_for(content: Content) -> None:
    """The form of the spray says it for journeys: for sleep, nothing does once it is not approved any more."""
    silent = with_page(content, "spray-off-label", lambda page: replace(page, title="A word", blocks=()))
    assert rules(silent) == [], "the form says it, for journeys"
    text = content.treatments[SPRAY].text["en"]
    wordless = replace(text, document_sections=())
    mute = with_treatment(silent, SPRAY, lambda one: replace(one, text={"en": wordless}))
    assert rules(mute) == [("C709", SPRAY)]


def test_each_thing_is_said_once_for_all_paths(content: Content) -> None:
    found = problems(with_elements(content, TEA, cost=(), time=()))
    assert [re.findall(r"covers '(\w+)'", problem.message) for problem in found] == [["time"], ["cost"]]
