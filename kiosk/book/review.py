"""What a booklet is about: one treatment in one language, for one reason or for all, and the works that it cites."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from kiosk.content import Card, Content, Page, Reference, Scope, Treatment, TreatmentText
from kiosk.document import Paragraph, Run
from kiosk.i18n import Words

__all__ = ["Review", "label", "plain", "small"]


@dataclass(frozen=True)
class Review:
    """The content that a booklet shows. An empty `reason` is any reason; `library` adds the optional pages.

    `content` has all its places for the clinic's own words filled. `words` are the program's, in the same language.
    """

    content: Content
    treatment: Treatment
    language: str
    words: Words
    reason: str = ""
    library: bool = False

    # ------------------------------------------------------------------ words

    def say(self, key: str, **facts: str | int) -> str:
        """Return a sentence of the booklet's own words."""
        return self.words.say(f"book.{key}", facts)

    @property
    def text(self) -> TreatmentText:
        """The treatment's words."""
        return self.treatment.text[self.language]

    def reason_name(self, reason: str) -> str:
        """Return what staff pick for a reason."""
        return self.content.reasons[self.language][reason].label

    def route_name(self, route: str) -> str:
        """Return how the treatment is given, in the treatment's own words or in the program's."""
        known = f"document.route_{route}"
        if route in self.text.routes:
            return self.text.routes[route]
        return self.words[known] if known in self.words else route  # noqa: SIM401  # a catalogue has something to any key

    # ------------------------------------------------------------------ who gets what

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons that the booklet is about."""
        return (self.reason,) if self.reason else self.treatment.reasons

    def holds(self, scope: Scope) -> bool:
        """Tell whether anybody whom the booklet is about gets an entry."""
        return not scope.reasons or any(reason in scope.reasons for reason in self.reasons)

    def marks(self, scope: Scope) -> str:
        """Return who gets an entry that not everybody gets; empty for one that everybody gets."""
        parts = []
        if scope.reasons and not self.reason:
            parts.append(self.say("only_for", reasons="; ".join(self.reason_name(one) for one in scope.reasons)))
        if scope.routes:
            parts.append(self.say("only_by", routes="; ".join(self.route_name(one) for one in scope.routes)))
        return " ".join(parts)

    def variants(self) -> tuple[Treatment, ...]:
        """Return the paths that the booklet is about."""
        return tuple(
            self.treatment.variant(reason, route) for reason in self.reasons for route in self.treatment.routes
        )

    # ------------------------------------------------------------------ pages

    def page(self, name: str) -> Page:
        """Return a page in the booklet's language."""
        return self.content.pages[self.language][name]

    @cached_property
    def path(self) -> tuple[str, ...]:
        """The pages of all paths, in order."""
        return tuple(name for section in self.treatment.sections for name in self.of_section(section.id))

    def of_section(self, name: str) -> tuple[str, ...]:
        """Return the pages of a section that somebody reads."""
        section = next(section for section in self.treatment.sections if section.id == name)
        return tuple(page for page in section.pages if self.holds(section.scopes.get(page, Scope())))

    @cached_property
    def why(self) -> tuple[str, ...]:
        """The pages that explain why a condition matters and stand on no path, in order."""
        names = (self.content.conditions[name].page for name in self.treatment.conditions)
        return tuple(name for name in dict.fromkeys(names) if name not in self.path)

    @cached_property
    def optional(self) -> tuple[str, ...]:
        """The pages of the library that stand nowhere else in the booklet, in order, if it is wanted."""
        shown = (*self.path, *self.why)
        shelves = self.content.library if self.library else ()
        return tuple(name for shelf in shelves for name in shelf.pages if name not in shown)

    @cached_property
    def pages(self) -> tuple[str, ...]:
        """Every page of the booklet, in order."""
        return (*self.path, *self.why, *self.optional)

    # ------------------------------------------------------------------ facts and works

    def facts_of(self, name: str) -> tuple[str, ...]:
        """Return what a page rests on, its cards, its figure and its must-know facts included, each once."""
        page = self.page(name)
        cards = (fact for block in page.blocks if isinstance(block, Card) for fact in block.facts)
        figure = self.content.figures[page.figure].facts if page.figure else ()
        must = (fact for entry in self.treatment.must_know if entry.page == name for fact in entry.facts)
        return tuple(dict.fromkeys((*page.facts, *cards, *figure, *must)))

    @cached_property
    def first_page(self) -> dict[str, str]:
        """The page on which each fact stands first: there it has its figures and works."""
        return {fact: page for page in reversed(self.pages) for fact in self.facts_of(page)}

    @cached_property
    def page_facts(self) -> tuple[str, ...]:
        """The facts of all pages of the booklet."""
        return tuple(dict.fromkeys(fact for page in self.pages for fact in self.facts_of(page)))

    @cached_property
    def other_facts(self) -> tuple[str, ...]:
        """What the form, the summary, the conditions and the words rest on, and no page does."""
        text, content = self.text, self.content
        points = [point for points in (text.benefits, text.harms, text.unknown) for point in points]
        found = [fact for point in points if self.holds(point.scope) for fact in point.facts]
        blocks = [block for section in text.document_sections for block in section.blocks]
        found += [fact for block in blocks if self.holds(block.scope) for fact in block.facts]
        found += [fact for name in self.treatment.conditions for fact in content.conditions[name].facts]
        found += [fact for name in self.terms for fact in content.glossary[self.language][name].facts]
        return tuple(fact for fact in dict.fromkeys(found) if fact not in self.page_facts)

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """Every fact of the booklet."""
        return (*self.page_facts, *self.other_facts)

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """The words that are explained on the pages and in the form, in order of the words."""
        blocks = (block for section in self.text.document_sections for block in section.blocks)
        spans = (span for block in blocks if self.holds(block.scope) for span in block.spans)
        names = {term for name in self.pages for term in self.page(name).terms} | {span.term for span in spans}
        glossary = self.content.glossary[self.language]
        return tuple(sorted(names - {""}, key=lambda name: (glossary[name].word.casefold(), name)))

    @cached_property
    def works(self) -> tuple[Reference, ...]:
        """All works that the facts rest on, in order of their short names."""
        names = {name for fact in self.facts for name in self.content.facts[fact].references}
        works = (self.content.references[name] for name in names)
        return tuple(sorted(works, key=lambda work: (work.short.casefold(), work.id)))

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each work in the list of references, from 1."""
        return {work.id: number for number, work in enumerate(self.works, start=1)}

    def cited(self, facts: Iterable[str]) -> str:
        """Return the ids of facts as a line, or nothing."""
        names = ", ".join(dict.fromkeys(facts))
        return self.say("rests_on", facts=names) if names else ""


def plain(text: str) -> tuple[Run, ...]:
    """Return plain text as a block holds it."""
    return (Run(text),)


def small(text: str) -> Paragraph:
    """Return a remark."""
    return Paragraph(plain(text), "small")


def label(name: str, text: str) -> tuple[Run, ...]:
    """Return a text with its name in bold before it."""
    return (Run(f"{name} ", bold=True), Run(text))
