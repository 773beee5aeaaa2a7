from __future__ import annotations

import pytest

from kiosk.content import Fact, Scope
from kiosk.content.fields import Fields
from kiosk.content.source import Node, Report, parse_yaml
from kiosk.content.structure import (
    keep,
    read_facts,
    read_figures,
    read_pack,
    read_references,
    read_treatment,
)
from tests.kiosk.packs import SMALL_PACK


def node_of(text: str) -> tuple[Node, Report]:
    report = Report("x.yaml")
    node = parse_yaml(text, report)
    assert node is not None
    return node, report


def small(name: str) -> tuple[Node, Report]:
    return node_of((SMALL_PACK / name).read_text(encoding="utf-8"))


def test_the_head_of_a_pack() -> None:
    head = read_pack(*small("pack.yaml"))
    assert (head.id, head.version, head.reviewed_by) == ("small-pack", "0.1", "")
    assert [(language.id, language.direction) for language in head.languages] == [("en", "ltr")]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("default_language: en", "default_language: fr", "C021"),
        ("status: draft", "status: clinically-reviewed", "C010"),
        ("direction: ltr", "direction: up", "C013"),
        ("status: written}", "status: written}\n  - {id: en, name: E, direction: ltr, status: written}", "C020"),
    ],
)
def test_a_wrong_head(old: str, new: str, rule: str) -> None:
    node, report = node_of((SMALL_PACK / "pack.yaml").read_text(encoding="utf-8").replace(old, new))
    read_pack(node, report)
    assert [problem.rule for problem in report.problems] == [rule]


def test_facts_keep_their_numbers_as_written() -> None:
    facts = read_facts(*small("facts.yaml"))
    assert facts["tea-helps"].figures[0]["treatment_pct"] == 64.3
    assert facts["tea-helps"].figures[0]["timepoint"] == "7 days"
    assert facts["tea-unknown"].note == ""


def test_a_figure_of_a_fact_holds_single_values() -> None:
    text = (SMALL_PACK / "facts.yaml").read_text(encoding="utf-8").replace("outcome: headache", "outcome: [headache]")
    node, report = node_of(text)
    read_facts(node, report)
    assert [problem.rule for problem in report.problems] == ["C012"]


def test_references_may_lack_identifiers() -> None:
    assert read_references(*small("references.yaml"))["berg-2021"].doi == ""


def test_figures_of_both_kinds() -> None:
    figures = read_figures(*small("figures.yaml"))
    assert figures["sleep"].rows == ()
    assert figures["effects"].counts == ()
    assert figures["effects"].rows[0].counts == (("mint-tea", 12), ("hot-water", 4))


def test_what_a_figure_must_show_is_for_the_compiler() -> None:
    node, report = node_of("- {id: a, kind: icon_array, denominator: 1000, groups: [], counts: {}, facts: [b]}")
    figure = read_figures(node, report)["a"]
    assert report.problems == []
    assert (figure.denominator, figure.groups, figure.counts) == (1000, (), ())


@pytest.mark.parametrize("people", ["0", "1000001", "many"])
def test_a_denominator_is_a_number_of_people(people: str) -> None:
    node, report = node_of(f"- {{id: a, kind: icon_array, denominator: {people}, counts: {{}}, facts: [b]}}")
    read_figures(node, report)
    assert [problem.rule for problem in report.problems] in (["C012"], ["C013"])


def test_a_reference_can_be_found_by_its_journal_or_its_address() -> None:
    start = "- {id: a, short: A, authors: A, title: T, year: 2020"
    for end, rules in (
        (", journal: J}", []),
        (", url: 'https://doi.org/10.1/x'}", []),
        ("}", ["C018"]),
        (", journal: null, url: ''}", ["C018"]),
    ):
        node, report = node_of(start + end)
        read_references(node, report)
        assert [problem.rule for problem in report.problems] == rules


@pytest.mark.parametrize("licence", ["", "licence: null\n", "licence: ''\n"])
def test_a_pack_names_its_licence(licence: str) -> None:
    text = (SMALL_PACK / "pack.yaml").read_text(encoding="utf-8").replace("licence: GPL-3.0-or-later\n", licence)
    node, report = node_of(text)
    read_pack(node, report)
    assert [problem.rule for problem in report.problems] == ["C017"]


def test_a_treatment() -> None:
    treatment = read_treatment(*small("treatments/mint-tea.yaml"))
    assert [section.id for section in treatment.sections][1:3] == ["treatment", "benefits"]
    assert treatment.must_know[0].items == ("stop-a", "stop-b")
    assert treatment.elements == {"purpose": ("what-it-is",), "alternatives": ("side-by-side",)}
    assert (treatment.routes, treatment.route, treatment.approved_for) == (("cup", "flask"), "cup", ("sleep",))
    assert (treatment.conditions, treatment.teach_back) == (("sore-head",), ("mk-stop",))
    assert treatment.sections[5].pages == ("side-by-side",)
    assert treatment.sections[5].scopes == {"side-by-side": Scope(("travel",), ("flask",))}
    assert [entry.scope for entry in treatment.must_know] == [Scope(), Scope(("travel",), ("flask",))]


def test_keep_refuses_a_second_of_the_same_id() -> None:
    node, report = node_of("id: a")
    known: dict[str, Fact | int] = {}
    for value in (1, 2):
        keep(known, "a", value, Fields(node, report))
    assert known == {"a": 1}
    assert [problem.rule for problem in report.problems] == ["C020"]
