"""The look: design tokens to colours, fonts, sizes, icons, palette and style sheet.

Owns how a token becomes a value of Qt. A `Look` is one combination of theme, text step and direction; screens are built
for one look and rebuilt for another. Sizes are logical pixels at 96 dpi.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import msgspec
from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPainter, QPainterPath, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

if TYPE_CHECKING:
    from kiosk.lettering import FontFile

__all__ = [
    "IconCache",
    "Look",
    "TextStep",
    "ThemeName",
    "Tokens",
    "families_for",
    "icon_pixmap",
    "load_fonts",
    "load_tokens",
    "palette",
    "stylesheet",
]

ThemeName = Literal["light", "dark", "contrast"]
TextStep = Literal["1.0", "1.25", "1.5", "2.0"]

HEADINGS: Final = frozenset({"h1", "h2", "h3", "num", "disp"})
LABELS: Final = frozenset({"cap", "small"})
FAMILIES: Final = ("Atkinson Hyperlegible", "Noto Sans", "Noto Sans Arabic")
FONT_FILES: Final = (
    ("fontpkg_atkinson_hyperlegible", "AtkinsonHyperlegible-Regular.ttf"),
    ("fontpkg_atkinson_hyperlegible", "AtkinsonHyperlegible-Bold.ttf"),
    ("fontpkg_noto_sans", "NotoSans[wdth,wght].ttf"),
    ("fontpkg_noto_sans_arabic", "NotoSansArabic[wdth,wght].ttf"),
)
REGULAR: Final = 400
BOLD: Final = 700
WEIGHT: Final = QFont.Tag("wght")
FIRST_PICTURE: Final = "\u2600"
"""From here on signs that belong to no script can be pictures, which the fonts of the design do not have."""
ICON_COLOUR: Final = "#1B2A31"
"""The one colour that stands in the icon files; it is replaced before drawing."""
MIRRORED_ICONS: Final = frozenset(
    {
        "back",
        "backspace",
        "document",
        "flag",
        "next",
        "people",
        "question",
        "reread",
        "search",
        "settings",
        "speaker",
        "undo",
    }
)
"""Icons that flip in right-to-left languages. The question mark does so in Arabic script, not in Hebrew."""


class TypeTokens(msgspec.Struct, frozen=True):
    """Type sizes in px by text step and role, and line heights as factors of the size."""

    sizes: dict[TextStep, dict[str, int]]
    lineHeight: dict[str, float]  # noqa: N815 - the name in the token file


class IconTokens(msgspec.Struct, frozen=True):
    """Icon sizes in px at text step 1.0."""

    sizes: dict[str, int]


class PersonTokens(msgspec.Struct, frozen=True, rename="camel"):
    """The counting mark of an icon array."""

    w: int
    h: int
    gap: int
    gap_after_five: int
    per_row: int
    min_w: int


class DotTokens(msgspec.Struct, frozen=True, rename="camel"):
    """The dots of an effect row."""

    d: float
    gap: float
    columns: int
    gap_after_ten: float


class FigureTokens(msgspec.Struct, frozen=True):
    """Figures."""

    person: PersonTokens
    dots: DotTokens
    denominator: int


class SignatureTokens(msgspec.Struct, frozen=True, rename="camel"):
    """The signature pad."""

    pen_width: tuple[float, float]
    min_pad_height: int
    min_pad_width: int
    baseline_from_bottom: int


class BarTokens(msgspec.Struct, frozen=True, rename="camel"):
    """The window's bars."""

    top_height: dict[TextStep, int]
    bottom_height: dict[TextStep, int]
    progress_track: int
    progress_gap: int


class FocusTokens(msgspec.Struct, frozen=True):
    """The focus ring."""

    width: int
    gap: int


class MotionTokens(msgspec.Struct, frozen=True, rename="camel"):
    """Durations in ms."""

    press_ms: int
    page_ms: int
    sheet_ms: int


class BreakpointTokens(msgspec.Struct, frozen=True, rename="camel"):
    """Widths at which layouts change."""

    wide: int
    two_column_min_width: int
    progress_labels_min_width: int
    progress_labels_max_text_step: float


class TimeTokens(msgspec.Struct, frozen=True):
    """Waiting times in seconds."""

    idleAskS: int  # noqa: N815 - the name in the token file
    idleCoverS: int  # noqa: N815
    doneClearS: int  # noqa: N815
    staffLockS: int  # noqa: N815


class Tokens(msgspec.Struct, frozen=True):
    """The design's values as they stand in `tokens.json`; fields that the program does not use are left out."""

    color: dict[ThemeName, dict[str, str]]
    scrim: dict[ThemeName, str]
    type: TypeTokens
    space: dict[str, int]
    gutter: dict[str, int]
    radius: dict[str, int]
    border: dict[str, int | dict[str, int]]
    target: dict[str, int | tuple[int, int] | dict[TextStep, int]]
    bars: BarTokens
    focus: FocusTokens
    icon: IconTokens
    figure: FigureTokens
    motion: MotionTokens
    time: TimeTokens
    breakpoints: BreakpointTokens
    signature: SignatureTokens


class IconCache:
    """Rendered icons and parsed icon files by name, colour, size and pixel ratio; shared by the looks made from one."""

    def __init__(self) -> None:
        self._sources: dict[str, bytes] = {}
        self._pixmaps: dict[tuple[str, str, int, float, bool], QPixmap] = {}

    def pixmap(self, name: str, colour: str, size: int, ratio: float, *, mirrored: bool) -> QPixmap:
        """Return the icon as a pixmap of `size` logical px at the pixel ratio, drawn once.

        Raises:
            FileNotFoundError: there is no icon of that name.
        """
        key = (name, colour, size, ratio, mirrored)
        if key not in self._pixmaps:
            self._pixmaps[key] = self._draw(name, colour, size, ratio, mirrored=mirrored)
        return self._pixmaps[key]

    def _draw(self, name: str, colour: str, size: int, ratio: float, *, mirrored: bool) -> QPixmap:
        if name not in self._sources:
            self._sources[name] = resources.files("ui.assets").joinpath("icons", f"{name}.svg").read_bytes()
        renderer = QSvgRenderer(QByteArray(self._sources[name].replace(ICON_COLOUR.encode(), colour.encode())))
        side = math.ceil(size * ratio)
        pixmap = QPixmap(side, side)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        if mirrored:
            painter.translate(side, 0)
            painter.scale(-1, 1)
        renderer.render(painter, QRectF(0, 0, side, side))
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        return pixmap


@dataclass(frozen=True)
class Look:
    """One theme, text step and direction, and the values that follow from them."""

    theme: ThemeName
    text_step: TextStep
    direction: Qt.LayoutDirection
    reduced_motion: bool
    tokens: Tokens = field(repr=False, compare=False)
    icons: IconCache = field(default_factory=IconCache, repr=False, compare=False)

    @property
    def step(self) -> float:
        """The text step as a number."""
        return float(self.text_step)

    @property
    def rtl(self) -> bool:
        """Whether the look reads from right to left."""
        return self.direction == Qt.LayoutDirection.RightToLeft

    def hex(self, role: str) -> str:
        """Return a colour role as `#RRGGBB`."""
        return self.tokens.color[self.theme][role]

    def color(self, role: str) -> QColor:
        """Return a colour role of this theme."""
        return QColor(self.hex(role))

    def scrim(self) -> QColor:
        """Return what lies between a sheet and the page behind it; opaque in high contrast."""
        value = self.tokens.scrim[self.theme]
        if not value.startswith("rgba("):
            return QColor(value.split(" ", 1)[0])
        red, green, blue, alpha = (float(part) for part in value[5:-1].split(","))
        return QColor(int(red), int(green), int(blue), round(alpha * 255))

    def px(self, role: str) -> int:
        """Return the type size of a role at this text step, in px."""
        return self.tokens.type.sizes[self.text_step][role]

    def line(self, role: str) -> int:
        """Return the line height of a role in px: headings tight, reading text open, Arabic script more open."""
        heights = self.tokens.type.lineHeight
        kind = "heading" if role in HEADINGS else "label" if role in LABELS else "body"
        factor = heights[kind]
        if self.rtl:
            factor *= heights["bodyArabic"] / heights["body"]
        return round(self.px(role) * factor)

    def font(self, role: str, *, bold: bool = False, text: str = "") -> QFont:
        """Return the font of a role in px, with the fallbacks for the scripts of a text."""
        more = families_for(text)
        font = QFont([*FAMILIES, *more])
        if more:
            # Of a collection Qt would take the thinnest weight.
            font.setVariableAxis(WEIGHT, BOLD if bold else REGULAR)
        font.setPixelSize(self.px(role))
        font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        return font

    def space(self, n: int) -> int:
        """Return a distance of the scale in px: 1 is 4 px."""
        return self.tokens.space[str(n)]

    def radius(self, name: str) -> int:
        """Return a corner radius in px."""
        return self.tokens.radius[name]

    def border(self, name: str) -> int:
        """Return a border width in px; high contrast has thicker ones."""
        widths = self.tokens.border
        if self.theme == "contrast":
            contrast = widths["contrastTheme"]
            if isinstance(contrast, dict):
                return contrast[name]
        width = widths[name]
        if isinstance(width, dict):
            raise KeyError(name)
        return width

    def target(self, name: str) -> int:
        """Return a control's least height in px at this text step."""
        if name == "barButton":
            name = "barButtonByStep"
        value = self.tokens.target[name]
        if isinstance(value, dict):
            return value[self.text_step]
        if isinstance(value, tuple):
            raise KeyError(name)
        return value

    def target_size(self, name: str) -> tuple[int, int]:
        """Return a control's width and height in px where the tokens give both: `pinKey`, `scaleStop`."""
        value = self.tokens.target[name]
        if not isinstance(value, tuple):
            raise KeyError(name)
        return value

    def bar_height(self, name: Literal["top", "bottom"]) -> int:
        """Return the height of the window's top or bottom bar in px."""
        bars = self.tokens.bars
        return (bars.top_height if name == "top" else bars.bottom_height)[self.text_step]

    def icon_size(self, name: str) -> int:
        """Return an icon's side in px; icons grow with the text."""
        return round(self.tokens.icon.sizes[name] * self.step)

    def gutter(self, width: int) -> int:
        """Return the free space at both sides of a window of this width, in px."""
        gutters = self.tokens.gutter
        if width >= self.tokens.breakpoints.wide:
            return gutters["width>=1024"]
        return gutters["width<720"] if width < 720 else gutters["width<1024"]

    @property
    def sheet_ms(self) -> int:
        """How long a sheet takes to come in, in ms; 0 with reduced motion. Nothing else moves."""
        return 0 if self.reduced_motion else self.tokens.motion.sheet_ms


def load_tokens() -> Tokens:
    """Read the design tokens that travel with the package; refuses a file with a missing or wrong value."""
    return msgspec.json.decode(resources.files("ui.assets").joinpath("tokens.json").read_bytes(), type=Tokens)


def load_fonts() -> None:
    """Give Qt the fonts of the design. Needs a QGuiApplication.

    Raises:
        RuntimeError: a font file cannot be read; without it text could come out as boxes.
    """
    for package, name in FONT_FILES:
        data = resources.files(package).joinpath("files", name).read_bytes()
        if QFontDatabase.addApplicationFontFromData(QByteArray(data)) < 0:
            raise RuntimeError(f"font {name} of {package} cannot be loaded")


def families_for(text: str) -> tuple[str, ...]:
    """Return the families that a text needs besides those of the design; Qt has them when this returns.

    Names and answers are shown in whatever script they were typed in. A font is read when its first text comes.

    Raises:
        RuntimeError: a font file cannot be read; without it text would come out as boxes.
    """
    if text.isascii():
        return ()
    # The first frame is plain letters, and does without the core.
    from kiosk.lettering import EMOJI, SYMBOLS, font_files, font_for

    fonts = font_files(text)
    if any(char >= FIRST_PICTURE and font_for(char) is None for char in text):
        fonts += (SYMBOLS, EMOJI)
    return tuple(_loaded(font) for font in fonts if font.family not in FAMILIES)


@functools.cache
def _loaded(font: FontFile) -> str:
    """Give Qt a font once, and return its family."""
    if font.family not in _families_of(font.path):
        raise RuntimeError(f"font {font.name} of {font.package} cannot be loaded")
    return font.family


@functools.cache
def _families_of(path: Path) -> frozenset[str]:
    """Give Qt a file of one font or several; a collection comes as a whole."""
    return frozenset(QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(path))))


def icon_pixmap(
    look: Look, name: str, size: int, color_role: str, ratio: float = 1.0, *, mirrored: bool | None = None
) -> QPixmap:
    """Return an icon in a colour role; `mirrored` None follows the look's direction and the icon's own rule."""
    flip = (look.rtl and name in MIRRORED_ICONS) if mirrored is None else mirrored
    return look.icons.pixmap(name, look.hex(color_role), size, ratio, mirrored=flip)


def mark_paths() -> tuple[QPainterPath, QPainterPath]:
    """Return the program's mark on a grid of 36: the filled half and the open half (stroke 2.5)."""
    filled = QPainterPath()
    filled.moveTo(16, 3.5)
    filled.arcTo(QRectF(1.5, 3.5, 29, 29), 90, 180)
    filled.closeSubpath()
    hollow = QPainterPath()
    hollow.moveTo(20.75, 4.75)
    hollow.arcTo(QRectF(7.5, 4.75, 26.5, 26.5), 90, -180)
    hollow.closeSubpath()
    return filled, hollow


def palette(look: Look) -> QPalette:
    """Return the palette for what Qt itself paints: windows, inputs, selections."""
    result = QPalette()
    roles = QPalette.ColorRole
    for role, name in (
        (roles.Window, "canvas"),
        (roles.WindowText, "ink"),
        (roles.Base, "surface"),
        (roles.AlternateBase, "sunken"),
        (roles.Text, "ink"),
        (roles.PlaceholderText, "ink2"),
        (roles.Button, "surface"),
        (roles.ButtonText, "ink"),
        (roles.Highlight, "accent"),
        (roles.HighlightedText, "onAccent"),
        (roles.Link, "accentText"),
        (roles.ToolTipBase, "surface"),
        (roles.ToolTipText, "ink"),
    ):
        result.setColor(role, look.color(name))
    return result


STYLE: Final = """
QLineEdit, QPlainTextEdit, QComboBox, QDateEdit {{
  background: {surface}; color: {ink}; border: {control_width}px solid {control}; border-radius: {radius}px;
  padding: {pad_v}px {pad_h}px; selection-background-color: {accent}; selection-color: {onAccent};
  font-family: "Atkinson Hyperlegible", "Noto Sans", "Noto Sans Arabic"; font-size: {body}px;
}}
QLineEdit, QComboBox, QDateEdit {{ min-height: {input_height}px; }}
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QDateEdit:focus {{ border-color: {accent}; }}
QComboBox::drop-down {{ border: none; width: {touch}px; }}
QComboBox QAbstractItemView {{
  background: {surface}; color: {ink}; border: {control_width}px solid {control};
  selection-background-color: {accentTint}; selection-color: {ink}; font-size: {body}px;
}}
QScrollArea, QAbstractScrollArea#plain {{ background: transparent; border: none; }}
QScrollBar:vertical {{ background: transparent; width: {bar}px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {control}; border-radius: {bar_radius}px; min-height: {touch}px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""


def stylesheet(look: Look) -> str:
    """Return the style sheet for the widgets that Qt paints; it is set once on the window for each look."""
    border = look.border("control")
    return STYLE.format(
        **look.tokens.color[look.theme],
        control_width=border,
        radius=look.radius("control"),
        body=look.px("body"),
        input_height=max(look.target("primary"), round(look.line("body") * 1.4)) - 2 * border - 16,
        pad_v=8,
        pad_h=16,
        touch=look.target("minimum"),
        bar=12,
        bar_radius=6,
    )
