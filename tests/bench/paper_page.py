"""A document as a web page: what the rivals print. The same blocks, in the same order, with the same figures and ink.

The page has the document's fonts, sizes and numbers of pages; it is not tagged by hand, not archivable and not sealed.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from html import escape

from kiosk.document import (
    Block,
    Bullets,
    Choices,
    ConsentDocument,
    FigureBlock,
    FigureGroup,
    Heading,
    KeyValues,
    NoteBox,
    PageBreak,
    Paragraph,
    Run,
    SignatureBlock,
    Table,
    TickBoxes,
    TickTable,
    WriteFields,
    block_text,
)
from kiosk.events import Ink
from kiosk.lettering import BOLD, REGULAR

__all__ = ["page_of"]

PER_ROW = 20
STEP = 9.0
"""From one dot of a figure to the next, px."""


def page_of(document: ConsentDocument) -> str:
    """Return a whole page of HTML with the document's head, foot and blocks."""
    labels = document.labels
    head = " · ".join((*document.clinic, *document.patient))
    foot = " · ".join(text for name, text in labels.items() if name in {"document", "code_label", "code", "sealed"})
    body = "\n".join(_block(block) for block in document.blocks)
    return (
        f'<!doctype html><html lang="{document.language}" dir="{document.direction}"><head><meta charset="utf-8">'
        f"<title>{_text(document.title)}</title><style>{_style(head, foot)}</style></head><body>"
        f"{body}<p>{_text(labels['seal_text'])}</p></body></html>"
    )


def _style(head: str, foot: str) -> str:
    faces = "".join(
        f"@font-face{{font-family:Page;font-weight:{weight};src:url({font.path.as_uri()})}}"
        for font, weight in ((REGULAR, 400), (BOLD, 700))
    )
    return (
        f"{faces}@page{{size:A4;margin:82pt 48.2pt 66pt;@top-left{{content:{_css(head)};font-size:8.5pt}}"
        f"@bottom-left{{content:{_css(foot)};font-size:8.5pt}}"
        f"@bottom-right{{content:counter(page) ' / ' counter(pages);font-size:8.5pt}}}}"
        "body{font:10.5pt/14.5pt Page;margin:0}table{width:100%;border-collapse:collapse}"
        "td,th{border:.6pt solid #999;padding:3pt;text-align:left;vertical-align:top}figure{margin:8pt 0}"
        ".small{font-size:8.5pt}.part{break-before:page}dt{font-weight:700}"
        ".box,aside{border:.6pt solid #999;padding:6pt}"
    )


def _css(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", " ") + "'"


def _text(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _runs(runs: Iterable[Run]) -> str:
    return "".join(f"<b>{_text(run.text)}</b>" if run.bold else _text(run.text) for run in runs)


def _pairs(rows: Iterable[tuple[str, str]], kind: str = "") -> str:
    inner = "".join(f"<dt>{_text(label)}</dt><dd>{_text(value)}</dd>" for label, value in rows)
    return f'<dl class="{kind}">{inner}</dl>'


def _block(block: Block) -> str:
    match block:
        case Heading(level=level, text=text, part=part):
            return f'<h{level} class="{"part" if part else ""}">{_text(text)}</h{level}>'
        case Paragraph(runs=runs, style=style):
            return f'<p class="{style}">{_runs(runs)}</p>'
        case Bullets(items=items):
            return "<ul>" + "".join(f"<li>{_runs(item)}</li>" for item in items) + "</ul>"
        case KeyValues(rows=rows, boxed=boxed):
            return _pairs(rows, "box" if boxed else "")
        case Table():
            return _table(block)
        case FigureBlock():
            return _figure(block)
        case Choices(items=choices):
            lines = (
                f"<li>{'☒' if one.checked else '☐'} {_text(one.text)} <em>{_text(one.mark)}</em></li>"
                for one in choices
            )
            return f"<ul>{''.join(lines)}</ul>"
        case SignatureBlock():
            drawn = _ink(block.ink) if block.ink else ""
            return f"<p>{_text(block.line)} {_text(block.typed)}</p>{drawn}{_pairs(block.rows, 'box')}"
        case NoteBox(runs=runs):
            return f"<aside>{_runs(runs)}</aside>"
        case WriteFields() | TickBoxes() | TickTable():
            return "".join(f"<p>☐ {_text(text)}</p>" for text in block_text(block))
        case PageBreak():
            return '<hr style="break-after:page">'


def _table(table: Table) -> str:
    total = sum(table.widths)
    columns = "".join(f'<col style="width:{100 * width / total:.1f}%">' for width in table.widths)
    head = "".join(f"<th>{_text(cell)}</th>" for cell in table.header)
    rows = "".join("<tr>" + "".join(f"<td>{_runs(cell)}</td>" for cell in row) + "</tr>" for row in table.rows)
    return f"<table>{columns}<tr>{head}</tr>{rows}</table>"


def _figure(figure: FigureBlock) -> str:
    parts = [f"<p>{_runs(figure.intro)}</p>"]
    for row in figure.rows:
        parts += [f"<p><b>{_text(row.name)}</b> {_text(row.explain)} {_text(row.duration)}</p>"]
        parts += [_dots(group) for group in row.groups]
    return f"<figure>{''.join(parts)}<figcaption>{_text(figure.caption)}</figcaption></figure>"


def _dots(group: FigureGroup) -> str:
    """Return one group of people: as many dots as there are people, the counted ones filled."""
    dots = "".join(
        f'<circle cx="{5 + STEP * (one % PER_ROW):g}" cy="{5 + STEP * (one // PER_ROW):g}" r="3.4" stroke="#1d5c63" '
        f'fill="{"#1d5c63" if one < group.count else "none"}"/>'
        for one in range(group.total)
    )
    height = 5 + STEP * -(-group.total // PER_ROW)
    words = f"{group.number} {group.label} {group.outcome} {group.rest}"
    picture = f'<svg width="{10 + STEP * PER_ROW:g}" height="{height:g}" role="img">{dots}</svg>'
    return f"<div>{picture}<p>{_text(words)}</p><p>{_text(group.sentence)}</p></div>"


def _ink(ink: Ink) -> str:
    """Return a signature as lines, as wide as they were pressed."""
    wide = 300.0
    pieces = []
    for stroke in ink.strokes:
        points = list(zip(stroke.x, stroke.y, stroke.pressure, strict=True))
        pieces += [
            f'<line x1="{x1 * wide:.1f}" y1="{y1 * wide:.1f}" x2="{x2 * wide:.1f}" y2="{y2 * wide:.1f}" '
            f'stroke="#102a43" stroke-width="{0.8 + 1.6 * pressure:.2f}"/>'
            for (x1, y1, _), (x2, y2, pressure) in itertools.pairwise(points)
        ]
    return f'<svg width="{wide:g}" height="{wide * ink.aspect:g}" role="img">{"".join(pieces)}</svg>'
