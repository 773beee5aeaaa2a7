"""The language-free files of a pack: what there is, read into the model without its words."""

from __future__ import annotations

from typing import TypeVar

from kiosk.content.fields import Fields, each_mapping, mapping_of
from kiosk.content.model import Fact, Figure, FigureRow, Language, MustKnow, Reference, Section, Treatment
from kiosk.content.source import Node, Report

__all__ = [
    "SECTIONS",
    "STATUSES",
    "PackHead",
    "keep",
    "read_facts",
    "read_figures",
    "read_pack",
    "read_references",
    "read_treatment",
]

SECTIONS = ("about_you", "treatment", "benefits", "risks", "limits", "other_choices", "decide")
"""The seven named steps of the progress bar, in order: the same for every treatment."""

STATUSES = ("draft", "clinically-reviewed")
_LANGUAGE_STATUSES = ("written", "machine-drafted", "translated", "certified")
_CONFIDENCES = ("VERIFIED", "RECALLED-HIGH", "RECALLED-CHECK")
_MOST_TRIES = 5
_PEOPLE = 100
_T = TypeVar("_T")


class PackHead:
    """`pack.yaml`: the pack's name, version, review and languages."""

    def __init__(self, fields: Fields) -> None:
        """Read the fields; problems go into the report of `fields`."""
        self.id = fields.identity()
        self.version = fields.words("version")
        self.status = fields.one_of("status", STATUSES, default="draft")
        self.reviewed_by = fields.words("reviewed_by", optional=True)
        self.licence = fields.words("licence")
        self.default_language = fields.identity("default_language")
        self.languages: list[Language] = []
        items = fields.items("languages")
        for item in items:
            one = Fields(item, fields.report)
            language = Language(
                id=one.identity(),
                name=one.text("name"),
                direction="rtl" if one.one_of("direction", ("ltr", "rtl")) == "rtl" else "ltr",
                status=one.one_of("status", _LANGUAGE_STATUSES),
            )
            one.done()
            if language.id in [known.id for known in self.languages]:
                fields.report.at("C020", item, f"the language {language.id!r} stands here twice: keep one")
            elif language.id:
                self.languages.append(language)
        fields.done()
        if self.default_language and self.default_language not in [language.id for language in self.languages]:
            name = self.default_language
            fields.report.at("C021", fields.node, f"the default language {name!r} is not in `languages`: add it")
        if self.status == "clinically-reviewed" and not self.reviewed_by:
            fields.report.at("C010", fields.node, "a reviewed pack names its reviewer: fill in `reviewed_by`")


def read_pack(node: Node, report: Report) -> PackHead:
    """Read `pack.yaml`."""
    return PackHead(Fields(node, report))


def read_facts(node: Node, report: Report) -> dict[str, Fact]:
    """Read `facts.yaml`."""
    result: dict[str, Fact] = {}
    for fields in each_mapping(node, report):
        figures = []
        for item in fields.items("figures", optional=True):
            numbers = {key: value.value for key, value in mapping_of(item, report).items()}
            for key, value in mapping_of(item, report).items():
                if isinstance(value.value, list | dict):
                    report.at("C012", value, f"{key!r} of a fact's figure is one text or number: write it so")
            figures.append({key: value for key, value in numbers.items() if not isinstance(value, list | dict)})
        fact = Fact(
            id=fields.identity(),
            topic=fields.words("topic"),
            statement=fields.words("statement"),
            figures=tuple(dict[str, object](figure) for figure in figures),
            strength=fields.words("strength"),
            references=fields.identities("references", optional=True),
            confidence=fields.one_of("confidence", _CONFIDENCES),
            note=fields.words("note", optional=True),
        )
        fields.done()
        keep(result, fact.id, fact, fields)
    return result


def read_references(node: Node, report: Report) -> dict[str, Reference]:
    """Read `references.yaml`."""
    result: dict[str, Reference] = {}
    for fields in each_mapping(node, report):
        reference = Reference(
            id=fields.identity(),
            short=fields.text("short"),
            authors=fields.words("authors"),
            title=fields.words("title"),
            journal=fields.words("journal"),
            year=fields.whole("year", 1900, 2200),
            volume=fields.words("volume", optional=True),
            pages=fields.words("pages", optional=True),
            doi=fields.words("doi", optional=True),
            pmid=fields.words("pmid", optional=True),
            url=fields.words("url", optional=True),
        )
        fields.ignore("confidence", "note", "identifiers_note")
        fields.done()
        keep(result, reference.id, reference, fields)
    return result


def read_figures(node: Node, report: Report) -> dict[str, Figure]:
    """Read `figures.yaml`; the words come from each language."""
    result: dict[str, Figure] = {}
    for fields in each_mapping(node, report):
        identity = fields.identity()
        rows_wanted = fields.one_of("kind", ("icon_array", "effect_rows")) == "effect_rows"
        groups = fields.identities("groups")
        denominator = fields.whole("denominator", _PEOPLE, _PEOPLE)
        counts: tuple[tuple[str, int], ...] = ()
        rows: tuple[FigureRow, ...] = ()
        if rows_wanted:
            rows = _rows(fields, groups, report)
        else:
            counts = fields.counts("counts", groups, _PEOPLE)
        figure = Figure(
            id=identity,
            kind="effect_rows" if rows_wanted else "icon_array",
            denominator=denominator,
            groups=groups,
            counts=counts,
            rows=rows,
            facts=fields.identities("facts"),
            text={},
        )
        fields.done()
        if fields.get("groups", optional=True) is not None and not groups:
            report.at("C013", fields.node, "a figure needs at least one group in `groups`: add it")
        keep(result, identity, figure, fields)
    return result


def _rows(fields: Fields, groups: tuple[str, ...], report: Report) -> tuple[FigureRow, ...]:
    rows: dict[str, FigureRow] = {}
    for item in fields.items("rows"):
        one = Fields(item, report)
        row = FigureRow(one.identity(), one.counts("counts", groups, _PEOPLE), one.identities("facts"))
        one.done()
        keep(rows, row.id, row, one)
    return tuple(rows.values())


def read_treatment(node: Node, report: Report) -> Treatment:
    """Read `treatments/<id>.yaml`; the words come from each language."""
    fields = Fields(node, report)
    treatment = Treatment(
        id=fields.identity(),
        version=fields.words("version"),
        status=fields.one_of("status", STATUSES, default="draft"),
        product=fields.identity("product"),
        route=fields.identity("route"),
        reasons=fields.identities("reasons"),
        template=fields.identity("template"),
        template_version=fields.words("template_version"),
        check_tries=fields.whole("check_tries", 1, _MOST_TRIES),
        sections=_sections(fields, report),
        must_know=_must_know(fields, report),
        values=fields.identities("values"),
        elements=_elements(fields, report),
        text={},
    )
    fields.done()
    return treatment


def _sections(fields: Fields, report: Report) -> tuple[Section, ...]:
    sections = []
    seen: dict[str, str] = {}
    items = fields.items("sections")
    for item in items:
        one = Fields(item, report)
        section = Section(one.identity(), one.identities("pages"))
        one.done()
        if section.id and section.id not in SECTIONS:
            report.at("C022", item, f"there is no section {section.id!r}: use {', '.join(SECTIONS)}, in this order")
        for page in section.pages:
            if page in seen:
                report.at("C020", item, f"the page {page!r} is already in the section {seen[page]!r}: keep it once")
            seen.setdefault(page, section.id)
        sections.append(section)
    found = tuple(section.id for section in sections)
    if items and set(found) <= set(SECTIONS) and found != SECTIONS:
        report.at("C022", items[0], f"the seven sections stand once each, in this order: {', '.join(SECTIONS)}")
    return tuple(sections)


def _must_know(fields: Fields, report: Report) -> tuple[MustKnow, ...]:
    result: dict[str, MustKnow] = {}
    for item in fields.items("must_know"):
        one = Fields(item, report)
        entry = MustKnow(one.identity(), one.identity("page"), one.identities("facts"), one.identities("items"))
        one.done()
        keep(result, entry.id, entry, one)
    return tuple(result.values())


def _elements(fields: Fields, report: Report) -> dict[str, tuple[str, ...]]:
    node = fields.get("elements", optional=True)
    if node is None:
        return {}
    inner = Fields(node, report)
    return {name: inner.identities(name) for name in mapping_of(node, report)}


def keep(known: dict[str, _T], identity: str, value: _T, fields: Fields) -> None:
    """Add a value under its id, or note that the id stands there already."""
    if identity in known:
        fields.report.at("C020", fields.node, f"the id {identity!r} stands in this file twice: rename or drop one")
    elif identity:
        known[identity] = value
