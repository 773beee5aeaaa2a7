"""Finishing: what ReportLab cannot write. Structure tree, metadata, output intent, attached record, signature fields.

PDF/A-3a by construction (ISO 19005-3) and PDF/UA-1 (ISO 14289-1). Nothing here depends on the clock or on chance.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Literal
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, OutlineItem, Pdf, Stream, String

from kiosk import __version__
from kiosk.pdf.colors import srgb_profile
from kiosk.pdf.tags import Node, ObjectKid

__all__ = ["Attachment", "FieldPlace", "Meta", "PagePicture", "finish"]

FIELD_NAME = "ClinicSeal"
"""The field of the clinic's seal, the last to be signed."""
_FLAGS = 4 | 128
"""Annotation flags (ISO 32000-1, table 165): printed, and locked: nobody moves or removes it by accident."""
_PRODUCER = "Candor (ReportLab, pikepdf)"
_PAIR = re.compile(rb"<([0-9A-F]{2})> <([0-9A-F]{4})>")


@dataclass(frozen=True, slots=True)
class Meta:
    """What the file says of itself."""

    title: str
    author: str
    subject: str
    language: str
    direction: str
    made: datetime


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the file."""

    name: str
    description: str
    data: bytes
    media_type: str = "application/json"
    relation: Literal["Data", "Source"] = "Data"
    """What it is to the document (ISO 19005-3, annex E): its data, or what it was made from."""


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A JPEG that a page (from 0) draws by a name; its size in pixels, and whether it is in grey."""

    page: int
    name: str
    data: bytes
    width: int
    height: int
    gray: bool


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """Where an empty signature field lies (page from 0; x1, y1, x2, y2 from the page's lower left), and its words."""

    name: str
    page: int
    rect: tuple[float, float, float, float]
    description: str
    node: Node


def finish(
    drawn: bytes,
    root: Node,
    marks: list[list[Node]],
    meta: Meta,
    attachments: Sequence[Attachment] = (),
    fields: Sequence[FieldPlace] = (),
    pictures: Sequence[PagePicture] = (),
) -> bytes:
    """Make the tagged, archivable file of what was drawn.

    Args:
        drawn: ReportLab's PDF.
        root: the structure's Document node.
        marks: for each page the node of each marked-content id.
        meta: what the file says of itself.
        attachments: the record and what goes along with it, if anything does.
        fields: the signature fields, if the file is to be sealed; the clinic's is the last.
        pictures: the JPEGs that pages draw.
    """
    with Pdf.open(BytesIO(drawn)) as pdf:
        _clean(pdf)
        _add_pictures(pdf, pictures)
        widgets = _add_fields(pdf, fields, len(marks))
        _add_structure(pdf, root, marks, widgets, fields)
        _add_bookmarks(pdf, root)
        _add_metadata(pdf, meta)
        _add_intent(pdf)
        if attachments:
            _attach(pdf, attachments, meta.made)
        out = BytesIO()
        pdf.save(
            out,
            min_version="1.7",
            deterministic_id=True,
            compress_streams=True,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            recompress_flate=False,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            linearize=False,
        )
        return out.getvalue()


def _clean(pdf: Pdf) -> None:
    """Take away what ReportLab adds of itself, and write its maps from codes to characters anew.

    It puts all pairs into one section, where 100 are allowed, and gives unused codes U+0000 (ISO 32000-1, 9.10.3;
    ISO 19005-3, 6.2.11.7.2).
    """
    for key in ("/Outlines", "/PageMode"):
        if key in pdf.Root:
            del pdf.Root[key]
    for page in pdf.pages:
        for key in ("/Trans", "/Rotate"):
            if key in page.obj:
                del page.obj[key]
        named = dict(page.obj.Resources.get("/XObject", {}).items())
        for resources in (page.obj.Resources, *(form.Resources for form in named.values())):
            if "/ProcSet" in resources:
                del resources["/ProcSet"]
    for stream in {font.ToUnicode.objgen: font.ToUnicode for font in _fonts(pdf)}.values():
        stream.write(_unicode_map(stream.read_bytes()))


def _add_pictures(pdf: Pdf, pictures: Sequence[PagePicture]) -> None:
    """Put JPEGs where the pages draw them by name. ReportLab would write them as text, which takes it seconds."""
    for one in pictures:
        image = Stream(
            pdf,
            one.data,
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=one.width,
            Height=one.height,
            ColorSpace=Name.DeviceGray if one.gray else Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=Name.DCTDecode,
        )
        pdf.pages[one.page].add_resource(pdf.make_indirect(image), Name.XObject, Name("/" + one.name))


def _fonts(pdf: Pdf) -> Iterator[Object]:
    """Yield the fonts that ReportLab made; composite ones are ours, and are right as they are."""
    for page in pdf.pages:
        yield from (font for font in page.obj.Resources.Font.values() if font.Subtype != Name.Type0)


def _unicode_map(written: bytes) -> bytes:
    """Return a font's ToUnicode map with its pairs in sections of at most 100, none of them to U+0000."""
    pairs = [pair for pair in _PAIR.findall(written) if pair[1] != b"0000"]
    sections = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    lines = [b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap"]
    lines.append(b"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def")
    lines.append(b"/CMapName /Adobe-Identity-UCS def /CMapType 2 def")
    lines.append(b"1 begincodespacerange <00> <FF> endcodespacerange")
    for section in sections:
        lines.append(b"%d beginbfchar" % len(section))
        lines += [b"<%b> <%b>" % pair for pair in section]
        lines.append(b"endbfchar")
    lines.append(b"endcmap CMapName currentdict /CMap defineresource pop end end")
    return b"\n".join(lines)


def _add_fields(pdf: Pdf, fields: Sequence[FieldPlace], parent: int) -> dict[str, Object]:
    """Add the form with its empty signature fields, by name; `parent` is the first free place in the parent tree.

    The form is an object of its own: a seal rewrites objects, and this way it rewrites nothing else.
    """
    if not fields:
        return {}
    widgets = {field.name: _field(pdf, field, parent + i) for i, field in enumerate(fields)}
    for page in {field.page for field in fields}:
        here = [widgets[field.name] for field in fields if field.page == page]
        pdf.pages[page].obj.Annots = Array(here)
    # 3: there are signature fields, and the file may only be added to (ISO 32000-1, table 219).
    pdf.Root.AcroForm = pdf.make_indirect(Dictionary(Fields=Array(widgets.values()), SigFlags=3))
    # What the seal adds to PDF 1.7: validation data and document time stamps (EN 319 142-1, 5.6).
    pdf.Root.Extensions = Dictionary(ESIC=Dictionary(BaseVersion=Name("/1.7"), ExtensionLevel=5))
    return widgets


def _field(pdf: Pdf, field: FieldPlace, parent: int) -> Object:
    """Return one empty field: visible, named and described; its appearance is on the page already.

    When it is signed it locks itself, and the clinic's, which is the last, locks all (ISO 32000-2, table 236).
    """
    x1, y1, x2, y2 = (round(value, 2) for value in field.rect)
    box = Array([0, 0, round(x2 - x1, 2), round(y2 - y1, 2)])
    nothing = pdf.make_indirect(
        Stream(pdf, b"", Type=Name.XObject, Subtype=Name.Form, BBox=box, Resources=Dictionary())
    )
    lock = Dictionary(Type=Name.SigFieldLock, Action=Name.All, P=1)
    if field.name != FIELD_NAME:
        lock = Dictionary(Type=Name.SigFieldLock, Action=Name.Include, Fields=Array([String(field.name)]))
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Sig,
            T=String(field.name),
            TU=String(field.description),
            F=_FLAGS,
            Rect=Array([x1, y1, x2, y2]),
            P=pdf.pages[field.page].obj,
            AP=Dictionary(N=nothing),
            Lock=lock,
            StructParent=parent,
        )
    )


def _add_structure(
    pdf: Pdf, root: Node, marks: list[list[Node]], widgets: dict[str, Object], fields: Sequence[FieldPlace]
) -> None:
    """Write the structure tree, its parent tree and the catalogue's entries."""
    pages = [page.obj for page in pdf.pages]
    tree = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    made: dict[int, Object] = {}

    def build(node: Node, parent: Object) -> Object:
        # Without what can be left out (ISO 32000-1, table 323), for there are many: their type, and the page of those
        # that have no content of their own.
        element = pdf.make_indirect(Dictionary(S=Name("/" + node.tag), P=parent))
        made[id(node)] = element
        kids: list[object] = []
        first_page = next((kid[0] for kid in node.kids if isinstance(kid, tuple)), None)
        if first_page is not None:
            element.Pg = pages[first_page]
        for kid in node.kids:
            if isinstance(kid, Node):
                kids.append(build(kid, element))
            elif isinstance(kid, ObjectKid):
                widget = widgets[kid.name]
                kids.append(Dictionary(Type=Name.OBJR, Obj=widget, Pg=widget.P))
            elif kid[0] == first_page:
                kids.append(kid[1])
            else:
                kids.append(Dictionary(Type=Name.MCR, Pg=pages[kid[0]], MCID=kid[1]))
        if kids:
            element.K = kids[0] if len(kids) == 1 else Array(kids)
        if node.alt:
            element.Alt = String(node.alt)
        if node.attributes:
            element.A = _attributes(node.attributes)
        return element

    tree.K = build(root, tree)
    numbers: list[object] = []
    for number, nodes in enumerate(marks):
        pages[number].StructParents = number
        pages[number].Tabs = Name.S
        numbers += [number, pdf.make_indirect(Array([made[id(node)] for node in nodes]))]
    for number, field in enumerate(fields, start=len(marks)):
        numbers += [number, made[id(field.node)]]
    tree.ParentTree = pdf.make_indirect(Dictionary(Nums=Array(numbers)))
    tree.ParentTreeNextKey = len(marks) + len(fields)
    pdf.Root.StructTreeRoot = tree
    pdf.Root.MarkInfo = Dictionary(Marked=True)


def _add_bookmarks(pdf: Pdf, root: Node) -> None:
    """Make bookmarks of the headings, nested as they are."""
    pages = [page.obj for page in pdf.pages]
    with pdf.open_outline() as outline:
        above: list[tuple[int, list[OutlineItem]]] = [(0, outline.root)]
        for node in root.kids:
            if not isinstance(node, Node) or node.top is None:
                continue
            level = int(node.tag[1:])
            while above[-1][0] >= level:
                above.pop()
            page, top = node.top
            item = OutlineItem(node.title, Array([pages[page], Name.XYZ, 0, round(top, 2), 0]))
            item.is_closed = level > 1
            above[-1][1].append(item)
            above.append((level, item.children))


def _attributes(entries: dict[str, object]) -> Object:
    found = Dictionary()
    for key, value in entries.items():
        if isinstance(value, str):
            found[f"/{key}"] = Name(f"/{value}")
        elif isinstance(value, tuple):
            found[f"/{key}"] = Array([round(float(part), 2) for part in value])
    return found


def _add_metadata(pdf: Pdf, meta: Meta) -> None:
    pdf.Root.Lang = String(meta.language)
    direction = Name.R2L if meta.direction == "rtl" else Name.L2R
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True, Direction=direction)
    stamp = meta.made.strftime("D:%Y%m%d%H%M%S+00'00'")
    pdf.trailer.Info = pdf.make_indirect(
        Dictionary(
            Title=String(meta.title),
            Author=String(meta.author),
            Subject=String(meta.subject),
            Creator=String(f"Candor {__version__}"),
            Producer=String(_PRODUCER),
            CreationDate=String(stamp),
            ModDate=String(stamp),
        )
    )
    pdf.Root.Metadata = pdf.make_indirect(Stream(pdf, _xmp(meta), Type=Name.Metadata, Subtype=Name.XML))


def _xmp(meta: Meta) -> bytes:
    """Return the XMP packet: the same facts as in Info, PDF/A-3a, PDF/UA-1 and the schema of the latter."""
    when = meta.made.strftime("%Y-%m-%dT%H:%M:%S+00:00")
    title, author, subject = (escape(text) for text in (meta.title, meta.author, meta.subject))
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{escape(meta.language)}</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>Candor {__version__}</xmp:CreatorTool>
<xmp:CreateDate>{when}</xmp:CreateDate>
<xmp:ModifyDate>{when}</xmp:ModifyDate>
<pdf:Producer>{_PRODUCER}</pdf:Producer>
<pdfaid:part>3</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>""".encode()


def _add_intent(pdf: Pdf) -> None:
    profile = pdf.make_indirect(Stream(pdf, srgb_profile(), N=3, Alternate=Name.DeviceRGB))
    name = String("sRGB IEC61966-2.1")
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=name,
        Info=name,
        RegistryName=String("http://www.color.org"),
        DestOutputProfile=profile,
    )
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])


def _attach(pdf: Pdf, attachments: Sequence[Attachment], made: datetime) -> None:
    """Attach files as the document's data (ISO 19005-3, 6.8)."""
    named = [(one.name, _specification(pdf, one, made)) for one in attachments]
    pdf.Root.AF = Array([specification for _, specification in named])
    names: list[Object] = []
    # A tree of names is in their order (ISO 32000-1, 7.9.6).
    for name, specification in sorted(named, key=lambda pair: pair[0]):
        names += [String(name), specification]
    pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array(names)))


def _specification(pdf: Pdf, attachment: Attachment, made: datetime) -> Object:
    stamp = String(made.strftime("D:%Y%m%d%H%M%S+00'00'"))
    params = Dictionary(
        Size=len(attachment.data),
        ModDate=stamp,
        CreationDate=stamp,
        CheckSum=String(hashlib.md5(attachment.data, usedforsecurity=False).digest()),  # what the format asks for
    )
    stream = pdf.make_indirect(
        Stream(pdf, attachment.data, Type=Name.EmbeddedFile, Subtype=Name("/" + attachment.media_type), Params=params)
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F=String(attachment.name),
            UF=String(attachment.name),
            Desc=String(attachment.description),
            AFRelationship=Name("/" + attachment.relation),
            EF=Dictionary(F=stream, UF=stream),
        )
    )
