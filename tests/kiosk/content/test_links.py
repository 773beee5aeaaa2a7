from __future__ import annotations

from dataclasses import replace

from kiosk.content import Places, Scope, load, load_or_raise
from kiosk.content.links import check_links
from tests.kiosk.packs import SMALL_PACK


def test_a_place_is_looked_for_from_the_inside_out() -> None:
    places = Places({("f", "a"): 3, ("f", "a.b"): 5})
    assert [places.line("f", name) for name in ("a.b", "a.b.c.d", "a.x", "z", "")] == [5, 5, 3, 1, 1]


def test_a_sound_pack_has_no_loose_ends() -> None:
    assert check_links(load_or_raise(SMALL_PACK), load(SMALL_PACK).places) == []


def test_every_user_of_a_lost_fact_is_named() -> None:
    content = load_or_raise(SMALL_PACK)
    facts = {name: fact for name, fact in content.facts.items() if name != "tea-helps"}
    found = check_links(replace(content, facts=facts), load(SMALL_PACK).places)
    assert {problem.rule for problem in found} == {"C021"}
    assert sorted((problem.file, problem.line) for problem in found) == [
        ("en/choices.yaml", 6),
        ("en/choices.yaml", 13),
        ("en/pages/better-sleep.md", 5),
        ("en/pages/what-is-open.md", 10),
        ("en/treatments/mint-tea.yaml", 9),
        ("en/treatments/mint-tea.yaml", 28),
        ("en/treatments/mint-tea.yaml", 29),
        ("figures.yaml", 6),
        ("topics.yaml", 1),
        ("treatments/mint-tea.yaml", 55),
    ]


def test_a_file_that_could_not_be_read_is_not_blamed_on_others() -> None:
    content = replace(load_or_raise(SMALL_PACK), facts={}, glossary={"en": {}})
    unread = Places(unread=frozenset({"facts.yaml", "en/glossary.yaml"}))
    assert check_links(content, unread) == []


def test_a_pack_without_treatments() -> None:
    content = replace(load_or_raise(SMALL_PACK), treatments={}, checks={"en": {}})
    assert [problem.rule for problem in check_links(content, Places())] == ["C025"]


def test_a_check_that_nobody_asks() -> None:
    content = load_or_raise(SMALL_PACK)
    extra = replace(content.checks["en"]["stop-a"], id="stop-c")
    found = check_links(replace(content, checks={"en": {**content.checks["en"], "stop-c": extra}}), Places())
    assert [(problem.rule, problem.field) for problem in found] == [("C021", "stop-c")]


def test_a_check_that_belongs_to_another_fact() -> None:
    content = load_or_raise(SMALL_PACK)
    treatment = content.treatments["mint-tea"]
    stop, choices = treatment.must_know
    changed = replace(treatment, must_know=(stop, replace(choices, items=(*choices.items, "stop-b"))))
    found = check_links(replace(content, treatments={"mint-tea": changed}), Places())
    assert [(problem.rule, problem.field) for problem in found] == [("C021", "must_know.mk-choices.items")]


def test_a_must_know_id_means_the_same_in_every_treatment() -> None:
    content = load_or_raise(SMALL_PACK)
    tea = content.treatments["mint-tea"]
    stop, choices = tea.must_know
    for other in (
        replace(stop, page="better-sleep"),
        replace(stop, facts=()),
        replace(stop, items=("stop-b", "stop-a")),
    ):
        second = replace(tea, id="sage-tea", must_know=(other, choices))
        found = check_links(replace(content, treatments={"mint-tea": tea, "sage-tea": second}), Places())
        assert [(problem.rule, problem.file) for problem in found] == [("C027", "treatments/sage-tea.yaml")]
    same = replace(tea, id="sage-tea", must_know=(stop, replace(choices, scope=Scope(("travel",), ("flask",)))))
    assert check_links(replace(content, treatments={"mint-tea": tea, "sage-tea": same}), Places()) == []
