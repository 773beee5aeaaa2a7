"""What was found out about a sealed file, in values that keep the separate questions separate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

__all__ = ["Finding", "SealReport", "Signature", "Trust", "refusal"]


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
    NO_SEAL = "no_seal"
    """A PDF without a seal: a draft, another document, or the first part of a sealed one."""
    NOT_A_PDF = "not_a_pdf"
    """Not a PDF at all."""


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

    @property
    def sentence_key(self) -> str:
        """The catalogue key of the sentence on this signature."""
        if self.fingerprint:
            return "verify.seal"
        return "verify.signer_paper" if self.how == "paper" else "verify.signer"

    def to_json(self) -> dict[str, str | None]:
        """Return the plain form that the command line prints."""
        return {
            "role": self.role,
            "name": self.name,
            "meaning": self.meaning,
            "time": self.time,
            "how": self.how,
            "received_by": self.received_by,
            "fingerprint": self.fingerprint,
        }


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
    document_id: str | None = None
    """From the attached record, like the next two: only when intact and valid."""
    content_digest: str | None = None
    """Digest of the document's head and blocks: names exactly what stands in it, and what the ledger says of it."""
    pack_digest: str | None = None
    """Digest of the content pack that the patient was shown."""

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
            return (f"verify.{self.finding}",)
        return (f"verify.{self.finding}", f"verify.trust_{self.trust}")

    def sentence(self, catalogue: Mapping[str, str]) -> str:
        """Return the verdict in plain words, with who signed what and when.

        `catalogue` maps keys to texts with `{facts}`, as `kiosk/locale/en.yaml` holds them.
        """
        first, *rest = (catalogue[key] for key in self.sentence_keys)
        signers = [
            catalogue[one.sentence_key].format(
                staff=_printable(one.received_by or ""),
                role=_printable(one.role),
                name=_printable(one.name),
                # The sentence around it has a full stop of its own.
                meaning=_printable(one.meaning).rstrip("."),
                time=_printable(_plain_time(one.time)),
            )
            for one in self.signatures
        ]
        return " ".join([first, *signers, *rest])

    def to_json(self) -> dict[str, object]:
        """Return the contract of `candor verify --json` for one file."""
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
            "content_digest": self.content_digest,
            "pack_digest": self.pack_digest,
            "file_digest": self.file_digest,
        }


def refusal(finding: Finding, file_digest: str) -> SealReport:
    """Return the report on a file that is not what was sealed: nothing in it can be relied on."""
    return SealReport(finding, file_digest)


def _plain_time(stamp: str) -> str:
    """Return an ISO time for reading: minutes and offset; as it stands when it is no ISO time."""
    try:
        return datetime.fromisoformat(stamp).strftime("%Y-%m-%d %H:%M %z").rstrip()
    except ValueError:
        return stamp


def _printable(text: str) -> str:
    """Return typed text as it may stand on a terminal: nothing in it can steer the terminal or turn the line round."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)
