"""The files of one language: pages, figure words, checks, glossary, ready questions and treatment words."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.content.fields import Fields, each_mapping, mapping_of
from kiosk.content.markdown import CardText, Placed, parse_page_body
from kiosk.content.model import (
    CheckChoice,
    CheckItem,
    DecisionText,
    DocumentBlock,
    DocumentSection,
    FigureText,
    Paragraph,
    ReadyQuestion,
    RowText,
    SummaryPoint,
    Term,
    TreatmentText,
)
from kiosk.content.source import Node, Report, parse_yaml
from kiosk.content.structure import STATUSES, keep

__all__ = [
    "CHOICES",
    "DECISIONS",
    "ICONS",
    "DraftCard",
    "DraftPage",
    "read_checks",
    "read_figure_words",
    "read_glossary",
    "read_page",
    "read_questions",
    "read_treatment_words",
]

CHOICES = 3
"""Answers of a check item; the screen adds "I am not sure"."""
_LEAST_CHOICES = 2
_MOST_MORE = 2
DECISIONS = ("agree", "decline", "talk")
DOCUMENTS = ("consent", "refusal", "summary")
LAYOUTS = ("text", "cards", "rows", "choices")
ICONS = frozenset(
    (
        "alert",
        "back",
        "backspace",
        "book",
        "calendar",
        "check",
        "circlecheck",
        "clear",
        "clock",
        "contrast",
        "document",
        "down",
        "flag",
        "globe",
        "info",
        "lock",
        "next",
        "pause",
        "pen",
        "people",
        "person",
        "plus",
        "print",
        "question",
        "reread",
        "search",
        "settings",
        "speaker",
        "stop",
        "tablet",
        "textsize",
        "undo",
    )
)
"""Names of the design's icons; a card may show any of them."""

_FENCE = "---"


@dataclass(frozen=True, slots=True)
class DraftCard:
    """A card's front matter."""

    icon: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DraftPage:
    """A page as its file says it, before its source line can be made from the references."""

    id: str
    title: str
    layout: str
    facts: tuple[str, ...]
    figure: str
    review_by: str
    status: str
    source_note: str
    source_digest: str
    more: tuple[str, ...]
    local: bool
    choices: tuple[str, ...]
    cards: tuple[DraftCard, ...]
    blocks: tuple[Placed, ...]
    card_texts: tuple[CardText, ...]
    front: Node


def read_page(text: str, report: Report) -> DraftPage | None:
    """Read one page: front matter between `---` lines, then the body; None if the front matter cannot be read."""
    lines = text.split("\n")
    if lines[0].rstrip() != _FENCE:
        report.add("C002", 1, "-", "a page begins with `---`, its fields, and `---` again: add them")
        return None
    end = next((index for index, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE), 0)
    if not end:
        report.add("C002", 1, "-", "the fields at the top are not closed: add a line `---` under them")
        return None
    front = parse_yaml("\n".join(lines[1:end]), report, first_line=2)
    if front is None:
        return None
    fields = Fields(front, report)
    layout = fields.one_of("layout", LAYOUTS, default="text")
    cards = layout == "cards"
    blocks, card_texts = parse_page_body("\n".join(lines[end + 1 :]), report, end + 2, cards=cards)
    page = DraftPage(
        id=fields.identity(),
        title=fields.text("title"),
        layout=layout,
        facts=fields.identities("facts", optional=True),
        figure=fields.identity("figure", optional=True),
        review_by=fields.date("review_by"),
        status=fields.one_of("status", STATUSES, default="draft"),
        source_note=fields.text("source_note", optional=True),
        source_digest=fields.words("source_digest", optional=True),
        more=fields.identities("more", optional=True),
        local=fields.true("local"),
        choices=fields.identities("choices") if layout == "choices" else (),
        cards=_cards(fields, report) if cards else (),
        blocks=blocks,
        card_texts=card_texts,
        front=front,
    )
    fields.done()
    _check_shape(page, report, end + 2)
    return page


def _cards(fields: Fields, report: Report) -> tuple[DraftCard, ...]:
    result = []
    for item in fields.items("cards"):
        one = Fields(item, report)
        result.append(DraftCard(one.one_of("icon", ICONS), one.identities("facts")))
        one.done()
    return tuple(result)


def _check_shape(page: DraftPage, report: Report, body_line: int) -> None:
    """Note a body that does not fit the layout."""
    if page.layout == "cards":
        if len(page.cards) != len(page.card_texts):
            report.add(
                "C023",
                page.front.line,
                "cards",
                f"{len(page.cards)} cards stand in the fields and {len(page.card_texts)} `## ` headings in the text: "
                "write one of each for every card",
            )
        for card in page.card_texts:
            if not card.blocks:
                report.add("C023", card.line, "body", f"the card {card.heading!r} has no text: write it")
    elif page.layout == "choices":
        if len(page.choices) < _LEAST_CHOICES:
            report.add("C023", page.front.line, "choices", "side by side stand two choices or more: add some")
        if len(page.blocks) > 1 or not all(isinstance(placed.block, Paragraph) for placed in page.blocks):
            message = "above the choices stands one paragraph at most: their words are in choices.yaml"
            report.add("C023", body_line, "body", message)
    elif not page.blocks and not page.figure:
        report.add("C023", body_line, "body", "the page is empty: write its text under the second `---`")
    if len(page.more) > _MOST_MORE:
        report.add("C023", page.front.line, "more", f"“Learn more” opens {_MOST_MORE} pages at most: drop some")
    if page.layout == "rows" and not page.figure:
        report.add("C023", page.front.line, "figure", "a `rows` page shows an effect_rows figure: name it in `figure`")


def read_figure_words(node: Node, report: Report) -> dict[str, FigureText]:
    """Read `<language>/figures.yaml`, a map of figure id to words."""
    result: dict[str, FigureText] = {}
    for identity, item in mapping_of(node, report).items():
        fields = Fields(item, report)
        rows: dict[str, RowText] = {}
        rows_node = fields.get("rows", optional=True)
        for row, row_node in mapping_of(rows_node, report).items() if rows_node else ():
            one = Fields(row_node, report)
            rows[row] = RowText(
                one.text("name"), one.text("explain", optional=True), one.text("duration", optional=True)
            )
            one.done()
        result[identity] = FigureText(
            intro=fields.spans("intro"),
            outcome=fields.text("outcome", optional=True),
            rest=fields.text("rest", optional=True),
            groups=fields.texts("groups"),
            population=fields.text("population", optional=True),
            time=fields.text("time", optional=True),
            rows=rows,
        )
        fields.done()
    return result


def read_checks(node: Node, report: Report, known: dict[str, CheckItem]) -> None:
    """Read one file of `<language>/checks/` and add its items to `known`: ids are unique over all files."""
    for fields in each_mapping(node, report):
        item = CheckItem(
            id=fields.identity(),
            must_know=fields.identity("must_know"),
            page=fields.identity("page"),
            question=fields.text("question"),
            choices=_choices(fields, report),
            safe=fields.text("safe"),
            kind=fields.text("kind"),
            not_sure=fields.text("not_sure"),
            file=report.file,
        )
        fields.done()
        if item.id in known:
            message = f"the id {item.id!r} is already in {known[item.id].file}: rename or drop one"
            report.at("C020", fields.node, message)
        elif item.id:
            known[item.id] = item


def _choices(fields: Fields, report: Report) -> tuple[CheckChoice, ...]:
    choices: dict[str, CheckChoice] = {}
    items = fields.items("choices")
    for item in items:
        one = Fields(item, report)
        choice = CheckChoice(one.identity(), one.text("text"), one.text("why"), one.true("right"))
        one.done()
        keep(choices, choice.id, choice, one)
    if items and len(items) != CHOICES:
        report.at("C024", fields.node, f"a check has {CHOICES} choices, this one has {len(items)}: add or drop some")
    right = sum(choice.right for choice in choices.values())
    if items and right != 1:
        report.at("C024", fields.node, f"one choice has `right: true`, here {right} have: mark the one right answer")
    return tuple(choices.values())


def read_glossary(node: Node, report: Report) -> dict[str, Term]:
    """Read `<language>/glossary.yaml`."""
    result: dict[str, Term] = {}
    for fields in each_mapping(node, report):
        term = Term(
            id=fields.identity(),
            word=fields.text("word"),
            meaning=fields.text("meaning"),
            facts=fields.identities("facts", optional=True),
        )
        fields.done()
        keep(result, term.id, term, fields)
    return result


def read_questions(node: Node, report: Report) -> dict[str, ReadyQuestion]:
    """Read `<language>/questions.yaml`."""
    result: dict[str, ReadyQuestion] = {}
    for fields in each_mapping(node, report):
        question = ReadyQuestion(fields.identity(), fields.text("text"))
        fields.done()
        keep(result, question.id, question, fields)
    return result


def read_treatment_words(node: Node, report: Report) -> tuple[str, TreatmentText]:
    """Read `<language>/treatments/<id>.yaml`: the treatment's id and its words."""
    fields = Fields(node, report)
    identity = fields.identity()
    summary = fields.within("summary")
    document = fields.within("document")
    text = TreatmentText(
        name=fields.text("name"),
        short_name=fields.text("short_name"),
        routes=fields.texts("routes", optional=True),
        sections=fields.texts("sections"),
        values=fields.texts("values"),
        benefits=_points(summary, "benefits", report),
        harms=_points(summary, "harms", report),
        unknown=_points(summary, "unknown", report),
        other_choices=summary.text("other_choices") if summary else "",
        decision=_decision(fields),
        meaning=fields.texts("meaning"),
        document_title=document.texts("title") if document else {},
        document_sections=_document_sections(document, report) if document else (),
    )
    for part in (summary, document, fields):
        if part:
            part.done()
    for name, given, wanted in (
        ("meaning", text.meaning, ("agree",)),
        ("document.title", text.document_title, DOCUMENTS),
    ):
        allowed = DECISIONS if name == "meaning" else DOCUMENTS
        for key in wanted:
            if key not in given:
                report.add("C010", node.line, f"{name}.{key}", f"the text {key!r} is missing: add it")
        for key in given:
            if key not in allowed:
                report.add("C011", node.line, f"{name}.{key}", f"{key!r} is not used: use {', '.join(allowed)}")
    return identity, text


def _points(summary: Fields | None, name: str, report: Report) -> tuple[SummaryPoint, ...]:
    if summary is None:
        return ()
    points = []
    for item in summary.items(name):
        one = Fields(item, report)
        points.append(SummaryPoint(one.text("text"), one.identities("facts"), one.scope()))
        one.done()
    return tuple(points)


def _decision(fields: Fields) -> dict[str, DecisionText]:
    outer = fields.within("decision")
    if outer is None:
        return {}
    result = {}
    for name in DECISIONS:
        one = outer.within(name)
        if one is not None:
            result[name] = DecisionText(one.text("title"), one.text("next"), one.text("restated"))
            one.done()
    outer.done()
    return result


def _document_sections(document: Fields, report: Report) -> tuple[DocumentSection, ...]:
    sections: dict[str, DocumentSection] = {}
    for item in document.items("sections"):
        one = Fields(item, report)
        blocks = tuple(_document_block(block, report) for block in one.items("blocks"))
        section = DocumentSection(one.identity(), one.text("heading"), blocks)
        one.done()
        keep(sections, section.id, section, one)
    return tuple(sections.values())


def _document_block(node: Node, report: Report) -> DocumentBlock:
    fields = Fields(node, report)
    kind = fields.one_of("kind", ("paragraph", "bullet", "figure"))
    if kind == "figure":
        figure = fields.identity("figure")
        block = DocumentBlock("figure", (), figure, fields.identities("facts", optional=True), fields.scope())
    else:
        spans = fields.spans("text")
        facts = fields.identities("facts", optional=True)
        block = DocumentBlock("bullet" if kind == "bullet" else "paragraph", spans, "", facts, fields.scope())
    fields.done()
    return block
