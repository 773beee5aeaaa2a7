"""The small HTML subset that a consent template may write, and how it becomes blocks.

A template is rendered by Jinja2 in a sandbox, with undefined names refused and autoescape on. Every value that it
prints is `Plain` text, which escapes itself whole: what a patient or a member of staff typed can be no tag, and keeps
its line breaks and spaces. The result is parsed strictly: an unknown tag, attribute or nesting is refused with its
place, never skipped.

A template may extend or include what stands in `base/` and nothing else, so that what a treatment's document is made of
stands in its own folder and there.

The subset: `h1` to `h4` (`h2 class="part"` opens an annex), `p` (`class` lead or small), `b`, `br`, `ul` and `li`,
`ul class="small"`, `ul class="choices"` (a chosen `li` has `class="chosen"` and its mark in `em`), `dl` with `dt` and
`dd` (`class="box"`), `table data-widths="3 4 2"` with `tr`, `th`, `td`, `figure data-ref`, `aside` (`class` lock or
info), `signature data-ref` and `hr`, a page break.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

from kiosk.document.blocks import (
    Block,
    Bullets,
    Choice,
    Choices,
    FigureBlock,
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
    WriteField,
    WriteFields,
)
from kiosk.errors import ContentError, Problem

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["Parts", "Plain", "parse_markup", "render_template"]

_T = TypeVar("_T")

BASE = "base/"
"""The folder whose templates others may extend or include."""

_WHITE = re.compile(r"[ \t\r\n\f]+")
_SPECIAL = re.compile(r"[&<>\"'\x00-\x1f\x7f]|(?<= ) |\A | \Z")

_ATTRIBUTES: Mapping[str, Mapping[str, frozenset[str] | None]] = {
    "h1": {},
    "h2": {"class": frozenset({"part"})},
    "h3": {},
    "h4": {},
    "p": {"class": frozenset({"lead", "small"})},
    "b": {},
    "br": {},
    "em": {},
    "ul": {"class": frozenset({"choices", "small", "boxes", "equal", "inline"})},
    "li": {"class": frozenset({"chosen"})},
    "dl": {"class": frozenset({"box", "write", "write-two"})},
    "dt": {},
    "dd": {"class": frozenset({"sign", "lines-2", "lines-3", "lines-4"})},
    "table": {"data-widths": None},
    "ticks": {"data-widths": None},
    "tr": {},
    "th": {},
    "td": {},
    "figure": {"data-ref": None},
    "aside": {"class": frozenset({"lock", "info"})},
    "signature": {"data-ref": None},
    "hr": {},
}
"""Each tag with its attributes and their values; None is any value."""

_PARENTS: Mapping[str, frozenset[str]] = {
    "b": frozenset({"p", "li", "td", "aside"}),
    "br": frozenset({"p", "li", "td", "aside", "dd"}),
    "em": frozenset({"li"}),
    "li": frozenset({"ul"}),
    "dt": frozenset({"dl"}),
    "dd": frozenset({"dl"}),
    "tr": frozenset({"table", "ticks"}),
    "th": frozenset({"tr"}),
    "td": frozenset({"tr"}),
}
"""Where a tag may stand; those not named stand at the top."""

_TEXT = frozenset({"h1", "h2", "h3", "h4", "p", "b", "em", "li", "dt", "dd", "th", "td", "aside"})
_TOP = ""


class Plain(str):
    """Text that is only ever text: escapes markup, line breaks and all spaces that HTML would swallow."""

    __slots__ = ()

    def __html__(self) -> str:
        """Return the text as HTML, for Jinja2's autoescape."""
        return _SPECIAL.sub(lambda found: f"&#{ord(found[0])};", self)


class Parts:
    """What a template names instead of writing it: figures and signatures by reference."""

    def __init__(self, figures: Mapping[str, FigureBlock], signatures: Mapping[str, SignatureBlock]) -> None:
        """Keep both by the names that `data-ref` uses."""
        self.figures = figures
        self.signatures = signatures


@functools.lru_cache(maxsize=8)
def _environment(root: Path) -> Environment:
    """Return the sandbox for the templates below a folder; compiled templates stay in it."""
    from jinja2 import FileSystemLoader, StrictUndefined, TemplateNotFound
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Sandbox(ImmutableSandboxedEnvironment):
        """The sandbox, with the one folder that templates share."""

        def join_path(self, template: str, parent: str) -> str:
            """Return the name of a template that another one asks for."""
            if not template.startswith(BASE):
                raise TemplateNotFound(template, f"{parent} may use templates of {BASE} only, not {template}")
            return template

    return Sandbox(
        loader=FileSystemLoader(root),
        undefined=StrictUndefined,
        autoescape=True,
        finalize=_as_plain,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _as_plain(value: object) -> object:
    """Make every text that a template prints escape itself; what a macro made is markup already."""
    return Plain(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def render_template(root: Path, name: str, values: Mapping[str, object]) -> str:
    """Render a template below `root` with the given values.

    Raises:
        ContentError: the template is missing, is wrong, or asks for a value that there is not.
    """
    from jinja2 import TemplateError, TemplateSyntaxError

    try:
        return _environment(root).get_template(name).render(values)
    except TemplateError as error:
        line = error.lineno if isinstance(error, TemplateSyntaxError) else 0
        raise ContentError((Problem("template", name, line, type(error).__name__, str(error)),)) from error


def parse_markup(markup: str, parts: Parts, name: str = "template") -> tuple[Block, ...]:
    """Turn a rendered template into blocks.

    Args:
        markup: what the template wrote.
        parts: figures and signatures that it may name.
        name: the template's, for problems.

    Raises:
        ContentError: a tag, an attribute, a nesting or a reference that the subset does not have. The line is that of
            the rendered text.
    """
    reader = _Reader(parts, name)
    reader.feed(markup)
    reader.close()
    return reader.finish()


class _Reader(HTMLParser):
    """Builds blocks from one rendered template; strict about everything."""

    def __init__(self, parts: Parts, name: str) -> None:
        super().__init__(convert_charrefs=False)
        self._parts = parts
        self._name = name
        self._stack: list[tuple[str, str]] = []
        self._blocks: list[Block] = []
        self._runs: list[Run] = []
        self._soft = False
        self._items: list[tuple[Run, ...]] = []
        self._choices: list[Choice] = []
        self._choice_text: tuple[Run, ...] = ()
        self._mark = ""
        self._pairs: list[tuple[str, str]] = []
        self._rooms: list[str] = []
        self._row: list[tuple[str, tuple[Run, ...]]] = []
        self._header: tuple[str, ...] = ()
        self._rows: list[tuple[tuple[Run, ...], ...]] = []

    # ------------------------------------------------------------------ what html.parser calls

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a tag, if it may stand here."""
        value = self._checked(tag, attrs)
        if tag == "br":
            self._drop_soft_space()
            self._add_text("\n")
            self._soft = True
        elif tag == "hr":
            self._blocks.append(PageBreak())
        elif tag == "figure":
            self._blocks.append(self._known(self._parts.figures, value))
        elif tag == "signature":
            self._blocks.append(self._known(self._parts.signatures, value))
        else:
            if tag == "em":
                self._drop_soft_space()
                self._choice_text, self._runs = self._take(), []
            elif tag != "b":
                self._runs = []
                self._soft = False
            self._stack.append((tag, value))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Refuse XML's empty tags: one form is enough."""
        del attrs
        self._refuse(tag, "write empty tags without a slash")

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost tag."""
        if not self._stack or self._stack[-1][0] != tag:
            self._refuse(tag, "this tag is closed where it is not open")
        _, value = self._stack.pop()
        if tag in _TEXT - {"b"}:
            self._drop_soft_space()
        if tag != "b":
            self._close(tag, value)

    def handle_data(self, data: str) -> None:
        """Take text, with white space as HTML has it: a run of it is one space."""
        if self._inside in _TEXT:
            text = _WHITE.sub(" ", data)
            if self._soft or not self._runs:
                text = text.lstrip(" ")
            self._add_text(text)
            self._soft = self._soft if not text else text.endswith(" ")
        elif data.strip():
            self._refuse(self._inside, "text stands outside of a paragraph")

    def handle_charref(self, name: str) -> None:
        """Take a character by its number, exactly."""
        if self._inside not in _TEXT:
            self._refuse(self._inside, "text stands outside of a paragraph")
        self._add_text(chr(int(name[1:], 16) if name[:1] in {"x", "X"} else int(name)))
        self._soft = False

    def handle_entityref(self, name: str) -> None:
        """Refuse names of characters: templates are UTF-8."""
        self._refuse(self._inside, f"write the character itself instead of &{name};")

    def handle_comment(self, data: str) -> None:
        """Refuse comments: Jinja2 has its own, which are not in the output."""
        del data
        self._refuse(self._inside, "a comment has no place in the output")

    def handle_decl(self, decl: str) -> None:
        """Refuse declarations."""
        self._refuse(decl, "a declaration has no place here")

    def unknown_decl(self, data: str) -> None:
        """Refuse CDATA and its likes."""
        self._refuse(data, "a declaration has no place here")

    def handle_pi(self, data: str) -> None:
        """Refuse processing instructions."""
        self._refuse(data, "an instruction has no place here")

    # ------------------------------------------------------------------ building

    def finish(self) -> tuple[Block, ...]:
        """Return the blocks, once everything is closed."""
        if self._stack:
            self._refuse(self._stack[-1][0], "this tag is never closed")
        return tuple(self._blocks)

    @property
    def _inside(self) -> str:
        return self._stack[-1][0] if self._stack else _TOP

    def _refuse(self, field: str, message: str) -> NoReturn:
        raise ContentError((Problem("template", self._name, self.getpos()[0], field, message),))

    def _checked(self, tag: str, attrs: list[tuple[str, str | None]]) -> str:
        """Check a tag, its place and its attributes; return the value of its one attribute, or an empty string."""
        allowed = _ATTRIBUTES.get(tag)
        if allowed is None:
            self._refuse(tag, "this tag is not in the subset")
        parents = _PARENTS.get(tag, frozenset({_TOP}))
        if self._inside not in parents:
            self._refuse(tag, f"this tag may not stand in {self._inside or 'the document'}")
        value = ""
        for key, given in attrs:
            if key not in allowed:
                self._refuse(tag, f"the attribute {key} is not in the subset")
            values = allowed[key]
            value = given or ""
            if values is not None and value not in values:
                self._refuse(tag, f"{key} may not be {value!r}")
        return value

    def _known(self, named: Mapping[str, _T], name: str) -> _T:
        if name not in named:
            self._refuse(self._inside, f"there is no {name!r} to refer to")
        return named[name]

    def _add_text(self, text: str) -> None:
        bold = bool(self._stack) and self._stack[-1][0] == "b"
        if not text:
            return
        if self._runs and self._runs[-1].bold == bold:
            self._runs[-1] = Run(self._runs[-1].text + text, bold)
        else:
            self._runs.append(Run(text, bold))

    def _drop_soft_space(self) -> None:
        """Take away the white space that only the template's layout put at the end."""
        if self._soft and self._runs and self._runs[-1].text.endswith(" "):
            last = self._runs.pop()
            if last.text[:-1]:
                self._runs.append(Run(last.text[:-1], last.bold))
        self._soft = False

    def _take(self) -> tuple[Run, ...]:
        runs = tuple(self._runs)
        self._runs = []
        return runs

    def _take_text(self) -> str:
        return "".join(run.text for run in self._take())

    def _close(self, tag: str, value: str) -> None:
        """Make of a closed tag what it stands for."""
        match tag:
            case "h1" | "h2" | "h3" | "h4":
                self._blocks.append(Heading(int(tag[1]), self._take_text(), part=value == "part"))
            case "p":
                style = value if value in {"lead", "small"} else "body"
                self._blocks.append(Paragraph(self._take(), style))  # type: ignore[arg-type]  # checked above
            case "aside":
                self._blocks.append(NoteBox(self._take(), value))  # type: ignore[arg-type]  # checked by _ATTRIBUTES
            case "em":
                self._mark = self._take_text()
            case "li":
                self._close_item(value)
            case "ul" if value == "choices":
                self._blocks.append(Choices(tuple(self._choices)))
                self._choices = []
            case "ul" if value in {"boxes", "equal", "inline"}:
                words = tuple("".join(run.text for run in item) for item in self._items)
                self._blocks.append(TickBoxes(words, value))  # type: ignore[arg-type]  # checked above
                self._items = []
            case "ul":
                self._blocks.append(Bullets(tuple(self._items), small=value == "small"))
                self._items = []
            case "dt":
                self._pairs.append((self._take_text(), ""))
            case "dd":
                self._close_value(value)
            case "dl":
                self._close_pairs(value)
            case _:
                self._close_table(tag, value)

    def _close_item(self, value: str) -> None:
        if self._stack[-1][1] == "choices":
            text = "".join(run.text for run in self._choice_text or self._take())
            self._choices.append(Choice(text, value == "chosen", self._mark))
            self._choice_text, self._mark, self._runs = (), "", []
        elif value or self._mark:
            self._refuse("li", "only a choice can be chosen or marked")
        else:
            self._items.append(self._take())

    def _close_value(self, room: str) -> None:
        if not self._pairs or self._pairs[-1][1]:
            self._refuse("dd", "a value needs its label before it")
        self._pairs[-1] = (self._pairs[-1][0], self._take_text())
        self._rooms.append(room)

    def _close_pairs(self, value: str) -> None:
        """Make labels and values of them, or lines to write on."""
        pairs, rooms = tuple(self._pairs), self._rooms
        self._pairs, self._rooms = [], []
        if value not in {"write", "write-two"}:
            if any(rooms):
                self._refuse("dd", "only a line to write on has room for more")
            self._blocks.append(KeyValues(pairs, boxed=value == "box"))
            return
        if len(rooms) != len(pairs):
            self._refuse("dl", "a line to write on needs its label and its place")
        fields = tuple(
            WriteField(label, given, int(room[-1]) if room.startswith("lines-") else 1, sign=room == "sign")
            for (label, given), room in zip(pairs, rooms, strict=True)
        )
        self._blocks.append(WriteFields(fields, 2 if value == "write-two" else 1))

    def _close_table(self, tag: str, value: str) -> None:
        if tag in {"th", "td"}:
            self._row.append((tag, self._take()))
        elif tag == "tr":
            kinds = {kind for kind, _ in self._row}
            cells = tuple(runs for _, runs in self._row)
            if kinds == {"th"} and not self._header and not self._rows:
                self._header = tuple("".join(run.text for run in runs) for runs in cells)
            elif kinds == {"td"} and len(cells) == len(self._header):
                self._rows.append(cells)
            else:
                self._refuse("tr", "a table is one row of headings and rows of as many cells")
            self._row = []
        else:
            widths = tuple(int(share) for share in value.split() if share.isdecimal())
            if len(widths) != len(self._header) or not self._header:
                self._refuse("table", "data-widths needs one number for each column")
            self._blocks.append(self._table(tag, widths))
            self._header, self._rows = (), []

    def _table(self, tag: str, widths: tuple[int, ...]) -> Table | TickTable:
        if tag == "table":
            return Table(self._header, tuple(self._rows), widths)
        rows = tuple(tuple("".join(run.text for run in cell) for cell in row) for row in self._rows)
        return TickTable(self._header, rows, widths)
