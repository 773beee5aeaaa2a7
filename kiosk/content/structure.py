"""The language-free files of a pack: what there is, read into the model without its words."""

from __future__ import annotations

from typing import TypeVar

from kiosk.content.fields import Fields, each_mapping, id_text, mapping_of
from kiosk.content.model import Fact, Figure, FigureRow, Language, MustKnow, Reference, Scope, Section, Treatment
from kiosk.content.signing import read_signing
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
_MOST_PEOPLE = 1_000_000  # of a figure; that it is 100 is for the compiler to say
_T = TypeVar("_T")


class PackHead:
    """`pack.yaml`: the pack's name, version, review and languages, and the order in which treatments are offered."""

    def __init__(self, fields: Fields) -> None:
        """Read the fields; problems go into the report of `fields`."""
        self.id = fields.identity()
        self.version = fields.words("version")
        self.status = fields.one_of("status", STATUSES, default="draft")
        self.reviewed_by = fields.words("reviewed_by", optional=True)
        self.licence = fields.words("licence", optional=True)
        if not self.licence:
            message = "the pack names no licence, so nobody may use it: fill in `licence`, such as GPL-3.0-or-later"
            fields.report.at("C017", fields.node, message)
        self.treatments = fields.identities("treatments", optional=True)
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
            journal=fields.words("journal", optional=True),
            year=fields.whole("year", 1900, 2200),
            volume=fields.words("volume", optional=True),
            pages=fields.words("pages", optional=True),
            doi=fields.words("doi", optional=True),
            pmid=fields.words("pmid", optional=True),
            url=fields.words("url", optional=True),
        )
        fields.ignore("confidence", "note", "identifiers_note")
        fields.done()
        if not reference.journal and not reference.url:
            message = "nobody could find this work: fill in its `journal` (or book, or publisher), or its `url`"
            report.at("C018", fields.node, message)
        keep(result, reference.id, reference, fields)
    return result


def read_figures(node: Node, report: Report) -> dict[str, Figure]:
    """Read `figures.yaml`; the words come from each language. What a figure must show is for the compiler."""
    result: dict[str, Figure] = {}
    for fields in each_mapping(node, report):
        identity = fields.identity()
        rows_wanted = fields.one_of("kind", ("icon_array", "effect_rows")) == "effect_rows"
        groups = fields.identities("groups", optional=True)
        denominator = fields.whole("denominator", 1, _MOST_PEOPLE)
        counts: tuple[tuple[str, int], ...] = ()
        rows: tuple[FigureRow, ...] = ()
        if rows_wanted:
            rows = _rows(fields, groups, report, max(_PEOPLE, denominator))
        else:
            counts = fields.counts("counts", groups, max(_PEOPLE, denominator))
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
        keep(result, identity, figure, fields)
    return result


def _rows(fields: Fields, groups: tuple[str, ...], report: Report, most: int) -> tuple[FigureRow, ...]:
    rows: dict[str, FigureRow] = {}
    for item in fields.items("rows"):
        one = Fields(item, report)
        row = FigureRow(one.identity(), one.counts("counts", groups, most), one.identities("facts"))
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
        routes=_one_or_more(fields, "routes"),
        reasons=_one_or_more(fields, "reasons"),
        template=fields.identity("template"),
        template_version=fields.words("template_version"),
        check_tries=fields.whole("check_tries", 1, _MOST_TRIES),
        sections=_sections(fields, report),
        must_know=_must_know(fields, report),
        values=fields.identities("values"),
        elements=_elements(fields, report),
        text={},
        approved_for=fields.identities("approved_for", optional=True),
        conditions=fields.identities("conditions"),
        teach_back=fields.identities("teach_back"),
        signing=read_signing(fields, report),
        renewal_pages=fields.identities("renewal_pages"),
    )
    fields.done()
    return treatment


def _one_or_more(fields: Fields, name: str) -> tuple[str, ...]:
    found = fields.identities(name)
    node = fields.get(name, optional=True)
    if node is not None and not found:
        fields.report.at("C013", node, f"a treatment has at least one of its {name}: add it")
    return found


def _sections(fields: Fields, report: Report) -> tuple[Section, ...]:
    sections = []
    seen: dict[str, str] = {}
    items = fields.items("sections")
    for item in items:
        one = Fields(item, report)
        identity = one.identity()
        if identity and identity not in SECTIONS:
            report.at("C022", item, f"there is no section {identity!r}: use {', '.join(SECTIONS)}, in this order")
        scopes: dict[str, Scope] = {}
        pages: list[str] = []
        for place in one.items("pages"):
            page, scope = _page_entry(place, report)
            if page in seen:
                report.at("C020", place, f"the page {page!r} is already in the section {seen[page]!r}: keep it once")
            elif page:
                seen[page] = identity
                pages.append(page)
                if scope != Scope():
                    scopes[page] = scope
        one.done()
        sections.append(Section(identity, tuple(pages), scopes))
    found = tuple(section.id for section in sections)
    if items and set(found) <= set(SECTIONS) and found != SECTIONS:
        report.at("C022", items[0], f"the seven sections stand once each, in this order: {', '.join(SECTIONS)}")
    return tuple(sections)


def _page_entry(node: Node, report: Report) -> tuple[str, Scope]:
    """Read a page of a section: its id alone, or `{page: id, reasons: [...], routes: [...]}`."""
    if not isinstance(node.value, dict):
        return id_text(node, report), Scope()
    fields = Fields(node, report)
    page, scope = fields.identity("page"), fields.scope()
    fields.done()
    return page, scope


def _must_know(fields: Fields, report: Report) -> tuple[MustKnow, ...]:
    result: dict[str, MustKnow] = {}
    for item in fields.items("must_know"):
        one = Fields(item, report)
        identity, page, facts = one.identity(), one.identity("page"), one.identities("facts")
        entry = MustKnow(identity, page, facts, one.identities("items"), one.scope())
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
