"""The small Markdown of the pages: paragraphs, one-level `- ` lists, bold, `> ` notes, glossary words, card headings.

The text is parsed by the whole CommonMark grammar, tables and strikethrough included, and everything beyond the small
part is refused with its line. So nothing is shown as raw marks, and nothing is dropped in silence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kiosk.content.blocks import Bullets, Note, Paragraph, Span
from kiosk.content.filling import unfilled, unknown_placeholder
from kiosk.content.source import Report

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

__all__ = ["CardText", "Placed", "inline_spans", "markup_in_plain_text", "parse_page_body"]

_TERM = "term:"
_MARKUP = re.compile(r"\*\*|__|\]\(|<[/!a-zA-Z][^>]*>|^#+ |^> |^- |`|&(?:[a-z]+|#\d+);")
_REFUSED = {
    "em_open": "italics are not used: take the single * or _ away, or write **bold**",
    "code_inline": "code marks (`) are not used: take them away",
    "code_block": "the line is indented by four spaces, which means code: take the spaces away",
    "fence": "code blocks are not used: write a paragraph",
    "html_block": "HTML is not read: write plain text",
    "html_inline": "HTML is not read: write plain text",
    "image": "pictures are not read: use a figure",
    "hardbreak": "forced line breaks are not used: take the two spaces or the backslash at the line's end away",
    "hr": "lines across are not used: take this line away",
    "ordered_list_open": "numbered lists are not used: write a list with `- `",
    "table_open": "tables are not read: use a figure or a list",
    "s_open": "strikethrough is not used: take the ~~ away",
}
_SPECIAL = re.compile(r"[*_\[\]<>`&\\~{}]")  # a text without any of these is the same after parsing
_INLINE_QUIET = {"em_close", "s_close", "link_close", "strong_close"}


@dataclass(frozen=True, slots=True)
class Placed:
    """A block and the line of the file that it begins on."""

    block: Paragraph | Bullets | Note
    line: int


@dataclass(frozen=True, slots=True)
class CardText:
    """A `## ` heading and what stands under it."""

    heading: str
    line: int
    blocks: tuple[Placed, ...]


@cache  # it is never changed, and making it takes longer than parsing a page
def _grammar() -> MarkdownIt:
    """Return the parser: all of CommonMark, so that all of it can be recognised and refused."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def inline_spans(text: str, report: Report, line: int, name: str) -> tuple[Span, ...]:
    """Parse one line of text (bold, glossary words) out of a YAML field."""
    joined = " ".join(text.split())
    if not _SPECIAL.search(joined):
        return (Span(joined),)
    tokens = _grammar().parseInline(joined)
    return _Reader(report, name, line).spans(tokens[0].children or [], line)


def markup_in_plain_text(text: str) -> str:
    """Return the first mark in a text that is shown as it stands; empty if there is none."""
    found = _MARKUP.search(text)
    return found.group() if found else ""


def parse_page_body(
    text: str, report: Report, first_line: int, *, cards: bool
) -> tuple[tuple[Placed, ...], tuple[CardText, ...]]:
    """Parse a page's body that begins on `first_line` of its file.

    Returns the blocks, and the cards of a `cards` page. There the blocks are the paragraphs above the first card.
    """
    environment: dict[str, object] = {}
    tokens = _grammar().parse(text, environment)
    reader = _Reader(report, "body", first_line)
    if environment.get("references"):
        report.add("C014", first_line, "body", "link definitions (`[word]: address`) are not read: take them away")
    return reader.body(tokens, cards=cards)


class _Reader:
    """Walks the tokens once; each method takes the place to go on from."""

    def __init__(self, report: Report, name: str, first_line: int) -> None:
        self.report = report
        self.name = name
        self.first_line = first_line

    def body(self, tokens: Sequence[Token], *, cards: bool) -> tuple[tuple[Placed, ...], tuple[CardText, ...]]:
        blocks: list[Placed] = []
        found: list[CardText] = []
        index = 0
        while index < len(tokens):
            token = tokens[index]
            end = _end_of(tokens, index)
            inside = tokens[index + 1 : end]
            line = self._line(token)
            if token.type == "heading_open":
                self._heading(token, inside, line, found, cards=cards)
            else:
                block = self._block(token, inside, line)
                if block is not None:
                    self._place(Placed(block, line), blocks, found, cards=cards)
            index = end + 1
        return tuple(blocks), tuple(found)

    def _place(self, placed: Placed, blocks: list[Placed], found: list[CardText], *, cards: bool) -> None:
        """Put a block where it belongs: on the page, or into the last card."""
        if not cards or (not found and isinstance(placed.block, Paragraph)):
            blocks.append(placed)
        elif not found:
            self._refuse(placed.line, "above the cards stand paragraphs only: move this under a `## ` heading")
        elif isinstance(placed.block, Note):
            self._refuse(placed.line, "a card holds paragraphs and lists only: write the note as a paragraph")
        else:
            last = found[-1]
            found[-1] = CardText(last.heading, last.line, (*last.blocks, placed))

    def _heading(self, token: Token, inside: Sequence[Token], line: int, found: list[CardText], *, cards: bool) -> None:
        if token.markup != "##" or not cards:
            self._refuse(line, "only `cards` pages have headings, and only `## `: write a paragraph, or make cards")
            return
        spans = self.spans(inside[0].children or [], line) if inside else ()
        if any(span.bold or span.term for span in spans) or not spans:
            self._refuse(line, "a card's heading is plain words: take the marks away")
        found.append(CardText("".join(span.text for span in spans), line, ()))

    def _block(self, token: Token, inside: Sequence[Token], line: int) -> Paragraph | Bullets | Note | None:
        if token.type == "paragraph_open":
            return Paragraph(self.spans(inside[0].children or [], line))
        if token.type == "bullet_list_open":
            return self._bullets(token, inside)
        if token.type == "blockquote_open":
            return self._note(inside, line)
        self._refuse(line, _REFUSED.get(token.type, f"this mark is not read here ({token.type}): take it away"))
        return None

    def _bullets(self, token: Token, inside: Sequence[Token]) -> Bullets | None:
        if token.markup != "-":
            self._refuse(self._line(token), f"lists are written with hyphens: `- `, not `{token.markup} `")
        items = []
        index = 0
        while index < len(inside):
            end = _end_of(inside, index)
            content = inside[index + 1 : end]
            line = self._line(inside[index])
            if len(content) == 3 and content[0].type == "paragraph_open":  # noqa: PLR2004  # open, inline, close
                items.append(self.spans(content[1].children or [], line))
            else:
                self._refuse(line, "an item of a list is one line of text: no list in a list, no second paragraph")
            index = end + 1
        return Bullets(tuple(items)) if items else None

    def _note(self, inside: Sequence[Token], line: int) -> Note | None:
        if len(inside) == 3 and inside[0].type == "paragraph_open":  # noqa: PLR2004  # open, inline, close
            return Note(self.spans(inside[1].children or [], line))
        self._refuse(line, "a note is one paragraph: keep one idea, or write two notes with an empty line between")
        return None

    def spans(self, children: Sequence[Token], line: int) -> tuple[Span, ...]:
        """Turn inline tokens into spans; `line` is where the text begins."""
        result: list[Span] = []
        bold = 0
        term = ""
        for token in children:
            if token.type == "text":
                _append(result, Span(token.content, bold > 0, term))
            elif token.type == "softbreak":
                line += 1
                _append(result, Span(" ", bold > 0, term))
            elif token.type == "strong_open":
                if token.markup != "**":
                    self._refuse(line, "bold is written with two stars: **bold**")
                bold += 1
            elif token.type == "strong_close":
                bold -= 1
            elif token.type == "link_open":
                term = self._term(token, line)
            elif token.type == "link_close":
                term = ""
            elif token.type not in _INLINE_QUIET:
                self._mark(token, line)
                line += token.type == "hardbreak"
        for span in result:
            unknown = unknown_placeholder(span.text)
            if unknown:
                self.report.add("C015", line, self.name, unfilled(unknown))
        return tuple(result)

    def _mark(self, token: Token, line: int) -> None:
        """Note a mark inside a text that is not read."""
        if token.type == "image" and not token.content.strip():
            message = "a picture without text tells nothing to those who cannot see it: use a figure, which has words"
            self.report.add("C016", line, self.name, message)
        else:
            self._refuse(line, _REFUSED.get(token.type, f"this mark is not read here ({token.type}): take it away"))

    def _term(self, token: Token, line: int) -> str:
        target = str(token.attrGet("href") or "")
        if target.startswith(_TERM) and len(target) > len(_TERM) and token.attrGet("title") is None:
            return target.removeprefix(_TERM)
        self._refuse(line, f"a link leads out of the kiosk ({target}): only `[word](term:id)` is read")
        return ""

    def _line(self, token: Token) -> int:
        return self.first_line + (token.map[0] if token.map else 0)

    def _refuse(self, line: int, message: str) -> None:
        self.report.add("C014", line, self.name, message)


def _append(spans: list[Span], span: Span) -> None:
    """Add a span, joined to the one before it if both look the same."""
    if spans and (spans[-1].bold, spans[-1].term) == (span.bold, span.term):
        spans[-1] = Span(spans[-1].text + span.text, span.bold, span.term)
    elif span.text:
        spans.append(span)


def _end_of(tokens: Sequence[Token], index: int) -> int:
    """Return where the block that opens at `index` closes (the same place if it does not nest)."""
    depth = 0
    for place in range(index, len(tokens)):
        depth += tokens[place].nesting
        if depth <= 0:
            return place
    return len(tokens) - 1
