"""A treatment: its path, what must be understood, its words, and the variant of it that one visit walks."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Literal

from kiosk.content.blocks import Span
from kiosk.events import Act, Role

__all__ = [
    "DecisionText",
    "DocumentBlock",
    "DocumentSection",
    "MustKnow",
    "Scope",
    "Section",
    "Signer",
    "SignerNeed",
    "SummaryPoint",
    "Treatment",
    "TreatmentText",
]


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom an entry is for: people with one of `reasons`, treated by one of `routes`; empty means everybody."""

    reasons: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()

    def holds(self, reason: str, route: str) -> bool:
        """Say whether the entry stands on the path of this reason and route."""
        return (not self.reasons or reason in self.reasons) and (not self.routes or route in self.routes)


_EVERYBODY = Scope()


@dataclass(frozen=True, slots=True)
class MustKnow:
    """A fact that a person must know to decide, the page that teaches it and its check items in order of use."""

    id: str
    page: str
    facts: tuple[str, ...]
    items: tuple[str, ...]
    scope: Scope = _EVERYBODY


SignerNeed = Literal["always", "represented", "unless_represented", "marked", "interpreted", "wanted"]
"""When somebody has to sign: always; if a representative decides, or if none does; if the signature is a mark; if an
interpreter was there; or never, but may (`wanted`)."""


@dataclass(frozen=True, slots=True)
class Signer:
    """One place in the order of signing: who, when they are needed, and after whom (of those who are needed)."""

    role: Role
    needed: SignerNeed
    after: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One of the seven named steps of the progress bar and its required content pages.

    `scopes` has a scope for each page that not everybody reads; in a variant it is empty.
    """

    id: str
    pages: tuple[str, ...]
    scopes: dict[str, Scope] = field(default_factory=dict)

    def on_path(self, reason: str, route: str) -> Section:
        """Return the section with the pages of one reason and route."""
        pages = tuple(page for page in self.pages if self.scopes.get(page, _EVERYBODY).holds(reason, route))
        return Section(self.id, pages)


@dataclass(frozen=True, slots=True)
class SummaryPoint:
    """One bullet of the summary before the decision."""

    text: str
    facts: tuple[str, ...]
    scope: Scope = _EVERYBODY


@dataclass(frozen=True, slots=True)
class DecisionText:
    """One of the three choices: title, what happens next, and the repeat of it ("You want ...")."""

    title: str
    next: str
    restated: str


@dataclass(frozen=True, slots=True)
class DocumentBlock:
    """A paragraph, a bullet or a figure of the form's plain-language part; text is inline Markdown as spans."""

    kind: Literal["paragraph", "bullet", "figure"]
    spans: tuple[Span, ...]
    figure: str
    facts: tuple[str, ...]
    scope: Scope = _EVERYBODY


@dataclass(frozen=True, slots=True)
class DocumentSection:
    """A numbered section of the form."""

    id: str
    heading: str
    blocks: tuple[DocumentBlock, ...]


@dataclass(frozen=True, slots=True)
class TreatmentText:
    """All words of a treatment in one language. `routes` has labels only when there is more than one route."""

    name: str
    short_name: str
    routes: dict[str, str]
    sections: dict[str, str]
    values: dict[str, str]
    benefits: tuple[SummaryPoint, ...]
    harms: tuple[SummaryPoint, ...]
    unknown: tuple[SummaryPoint, ...]
    other_choices: str
    decision: dict[str, DecisionText]
    meaning: dict[str, str]
    document_title: dict[str, str]
    document_sections: tuple[DocumentSection, ...]

    def on_path(self, reason: str, route: str) -> TreatmentText:
        """Return the words for one reason and route; a section of the form that is left empty is left out."""

        def points(given: tuple[SummaryPoint, ...]) -> tuple[SummaryPoint, ...]:
            return tuple(point for point in given if point.scope.holds(reason, route))

        sections = []
        for section in self.document_sections:
            blocks = tuple(block for block in section.blocks if block.scope.holds(reason, route))
            if blocks:
                sections.append(replace(section, blocks=blocks))
        return replace(
            self,
            benefits=points(self.benefits),
            harms=points(self.harms),
            unknown=points(self.unknown),
            document_sections=tuple(sections),
        )


@dataclass(frozen=True, slots=True)
class Treatment:
    """What the patient is asked to decide on: structure here, words in `text` by language.

    As it is loaded it holds the entries of every reason and route; `variant` picks those of one visit.
    `approved_for` are the reasons for which the product is approved in the US. `teach_back` are must-know ids.
    """

    id: str
    version: str
    status: str
    product: str
    routes: tuple[str, ...]
    reasons: tuple[str, ...]
    template: str
    template_version: str
    check_tries: int
    sections: tuple[Section, ...]
    must_know: tuple[MustKnow, ...]
    values: tuple[str, ...]
    elements: dict[str, tuple[str, ...]]
    text: dict[str, TreatmentText]
    approved_for: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    teach_back: tuple[str, ...] = ()
    signing: dict[Act, tuple[Signer, ...]] = field(default_factory=dict)
    """Who signs what, in which order; the clinic's seal is always the last and is not named."""
    renewal_pages: tuple[str, ...] = ()
    """Pages that a renewal shows even if they say nothing new."""

    @property
    def route(self) -> str:
        """The route of a variant; of a whole treatment the one that stands first."""
        return self.routes[0]

    @property
    def pages(self) -> tuple[str, ...]:
        """The pages of the required path, in order."""
        return tuple(page for section in self.sections for page in section.pages)

    def variant(self, reason: str, route: str = "") -> Treatment:
        """Return the treatment of one visit: one reason, one route (the first if empty), and only what is for them.

        Raises:
            KeyError: if the treatment is not offered for this reason or by this route.
        """
        route = route or self.route
        if reason not in self.reasons or route not in self.routes:
            raise KeyError(f"{self.id}: {reason}, {route}")
        sections = tuple(section.on_path(reason, route) for section in self.sections)
        pages = {page for section in sections for page in section.pages}
        must_know = tuple(replace(one, scope=_EVERYBODY) for one in self.must_know if one.scope.holds(reason, route))
        known = {entry.id for entry in must_know}
        return replace(
            self,
            routes=(route,),
            reasons=(reason,),
            sections=sections,
            must_know=must_know,
            teach_back=tuple(name for name in self.teach_back if name in known),
            renewal_pages=tuple(page for page in self.renewal_pages if page in pages),
            elements={name: tuple(one for one in given if one in pages) for name, given in self.elements.items()},
            text={language: text.on_path(reason, route) for language, text in self.text.items()},
        )

    def only(self, pages: AbstractSet[str]) -> Treatment:
        """Return the treatment of a renewal: these pages only, and what they teach."""
        sections = tuple(Section(one.id, tuple(page for page in one.pages if page in pages)) for one in self.sections)
        must_know = tuple(one for one in self.must_know if one.page in pages)
        known = {one.id for one in must_know}
        taught = tuple(name for name in self.teach_back if name in known)
        return replace(self, sections=sections, must_know=must_know, teach_back=taught)

    def variants(self) -> tuple[Treatment, ...]:
        """Return every variant: each reason with each route."""
        return tuple(self.variant(reason, route) for reason in self.reasons for route in self.routes)
