"""Dangling ids: whatever one file names in another must be there. Also what must be said in every language."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from kiosk.content.model import (
    Bullets,
    Card,
    Content,
    Figure,
    FigureText,
    MustKnow,
    Page,
    Scope,
    Span,
    Treatment,
    TreatmentText,
)
from kiosk.content.overlay import OVERLAY
from kiosk.content.structure import SECTIONS
from kiosk.errors import Problem

__all__ = ["Places", "check_links"]

_CLINIC_FACTS = f"{OVERLAY}facts.yaml"


@dataclass(frozen=True, slots=True)
class Places:
    """Where each field of each file stands, and which files could not be read at all."""

    lines: dict[tuple[str, str], int] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()

    def line(self, file: str, name: str) -> int:
        """Return the line of a field; of the nearest field around it if it has none; else 1."""
        while name:
            if (file, name) in self.lines:
                return self.lines[file, name]
            name = name.rpartition(".")[0]
        return 1


def check_links(content: Content, places: Places) -> list[Problem]:
    """Return every id that leads nowhere. A file that could not be read is not blamed twice."""
    return _Links(content, places).run()


class _Links:
    """Holds the pack and collects the problems; one method for each kind of file."""

    def __init__(self, content: Content, places: Places) -> None:
        self.content = content
        self.places = places
        self.problems: list[Problem] = []

    def run(self) -> list[Problem]:
        self._facts()
        self._figures()
        if not self.content.treatments and not self._broken("treatments"):
            self._add("C025", "pack.yaml", "-", "the pack has no treatment: add a file to the folder treatments/")
        for treatment in self.content.treatments.values():
            self._treatment(treatment)
        self._same_must_know()
        self._around()
        for language in self.content.languages:
            self._shared_words(language.id)
            self._figure_words(language.id)
            self._glossary(language.id)
            self._checks(language.id)
            for page in self.content.pages[language.id].values():
                self._page(page)
            for treatment in self.content.treatments.values():
                self._treatment_words(treatment, language.id)
        return self.problems

    def _facts(self) -> None:
        for fact in self.content.facts.values():
            name = f"{fact.id}.references"
            file = _CLINIC_FACTS if (_CLINIC_FACTS, fact.id) in self.places.lines else "facts.yaml"
            self._named("reference", fact.references, self.content.references, "references.yaml", file, name)

    def _figures(self) -> None:
        for figure in self.content.figures.values():
            self._fact_ids(figure.facts, "figures.yaml", f"{figure.id}.facts")
            for row in figure.rows:
                self._fact_ids(row.facts, "figures.yaml", f"{figure.id}.rows.{row.id}.facts")

    def _treatment(self, treatment: Treatment) -> None:
        file = f"treatments/{treatment.id}.yaml"
        for language in self.content.languages:
            for section in treatment.sections:
                self._page_ids(section.pages, language.id, file, f"sections.{section.id}.pages")
            for element, pages in treatment.elements.items():
                self._page_ids(pages, language.id, file, f"elements.{element}")
            checks = self.content.checks[language.id]
            for entry in treatment.must_know:
                place = f"must_know.{entry.id}"
                self._named("check", entry.items, checks, f"{language.id}/checks", file, f"{place}.items")
                for item in entry.items:
                    if item in checks and checks[item].must_know != entry.id:
                        other = checks[item].must_know
                        self._add(
                            "C021",
                            file,
                            f"{place}.items",
                            f"the check {item!r} belongs to {other!r}: correct one of the two",
                        )
        for entry in treatment.must_know:
            self._fact_ids(entry.facts, file, f"must_know.{entry.id}.facts")
        self._named("condition", treatment.conditions, self.content.conditions, "conditions.yaml", file, "conditions")
        self._named("page", treatment.renewal_pages, treatment.pages, "its sections", file, "renewal_pages")
        self._scopes(treatment, file)
        self._reach(treatment, file)

    def _scopes(self, treatment: Treatment, file: str) -> None:
        """Whatever is for some reasons or routes only names those of the treatment."""
        self._named("reason", treatment.approved_for, treatment.reasons, "its `reasons`", file, "approved_for")
        for section in treatment.sections:
            for page, scope in section.scopes.items():
                self._scope(scope, treatment, file, f"sections.{section.id}.pages.{page}")
        for entry in treatment.must_know:
            self._scope(entry.scope, treatment, file, f"must_know.{entry.id}")
        for language, text in treatment.text.items():
            words = f"{language}/{file}"
            for name, points in (("benefits", text.benefits), ("harms", text.harms), ("unknown", text.unknown)):
                for place, point in enumerate(points, 1):
                    self._scope(point.scope, treatment, words, f"summary.{name}.{place}")
            for part in text.document_sections:
                for place, block in enumerate(part.blocks, 1):
                    self._scope(block.scope, treatment, words, f"document.sections.{part.id}.blocks.{place}")

    def _scope(self, scope: Scope, treatment: Treatment, file: str, name: str) -> None:
        if scope.reasons or scope.routes:
            self._named("reason", scope.reasons, treatment.reasons, "its treatment", file, f"{name}.reasons")
            self._named("route", scope.routes, treatment.routes, "its treatment", file, f"{name}.routes")

    def _reach(self, treatment: Treatment, file: str) -> None:
        """Each must-know fact is read before it is asked, and each teach-back is for everybody."""
        known = {entry.id: entry for entry in treatment.must_know}
        self._named("must-know fact", treatment.teach_back, known, "this treatment", file, "teach_back")
        short: dict[str, tuple[str, str]] = {}
        missing: dict[str, tuple[str, str]] = {}
        for reason in treatment.reasons:
            for route in treatment.routes:
                pages = {page for one in treatment.sections for page in one.on_path(reason, route).pages}
                for entry in treatment.must_know:
                    if not entry.scope.holds(reason, route):
                        if entry.id in treatment.teach_back:
                            missing.setdefault(entry.id, (reason, route))
                    elif entry.page and entry.page not in pages:
                        short.setdefault(entry.id, (reason, route))
        on_some_path = set(treatment.pages)
        for name, (reason, route) in short.items():
            page = known[name].page
            if page in on_some_path:
                message = f"the page {page!r} is not on the path of {reason}, {route}: make the two fit each other"
                self._add("C028", file, f"must_know.{name}.page", message)
            else:
                message = f"the page {page!r} is in no section, so nobody would read it before the check: add it"
                self._add("C021", file, f"must_know.{name}.page", message)
        for name, (reason, route) in missing.items():
            message = f"{name!r} is not asked on the path of {reason}, {route}: choose one that everybody learns"
            line = self._line_of(file, "teach_back", name)
            self.problems.append(Problem("C028", file, line, "teach_back", message))

    def _same_must_know(self) -> None:
        first: dict[str, tuple[str, MustKnow]] = {}
        for treatment in self.content.treatments.values():
            for entry in treatment.must_know:
                other, before = first.setdefault(entry.id, (treatment.id, entry))
                if (before.page, before.facts, before.items) != (entry.page, entry.facts, entry.items):
                    message = (
                        f"{entry.id!r} has another page, facts or items in {other!r}: make them the same, or rename"
                    )
                    self._add("C027", f"treatments/{treatment.id}.yaml", f"must_know.{entry.id}", message)

    def _around(self) -> None:
        """Conditions, library, topics and countries."""
        content = self.content
        for country in content.countries.values():
            self._fact_ids(country.facts, "countries.yaml", f"{country.id}.facts")
        for condition in content.conditions.values():
            self._fact_ids(condition.facts, "conditions.yaml", f"{condition.id}.facts")
        for place, topic in enumerate(content.topics, 1):
            self._fact_ids(topic.facts, "topics.yaml", f"{place}.facts")
        for language in (one.id for one in content.languages):
            for condition in content.conditions.values():
                self._page_ids((condition.page,), language, "conditions.yaml", f"{condition.id}.page")
            for shelf in content.library:
                self._page_ids(shelf.pages, language, "library.yaml", f"{shelf.id}.pages")
            for place, topic in enumerate(content.topics, 1):
                self._page_ids(topic.pages, language, "topics.yaml", f"{place}.pages")
                home = f"{language}/glossary.yaml"
                self._named("word", topic.terms, content.glossary[language], home, "topics.yaml", f"{place}.terms")

    def _shared_words(self, language: str) -> None:
        """Words that are kept by id: everything that a treatment, the library or a condition names has some."""
        content, treatments = self.content, self.content.treatments.values()
        known = {entry.id for treatment in treatments for entry in treatment.must_know}
        asked = {name for treatment in treatments for name in treatment.teach_back if name in known}
        reasons = {reason for treatment in treatments for reason in treatment.reasons}
        shelves = {one.id for one in content.library}
        self._words_for(language, "treatments", "reasons", "reason", content.reasons, reasons, None)
        self._words_for(language, "treatments", "must_know", "must-know fact", content.must_know_texts, known, known)
        self._words_for(language, "treatments", "teach_back", "must-know fact", content.teach_back, asked, known)
        self._words_for(
            language,
            "conditions",
            "conditions",
            "condition",
            content.condition_texts,
            content.conditions,
            content.conditions,
        )
        self._words_for(language, "library", "library", "shelf", content.shelf_names, shelves, shelves)
        table = content.choices[language]
        for choice in table.choices.values():
            self._fact_ids(choice.facts, f"{language}/choices.yaml", f"choices.{choice.id}.facts")
            for row, spans in choice.rows.items():
                self._terms(spans, f"{language}/choices.yaml", f"choices.{choice.id}.rows.{row}")

    def _words_for(
        self,
        language: str,
        home: str,
        name: str,
        what: str,
        given: Mapping[str, Mapping[str, object]],
        wanted: Collection[str],
        allowed: Collection[str] | None,
    ) -> None:
        """Compare a file of words with the ids of its home; `allowed` None: more may stand there than is used."""
        file = f"{language}/{name}.yaml"
        if self._broken(file) or self._broken(home) or self._broken(f"{home}.yaml") or not self.content.treatments:
            return
        for key in sorted(set(wanted) - given[language].keys()):
            self._add("C026", file, "-", f"the {what} {key!r} has no words here: add them")
        for key in given[language]:
            if allowed is not None and key not in allowed:
                self._add("C021", file, key, f"there is no {what} {key!r}: correct the id, or take it out")

    def _page_ids(self, pages: Iterable[str], language: str, file: str, name: str) -> None:
        for page in pages:
            path = f"{language}/pages/{page}.md"
            if page not in self.content.pages[language] and not self._broken(path):
                self._add("C025", file, name, f"the page {page!r} is missing: write {path}, or take it out of the list")

    def _figure_words(self, language: str) -> None:
        file = f"{language}/figures.yaml"
        if self._broken(file) or self._broken("figures.yaml"):
            return
        given = self.content.figures
        for figure in given.values():
            text = figure.text.get(language)
            if text is None:
                self._add("C026", file, "-", f"the figure {figure.id!r} has no words here: add them")
            else:
                self._one_figure(figure, text, file)

    def _one_figure(self, figure: Figure, text: FigureText, file: str) -> None:
        self._same_keys(figure.groups, text.groups, file, f"{figure.id}.groups", "group")
        self._same_keys([row.id for row in figure.rows], text.rows, file, f"{figure.id}.rows", "row")
        self._terms(text.intro, file, f"{figure.id}.intro")
        if figure.kind == "icon_array":
            for name, value in (("outcome", text.outcome), ("rest", text.rest)):
                if not value:
                    self._add("C026", file, f"{figure.id}.{name}", f"an icon array needs {name!r}: add it")

    def _glossary(self, language: str) -> None:
        file = f"{language}/glossary.yaml"
        for term in self.content.glossary[language].values():
            self._fact_ids(term.facts, file, f"{term.id}.facts")

    def _checks(self, language: str) -> None:
        known = {entry.id: entry for treatment in self.content.treatments.values() for entry in treatment.must_know}
        for item in self.content.checks[language].values():
            file = item.file
            path = f"{language}/pages/{item.page}.md"
            if item.page and item.page not in self.content.pages[language] and not self._broken(path):
                self._add("C021", file, f"{item.id}.page", f"the page {item.page!r} does not exist: correct the id")
            if item.must_know and item.must_know not in known:
                if not self._broken("treatments"):
                    message = f"no treatment has the must-know fact {item.must_know!r}: correct the id, or add it"
                    self._add("C021", file, f"{item.id}.must_know", message)
            elif item.must_know and item.id not in known[item.must_know].items:
                message = f"the treatment does not ask this check: add it to the items of {item.must_know!r}"
                self._add("C021", file, item.id, message)

    def _page(self, page: Page) -> None:
        if page.choices:
            table = self.content.choices[page.language]
            home = f"{page.language}/choices.yaml"
            self._named("choice", page.choices, table.choices, home, page.file, "choices")
        own = [fact for fact in page.facts if not page.choices or (page.file, f"facts.{fact}") in self.places.lines]
        self._fact_ids(own, page.file, "facts", cards=sum(isinstance(block, Card) for block in page.blocks))
        self._page_ids(page.more, page.language, page.file, "more")
        if page.figure and not self._broken("figures.yaml"):
            figure = self.content.figures.get(page.figure)
            if figure is None:
                self._add(
                    "C021",
                    page.file,
                    "figure",
                    f"there is no figure {page.figure!r} in figures.yaml: correct the id, or add it",
                )
            elif (figure.kind == "effect_rows") != (page.layout == "rows"):
                wanted = "rows" if figure.kind == "effect_rows" else "text"
                message = f"{figure.kind} figures stand on pages with `layout: {wanted}`: change one of the two"
                self._add("C023", page.file, "figure", message)
        for place, block in enumerate(page.blocks):
            if isinstance(block, Card) and page.choices:
                continue  # its words stand in choices.yaml, and are looked at there
            for inner, part in enumerate(block.blocks) if isinstance(block, Card) else ((None, block),):
                name = f"body.{place}" if inner is None else f"body.{place}.{inner}"
                for spans in part.items if isinstance(part, Bullets) else (part.spans,):
                    self._terms(spans, page.file, name, page.language)

    def _treatment_words(self, treatment: Treatment, language: str) -> None:
        file = f"{language}/treatments/{treatment.id}.yaml"
        text = treatment.text.get(language)
        if text is None:
            if not self._broken(file):
                home = f"treatments/{treatment.id}.yaml"
                self._add("C025", home, "id", f"the treatment has no words in {language!r}: write {file}")
            return
        if len(treatment.routes) > 1 or text.routes:
            self._same_keys(treatment.routes, text.routes, file, "routes", "route")
        self._same_keys(SECTIONS, text.sections, file, "sections", "section")
        self._same_keys(treatment.values, text.values, file, "values", "value")
        self._summary(text, file)
        for section in text.document_sections:
            for place, block in enumerate(section.blocks, 1):
                name = f"document.sections.{section.id}.blocks.{place}"
                self._fact_ids(block.facts, file, f"{name}.facts")
                self._terms(block.spans, file, f"{name}.text", language)
                if block.figure and block.figure not in self.content.figures and not self._broken("figures.yaml"):
                    self._add(
                        "C021",
                        file,
                        f"{name}.figure",
                        f"there is no figure {block.figure!r} in figures.yaml: correct the id, or add it",
                    )

    def _summary(self, text: TreatmentText, file: str) -> None:
        for name, points in (("benefits", text.benefits), ("harms", text.harms), ("unknown", text.unknown)):
            for place, point in enumerate(points, 1):
                self._fact_ids(point.facts, file, f"summary.{name}.{place}.facts")

    def _fact_ids(self, facts: Iterable[str], file: str, name: str, *, cards: int = 0) -> None:
        for fact in facts:
            if fact not in self.content.facts and not self._broken("facts.yaml"):
                spots = (name, *(f"cards.{card}.facts" for card in range(1, cards + 1)))
                spot = next((one for one in spots if (file, f"{one}.{fact}") in self.places.lines), name)
                line = self._line_of(file, spot, fact)
                message = f"there is no fact {fact!r} in facts.yaml: correct the id, or add the fact"
                self.problems.append(Problem("C021", file, line, name, message))

    def _terms(self, spans: Iterable[Span], file: str, name: str, language: str = "") -> None:
        language = language or file.partition("/")[0]
        if self._broken(f"{language}/glossary.yaml"):
            return
        for span in spans:
            if span.term and span.term not in self.content.glossary[language]:
                message = f"the glossary has no word {span.term!r}: add it, or take the link away"
                self._add("C021", file, name, message)

    def _named(self, what: str, ids: Iterable[str], known: Collection[str], home: str, file: str, name: str) -> None:
        if self._broken(home):
            return
        for identity in ids:
            if identity not in known:
                line = self._line_of(file, name, identity)
                message = f"there is no {what} {identity!r} in {home}: correct the id, or add it"
                self.problems.append(Problem("C021", file, line, name, message))

    def _same_keys(self, wanted: Collection[str], given: Collection[str], file: str, name: str, what: str) -> None:
        for key in wanted:
            if key not in given:
                self._add("C026", file, name, f"the {what} {key!r} has no words here: add them")
        for key in given:
            if key not in wanted:
                self._add("C021", file, f"{name}.{key}", f"there is no {what} {key!r}: correct the id, or take it out")

    def _line_of(self, file: str, name: str, identity: str) -> int:
        return self.places.line(file, f"{name}.{identity}")

    def _broken(self, file: str) -> bool:
        """Say whether a file, or any file of a folder, could not be read."""
        return any(unread == file or unread.startswith(f"{file}/") for unread in self.places.unread)

    def _add(self, rule: str, file: str, name: str, message: str) -> None:
        self.problems.append(Problem(rule, file, self.places.line(file, name), name, message))
