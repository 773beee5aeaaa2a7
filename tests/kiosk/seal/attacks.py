"""Structural attacks on a sealed file: what can be done to it without the clinic's keys, and with some of them.

Each builds a changed file out of a good one and names what must be said of it. After "1 Trillion Dollar Refund" and
"Shadow Attacks" (Mainka, Mladenov, Rohlmann et al.), and what our own form might invite.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

import pikepdf

from kiosk.seal import (
    Finding,
    Reason,
)
from kiosk.seal.authority import list_for
from kiosk.seal.sealing import _add
from tests.kiosk.seal.altering import changed, other, other_with, parts, story
from tests.kiosk.seal.drafts import NOW
from tests.kiosk.seal.files import XMP, clinic, draft, whole
from tests.kiosk.seal.values import (
    added_attribute,
    added_certificate,
    archive_stamp_of_other_file,
    hidden_in_value,
    newer_stamp,
    other_spelling_of_signature,
    range_gone,
    range_negative,
    range_null,
    range_of_draft_only,
    range_of_three,
    range_overlapping,
    range_with_larger_hole,
    stamp_of_other_signature,
    stamp_taken_off,
    swapped_certificate,
    swapped_certificate_and_attributes,
    transplanted_value,
    value_empty,
    value_lower_case,
    value_null,
    value_padded,
    wrapped,
)

__all__ = ["ATTACKS", "Attack"]


@dataclass(frozen=True)
class Attack:
    """A changed file, and what must be said of it whoever asks."""

    build: Callable[[], bytes]
    finding: Finding
    reasons: tuple[Reason | None, ...]


# ---------------------------------------------------------------------- incremental updates after the end


def updated(objects: dict[int, bytes], extra: bytes = b"", data: bytes | None = None) -> bytes:
    """Return a whole file with a well-formed update that rewrites or adds objects."""
    base = whole() if data is None else data
    with pikepdf.open(BytesIO(base)) as pdf:
        size, root = int(pdf.trailer.Size), pdf.trailer.Root.objgen[0]
    places, body = {}, b""
    for number, text in objects.items():
        places[number] = len(base) + len(body)
        body += b"%d 0 obj\n%b\nendobj\n" % (number, text)
    table = b"xref\n" + b"".join(b"%d 1\n%010d 00000 n \n" % pair for pair in places.items())
    previous = re.findall(rb"startxref\n(\d+)", base)[-1]
    end = b"trailer << /Size %d /Root %d 0 R /Prev %b %b>>\n" % (max(size, *places) + 1, root, previous, extra)
    return base + body + table + end + b"startxref\n%d\n%%%%EOF\n" % (len(base) + len(body))


def number_of(key: str) -> tuple[int, bytes]:
    """Return the number and text of the page, the pages' tree, catalogue, form or XMP of the whole file."""
    with pikepdf.open(BytesIO(whole())) as pdf:
        found = {
            "page": pdf.pages[0].obj,
            "pages": pdf.Root.Pages,
            "contents": pdf.pages[0].obj.Contents,
            "root": pdf.Root,
            "form": pdf.Root.AcroForm,
            "xmp": pdf.Root.Metadata,
            "ink": pdf.pages[0].obj.Resources.XObject.Ink,
            "seal": pdf.Root.AcroForm.Fields[3],
            "file": pdf.Root.Names.EmbeddedFiles.Names[1].EF.F,
            "dss": pdf.Root.DSS,
        }[key]
        text = found.unparse(resolved=True) if not isinstance(found, pikepdf.Stream) else b""
        return found.objgen[0], text


def free() -> int:
    return story(whole()).written.size


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %b>>\nstream\n%b\nendstream" % (len(content), entries, content)


def shadow_hide() -> bytes:
    """The page's content is replaced by one without the part that was hidden behind it."""
    return updated({number_of("contents")[0]: stream(b"/Artifact BMC 20 20 m 30 30 l S EMC")})


def shadow_replace() -> bytes:
    """An appearance that was signed is replaced."""
    number, text = number_of("seal")
    look = free()
    return updated({look: stream(b"0 0 9 9 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] "), number: text})


def shadow_hide_and_replace() -> bytes:
    """A second catalogue with another page tree takes over."""
    number, _ = number_of("root")
    pages, page = free(), free() + 1
    objects = {
        number: b"<< /Type /Catalog /Pages %d 0 R >>" % pages,
        pages: b"<< /Type /Pages /Count 1 /Kids [ %d 0 R ] >>" % page,
        page: b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] >>" % pages,
    }
    return updated(objects)


def new_root() -> bytes:
    """The trailer names another catalogue."""
    return updated({free(): b"<< /Type /Catalog >>"}, b"/Root %d 0 R " % free())


def hybrid() -> bytes:
    """A reader of cross-reference streams is led elsewhere."""
    return updated({free(): b"<< >>"}, b"/XRefStm 9 ")


def encrypted() -> bytes:
    """The file claims to be encrypted now."""
    return updated({free(): b"<< /Filter /Standard /V 1 >>"}, b"/Encrypt %d 0 R " % free())


def added_annotation() -> bytes:
    """A remark lies over the text."""
    number, text = number_of("page")
    note = b"<< /Type /Annot /Subtype /FreeText /Rect [0 0 500 500] /Contents (I do not agree) >>"
    return updated({free(): note, number: text.replace(b"/Annots [", b"/Annots [ %d 0 R" % free())})


def added_field() -> bytes:
    """The form gets a field with a value."""
    number, text = number_of("form")
    box = b"<< /FT /Tx /T (Dose) /V (200 mg) >>"
    return updated({free(): box, number: text.replace(b"/Fields [", b"/Fields [ %d 0 R" % free())})


def changed_form_value() -> bytes:
    """A field that was signed gets another value, and another kind."""
    number, text = number_of("seal")
    return updated({number: re.sub(rb"/V \d+ 0 R", b"/V (not agreed)", text.replace(b"/FT /Sig", b"/FT /Tx"))})


def merged_pages() -> bytes:
    """The page of another document is hung into this one's tree."""
    number, text = number_of("pages")
    page = b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] /Contents %d 0 R >>" % (number, free())
    tree = re.sub(rb"/Count \d+", b"/Count 2", text.replace(b"/Kids [", b"/Kids [ %d 0 R " % (free() + 1)))
    with pikepdf.open(BytesIO(other())) as pdf:
        foreign = pdf.pages[0].obj.Contents.read_bytes()
    return updated({free(): stream(foreign), free() + 1: page, number: tree})


def removed_page() -> bytes:
    """A page is taken out of the tree."""
    number, text = number_of("pages")
    return updated({number: re.sub(rb"/Kids \[.*?\]", b"/Kids [ ]", text)})


def edited_xmp_after() -> bytes:
    """The metadata are replaced."""
    return updated({number_of("xmp")[0]: stream(XMP.replace(b"pdf", b"txt"), b"/Type /Metadata /Subtype /XML ")})


def swapped_file_after() -> bytes:
    """The attached record is replaced."""
    return updated({number_of("file")[0]: stream(b"{}", b"/Type /EmbeddedFile ")})


def transplanted_ink_after() -> bytes:
    """Another person's ink is put on the page."""
    return updated({number_of("ink")[0]: stream(b"9 9 m 0 0 l S", b"/Type /XObject /Subtype /Form /BBox [0 0 30 30] ")})


def unsigned_field() -> bytes:
    """The clinic's field is emptied."""
    number, text = number_of("seal")
    return updated({number: re.sub(rb"/V \d+ 0 R", b"", text)})


def stripped_store_after() -> bytes:
    """The validation data are taken out by an update."""
    return updated({number_of("dss")[0]: b"<< /Type /DSS >>"})


def loose_objects() -> bytes:
    """Objects without a table, which readers that repair files take in."""
    return whole() + b"1 0 obj\n<< /Type /Catalog >>\nendobj\n"


def one_byte() -> bytes:
    """A line's end is added."""
    return whole() + b"\n"


def own_mark() -> bytes:
    """Something is added that calls itself an update of ours."""
    return whole() + b"%Candor 1 note hello\n"


def unstamped_validation() -> bytes:
    """Validation data are added just as we would, which needs no key; and no stamp is over it."""
    return _add(whole(), story(whole()).written, [clinic("Evil").root.certificate_der], [])[0]


def two_documents() -> bytes:
    """Two sealed files are put one after the other."""
    return whole() + other()


def replayed_signature() -> bytes:
    """A signature of the file is added to it again."""
    return whole() + parts(whole())[1]


def replayed_stamp() -> bytes:
    """The archive stamp is added again."""
    return whole() + parts(whole())[-1]


# ---------------------------------------------------------------------- changes in place


def edited_text() -> bytes:
    return changed(whole(), b"0 0 m 10 10 l S /Ink", b"0 0 m 99 10 l S /Ink")


def edited_xmp() -> bytes:
    return changed(whole(), b"application/pdf", b"application/txt")


def swapped_file() -> bytes:
    return changed(whole(), b"I agree", b"I don't")


def transplanted_ink() -> bytes:
    return changed(whole(), b"0 0 m 10 10 l 20 0 l S", b"9 9 m 10 10 l 20 0 l S")


def changed_alternate_name() -> bytes:
    return changed(whole(), b"(Signature: Patient)", b"(Signature: Purpose)")


def spelled(text: str) -> bytes:
    """Return a text as a signature has it."""
    return text.encode("utf-16-be").hex().upper().encode()


def changed_name() -> bytes:
    """Another name stands in the signature."""
    return changed(whole(), spelled("Ana"), spelled("Eva"))


def changed_time() -> bytes:
    """The signature claims another day."""
    return changed(whole(), b"/M (D:20260812", b"/M (D:20260811")


def changed_meaning() -> bytes:
    return changed(whole(), spelled("Meaning"), spelled("Meenung"))


def looser_certification() -> bytes:
    return changed(whole(), b"/V /1.2 /P 2", b"/V /1.2 /P 3")


def looser_lock() -> bytes:
    return changed(whole(), b"/Action /All", b"/Action /Nil", last=True)


def redirected_object() -> bytes:
    """The table leads to another place for the page's content."""
    number, _ = number_of("contents")
    data = whole()
    table = data.index(b"xref\n0 ")
    line = data.index(b"\n", table + 5) + 1 + number * 20
    return data[:line] + b"%010d" % 15 + data[line + 10 :]


def redirected_end() -> bytes:
    """The last pointer leads to the table of the draft."""
    data = whole()
    first = re.findall(rb"startxref\n(\d+)", data)[0]
    last = re.findall(rb"startxref\n(\d+)", data)[-1]
    return changed(data, b"startxref\n" + last, b"startxref\n" + first.rjust(len(last), b"0"), last=True)


def stamp_called_otherwise() -> bytes:
    """The last update says that it is a stamp as earlier versions wrote it."""
    return changed(whole(), b"%Candor 1 archive 1", b"%Candor 1 stamp 1  ")


def stamp_with_place() -> bytes:
    """The stamp, which nobody is to see, gets a place on the page."""
    return changed(whole(), b"/Rect [0 0 0 0] /F 132", b"/Rect [0 0 9 9] /F 132")


def stripped_store() -> bytes:
    """The validation data are made invisible in place."""
    return changed(whole(), b"/DSS ", b"/DSX ")


def swapped_list() -> bytes:
    """A revocation list is exchanged for another of the same length."""
    data, other = whole(), clinic("Harbor Clinik")
    mine, theirs = story(data).lists[0], list_for(other, other.seal.certificate, NOW)
    assert theirs is not None
    return changed(data, mine, theirs[: len(mine)].ljust(len(mine), b"\0"))


# ---------------------------------------------------------------------- parts taken out, moved, mixed


def without_stamp() -> bytes:
    return b"".join(parts(whole())[:-1])


def without_validation() -> bytes:
    return b"".join(parts(whole())[:-2])


def without_clinic() -> bytes:
    return b"".join(parts(whole())[:4])


def without_all() -> bytes:
    return parts(whole())[0]


def without_witness() -> bytes:
    held = parts(whole())
    return b"".join(held[:2] + held[3:])


def in_another_order() -> bytes:
    held = parts(whole())
    return b"".join([held[0], held[2], held[1], *held[3:]])


def other_draft() -> bytes:
    """All signatures on another document."""
    return b"".join([parts(other_with("YZ"))[0], *parts(whole())[1:]])


def other_draft_of_same_length() -> bytes:
    return b"".join([parts(other())[0], *parts(other_with("Z"))[1:]])


def transplanted_field() -> bytes:
    """One signature with its field out of another document."""
    held, taken = parts(other_with("Z")), parts(other())
    return b"".join([*held[:2], taken[2], *held[3:]])


def put_in_front() -> bytes:
    """Another document stands in front; readers that look from the beginning see that."""
    return draft("front").data + whole()


def cut_in_the_middle() -> bytes:
    return whole()[:-700]


def stripped_and_closed() -> bytes:
    """The validation data are cut out, and the stamp moved up."""
    held = parts(whole())
    return b"".join([*held[:5], held[6]])


_S = Reason
ATTACKS: dict[str, Attack] = {
    build.__name__: Attack(build, finding, reasons)
    for finding, reasons, builds in (
        (
            Finding.ADDED,
            (_S.FOREIGN_UPDATE,),
            (
                shadow_hide,
                shadow_replace,
                shadow_hide_and_replace,
                new_root,
                hybrid,
                encrypted,
                added_annotation,
                added_field,
                changed_form_value,
                merged_pages,
                removed_page,
                edited_xmp_after,
                swapped_file_after,
                transplanted_ink_after,
                unsigned_field,
                stripped_store_after,
                loose_objects,
                one_byte,
                unstamped_validation,
                two_documents,
            ),
        ),
        (Finding.CHANGED, (_S.UPDATE_CHANGED,), (own_mark,)),
        (Finding.CHANGED, (_S.FIELD_WRONG,), (replayed_signature, replayed_stamp, stripped_and_closed)),
        (
            Finding.CHANGED,
            (_S.BYTES_CHANGED,),
            (
                edited_text,
                edited_xmp,
                swapped_file,
                transplanted_ink,
                changed_alternate_name,
                changed_name,
                changed_time,
                changed_meaning,
                redirected_object,
                swapped_list,
            ),
        ),
        (
            Finding.CHANGED,
            (_S.UPDATE_CHANGED,),
            (
                looser_certification,
                looser_lock,
                stamp_called_otherwise,
                stamp_with_place,
                redirected_end,
                stripped_store,
                range_with_larger_hole,
                range_of_draft_only,
                range_negative,
                range_overlapping,
                range_of_three,
                range_null,
                range_gone,
                wrapped,
                value_null,
                hidden_in_value,
                without_witness,
                in_another_order,
                other_draft,
                other_draft_of_same_length,
                transplanted_field,
            ),
        ),
        (
            Finding.CHANGED,
            (_S.VALUE_CHANGED,),
            (
                value_empty,
                value_lower_case,
                value_padded,
                swapped_certificate,
                added_certificate,
                added_attribute,
            ),
        ),
        (Finding.CHANGED, (_S.BYTES_CHANGED,), (transplanted_value,)),
        (
            Finding.CHANGED,
            (_S.SIGNATURE_WRONG,),
            (swapped_certificate_and_attributes, other_spelling_of_signature),
        ),
        (
            Finding.CHANGED,
            (_S.STAMP_WRONG,),
            (stamp_taken_off, stamp_of_other_signature, archive_stamp_of_other_file),
        ),
        (Finding.CHANGED, (_S.UPDATE_CHANGED, _S.BYTES_CHANGED), (newer_stamp,)),
        (Finding.CHANGED, (_S.DRAFT_CHANGED,), (put_in_front,)),
        (Finding.CHANGED, (_S.CUT,), (cut_in_the_middle,)),
        (Finding.UNFINISHED, (_S.STAMP_MISSING,), (without_stamp,)),
        (Finding.UNFINISHED, (_S.VALIDATION_MISSING,), (without_validation,)),
        (Finding.UNFINISHED, (_S.SIGNATURE_MISSING,), (without_clinic,)),
        (Finding.NO_SEAL, (None,), (without_all,)),
    )
    for build in builds
}
"""By name."""
