"""A clinic's own folder: its pages laid over the pack, never a silent change of a fact.

The folder holds `overlay.yaml` (id, version, clinic) and, each as needed:

- `<language>/pages/<id>.md`: a page that replaces one with `local: true`, or a new one named `clinic-...`;
- `treatments/<id>.yaml` with `add_pages: {section: [clinic-...]}`: where new pages stand, after the section's own;
- `facts.yaml` and `references.yaml` with new entries named `clinic-...`.

Within the loader the files stand below `overlay/`, which no pack may have itself.

| rule | what is wrong |
|---|---|
| C601 | a page replaces one that is not `local` |
| C602 | a page that replaces another lacks facts that people must know from it |
| C603 | a new page's id does not begin with `clinic-`, or a page that is not the clinic's own is added to a section |
| C604 | a fact or reference whose id does not begin with `clinic-`, or that the pack has already |
| C605 | a file that a clinic's folder may not have, or a folder `overlay/` in the pack itself |
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from kiosk.content.fields import Fields, mapping_of
from kiosk.content.model import Fact, Overlay, Page, Reference, Section, Treatment
from kiosk.content.source import Node, Report
from kiosk.content.structure import SECTIONS
from kiosk.errors import Problem

__all__ = [
    "OVERLAY",
    "OWN",
    "AddedPages",
    "Entry",
    "foreign_files",
    "lay_entries",
    "lay_pages",
    "missing_pages",
    "read_added_pages",
    "read_overlay",
    "with_added_pages",
]

OVERLAY = "overlay/"
"""Where a clinic's files stand among those of a pack."""

OWN = "clinic-"
"""How the id of each new entry of a clinic begins."""

AddedPages = dict[str, tuple[str, ...]]
"""Section id -> pages that a clinic adds at its end."""

_ALLOWED = re.compile(
    r"overlay\.yaml|facts\.yaml|references\.yaml|treatments/[^/]+\.yaml|([^/]+)/pages/[^/]+\.md|README\.md|LICENSE"
)


Entry = TypeVar("Entry", Fact, Reference)
"""What a clinic may add to the evidence."""


def read_overlay(node: Node, report: Report) -> Overlay:
    """Read `overlay.yaml`."""
    fields = Fields(node, report)
    overlay = Overlay(fields.identity(), fields.words("version"), fields.text("clinic"))
    fields.done()
    return overlay


def read_added_pages(node: Node, report: Report) -> AddedPages:
    """Read a clinic's `treatments/<id>.yaml`."""
    fields = Fields(node, report)
    outer = fields.get("add_pages")
    fields.done()
    if outer is None:
        return {}
    inner = Fields(outer, report)
    added: AddedPages = {}
    for section, item in mapping_of(outer, report).items():
        pages = inner.identities(section)
        if section not in SECTIONS:
            report.at("C022", item, f"there is no section {section!r}: use one of {', '.join(SECTIONS)}")
        for page in pages:
            if not page.startswith(OWN):
                report.at("C603", item, f"{page!r} is not a page of the clinic: add pages named `{OWN}...` only")
        added[section] = tuple(page for page in pages if page.startswith(OWN))
    return added


def with_added_pages(treatment: Treatment, added: AddedPages, pages: Mapping[str, Mapping[str, Page]]) -> Treatment:
    """Return a treatment with a clinic's pages, where they are there, at the ends of its sections."""

    def section(one: Section) -> Section:
        new = (name for name in added.get(one.id, ()) if all(name in known for known in pages.values()))
        return replace(one, pages=(*one.pages, *new))

    return replace(treatment, sections=tuple(section(one) for one in treatment.sections))


def missing_pages(
    added: AddedPages, pages: Mapping[str, Mapping[str, Page]], file: str, lines: Mapping[tuple[str, str], int]
) -> Iterator[Problem]:
    """Give each added page that is not there in some language, and each that is added twice."""
    seen: set[str] = set()
    for section, names in added.items():
        field = f"add_pages.{section}"
        for name in names:
            line = lines.get((file, f"{field}.{name}"), 1)
            for language, known in pages.items():
                if name not in known:
                    message = f"the page is missing: write {OVERLAY}{language}/pages/{name}.md, or do not add it"
                    yield Problem("C025", file, line, field, message)
            if name in seen:
                yield Problem("C020", file, line, field, f"the page {name!r} is added to two sections: keep it once")
            seen.add(name)


def lay_pages(
    core: Mapping[str, Page], own: Mapping[str, Page], treatments: Iterable[Treatment], problems: list[Problem]
) -> dict[str, Page]:
    """Return the pages of a language with a clinic's own in their places; those that are refused are left out."""
    pages = dict(core)
    needed: dict[str, list[str]] = {}
    for treatment in treatments:
        for entry in treatment.must_know:
            needed.setdefault(entry.page, []).extend(entry.facts)
    for page in own.values():
        before = core.get(page.id)
        missing = [fact for fact in dict.fromkeys(needed.get(page.id, ())) if fact not in page.facts]
        if before is None and not page.id.startswith(OWN):
            message = f"the pack has no page {page.id!r} to replace: begin the id of a new page with `{OWN}`"
            problems.append(Problem("C603", page.file, 1, "id", message))
        elif before is not None and not before.local:
            message = f"the page {page.id!r} is not one that a clinic may replace (`local: true`): write a new page"
            problems.append(Problem("C601", page.file, 1, "id", message))
        elif before is not None and missing:
            message = f"people must know {', '.join(missing)} from this page: say it here, and add it to `facts`"
            problems.append(Problem("C602", page.file, 1, "facts", message))
        else:
            pages[page.id] = page
    return pages


def lay_entries(
    core: Mapping[str, Entry], own: Mapping[str, Entry], file: str, lines: Mapping[tuple[str, str], int]
) -> tuple[dict[str, Entry], list[Problem]]:
    """Return facts (or references) with a clinic's new ones, and what is wrong with those."""
    problems = []
    for entry in own.values():
        if entry.id in core or not entry.id.startswith(OWN):
            message = f"a clinic cannot change {entry.id!r}: add a new entry, and begin its id with `{OWN}`"
            problems.append(Problem("C604", file, lines.get((file, entry.id), 1), entry.id, message))
    return {**own, **core}, problems


def foreign_files(core: Iterable[str], own: Iterable[str], languages: Collection[str]) -> Iterator[Problem]:
    """Give each file that may not be where it is; paths are relative to the pack and to the clinic's folder."""
    for path in core:
        if path.startswith(OVERLAY):
            message = f"the folder {OVERLAY} is kept for a clinic's own files: give this one another name"
            yield Problem("C605", path, 1, "-", message)
    for path in own:
        found = _ALLOWED.fullmatch(path)
        if found is None or (found.group(1) or next(iter(languages), "")) not in languages:
            message = "a clinic's folder has no such file: pages, facts, references and treatments/ only"
            yield Problem("C605", f"{OVERLAY}{path}", 1, "-", message)
