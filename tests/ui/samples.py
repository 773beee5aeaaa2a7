"""Small content for tests of widgets: one page of each layout, made by hand."""

from __future__ import annotations

from typing import Final, Literal

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from kiosk.content.model import (
    Block,
    Card,
    Figure,
    FigureRow,
    FigureText,
    Note,
    Page,
    Paragraph,
    RowText,
    Span,
)

STRINGS: Final = {
    "page.words": "Words explained",
    "page.sources": "Sources",
    "page.source": "Source: {source}",
    "page.show_more": "Show more",
    "page.go_up": "Go up",
    "figure.sentence": "{group}: {count} of {total} people {outcome}. {rest_count} {rest}.",
    "figure.rest": "{count} {rest}",
    "figure.effect_row": "{effect}: {count} of {total} people, {group}.",
    "figure.duration": "How long: {duration}.",
    "figure.of": "of {total}",
    "figure.effect": "Effect",
    "figure.how_long": "How long",
    "glossary.title": "Words explained",
    "sources.title": "Sources",
    "sheet.close": "Close",
}

ARRAY_TEXT: Final = FigureText(
    intro=(Span("Out of "), Span("100 people", bold=True), Span(" with depression, one day after:")),
    outcome="felt much better",
    rest="did not",
    groups={"drug": "Ketamine", "other": "Midazolam (comparison)"},
    population="adults",
    time="one day",
)
ARRAY: Final = Figure(
    id="day-one",
    kind="icon_array",
    denominator=100,
    groups=("drug", "other"),
    counts=(("drug", 64), ("other", 28)),
    rows=(),
    facts=(),
    text={"en": ARRAY_TEXT},
)
ROWS_TEXT: Final = FigureText(
    intro=(),
    outcome="",
    rest="",
    groups={"drug": "With esketamine", "other": "With placebo"},
    population="adults",
    time="four weeks",
    rows={
        "dizzy": RowText("Dizziness", "feeling unsteady", "Mostly the same day"),
        "sick": RowText("Feeling sick", "nausea", "Mostly the same day"),
        "apart": RowText("Feeling disconnected", "from yourself or the room", "Mostly within 2 hours"),
    },
)
ROWS: Final = Figure(
    id="effects",
    kind="effect_rows",
    denominator=100,
    groups=("drug", "other"),
    counts=(),
    rows=(
        FigureRow("apart", (("drug", 41), ("other", 9)), ()),
        FigureRow("dizzy", (("drug", 29), ("other", 8)), ()),
        FigureRow("sick", (("drug", 28), ("other", 9)), ()),
    ),
    facts=(),
    text={"en": ROWS_TEXT},
)


def paragraph(text: str, term: str = "") -> Paragraph:
    """Return a paragraph; its last word is a glossary word if `term` is given."""
    if not term:
        return Paragraph((Span(text),))
    head, _, word = text.rpartition(" ")
    return Paragraph((Span(f"{head} "), Span(word, term=term)))


TEXT_BLOCKS: Final[tuple[Block, ...]] = (
    paragraph("In one study, people whose depression had not got better had one ketamine infusion", "infusion"),
    paragraph("Other people in the study had midazolam, a calming medicine, so the two could be compared."),
    Note((Span("With ketamine, 36 of 100 people did "), Span("not", bold=True), Span(" feel much better."))),
)
CARD_BLOCKS: Final[tuple[Block, ...]] = (
    paragraph("Doctors are still learning about ketamine for depression."),
    *(
        Card(
            icon, heading, (paragraph("After one infusion, the good effect often fades over 5 to 8 days."),), (), source
        )
        for icon, heading, source in (
            ("clock", "It often wears off", "Shiroma and others, 2020"),
            ("people", "Studies do not all agree", "Jelovac and others, 2025"),
            ("calendar", "Long-term effects are not clear", "US Food and Drug Administration, 2023"),
            ("document", "Not approved for depression", "US Food and Drug Administration, 2023"),
        )
    ),
)


def page(
    layout: Literal["text", "cards", "rows", "choices"] = "text",
    blocks: tuple[Block, ...] = TEXT_BLOCKS,
    figure: str = "",
) -> Page:
    """Return a page of a layout."""
    return Page(
        id="sample",
        language="en",
        title="How many people felt better after one day?",
        layout=layout,
        blocks=blocks,
        facts=(),
        figure=figure,
        source="Murrough and others, 2013. 73 people took part.",
        references=(),
        status="draft",
        review_by="",
        words=80,
        file="en/pages/sample.md",
    )


def tap(widget: QWidget, x: float, y: float, *, release: tuple[float, float] | None = None, at_ms: int = 0) -> None:
    """Press and release at places of a widget, as one tap at a time in ms (0: now)."""
    end = release or (x, y)
    for kind, place in ((QEvent.Type.MouseButtonPress, (x, y)), (QEvent.Type.MouseButtonRelease, end)):
        point = QPointF(*place)
        held = Qt.MouseButton.LeftButton if kind == QEvent.Type.MouseButtonPress else Qt.MouseButton.NoButton
        event = QMouseEvent(
            kind, point, widget.mapToGlobal(point), Qt.MouseButton.LeftButton, held, Qt.KeyboardModifier.NoModifier
        )
        event.setTimestamp(at_ms)
        QApplication.sendEvent(widget, event)


def difference(one: QImage, other: QImage) -> float:
    """Return the share of pixels that differ visibly between two pictures of one size."""
    places = [(x, y) for x in range(one.width()) for y in range(one.height())]
    far = sum(abs(one.pixelColor(x, y).lightness() - other.pixelColor(x, y).lightness()) > 60 for x, y in places)
    return far / len(places)
