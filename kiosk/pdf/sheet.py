"""The sheet: ReportLab's canvas with marked content, and points that count from the page's top.

Everything drawn belongs to a node of the structure or is an artifact; the sheet opens and closes the marks, so that no
content can slip out of both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Protocol, cast

from reportlab.pdfgen.canvas import Canvas

from kiosk.pdf.fonts import Face, Faces
from kiosk.pdf.lines import Color, Piece, lay
from kiosk.pdf.shaping import Cluster, singled
from kiosk.pdf.tags import Artifact, Node

if TYPE_CHECKING:
    from kiosk.pdf.pictures import Pictures

__all__ = ["ACCENT", "BOX", "HEAD", "INK", "LINE", "QUIET", "WARN", "WHITE", "Color", "Piece", "Sheet"]


def _rgb(value: int) -> Color:
    return (round((value >> 16 & 255) / 255, 4), round((value >> 8 & 255) / 255, 4), round((value & 255) / 255, 4))


INK: Final = _rgb(0x1B2A31)
QUIET: Final = _rgb(0x3F4E56)
ACCENT: Final = _rgb(0x0E5966)
LINE: Final = _rgb(0xC9C0B1)
BOX: Final = _rgb(0xF7F3EC)
HEAD: Final = _rgb(0xF1ECE3)
WARN: Final = _rgb(0x7A3606)
WHITE: Final = (1.0, 1.0, 1.0)


_SPECIAL: Final = re.compile(rb"[^ -'*-[\]-~]")
"""What is escaped in a literal string: brackets, the backslash, and what is not ASCII."""


def _literal(codes: bytes) -> str:
    """Return what stands between the brackets of a literal string (ISO 32000-1, 7.3.4.2).

    Not hex: words in plain letters are packed a tenth smaller.
    """
    return _SPECIAL.sub(lambda found: b"\\%03o" % found[0][0], codes).decode("ascii")


class _Inside(Protocol):
    """What of ReportLab's canvas its stubs do not tell: the page's operators, and the document it writes to."""

    _code: list[str]
    _doc: object


class Sheet:
    """Draws pages. `y` counts downwards from the top edge, in points."""

    def __init__(self, size: tuple[float, float], faces: Faces) -> None:
        """Begin an empty document with pages of one size."""
        self.size = size
        self.width, self.height = size
        self.scale = 1.0
        self.faces = faces
        self.page = 0
        self._file = BytesIO()
        # Else ReportLab names its own font on each page, which is not embedded. Its stubs take the name for a number.
        font = cast("float", faces.main[0].name)
        self._canvas = Canvas(
            self._file,
            pagesize=size,
            invariant=1,
            pageCompression=0,
            initialFontName=font,
        )
        self._inside = cast("_Inside", self._canvas)
        self._pictures: Pictures | None = None
        self._mark: Node | Artifact | None = None
        self._marks = 0
        self.marks: list[list[Node]] = [[]]

    # ------------------------------------------------------------------ pages and marks

    def mark(self, owner: Node | Artifact) -> None:
        """Say whose the next content is. It stays so until the next call or the page's end."""
        if self._mark is owner:
            return
        self._end_mark()
        if isinstance(owner, Artifact):
            self._write(f"/Artifact <</Type /{owner.kind}>> BDC")
        else:
            number = len(self.marks[self.page])
            self.marks[self.page].append(owner)
            owner.kids.append((self.page, number))
            self._write(f"/{owner.tag} <</MCID {number}>> BDC")
        self._mark = owner

    def end_page(self) -> None:
        """Finish the page and begin the next one."""
        self._end_mark()
        self._canvas.showPage()
        self.page += 1
        self.marks.append([])
        self.width, self.height = self.size
        self.scale = 1.0

    def enlarge(self, scale: float) -> None:
        """Draw the rest of the page so many times larger: from here on, a point is so many points of the paper."""
        self._end_mark()
        self.scale = scale
        self.width, self.height = self.size[0] / scale, self.size[1] / scale
        self._write(f"{scale} 0 0 {scale} 0 0 cm")

    def on_paper(self, x: float, y: float) -> tuple[float, float]:
        """Return a place in points of the paper, from its lower left corner: where fields and bookmarks are."""
        return x * self.scale, (self.height - y) * self.scale

    def finish(self) -> bytes:
        """Return the PDF as ReportLab writes it; the last page was ended before."""
        self.marks.pop()
        self._canvas.save()
        return self._file.getvalue()

    def _end_mark(self) -> None:
        if self._mark is not None:
            self._write("EMC")
            self._mark = None

    def _write(self, operators: str) -> None:
        # ReportLab has no calls for marked content, and its text object is slow; its list of operators is the way in.
        self._inside._code.append(operators)  # noqa: SLF001

    def stamp(self, name: str, draw: Callable[[], None]) -> None:
        """Draw what stands on every page in the same place; it is written once (a form XObject, ISO 32000-1, 8.10).

        It belongs to whatever `mark` said last: what is drawn calls it not.
        """
        if not self._canvas.hasForm(name):
            self._canvas.beginForm(name)
            draw()
            self._canvas.endForm()
        self._canvas.doForm(name)

    # ------------------------------------------------------------------ drawing

    def text(self, x: float, baseline: float, pieces: Sequence[Piece]) -> None:
        """Draw one line of text from `x` on."""
        if not pieces:
            return
        floor = self.height - baseline
        if pieces[0].rtl or not all(self.faces.plain(piece.text) for piece in pieces):
            self._mixed(x, floor, pieces)
            return
        operators = [f"BT 1 0 0 1 {x:.2f} {floor:.2f} Tm"]
        now = ""
        for piece in pieces:
            operators.append("{} {} {} rg".format(*piece.color))
            now = self._letters(operators, piece.text, piece, now)
        operators.append("ET")
        self._write(" ".join(operators))

    def _letters(self, operators: list[str], text: str, piece: Piece, now: str) -> str:
        """Add the operators that draw letters of the main font where the pen is; return the font that is set then."""
        face: Face = self.faces.main[piece.bold]
        document = self._inside._doc  # noqa: SLF001  # see _write
        for subset, codes in face.font.splitString(text, document):
            font = f"{face.font.getSubsetInternalName(subset, document)} {piece.size} Tf"
            if font != now:
                operators.append(font)
                now = font
            operators.append(f"({_literal(codes)}) Tj")
        return now

    def _mixed(self, x: float, floor: float, pieces: Sequence[Piece]) -> None:
        """Draw a line that needs shaping or more than one direction.

        In the order of the text, each part where it belongs: who reads the content gets the text as it was written.
        """
        operators = ["BT"]
        now = ""
        for stretch in lay(pieces, self.faces):
            piece = stretch.piece
            operators.append("{} {} {} rg".format(*piece.color))
            if isinstance(stretch.content, str):
                operators.append(f"1 0 0 1 {x + stretch.x:.2f} {floor:.2f} Tm")
                now = self._letters(operators, stretch.content, piece, now)
            elif stretch.rtl:
                clusters = tuple(singled(stretch.content))
                start = x + stretch.x + stretch.width - clusters[0].width * piece.size / 1000
                operators.append(f"1 0 0 1 {start:.2f} {floor:.2f} Tm")
                now = self._clusters(operators, clusters, piece, now, back=True)
            else:
                operators.append(f"1 0 0 1 {x + stretch.x:.2f} {floor:.2f} Tm")
                now = self._clusters(operators, stretch.content, piece, now, back=False)
        operators.append("ET")
        self._write(" ".join(operators))

    def _clusters(
        self, operators: list[str], clusters: Sequence[Cluster], piece: Piece, now: str, *, back: bool
    ) -> str:
        """Add the operators that draw clusters of one font; those from right to left step `back` after each."""
        if self._pictures is None:
            # It needs fontTools, which documents in plain letters do without.
            from kiosk.pdf.pictures import Pictures

            self._pictures = Pictures(self._inside._doc)  # noqa: SLF001  # see _write
        pictures = self._pictures.font(clusters[0].picture)
        font = f"/{pictures.name} {piece.size} Tf"
        if font != now:
            operators.append(font)
        codes = [f"<{pictures.code(cluster):04X}>" for cluster in clusters]
        if back:
            steps = (f" {one.width + two.width:.3f} " for one, two in pairwise(clusters))
            operators.append(f"[{codes[0]}{''.join(map(''.join, zip(steps, codes[1:], strict=True)))}] TJ")
        else:
            operators.append(f"{''.join(codes).replace('><', '')} Tj")
        return font

    def rule(self, x: float, y: float, x2: float, y2: float, color: Color = LINE, weight: float = 0.75) -> None:
        """Draw a straight line."""
        self._canvas.setStrokeColorRGB(*color)
        self._canvas.setLineWidth(weight)
        self._canvas.line(x, self.height - y, x2, self.height - y2)

    def fill(self, x: float, y: float, width: float, height: float, color: Color) -> None:
        """Fill a rectangle."""
        self._canvas.setFillColorRGB(*color)
        self._canvas.rect(x, self.height - y - height, width, height, stroke=0, fill=1)

    def box(self, area: tuple[float, float, float, float], *, fill: Color | None, edge: Color, radius: float) -> None:
        """Draw a rounded box: x, y, width, height."""
        x, y, width, height = area
        self._canvas.setStrokeColorRGB(*edge)
        self._canvas.setLineWidth(0.75)
        if fill is not None:
            self._canvas.setFillColorRGB(*fill)
        self._canvas.roundRect(x, self.height - y - height, width, height, radius, stroke=1, fill=int(fill is not None))

    def dots(self, places: Sequence[tuple[float, float]], diameter: float, color: Color) -> None:
        """Draw filled dots: strokes of no length with round ends (ISO 32000-1, 8.5.3.2), far shorter than circles."""
        if not places:
            return
        red, green, blue = color
        lines = [f"q {red} {green} {blue} RG 1 J {diameter:.2f} w"]
        for x, y in places:
            at = f"{x:.2f} {self.height - y:.2f}"
            lines.append(f"{at} m {at} l")
        lines.append("S Q")
        self._write("\n".join(lines))

    def curves(self, parts: Iterable[tuple[float, Sequence[tuple[float, ...]]]], color: Color) -> None:
        """Draw Bezier paths with round ends: for each its width and its points, first two numbers, then six each."""
        red, green, blue = color
        lines = [f"q {red} {green} {blue} RG 1 J 1 j"]
        for weight, path in parts:
            (x, y), *rest = path
            lines.append(f"{weight:.2f} w {x:.2f} {self.height - y:.2f} m")
            for x1, y1, x2, y2, x3, y3 in rest:
                lines.append(
                    f"{x1:.2f} {self.height - y1:.2f} {x2:.2f} {self.height - y2:.2f} {x3:.2f} {self.height - y3:.2f} c"
                )
            lines.append("S")
        lines.append("Q")
        self._write("\n".join(lines))

    def polyline(self, points: Sequence[tuple[float, float]], color: Color, weight: float) -> None:
        """Draw joined straight lines with round ends."""
        red, green, blue = color
        path = " ".join(f"{x:.2f} {self.height - y:.2f} {'l' if i else 'm'}" for i, (x, y) in enumerate(points))
        self._write(f"q {red} {green} {blue} RG 1 J 1 j {weight:.2f} w {path} S Q")

    def shape(self, path: Sequence[tuple[float, ...]], color: Color) -> None:
        """Fill a closed Bezier path: its first point, then six numbers for each curve."""
        red, green, blue = color
        (x, y), *rest = path
        steps = [f"q {red} {green} {blue} rg {x:.2f} {self.height - y:.2f} m"]
        for x1, y1, x2, y2, x3, y3 in rest:
            steps.append(
                f"{x1:.2f} {self.height - y1:.2f} {x2:.2f} {self.height - y2:.2f} {x3:.2f} {self.height - y3:.2f} c"
            )
        self._write("\n".join([*steps, "h f Q"]))

    def picture(self, name: str, area: tuple[float, float, float, float]) -> None:
        """Draw a picture of the page's resources by name (x, y, width, height); whoever finishes the file adds it."""
        x, y, width, height = area
        self._write(f"q {width:.2f} 0 0 {height:.2f} {x:.2f} {self.height - y - height:.2f} cm /{name} Do Q")

    def bitmap(self, rows: Sequence[Sequence[bool]], corner: tuple[float, float], side: float, color: Color) -> None:
        """Paint the true cells of a square grid, which stands with its upper left corner at `corner`.

        As an inline image mask of one bit a cell (ISO 32000-1, 8.9.6.2 and 8.9.7), an eighth of what a path takes; in
        hex, so that no byte of it can look like the end of the image. Cells that touch have no seam.
        """
        count = len(rows)
        padding = -count % 8
        # A sample of 0 is painted.
        bits = ["".join("01"[not cell] for cell in row) + "1" * padding for row in rows]
        data = "".join(f"{int(row, 2):0{len(row) // 4}X}" for row in bits)
        x, y = corner
        place = f"{side:.2f} 0 0 {side:.2f} {x:.2f} {self.height - y - side:.2f} cm"
        entries = f"/W {count} /H {count} /IM true /BPC 1 /F /AHx"
        self._write("q {} {} {} rg {}\nBI {}\nID {}>\nEI Q".format(*color, place, entries, data))
