"""Small documents to draw, and a reader of what was drawn: the structure tree with the text that each element owns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO

import msgspec
import pikepdf

from kiosk.document import Block, ConsentDocument, Run, SignatureBlock
from kiosk.pdf import DraftPdf, draw, draw_form
from kiosk.pdf.fonts import Faces, faces_for
from kiosk.record import ConsentRecord, build_record
from tests.kiosk.visits import finished, plain_visit, stamp

_PAIR = re.compile(rb"<([0-9A-F]{2}|[0-9A-F]{4})> <([0-9A-F]{4,})>")


@dataclass
class Element:
    """A structure element as a reader finds it: its own marked text, its kids, and the pages that its text is on."""

    tag: str
    alt: str = ""
    text: str = ""
    kids: list[Element] = field(default_factory=list)
    pages: set[int] = field(default_factory=set)
    attributes: dict[str, str] = field(default_factory=dict)

    def walk(self) -> Iterator[Element]:
        """Yield this element and all below it, in reading order."""
        yield self
        for kid in self.kids:
            yield from kid.walk()

    def all(self, tag: str) -> list[Element]:
        """Return the elements of one kind, in reading order."""
        return [element for element in self.walk() if element.tag == tag]

    @property
    def whole(self) -> str:
        """All text in and below the element, with single spaces."""
        return " ".join("".join(element.text for element in self.walk()).split())


def words(text: str) -> tuple[Run, ...]:
    """Return plain text as a block holds it."""
    return (Run(text),)


@cache
def sample() -> tuple[ConsentDocument, ConsentRecord]:
    """Return a real finished document and its record."""
    walk = plain_visit()
    document = finished(walk)
    return document, build_record(walk.state, document, stamp())


def paper(*blocks: Block, **changes: object) -> ConsentDocument:
    """Return a document of a few blocks."""
    return msgspec.structs.replace(sample()[0], blocks=blocks, **changes)


def form(*blocks: Block, **changes: object) -> bytes:
    """Return a few blocks drawn as a form that is not sealed."""
    return draw_form(paper(*blocks, **changes))


def draft(*blocks: Block, **changes: object) -> DraftPdf:
    """Return a few blocks drawn with their record, which tells of no signatures, and a field for the seal."""
    document = paper(*blocks, **changes)
    record = msgspec.structs.replace(sample()[1], document=document, content_digest=document.digest, signatures=())
    return draw(document, record)


def signature(**changes: object) -> SignatureBlock:
    """Return a typed signature."""
    rows = (("Name", "Rosa Delgado"), ("Role", "Patient"))
    block = SignatureBlock("typed", "patient", "Rosa Delgado", rows, typed="Rosa Delgado")
    return msgspec.structs.replace(block, **changes)


@cache
def plain_faces() -> Faces:
    """Return the fonts of a text without anything special."""
    return faces_for("abc")


def read(data: bytes) -> Element:
    """Return a file's structure, with its text as a screen reader gets it."""
    with pikepdf.open(BytesIO(data)) as pdf:
        marked = [_marked_text(page) for page in pdf.pages]
        numbers = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
        return _element(pdf.Root.StructTreeRoot.K, marked, numbers)


def _element(source: pikepdf.Object, marked: list[dict[int, str]], numbers: dict[tuple[int, int], int]) -> Element:
    attributes = {key: str(value) for key, value in source.get("/A", {}).items()}
    element = Element(str(source.S)[1:], alt=str(source.get("/Alt", "")), attributes=attributes)
    for kid in _kids(source):
        if isinstance(kid, int):
            page, mark = numbers[source.Pg.objgen], kid
        else:
            assert isinstance(kid, pikepdf.Dictionary)
            if kid.get("/Type") == "/OBJR":
                element.kids.append(Element("OBJR", alt=str(kid.Obj.TU)))
                continue
            if kid.get("/Type") != "/MCR":
                element.kids.append(_element(kid, marked, numbers))
                continue
            page, mark = numbers[kid.Pg.objgen], int(kid.MCID)
        element.text += marked[page][mark]
        element.pages.add(page)
    return element


def _kids(source: pikepdf.Object) -> list[object]:
    if "/K" not in source:
        return []
    kids: object = source.K
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _marked_text(page: pikepdf.Page) -> dict[int, str]:
    """Return a page's text for each of its marks. Text that is in no mark, or in two, fails."""
    maps = {
        str(name): {
            bytes.fromhex(code.decode()): bytes.fromhex(text.decode()).decode("utf-16-be")
            for code, text in _PAIR.findall(font.ToUnicode.read_bytes())
        }
        for name, font in page.obj.Resources.Font.items()
    }
    texts: dict[int, str] = {}
    inside: list[int | None] = []
    font = ""
    for instruction in pikepdf.parse_content_stream(page):
        operands = instruction.operands
        match str(instruction.operator):
            case "BDC":
                inside.append(int(operands[1].MCID) if "/MCID" in operands[1] else None)
                if inside[-1] is not None:
                    texts[inside[-1]] = ""
            case "EMC":
                inside.pop()
            case "Tf":
                font = str(operands[0])
            case "Tj" | "TJ":
                assert len(inside) == 1
                shown = operands[0] if str(instruction.operator) == "TJ" else operands
                codes = b"".join(bytes(part) for part in shown if isinstance(part, pikepdf.String))
                size = len(next(iter(maps[font])))
                parts = [codes[at : at + size] for at in range(0, len(codes), size)]
                if inside[0] is not None:
                    texts[inside[0]] += "".join(maps[font][part] for part in parts)
    assert not inside
    return texts
