"""Drawing a document: blocks to pages with their running head and foot, then the finished, sealable file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Literal, Protocol

from kiosk.document import Block, ConsentDocument, CopyRecord, Run, block_text
from kiosk.events import canonical_bytes
from kiosk.pdf.blocks import TALLEST, Setter, draw_lock
from kiosk.pdf.finish import FIELD_NAME, Attachment, FieldPlace, Meta, PagePicture, finish
from kiosk.pdf.flow import Slice, Unit, ended, paged
from kiosk.pdf.fonts import faces_for
from kiosk.pdf.qr import CODE_SIDE, SEALED_SIDE
from kiosk.pdf.running import LARGE_TYPE, MARGIN, TOP, USUAL_TYPE, CodeFor, Running
from kiosk.pdf.sheet import ACCENT, BOX, LINE, QUIET, Sheet
from kiosk.pdf.tags import ARTIFACT, Node, ObjectKid
from kiosk.pdf.wrap import Style, prepared, wrap
from kiosk.record import ConsentRecord, record_bytes

__all__ = [
    "DraftPdf",
    "Printable",
    "ScannedSheet",
    "SignatureField",
    "draw",
    "draw_copy",
    "draw_form",
    "draw_scan",
    "heading_pages",
]

Paper = Literal["a4", "letter"]

SIZES: Final = {"a4": (595.28, 841.89), "letter": (612.0, 792.0)}
RECORD_NAME: Final = "record.json"
FACTS_NAME: Final = "facts.json"
COPY_NAME: Final = "copy.json"
LARGE: Final = 1.64
"""How many times larger large print is: running text then has 18 points (American Printing House for the Blind)."""
NO_TIME: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""What stands as time in a form that is not sealed: it is no record, and is not kept."""

SPARE: Final = 20.0
"""Points of a page that the tallest piece leaves free."""

SEAL_TEXT: Final = Style(9.5, 13, QUIET)
SEAL_HEIGHT: Final = 64.0
SHEET_TITLE: Final = Style(12.5, 17, ACCENT, bold=True)


@dataclass(frozen=True, slots=True)
class SignatureField:
    """An empty field that a signature goes into: page from 1, and x1, y1, x2, y2 in points from the lower left."""

    name: str
    page: int
    rect: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class DraftPdf:
    """A finished document before its seal. It is no record yet, and is neither stored nor printed as one."""

    data: bytes = field(repr=False)
    pages: int
    document_id: str
    content_digest: str
    signature_field: SignatureField
    """The clinic's."""
    signature_fields: tuple[SignatureField, ...]
    """Those of the people, in the order of the document (`Patient`, `Witness`, `Witness2` ...), then the clinic's."""


class ScannedSheet(Protocol):
    """A sheet of paper as a picture: a JPEG, upright, with its size in pixels."""

    @property
    def data(self) -> bytes:
        """The JPEG."""

    @property
    def width(self) -> int:
        """Pixels."""

    @property
    def height(self) -> int:
        """Pixels."""

    @property
    def gray(self) -> bool:
        """Whether it has no colours."""


class Printable(Protocol):
    """What can be drawn: a consent document, or any other one with a head, a foot and blocks."""

    @property
    def id(self) -> str:
        """The document's number, or nothing."""

    @property
    def language(self) -> str:
        """The language's id, such as `en`."""

    @property
    def direction(self) -> Literal["ltr", "rtl"]:
        """How its text runs."""

    @property
    def title(self) -> str:
        """What stands in the file's properties."""

    @property
    def subtitle(self) -> str:
        """What the file's properties give as subject."""

    @property
    def clinic(self) -> tuple[str, str]:
        """Two lines at the start of each page's head."""

    @property
    def patient(self) -> tuple[str, str]:
        """Two lines at the end of each page's head."""

    @property
    def labels(self) -> dict[str, str]:
        """The words of the running head and foot (see `ConsentDocument`)."""

    @property
    def blocks(self) -> tuple[Block, ...]:
        """What it says."""


def draw(
    document: ConsentDocument,
    record: ConsentRecord,
    *,
    paper: Paper = "a4",
    code_for: CodeFor | None = None,
    facts: bytes = b"",
) -> DraftPdf:
    """Draw the document of a record, with the record attached and an empty field for the clinic's seal.

    The same record gives the same bytes, if the same page gives the same code.

    Args:
        document: what to draw.
        record: the record that holds it.
        paper: its size.
        code_for: gives the text of a page's code, from its number and the count of pages; without it there is none.
        facts: JSON that is attached for those who check a code.

    Raises:
        OperatorError: `document.unsupported_character`.
        ValueError: the record belongs to another document.
    """
    if record.content_digest != document.digest:
        raise ValueError("the record is not that of this document")
    description = f"{document.title}: {document.id}"
    attachments = [Attachment(RECORD_NAME, description, record_bytes(record))]
    if facts:
        attachments.append(Attachment(FACTS_NAME, description, facts))
    drawn = _Drawing(document, paper, code_for).make(record.sealed_at, attachments)
    fields = tuple(SignatureField(place.name, place.page + 1, place.rect) for place in drawn.fields)
    return DraftPdf(
        data=drawn.data,
        pages=drawn.pages,
        document_id=document.id,
        content_digest=document.digest,
        signature_field=fields[-1],
        signature_fields=fields,
    )


def draw_copy(
    document: ConsentDocument,
    record: ConsentRecord,
    copied: CopyRecord,
    *,
    paper: Paper = "a4",
    code_for: CodeFor,
    facts: bytes,
) -> DraftPdf:
    """Draw a copy of a sealed document, with a field for the clinic's seal alone; people signed the document itself.

    Args:
        document: what to draw: the sealed document with what the copy adds to it.
        record: the sealed document's own, attached as it is.
        copied: what this is a copy of; attached. It says whether to draw it in large print.
        paper: its size.
        code_for: gives the text of a page's code.
        facts: JSON that is attached for those who check a code.

    Raises:
        OperatorError: `document.unsupported_character`.
        ValueError: the record belongs to another document.
    """
    if record.content_digest != copied.content_digest or record.document.id != copied.original:
        raise ValueError("the copy is not that of this record")
    description = f"{document.title}: {copied.id}"
    attachments = [
        Attachment(RECORD_NAME, description, record_bytes(record)),
        Attachment(COPY_NAME, description, canonical_bytes(copied)),
        Attachment(FACTS_NAME, description, facts),
    ]
    scale = LARGE if copied.kind == "large_print" else 1.0
    drawing = _Drawing(document, paper, code_for, scale=scale, people=False)
    drawn = drawing.make(copied.made_at, attachments)
    [place] = drawn.fields
    field = SignatureField(place.name, place.page + 1, place.rect)
    return DraftPdf(drawn.data, drawn.pages, record.document.id, record.content_digest, field, (field,))


def draw_form(document: Printable, *, paper: Paper = "a4", code_for: CodeFor | None = None) -> bytes:
    """Draw a form that is not sealed, to be signed on paper. Its foot says that it is no record.

    Args:
        document: what to draw.
        paper: its size.
        code_for: gives the text of a page's code, so that a scan of the signed form can be filed; see `draw`.

    Raises:
        OperatorError: `document.unsupported_character`.
    """
    # Its codes say more, and so are larger.
    return _Drawing(document, paper, code_for, code_side=CODE_SIDE).make(NO_TIME, ()).data


def draw_scan(
    document: Printable,
    sheets: Sequence[ScannedSheet],
    made: datetime,
    attachments: Sequence[Attachment],
    *,
    content_digest: str,
    paper: Paper = "a4",
) -> DraftPdf:
    """Draw a scan: its cover with the seal's box, then each sheet as a picture on a page of its own.

    Args:
        document: the cover. Its labels have, beside the usual ones, `sheet` (a heading, with places for `page` and
            `pages`) and `sheet_alt` (what stands for the picture).
        sheets: the pictures in the order of the pages.
        made: when it is sealed.
        attachments: the record and the files as they came in.
        content_digest: of the cover, hex.
        paper: its size.

    Raises:
        OperatorError: `document.unsupported_character`.
    """
    drawn = _Drawing(document, paper, sheets=sheets).make(made, attachments)
    [place] = drawn.fields
    field = SignatureField(place.name, place.page + 1, place.rect)
    return DraftPdf(drawn.data, drawn.pages, document.id, content_digest, field, (field,))


def heading_pages(document: Printable, *, paper: Paper = "a4") -> tuple[int, ...]:
    """Return on which page, counted from 1, each heading stands, in their order: what a list of contents says.

    Raises:
        OperatorError: `document.unsupported_character`.
    """
    drawing = _Drawing(document, paper)
    drawing.lay_out(sealed=False)
    nodes = (node for node in drawing.root.kids if isinstance(node, Node))
    return tuple(node.top[0] + 1 for node in nodes if node.top is not None)


@dataclass(frozen=True, slots=True)
class _Drawn:
    data: bytes
    pages: int
    fields: tuple[FieldPlace, ...]


class _Drawing:
    """One document on its way to pages."""

    def __init__(
        self,
        document: Printable,
        paper: Paper,
        code_for: CodeFor | None = None,
        sheets: Sequence[ScannedSheet] = (),
        *,
        scale: float = 1.0,
        people: bool = True,
        code_side: float = SEALED_SIDE,
    ) -> None:
        self.document = document
        self.sheets = sheets
        self.scale = scale
        self.people = people
        self.size = SIZES[paper]
        self.faces = faces_for(_all_text(document))
        self.running = Running(
            document.clinic,
            document.patient,
            document.labels,
            self.faces,
            self.size,
            USUAL_TYPE if scale == 1 else LARGE_TYPE,
            code_for,
            code_side,
        )
        self.root = Node("Document")
        self.width = self.size[0] - 2 * MARGIN
        self.fields: list[FieldPlace] = []
        self.pictures: list[PagePicture] = []

    def make(self, made: datetime, attachments: Sequence[Attachment]) -> _Drawn:
        """Draw all pages and finish the file."""
        document = self.document
        sheet = self.lay_out(sealed=bool(attachments))
        pages = sheet.page
        data = sheet.finish()
        meta = Meta(
            title=f"{document.title}: {document.id}" if document.id else document.title,
            author=document.clinic[0],
            subject=document.subtitle,
            language=document.language,
            direction=document.direction,
            made=made,
        )
        finished = finish(data, self.root, sheet.marks, meta, attachments, self.fields, self.pictures)
        return _Drawn(finished, pages, tuple(self.fields))

    def lay_out(self, *, sealed: bool) -> Sheet:
        """Draw all pages; to be sealed, it has fields to sign into, and the seal's box on the last page."""
        fields = self.fields if sealed and self.people else None
        # Head and foot have sizes of their own; what stands between them is set in points that are `scale` large.
        top, bottom = TOP / self.scale, self.running.bottom / self.scale
        left, width = MARGIN / self.scale, self.width / self.scale
        setter = Setter(self.faces, left, width, self.root, fields, min(TALLEST, bottom - top - SPARE))
        units = setter.units(self.document.blocks)
        if sealed:
            units = ended(units, self._seal_box())
        units += [self._sheet_unit(number) for number in range(1, len(self.sheets) + 1)]
        pages = paged(units, top, bottom)
        sheet = Sheet(self.size, self.faces)
        for number, page in enumerate(pages, start=1):
            self.running.draw(sheet, number, len(pages))
            if self.scale != 1:
                sheet.enlarge(self.scale)
            for y, part in page.slices:
                part.draw(sheet, y)
            sheet.end_page()
        return sheet

    # ------------------------------------------------------------------ the seal's box

    def _seal_box(self) -> Unit:
        """Set the box that the seal's field lies over: lock, and what the seal covers."""
        labels = self.document.labels
        left, width = MARGIN / self.scale, self.width / self.scale
        lines = wrap((Run(labels["seal_text"]),), SEAL_TEXT, width - 60, self.faces)
        text, form = self.root.add("P"), self.root.add("Form")
        form.kids.append(ObjectKid(FIELD_NAME))
        height = max(SEAL_HEIGHT, len(lines) * SEAL_TEXT.leading + 20)

        def draw_box(sheet: Sheet, y: float) -> None:
            sheet.mark(ARTIFACT)
            sheet.box((left, y, width, height), fill=BOX, edge=LINE, radius=5)
            draw_lock(sheet, left + 18, y + height / 2 - 6)
            sheet.mark(text)
            top = y + (height - len(lines) * SEAL_TEXT.leading) / 2
            for i, line in enumerate(lines):
                sheet.text(left + 44, top + i * SEAL_TEXT.leading + SEAL_TEXT.drop, line)
            rect = (*sheet.on_paper(left, y + height), *sheet.on_paper(left + width, y))
            self.fields.append(FieldPlace(FIELD_NAME, sheet.page, rect, labels["seal_name"], form))

        return Unit((Slice(height, draw_box),), 16.0, keep=True)

    def _sheet_unit(self, number: int) -> Unit:
        """Set a sheet of paper: its number as a heading, and the picture as large as the page has room."""
        labels, picture = self.document.labels, self.sheets[number - 1]
        facts = {"page": number, "pages": len(self.sheets)}
        title = labels["sheet"].format(**facts)
        heading = self.root.add("H2")
        heading.title = prepared(title)
        figure = self.root.add("Figure", alt=labels["sheet_alt"].format(**facts))
        [line, *_] = wrap(title, SHEET_TITLE, self.width, self.faces)
        room = self.running.bottom - TOP - SHEET_TITLE.leading - 6
        scale = min(self.width / picture.width, room / picture.height)
        wide, high = picture.width * scale, picture.height * scale
        left = MARGIN + (self.width - wide) / 2

        def draw_sheet(sheet: Sheet, y: float) -> None:
            heading.top = (sheet.page, sheet.height - y)
            sheet.mark(heading)
            sheet.text(MARGIN, y + SHEET_TITLE.drop, line)
            top = y + SHEET_TITLE.leading + 4
            sheet.mark(figure)
            name = f"Sheet{number}"
            sheet.picture(name, (left, top, wide, high))
            self.pictures.append(
                PagePicture(sheet.page, name, picture.data, picture.width, picture.height, picture.gray)
            )
            figure.place((left, sheet.height - top - high, left + wide, sheet.height - top))
            sheet.mark(ARTIFACT)
            sheet.box((left, top, wide, high), fill=None, edge=LINE, radius=0)

        return Unit((Slice(SHEET_TITLE.leading + 4 + high, draw_sheet),), keep=True, new_page=True)


def _all_text(document: Printable) -> str:
    """Return every text that will be drawn, composed; digits and signs of page numbers included."""
    parts = [text for block in document.blocks for text in block_text(block)]
    parts += [
        document.title,
        document.subtitle,
        *document.clinic,
        *document.patient,
        *document.labels.values(),
        "0123456789•…–",
    ]
    return prepared("\n".join(parts))
