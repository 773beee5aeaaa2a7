"""What a seal may add to a file: three kinds of update, each written in exactly one way.

A file is a draft, as it was drawn, and updates after it: signatures of people and of the clinic, validation data
(certificates and revocation lists), and archive time stamps. Each update begins with a line that names it and ends as
a PDF ends. The check of a file takes the values out of each update and writes the update anew with these functions:
what is not the same to the byte was not written by Candor, whatever a PDF reader would make of it.

Version 1 of the form. What is written otherwise later gets another word at the update's head, and the earlier way
stays for the files that have it.

Sources: ISO 32000-1, 7.5.6 (updates), 12.7.4.5 (signature fields), 12.8 (signatures, DocMDP, FieldMDP); EN 319 142-1,
5.4 (validation data and document time stamps).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from typing import Final, Literal

__all__ = [
    "CLINIC_FIELD",
    "MARK",
    "Entries",
    "StampForm",
    "Store",
    "Update",
    "Written",
    "entries_at",
    "field_role",
    "header",
    "read_draft",
    "write_signature",
    "write_stamp",
    "write_validation",
]

CLINIC_FIELD: Final = "ClinicSeal"
"""The field of the clinic's own seal: always the last signature."""

MARK: Final = b"%Candor 1 "
"""Begins each update. A line of PDF comment."""

_FIELD_NAME: Final = re.compile(r"[A-Z][A-Za-z]{1,30}[0-9]{0,2}")
_TAIL: Final = re.compile(rb"startxref\n(\d{1,10})\n%%EOF\n")
_TABLE: Final = re.compile(rb"xref\n0 (\d{1,7})\n")
_TRAILER: Final = re.compile(
    rb"trailer << /Info (\d{1,7}) 0 R /Root (\d{1,7}) 0 R /Size (\d{1,7}) /ID \[<([0-9a-f]{32})><[0-9a-f]{32}>\] >>\n"
)
_FORM: Final = re.compile(rb" /AcroForm (\d{1,7}) 0 R ")
_FIELDS: Final = re.compile(rb"<< /Fields \[ ((?:\d{1,7} 0 R )*)\] /SigFlags 3 >>")
_NAME: Final = re.compile(rb" /T \(([A-Za-z0-9]{1,40})\) ")
_TIME: Final = re.compile(r"D:(\d{14})([+-])(\d\d)'(\d\d)'")
_SIGNATURE_TAIL: Final = re.compile(
    rb" /ByteRange \[[0-9 ]+\] /M \(([D0-9:+\-']+)\) /Name <([0-9A-F]*)> /Reason <([0-9A-F]*)>"
    rb" /Location <([0-9A-F]*)> /ContactInfo <([0-9A-F]*)> /Reference "
)
_ENTRY: Final = 20
"""Bytes of one line of a cross-reference table."""
_MOST_FIELDS: Final = 64
"""Nobody can sign beside so many others. A draft can be a stranger's, made to keep its reader busy for days."""
_LONGEST_OBJECT: Final = 1_000_000
"""Bytes of a catalogue, form or field; ours have below ten thousand."""


StampForm = Literal["archive", "stamp"]
"""How an archive time stamp's field is written, and the word at its update's head; `stamp` is the earlier one."""
_STAMP_PLACE: Final[Mapping[StampForm, str]] = {
    # The empty rectangle of a signature that is not to be seen (ISO 32000-2, 12.7.5.5). No page names it as an
    # annotation of its own: what is on no page needs neither a tag nor an appearance.
    "archive": "/Type /Annot /Subtype /Widget /Rect [0 0 0 0] /F 132 ",
    # Without a rectangle some readers grumble.
    "stamp": "",
}


@dataclass(frozen=True, slots=True)
class Entries:
    """What a signature says in plain words: the printed name, the meaning, where, and when (with zone)."""

    name: str
    reason: str
    location: str
    contact: str
    time: datetime


@dataclass(frozen=True, slots=True)
class Store:
    """The validation data in a file: its object, and the objects of what it holds, in the order they came in."""

    number: int
    certificates: tuple[int, ...]
    lists: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A file as far as it is written: all that the next update has to know. Numbers are of PDF objects."""

    end: int
    """Length of the file so far."""
    table: int
    """Where its last cross-reference table begins."""
    size: int
    """The next free object number."""
    trailer: tuple[int, int, bytes]
    """Info, Root, and the first of the file's two ids (hex)."""
    catalogue: bytes
    form: tuple[int, bytes]
    fields: dict[str, tuple[int, bytes]] = field(repr=False)
    """The signature fields, by name; the text is that of the empty field."""
    signed: dict[str, int] = field(default_factory=dict)
    """The fields that are signed, in order, with the objects of their values."""
    stamps: int = 0
    store: Store | None = None
    unstamped: bool = False
    """Whether the last update was validation data: a stamp must follow, and nothing else may."""

    @property
    def sealed(self) -> bool:
        """Whether the clinic has sealed: no further signature may follow."""
        return CLINIC_FIELD in self.signed


@dataclass(frozen=True, slots=True)
class Update:
    """An update: its bytes, with zeros where the signature's value goes, and the file's state after it."""

    data: bytes
    after: Written
    start: int = 0
    """Where the value's opening bracket stands in the whole file, and where its closing bracket ends. 0 for none."""
    end: int = 0


def field_role(name: str) -> str:
    """Return whose a field is: `patient` for `Patient` and `Patient2`, `clinic` for the clinic's."""
    return "clinic" if name == CLINIC_FIELD else name.rstrip("0123456789").lower()


# ---------------------------------------------------------------------- the draft


def read_draft(data: bytes, end: int) -> Written:
    """Read what the first update has to know of a draft: the first `end` bytes of `data`.

    A draft is written in one go, with one plain cross-reference table; its form has signature fields and nothing else.

    Raises:
        ValueError: it is no draft that can be signed.
    """
    tail = _TAIL.fullmatch(data, max(0, data.rfind(b"startxref\n", 0, end)), end)
    if tail is None:
        raise ValueError("no end of a PDF")
    table = int(tail[1])
    opening = _TABLE.match(data, table, end)
    if opening is None:
        raise ValueError("no plain table")
    size = int(opening[1])
    trailer = _TRAILER.fullmatch(data, opening.end() + size * _ENTRY, tail.start())
    if trailer is None or int(trailer[3]) != size:
        raise ValueError("no plain trailer")

    def text(number: int) -> bytes:
        """Return the text of an object."""
        line = opening.end() + number * _ENTRY
        place, lead = int(data[line : line + 10]), b"%d 0 obj\n" % number
        stop = data.find(b"\nendobj\n", place, min(table, place + _LONGEST_OBJECT))
        if number >= size or stop < 0 or not data.startswith(lead, place):
            raise ValueError("no such object")
        return data[place + len(lead) : stop]

    root = int(trailer[2])
    catalogue = text(root)
    form_number = int(_found(_FORM.search(catalogue))[1])
    form = text(form_number)
    fields: dict[str, tuple[int, bytes]] = {}
    numbers = _numbers(_found(_FIELDS.fullmatch(form))[1])
    if len(numbers) > _MOST_FIELDS:
        raise ValueError("too many fields")
    for number in numbers:
        widget = text(number)
        name = _found(_NAME.search(widget))[1].decode("ascii")
        if name in fields or _FIELD_NAME.fullmatch(name) is None or b" /V " in widget or b" /FT /Sig " not in widget:
            raise ValueError("not an empty signature field")
        fields[name] = (number, widget)
    if CLINIC_FIELD not in fields:
        raise ValueError("no field for the clinic")
    return Written(
        end=end,
        table=table,
        size=size,
        trailer=(int(trailer[1]), root, trailer[4]),
        catalogue=catalogue,
        form=(form_number, form),
        fields=fields,
    )


def _found(match: re.Match[bytes] | None) -> re.Match[bytes]:
    if match is None:
        raise ValueError("not written as a draft is")
    return match


def _numbers(references: bytes) -> tuple[int, ...]:
    return tuple(int(part) for part in references.replace(b" 0 R", b"").split())


# ---------------------------------------------------------------------- the three updates


def header(data: bytes, at: int) -> tuple[str, ...]:
    """Return the words of the line that begins an update: its kind and what belongs to it; empty when none begins."""
    end = data.find(b"\n", at, at + 100)
    if end < 0 or not data.startswith(MARK, at):
        return ()
    return tuple(data[at + len(MARK) : end].decode("ascii", errors="replace").split(" "))


def write_signature(before: Written, name: str, entries: Entries, reserved: int, digest: bytes) -> Update:
    """Write the update that puts a signature into an empty field.

    The first signature certifies the document for signing and nothing else (DocMDP 2); each locks its own field, and
    the clinic's, which is the last, locks all (FieldMDP).

    Args:
        before: the file so far.
        name: the field.
        entries: what the signature says.
        reserved: hex digits to keep free for its value.
        digest: SHA-256 of the file so far; its head becomes the file's second id.

    Raises:
        ValueError: there is no such field that is empty, or the clinic has sealed already.
    """
    if name not in before.fields or name in before.signed or before.sealed or before.stamps:
        raise ValueError(f"no empty field: {name}")
    number, root = before.size, before.trailer[1]
    references = []
    if not before.signed:
        references.append(_transform("DocMDP", "/P 2"))
    locked = "/Action /All" if name == CLINIC_FIELD else f"/Action /Include /Fields [ ({name}) ]"
    references.append(_transform("FieldMDP", locked, f"/Data {root} 0 R "))
    words = " ".join(
        f"/{key} <{_hex(value)}>"
        for key, value in (
            ("Name", entries.name),
            ("Reason", entries.reason),
            ("Location", entries.location),
            ("ContactInfo", entries.contact),
        )
    )
    value = (
        f"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached {_HOLE}"
        f" /M ({_stamp(entries.time)}) {words} /Reference [ {' '.join(references)} ] >>"
    )
    widget_number, widget = before.fields[name]
    objects = [(number, value.encode("ascii")), (widget_number, _put(widget, b"/V %d 0 R" % number))]
    catalogue = before.catalogue
    if not before.signed:
        catalogue = _put(catalogue, b"/Perms << /DocMDP %d 0 R >>" % number)
        objects.append((root, catalogue))
    after = replace(before, size=number + 1, catalogue=catalogue, signed={**before.signed, name: number})
    return _close(f"signature {name}", before, after, objects, digest, reserved)


def write_validation(before: Written, certificates: Sequence[bytes], lists: Sequence[bytes], digest: bytes) -> Update:
    """Write the update that adds validation data: certificates and revocation lists (DER), to what is there already.

    Raises:
        ValueError: the clinic has not sealed yet, or there is some already that is not stamped.
    """
    if not before.sealed or before.unstamped:
        raise ValueError("no place for validation data")
    number = before.size
    objects: list[tuple[int, bytes]] = []
    for data in (*certificates, *lists):
        objects.append((number, b"<< /Length %d >>\nstream\n%b\nendstream" % (len(data), data)))
        number += 1
    middle = before.size + len(certificates)
    new = tuple(range(before.size, middle)), tuple(range(middle, number))
    old, catalogue = before.store, before.catalogue
    if old is None:
        old = Store(number, (), ())
        number += 1
        catalogue = _put(catalogue, b"/DSS %d 0 R" % old.number)
        objects.append((before.trailer[1], catalogue))
    store = Store(old.number, old.certificates + new[0], old.lists + new[1])
    listed = " ".join(
        f"/{key} [ {' '.join(f'{one} 0 R' for one in numbers)} ]"
        for key, numbers in (("Certs", store.certificates), ("CRLs", store.lists))
    )
    objects.append((store.number, f"<< /Type /DSS {listed} >>".encode("ascii")))
    after = replace(before, size=number, catalogue=catalogue, store=store, unstamped=True)
    return _close(f"validation {len(certificates)} {len(lists)}", before, after, objects, digest, 0)


def write_stamp(before: Written, reserved: int, digest: bytes, form: StampForm = "archive") -> Update:
    """Write the update for an archive time stamp: its value, and a field for it.

    Raises:
        ValueError: there is no validation data that is not stamped yet.
    """
    if not before.unstamped:
        raise ValueError("nothing to stamp")
    number, count = before.size, before.stamps + 1
    value = f"<< /Type /DocTimeStamp /Filter /Adobe.PPKLite /SubFilter /ETSI.RFC3161 {_HOLE} >>"
    stamped = f"<< {_STAMP_PLACE[form]}/FT /Sig /T (ArchiveStamp{count}) /V {number} 0 R >>"
    fields = before.form[0], before.form[1].replace(b" ] /SigFlags", b" %d 0 R ] /SigFlags" % (number + 1))
    objects = [(number, value.encode("ascii")), (number + 1, stamped.encode("ascii")), fields]
    after = replace(before, size=number + 2, form=fields, stamps=count, unstamped=False)
    return _close(f"{form} {count}", before, after, objects, digest, reserved)


# ---------------------------------------------------------------------- reading back


def entries_at(data: bytes, after_value: int) -> Entries:
    """Read what a signature says, from the end of its value on.

    Raises:
        ValueError: it is not written as we write it.
    """
    match = _found(_SIGNATURE_TAIL.match(data, after_value))
    name, reason, location, contact = (bytes.fromhex(part.decode()).decode("utf-16") for part in match.groups()[1:])
    return Entries(name, reason, location, contact, _moment(match[1].decode("ascii")))


# ---------------------------------------------------------------------- writing

_HOLE: Final = "/Contents <> /ByteRange []"
_RANGE: Final = "/ByteRange [0 {:<10} {:<10} {:<10}]"
_RANGE_LENGTH: Final = len(_RANGE.format(0, 0, 0))


def _close(
    title: str, before: Written, after: Written, objects: list[tuple[int, bytes]], digest: bytes, reserved: int
) -> Update:
    """Write an update's objects, its table and its end. The first object has the hole, if anything is reserved."""
    parts = [MARK, title.encode("ascii"), b"\n"]
    place = before.end + sum(len(part) for part in parts)
    places: dict[int, int] = {}
    start = end = 0
    for number, text in objects:
        lead = b"%d 0 obj\n" % number
        if reserved and not places:
            head, tail = text.split(_HOLE.encode("ascii"))
            start = place + len(lead) + len(head) + len(b"/Contents ")
            end = start + reserved + 2
            text = head + b"/Contents <" + b"0" * reserved + b"> " + b"-" * _RANGE_LENGTH + tail  # noqa: PLW2901
        places[number] = place
        parts.append(lead + text + b"\nendobj\n")
        place += len(parts[-1])
    parts.append(_table(places))
    info, root, identifier = after.trailer
    parts.append(
        b"trailer << /Info %d 0 R /Prev %d /Root %d 0 R /Size %d /ID [<%b><%b>] >>\nstartxref\n%d\n%%%%EOF\n"
        % (info, before.table, root, after.size, identifier, digest[:16].hex().encode(), place)
    )
    data = b"".join(parts)
    stop = before.end + len(data)
    if reserved:
        written = _RANGE.format(start, end, stop - end).encode("ascii")
        at = end + 1 - before.end
        data = data[:at] + written + data[at + len(written) :]
    return Update(data, replace(after, end=stop, table=place), start, end)


def _table(places: dict[int, int]) -> bytes:
    """Write a cross-reference table of some objects (ISO 32000-1, 7.5.4)."""
    lines = [b"xref\n"]
    numbers = sorted(places)
    while numbers:
        run = [number for i, number in enumerate(numbers) if number == numbers[0] + i]
        lines.append(b"%d %d\n" % (run[0], len(run)))
        lines += [b"%010d 00000 n \n" % places[number] for number in run]
        numbers = numbers[len(run) :]
    return b"".join(lines)


def _put(dictionary: bytes, entry: bytes) -> bytes:
    """Add an entry at a dictionary's end.

    Raises:
        ValueError: it is no dictionary.
    """
    if not dictionary.endswith(b" >>"):
        raise ValueError("no dictionary")
    return dictionary[:-2] + entry + b" >>"


def _transform(method: str, parameters: str, data: str = "") -> str:
    return (
        f"<< /Type /SigRef /TransformMethod /{method} {data}"
        f"/TransformParams << /Type /TransformParams /V /1.2 {parameters} >> >>"
    )


def _hex(text: str) -> str:
    """Return a text string in hex: UTF-16 with its mark (ISO 32000-1, 7.9.2.2)."""
    return "FEFF" + text.encode("utf-16-be").hex().upper()


def _stamp(moment: datetime) -> str:
    """Return a date as PDF writes it, with its zone (ISO 32000-1, 7.9.4).

    Raises:
        ValueError: the moment has no zone.
    """
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError("a time without a zone")
    minutes = round(offset.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"{moment:D:%Y%m%d%H%M%S}{'-' if minutes < 0 else '+'}{hours:02}'{rest:02}'"


def _moment(stamp: str) -> datetime:
    match = _TIME.fullmatch(stamp)
    if match is None:
        raise ValueError("no date")
    offset = timedelta(hours=int(match[3]), minutes=int(match[4]))
    zone = timezone(-offset if match[2] == "-" else offset)
    return datetime.strptime(match[1], "%Y%m%d%H%M%S").replace(tzinfo=zone)
