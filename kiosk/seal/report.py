"""What was found out about a sealed file, in values that keep the separate questions separate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal

__all__ = [
    "ArchiveStamp",
    "CopyPoint",
    "Finding",
    "LedgerPoint",
    "Reason",
    "ScanPoint",
    "SealReport",
    "Signature",
    "Trust",
    "printable",
    "refusal",
]


_TOLD_KINDS: Final = frozenset({"consent", "refusal", "summary"})
"""Kinds of document with a sentence that says what was recorded. A withdrawal and a renewal name another document."""


class Finding(StrEnum):
    """The one thing to say about the file itself. Only `UNCHANGED` is good."""

    UNCHANGED = "unchanged"
    """Every byte is as it was sealed."""
    CHANGED = "changed"
    """There is a seal, and the file is not the one that was sealed: altered, damaged, or cut."""
    ADDED = "added"
    """The sealed part is unchanged, and something was put after it."""
    BAD_SEAL = "bad_seal"
    """The bytes agree with the seal, but the seal itself is not one that Candor makes or accepts."""
    UNFINISHED = "unfinished"
    """Every signature in it is right, and the document is not complete: one of its last parts is not there."""
    NO_SEAL = "no_seal"
    """A PDF without a seal: a draft, another document, or the first part of a sealed one."""
    NOT_A_PDF = "not_a_pdf"
    """Not a PDF at all."""


class Reason(StrEnum):
    """Why a file was refused: more exactly than the finding says it."""

    DRAFT_CHANGED = "draft_changed"
    """The first part of the file is not a document as Candor draws it."""
    BYTES_CHANGED = "bytes_changed"
    """A signature's digest is not that of the bytes that it covers."""
    UPDATE_CHANGED = "update_changed"
    """What was added for a signature, for validation data or a stamp is not as Candor writes it."""
    FIELD_WRONG = "field_wrong"
    """A signature is in a field that is not there, is signed already, or comes after the clinic's seal."""
    VALUE_CHANGED = "value_changed"
    """A signature's value is not a container as Candor writes it."""
    SIGNATURE_WRONG = "signature_wrong"
    """A signature is not that of the certificate that stands with it."""
    STAMP_WRONG = "stamp_wrong"
    """A time stamp is missing, wrong, or one over something else."""
    FOREIGN_UPDATE = "foreign_update"
    """Something was put after the last part that Candor wrote."""
    CUT = "cut"
    """The last part that Candor wrote is not whole."""
    SIGNATURE_MISSING = "signature_missing"
    """Not everybody has signed, or the clinic has not sealed."""
    VALIDATION_MISSING = "validation_missing"
    """The certificates and revocation lists are not there."""
    STAMP_MISSING = "stamp_missing"
    """The archive time stamp is not there."""
    READERS_DISAGREE = "readers_disagree"
    """A PDF reader finds other signatures or fields than the bytes say."""
    RECORD_UNREADABLE = "record_unreadable"
    """What is attached as the record is larger or nested deeper than any record of ours."""
    RECORD_DISAGREES = "record_disagrees"
    """The attached record tells of other people than those who signed."""
    CONTENT_DISAGREES = "content_disagrees"
    """The content digest in the attached record is not that of the document in it."""
    INK_DISAGREES = "ink_disagrees"
    """A signature in the attached record is not the one that was given for this document: its ink, name, meaning or
    time is another one's."""
    NOT_OURS = "not_ours"
    """A seal of another kind than Candor makes."""


class Trust(StrEnum):
    """Whether the seal is the clinic's own, as far as the asker gave something to compare it with."""

    NOT_ASKED = "not_asked"
    """No certificate was given: the seal may be anybody's."""
    YES = "yes"
    """Made with the given certificate, which was valid then and is valid now."""
    OTHER = "other"
    """Made with another certificate than the given one."""
    EXPIRED = "expired"
    """Made with the given certificate, whose time is over: nothing proves any more how old the seal is."""
    TIME = "time"
    """Made with the given certificate, at a time that cannot be: before the certificate, or later than now."""
    REVOKED = "revoked"
    """Made with a key that had been taken back, or was lost before anything proves that the signature was there."""
    WRONG_KEY = "wrong_key"
    """Made with a key of the clinic's that is for something else."""
    NO_LIST = "no_list"
    """The revocation list of that time is not in the file."""
    STAMP = "stamp"
    """The seal is the clinic's, and a time stamp over it or over a signature is not."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature that the file carries. Only listed when the file is unchanged."""

    role: str
    """`clinic` for the seal; else the role in the record: `patient`, `witness` ..."""
    name: str
    meaning: str
    """What the signer meant by it (21 CFR 11.50)."""
    time: str
    """ISO 8601 with zone. For a form that was signed by hand, when staff received it."""
    fingerprint: str | None = None
    """SHA-256 of the certificate, hex. Only the seal has one: a person's signature is ink in the sealed record."""
    how: str = ""
    """`ink`, `typed`, `mark` or `paper` as the record has it; `seal` for the seal."""
    received_by: str | None = None
    """Who received the form that was signed by hand."""
    identity: str = ""
    """How it was checked who signs, as the record has it: `photo_id`, `asked`, `known`, `pin` ...; empty if not."""
    key_name: str = ""
    """Whose certificate it is: the kiosk's, for what people signed by ink; else the signer's own."""
    key_kind: Literal["", "own", "kiosk", "clinic"] = ""
    """Whether that key is the signer's own, the kiosk's, which seals evidence, or the clinic's."""
    proven: str = ""
    """The time that a time stamp proves for it, ISO 8601. Empty when none was asked for or can be believed."""
    trust: Trust = Trust.NOT_ASKED
    covers: int = 0
    """It covers the first so many bytes of the file, all but its own value. 0 for what is in the record only."""
    later: tuple[str, ...] = ()
    """What was added after it: `signature`, `validation`, `stamp`. Nothing else can be in an unchanged file."""

    @property
    def sentence_key(self) -> str:
        """The catalogue key of the sentence on this signature."""
        if self.fingerprint and self.role == "clinic":
            return "verify.seal"
        return "verify.signer_paper" if self.how == "paper" else "verify.signer"

    def role_words(self, catalogue: Mapping[str, str]) -> str:
        """Return the role in words; as it stands when there are none for it."""
        return printable(catalogue.get(f"verify.role_{self.role}", self.role))

    def way_words(self, catalogue: Mapping[str, str]) -> str:
        """Return in which way it was given, with a comma before it; nothing where that is not known."""
        way = "pin" if self.identity == "pin" else self.how
        key = f"verify.how_{way}"
        return f", {catalogue[key]}" if key in catalogue else ""

    def to_json(self) -> dict[str, object]:
        """Return the plain form that the command line prints."""
        return {
            "role": self.role,
            "name": self.name,
            "meaning": self.meaning,
            "time": self.time,
            "how": self.how,
            "received_by": self.received_by,
            "identity": self.identity,
            "fingerprint": self.fingerprint,
        } | self._sealed_json()

    def _sealed_json(self) -> dict[str, object]:
        """Return what is known of a signature of its own; nothing for one that is in the record only."""
        if not self.covers:
            return {}
        return {
            "key_name": self.key_name,
            "key_kind": self.key_kind,
            "proven": self.proven,
            "trust": str(self.trust),
            "covers": self.covers,
            "later": list(self.later),
        }


@dataclass(frozen=True, slots=True)
class ArchiveStamp:
    """A time stamp over the whole file as it was then."""

    time: str
    """ISO 8601."""
    covers: int
    """Bytes."""

    def to_json(self) -> dict[str, object]:
        """Return the plain form that the command line prints."""
        return {"time": self.time, "covers": self.covers}


@dataclass(frozen=True, slots=True)
class LedgerPoint:
    """Where the kiosk's ledger ended when the document was sealed, according to the attached record."""

    device: str
    sequence: int
    hash: str
    """SHA-256 of the last entry, hex."""

    def to_json(self) -> dict[str, object]:
        """Return the plain form that the command line prints."""
        return {"device": self.device, "sequence": self.sequence, "hash": self.hash}


@dataclass(frozen=True, slots=True)
class CopyPoint:
    """What a sealed copy of a document says of itself: its own id, and what it was made from.

    People signed the document itself; a copy has the clinic's seal alone.
    """

    kind: str
    id: str
    original: str
    original_digest: str
    """SHA-256 of the file that it was made from, hex."""

    def to_json(self) -> dict[str, object]:
        """Return the plain form that the command line prints."""
        return {
            "kind": self.kind,
            "id": self.id,
            "original": self.original,
            "original_digest": self.original_digest,
        }


@dataclass(frozen=True, slots=True)
class ScanPoint:
    """What a sealed scan of signed paper says of itself, according to the attached record.

    The people who signed on the paper are not among the signatures: nobody has checked what is written by hand.
    """

    form: str
    visit: str
    received_at: str
    """ISO 8601."""
    received_by: str
    files: int
    counts_as_signature: bool

    def to_json(self) -> dict[str, object]:
        """Return the plain form that the command line prints."""
        return {
            "form": self.form,
            "visit": self.visit,
            "received_at": self.received_at,
            "received_by": self.received_by,
            "files": self.files,
            "counts_as_signature": self.counts_as_signature,
            "handwriting_checked": False,
        }


@dataclass(frozen=True, slots=True)
class NotSigned:
    """Somebody who was to sign and could not, as the record says it: who, as what, and why."""

    role: str
    name: str
    reason: str

    def to_json(self) -> dict[str, object]:
        """Return the plain form that the command line prints."""
        return {"role": self.role, "name": self.name, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class SealReport:
    """The verdict on one file. Intact, valid and trusted are three questions: see each."""

    finding: Finding
    file_digest: str
    """SHA-256 of the file's bytes, hex."""
    intact: bool = False
    """The file's bytes are those that the seal was computed over, to the last one; nothing is missing or added."""
    valid: bool = False
    """The seal is a correct signature of the certificate in it, in exactly the form that Candor writes."""
    trust: Trust = Trust.NOT_ASKED
    """Whether that certificate is the one that the asker trusts."""
    covers_whole_file: bool = False
    """The seal covers every byte but its own value."""
    signatures: tuple[Signature, ...] = ()
    """The people in the order of the record, then the clinic's seal. Empty unless intact and valid."""
    not_signed: tuple[NotSigned, ...] = ()
    """Who was to sign and could not. Empty unless intact and valid."""
    document_id: str | None = None
    """From the attached record, like the next two: only when intact and valid."""
    content_digest: str | None = None
    """Digest of the document's head and blocks: names exactly what stands in it, and what the ledger says of it."""
    kind: str | None = None
    """`consent`, `refusal`, `summary`, `withdrawal`, `renewal` ..., from the record, like the next three."""
    withdraws: str | None = None
    """The id of the document that this one takes back. What takes this one back, the file itself cannot know."""
    renews: str | None = None
    """The id of the document that this one renews."""
    pack_digest: str | None = None
    """Digest of the content pack that the patient was shown."""
    ledger: LedgerPoint | None = None
    """From the attached record, too: `candor ledger verify --against` holds it against the ledger."""
    reason: Reason | None = None
    """More exactly why a file was refused."""
    level: str = ""
    """`B-LTA` or, for documents of the first version, `B-B`: the form of PAdES. Empty unless intact and valid."""
    stamps: tuple[ArchiveStamp, ...] = ()
    """The archive time stamps, the first one first."""
    protected_until: str = ""
    """Until when the newest of them can be believed (ISO 8601); a new one must be added before."""
    unharmed: tuple[Signature, ...] = ()
    """In a refused file: the signatures that are still right over the part of it that they cover."""
    notes: tuple[str, ...] = ()
    """Catalogue keys of remarks that change no verdict."""
    scan: ScanPoint | None = None
    """What there is to say of a scan of signed paper; None for every other document."""
    copied: CopyPoint | None = None
    """What there is to say of a copy for one reader; None for every other document."""

    @property
    def trusted(self) -> bool | None:
        """Whether the seal is the trusted clinic's; None when no certificate was given to compare with."""
        return None if self.trust is Trust.NOT_ASKED else self.trust is Trust.YES

    @property
    def ok(self) -> bool:
        """Whether all is good that was asked: intact, valid and, if a certificate was given, trusted."""
        return self.intact and self.valid and self.covers_whole_file and self.trusted is not False

    @property
    def sentence_keys(self) -> tuple[str, ...]:
        """The catalogue keys of what there is to say, in order: on the file, then on trust where that has a meaning."""
        if self.finding is not Finding.UNCHANGED:
            why = (f"verify.reason_{self.reason}",) if self.reason else ()
            rest = ("verify.unharmed",) if self.unharmed else ()
            return (f"verify.{self.finding}", *why, *rest)
        stamped = ("verify.stamped",) if self.stamps else ()
        trust = f"verify.trust_{self.trust}"
        if self.trust is Trust.EXPIRED and self.stamps:
            trust = "verify.trust_expired_stamp" if self.protected_until else "verify.trust_expired_before"
        if self.trust is Trust.OTHER and self.doubted:
            trust = "verify.trust_other_signature"
        return (*self._document_keys, *stamped, trust, *(("verify.doubted",) if self.doubted else ()), *self.notes)

    @property
    def doubted(self) -> tuple[Signature, ...]:
        """Those whose signature alone is not believed; empty where it is all of them or the newest stamp."""
        sealed = [one for one in self.signatures if one.covers and one.trust is not Trust.NOT_ASKED]
        found = tuple(one for one in sealed if one.trust is not Trust.YES)
        return found if len(found) < len(sealed) else ()

    @property
    def _document_keys(self) -> tuple[str, ...]:
        """The catalogue keys of what an unchanged file is: what there is to know before its signatures are read."""
        copied = ("verify.copied",) if self.copied else ()
        linked = "verify.withdraws" if self.withdraws else "verify.renews" if self.renews else ""
        about = linked or (f"verify.kind_{self.kind}" if self.kind in _TOLD_KINDS else "")
        return (f"verify.{self.finding}", *copied, *((about,) if about else ()))

    def sentence(self, catalogue: Mapping[str, str]) -> str:
        """Return the verdict in plain words, with who signed what and when.

        `catalogue` maps keys to texts with `{facts}`, as `kiosk/locale/en.yaml` holds them.
        """
        remarks = self.remarks(catalogue)
        first = len(self._document_keys) if self.finding is Finding.UNCHANGED else 1
        signers = [
            catalogue[one.sentence_key].format(
                staff=printable(one.received_by or ""),
                role=one.role_words(catalogue),
                way=one.way_words(catalogue),
                name=printable(one.name),
                # The sentence around it has a full stop of its own.
                meaning=printable(one.meaning).rstrip("."),
                time=printable(_plain_time(one.time)),
            )
            for one in self.signatures
        ]
        return " ".join([*remarks[:first], *signers, *remarks[first:]])

    def remarks(self, catalogue: Mapping[str, str]) -> tuple[str, ...]:
        """Return the sentences of the verdict that are on the whole file, the one on the file itself first."""
        facts = {
            "time": _plain_time(self.stamps[-1].time) if self.stamps else "",
            "until": self.protected_until[:10],
            "names": _named(self.unharmed, catalogue),
            "doubted": _named(self.doubted, catalogue),
            "document": printable(self.withdraws or self.renews or ""),
            "original": printable(self.copied.original) if self.copied else "",
        }
        return tuple(catalogue[key].format(**facts) for key in self.sentence_keys)

    def details(self, catalogue: Mapping[str, str]) -> tuple[str, ...]:
        """Return, for an unchanged file, a sentence on each of its parts: signatures, stamps, record and ledger."""
        if self.finding is not Finding.UNCHANGED:
            return ()
        lines = [self._about(one, catalogue) for one in self.signatures if one.covers]
        for absent in self.not_signed:
            role = catalogue.get(f"verify.role_{absent.role}", absent.role)
            facts = {"name": absent.name, "role": role, "reason": absent.reason}
            shown = {key: printable(text) for key, text in facts.items()}
            lines.append(catalogue["verify.detail_not_signed"].format(**shown))
        stamp = catalogue["verify.detail_stamp"]
        lines += [stamp.format(time=_plain_time(one.time), covers=one.covers) for one in self.stamps]
        if self.protected_until:
            lines[-1] += " " + catalogue["verify.detail_until"].format(until=self.protected_until[:10])
        if self.scan is not None:
            facts = {"form": self.scan.form, "visit": self.scan.visit, "staff": self.scan.received_by}
            when = printable(_plain_time(self.scan.received_at))
            shown = {name: printable(text) for name, text in facts.items()}
            lines.append(catalogue["verify.detail_scan"].format(time=when, files=self.scan.files, **shown))
        elif self.document_id is not None and self.content_digest is not None:
            named = {"document": printable(self.document_id), "digest": printable(self.content_digest)}
            lines.append(catalogue["verify.detail_record"].format(**named))
        if self.copied is not None:
            told = {"id": self.copied.id, "document": self.copied.original, "digest": self.copied.original_digest}
            shown = {name: printable(text) for name, text in told.items()}
            lines.append(catalogue["verify.detail_copy"].format(**shown))
        if self.kind in {"consent", "renewal"}:
            lines.append(catalogue["verify.detail_withdrawn"])
        if self.ledger is not None:
            at = {"device": printable(self.ledger.device), "hash": printable(self.ledger.hash)}
            lines.append(catalogue["verify.detail_ledger"].format(sequence=self.ledger.sequence, **at))
        return tuple(lines)

    @staticmethod
    def _about(one: Signature, catalogue: Mapping[str, str]) -> str:
        """Return what one signature was made with, what it covers, and what came after it."""
        made = catalogue[f"verify.detail_key_{one.key_kind or 'kiosk'}"].format(key=printable(one.key_name))
        facts = {"name": printable(one.name), "role": one.role_words(catalogue), "made": made}
        later = ", ".join(catalogue[f"verify.later_{kind}"] for kind in dict.fromkeys(one.later))
        said = catalogue["verify.detail_signature"].format(covers=one.covers, later=later, **facts)
        proven = catalogue["verify.detail_proven"].format(time=_plain_time(one.proven)) if one.proven else ""
        return f"{said} {proven}".rstrip()

    def to_json(self) -> dict[str, object]:
        """Return the contract of `candor verify --json` for one file."""
        more: dict[str, object] = {} if self.scan is None else {"scan": self.scan.to_json()}
        if self.copied is not None:
            more["copy"] = self.copied.to_json()
        if self.not_signed:
            more["not_signed"] = [one.to_json() for one in self.not_signed]
        return {
            "ok": self.ok,
            "intact": self.intact,
            "valid": self.valid,
            "trusted": self.trusted,
            "finding": str(self.finding),
            "trust": str(self.trust),
            "covers_whole_file": self.covers_whole_file,
            "signatures": [one.to_json() for one in self.signatures],
            "document_id": self.document_id,
            "kind": self.kind,
            "withdraws": self.withdraws,
            "renews": self.renews,
            "content_digest": self.content_digest,
            "pack_digest": self.pack_digest,
            "file_digest": self.file_digest,
            "ledger": None if self.ledger is None else self.ledger.to_json(),
            "reason": None if self.reason is None else str(self.reason),
            "level": self.level,
            "stamps": [one.to_json() for one in self.stamps],
            "protected_until": self.protected_until,
            "unharmed": [one.to_json() for one in self.unharmed],
            "notes": list(self.notes),
        } | more


def refusal(
    finding: Finding, file_digest: str, reason: Reason | None = None, unharmed: tuple[Signature, ...] = ()
) -> SealReport:
    """Return the report on a file that is not what was sealed: as a whole it cannot be relied on."""
    return SealReport(finding, file_digest, reason=reason, unharmed=unharmed)


def _named(people: Iterable[Signature], catalogue: Mapping[str, str]) -> str:
    return ", ".join(f"{printable(one.name)} ({one.role_words(catalogue)})" for one in people)


def _plain_time(stamp: str) -> str:
    """Return an ISO time for reading: minutes and offset; as it stands when it is no ISO time."""
    try:
        return datetime.fromisoformat(stamp).strftime("%Y-%m-%d %H:%M %z").rstrip()
    except ValueError:
        return stamp


def printable(text: str) -> str:
    """Return typed text as it may stand on a terminal: nothing in it can steer the terminal or turn the line round."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)
