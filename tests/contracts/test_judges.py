"""What independent judges say of sealed documents of each kind, on both papers. A missing judge is a failure."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final, get_args

import pikepdf
import pytest

from kiosk.codes import facts_json
from kiosk.document import (
    ConsentDocument,
    CopyRecord,
    FigureBlock,
    Heading,
    SignatureBlock,
    block_text,
    clinician_summary,
    copy_id,
    large_print,
    patient_copy,
)
from kiosk.events import CopyKind
from kiosk.pdf import draw, draw_copy
from kiosk.pdf.wrap import prepared
from kiosk.record import ConsentRecord, record_bytes
from kiosk.seal import (
    KeyPair,
    SealSetup,
    Step,
    field_role,
    issue_clinician_key,
    reseal,
    seal_document,
    verify,
)
from kiosk.service.marking import code_maker, key_facts
from kiosk.service.sealing import seal_draft
from kiosk.settings import demo_settings
from kiosk.visit import Sign
from tests.kiosk.seal.stranger import opinions
from tests.kiosk.services import clinic_keys, keyed_ledger
from tests.kiosk.signers import agreed, not_signed, refused, renewed, represented, sign_as, whole, withdrawn
from tests.kiosk.visits import SEALED_AT, RealWalk, english, full_visit, plain_visit, real_content, scribble

CASES = (
    "everybody-a4",
    "everything-letter",
    "represented-a4",
    "refusal-a4",
    "unsigned-a4",
    "summary-a4",
    "withdrawal-a4",
    "renewal-a4",
    "patient_copy-letter",
    "large_print-a4",
    "clinician_summary-letter",
)
"""What was sealed, and on which paper: a consent that all sign, one with all that can happen on the way, one that the
daughter gave with a mark and its witness, a refusal whose interpreter could not sign, each other kind, and each copy
that is made of the first."""
_SENTENCE = re.compile(r"(?<=[.?!])\s+")
_CROP = {"a4": ("0", "62", "596", "693"), "letter": ("0", "62", "612", "643")}
"""x, y, width and height of a page without its running head and foot."""


@dataclass(frozen=True)
class Judged:
    """A sealed document in a file."""

    document: ConsentDocument
    content_digest: str
    record: bytes
    path: Path
    paper: str
    fields: tuple[str, ...]


@cache
def clinician() -> KeyPair:
    return issue_clinician_key(clinic_keys(), "Dr Amara Osei", "s2", SEALED_AT - timedelta(days=1))


def _patients(document: ConsentDocument, walk: RealWalk) -> ConsentDocument:
    numbers = (("The clinic", "555 0100"), ("In an emergency", "911"))
    return patient_copy(document, walk.state, walk.plan, real_content(), demo_settings(), english(), numbers=numbers)


def _clinicians(document: ConsentDocument, walk: RealWalk) -> ConsentDocument:
    return clinician_summary(document, walk.state, walk.plan, real_content(), demo_settings(), english())


COPIES: Final[Mapping[str, Callable[[ConsentDocument, RealWalk], ConsentDocument]]] = {
    "patient_copy": _patients,
    "large_print": lambda document, _walk: large_print(document, english()),
    "clinician_summary": _clinicians,
}


def copy_record(kind: str, record: ConsentRecord) -> CopyRecord:
    """Return what a copy of a record's document tells of itself."""
    [known] = [one for one in get_args(CopyKind) if one == kind]
    return CopyRecord(
        program=record.program,
        kind=known,
        id=copy_id(record.document.id, known),
        original=record.document.id,
        original_digest="ab" * 32,
        content_digest=record.content_digest,
        made_at=SEALED_AT,
    )


def walked(kind: str) -> RealWalk:
    """Return the visit that ends with a document of a kind."""
    match kind:
        case "everybody" | "patient_copy" | "large_print" | "clinician_summary":
            return agreed()
        case "everything":
            return sign_as(full_visit(), "clinician")
        case "represented":
            return represented(Sign("mark", "", "", ink=scribble(), witness_name="Wim Zeuge"))
        case "refusal":
            return refused()
        case "unsigned":
            return not_signed(
                reason="She had to leave for another patient. Two calls on the same day were not answered."
            )
        case "withdrawal":
            return withdrawn()
        case "renewal":
            return renewed("key-risks", "limits-known")
        case _:
            return plain_visit("talk")


@pytest.fixture(scope="session", params=CASES)
def judged(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Judged:
    """Return a sealed document of each kind."""
    kind, paper = request.param.split("-")
    walk = walked(kind)
    document, record = whole(walk)
    facts, ledger = key_facts(record, demo_settings()), keyed_ledger()
    code_for, attached = code_maker(facts, ledger), facts_json(facts)
    if kind in COPIES:
        document = COPIES[kind](document, walk)
        copied = copy_record(kind, record)
        draft = draw_copy(document, record, copied, paper=paper, code_for=code_for, facts=attached)
        step = Step(draft.signature_field.name, "Harbour Street Clinic", "Sealed as a copy", clinic_keys().seal)
        data = seal_document(draft, [step], SealSetup(clinic_keys(), "Sampletown"), SEALED_AT).data
    else:
        draft = draw(document, record, paper=paper, code_for=code_for, facts=attached)
        data = seal_draft(draft, record, ledger, demo_settings(), english(), clinician()).data
    if kind == "everything":
        data = reseal(data, clinic_keys(), (clinic_keys().root.certificate,), SEALED_AT + timedelta(hours=1))
    path = tmp_path_factory.mktemp("judged") / f"{request.param}.pdf"
    path.write_bytes(data)
    fields = tuple(field.name for field in draft.signature_fields)
    return Judged(document, record.content_digest, record_bytes(record), path, paper, fields)


def asked(name: str, *arguments: str | Path) -> tuple[int, str]:
    """Run a judge, from this environment or from the system; return its exit code and what it said."""
    program = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    assert program is not None, f"the judge {name} is missing: `make test` installs it"
    ran = subprocess.run([program, *arguments], capture_output=True, text=True, encoding="utf-8", check=False)
    return ran.returncode, ran.stdout + ran.stderr


def flat(text: str) -> str:
    return " ".join(prepared(text).split())


def test_our_own_judge(judged: Judged) -> None:
    later = SEALED_AT + timedelta(days=3)
    report = verify(judged.path.read_bytes(), trust=clinic_keys().root.certificate, now=later)

    assert report.ok
    assert report.trusted
    assert report.level == "B-LTA"
    assert report.document_id == judged.document.id
    assert report.content_digest == judged.content_digest
    assert [one.role for one in report.signatures if one.covers] == [field_role(name) for name in judged.fields]
    copy = judged.path.stem.split("-")[0] in COPIES
    assert (report.copied is not None) == copy
    assert (judged.content_digest == judged.document.digest) != copy


def test_pdfsig_finds_every_signature_valid_after_the_last_one(judged: Judged) -> None:
    _, said = asked("pdfsig", judged.path)

    named = re.findall(r"Signature Field Name: (\w+)", said)
    assert named[: len(judged.fields)] == list(judged.fields)
    stamps = 2 if judged.path.stem.startswith("everything") else 1
    assert named[len(judged.fields) :] == ["ArchiveStamp1", "ArchiveStamp2"][:stamps]
    assert said.count("Signature is Valid.") == len(judged.fields)
    assert said.count("ETSI.CAdES.detached") == len(judged.fields)
    assert said.count("Total document signed") == 1
    assert "Syntax Error" not in said


@pytest.mark.parametrize("days", [10, 5 * 365])
def test_pyhanko_finds_every_signature_good_for_long(judged: Judged, days: int) -> None:
    """After three years the signers' certificates are over."""
    asked = SEALED_AT + timedelta(days=days)
    found = opinions(judged.path.read_bytes(), clinic_keys().root.certificate_der, asked)

    assert [one.field for one in found] == list(judged.fields)
    assert {one.verdict for one in found} == {"AdESPassed.OK"}
    assert {one.changes for one in found} <= {"FORM_FILLING True", "LTA_UPDATES True"}


def test_qpdf_finds_no_fault(judged: Judged) -> None:
    code, said = asked("qpdf", "--check", judged.path)

    assert code == 0, said
    assert "No syntax or stream encoding errors found" in said
    assert "WARNING" not in said


def test_pdfua_finds_nothing(judged: Judged) -> None:
    code, said = asked("pdfua", "check", judged.path)

    assert code == 0, said
    assert "no findings" in said


ACCEPTED = {
    "LNK-010": "addresses in the references are printed, not linked: the kiosk and its paper are offline",
    "TBL-014": "it looks for a table's element on the page where the table begins only",
}
"""Warnings of outloud that are not heeded, each with its reason. Errors never are."""


def test_outloud_finds_no_error_and_no_warning_but_the_accepted_ones(judged: Judged) -> None:
    code, said = asked("outloud", "--json", "-", judged.path)

    assert code == 0, said
    found = list(_findings(json.loads(said[said.index("{") : said.rindex("}") + 1])))
    assert [one for one in found if one[0] == "error" or (one[0] == "warning" and one[1] not in ACCEPTED)] == []
    # A short one gives no cause for a remark.
    assert found or judged.document.kind == "withdrawal" or judged.path.stem.startswith("clinician")


def _findings(report: Any) -> Iterator[tuple[str, str, str]]:  # noqa: ANN401  # JSON
    """Yield severity, rule and message of each finding, wherever in the report it stands."""
    if isinstance(report, dict):
        if {"rule", "severity"} <= report.keys():
            yield str(report["severity"]), str(report["rule"]), str(report.get("message", ""))
        for value in report.values():
            yield from _findings(value)
    elif isinstance(report, list):
        for value in report:
            yield from _findings(value)


@cache
def heard(path: Path) -> list[tuple[str, str]]:
    """Return what poppler reads from the structure: pairs of the element's kind and its text."""
    code, said = asked("pdfinfo", "-struct-text", path)
    assert code == 0
    pairs = []
    tag = ""
    for line in said.splitlines():
        text = line.strip()
        if text.startswith('"') and text.endswith('"'):
            pairs.append((tag, text[1:-1]))
        elif not text.startswith("/"):
            tag = text.split(" ")[0].rstrip(":")
    return pairs


def test_headings_are_heard_in_their_order(judged: Judged) -> None:
    wanted = [(f"H{block.level}", block.text) for block in judged.document.blocks if isinstance(block, Heading)]

    assert [(tag, text.strip()) for tag, text in heard(judged.path) if re.fullmatch(r"H\d", tag)] == wanted


def test_all_text_is_heard_in_its_order_with_words_apart(judged: Judged) -> None:
    texts = [text for tag, text in heard(judged.path) if tag != "Figure" and text.strip() != "•"]
    wanted = [text for block in judged.document.blocks for text in _printed(block)]

    wanted.append(judged.document.labels["seal_text"])
    # A choice and its mark are joined by a dash.
    assert flat(" ".join(texts)).replace(" – ", " ") == flat(" ".join(wanted)).replace(" – ", " ")


def _printed(block: Any) -> tuple[str, ...]:  # noqa: ANN401  # any block
    """Return a block's printed texts; a figure's sentences are not printed, they are its alternatives."""
    if not isinstance(block, FigureBlock):
        return block_text(block)
    texts = ["".join(run.text for run in block.intro)]
    for row in block.rows:
        texts += [row.name, " · ".join(part for part in (row.explain, row.duration) if part)]
        for group in row.groups:
            texts += (
                [group.number, group.label]
                if block.brief
                else [
                    group.number,
                    group.outcome,
                    group.label,
                    group.rest,
                ]
            )
    return (*texts, block.caption)


def test_figures_are_heard_as_sentences(judged: Judged) -> None:
    with pikepdf.open(judged.path) as pdf:
        alternatives = [
            str(one.Alt)
            for one in pdf.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure" and "/Alt" in one
        ]

    wanted = [text for block in judged.document.blocks if isinstance(block, FigureBlock) for text in block.sentences]
    assert set(wanted) <= set(alternatives)
    inks = [block for block in judged.document.blocks if isinstance(block, SignatureBlock) and block.ink is not None]
    assert len(alternatives) == len(wanted) + len(inks)


@pytest.mark.parametrize("order", [(), ("-raw",)], ids=["as laid out", "as written"])
def test_pdftotext_finds_every_sentence(judged: Judged, order: tuple[str, ...]) -> None:
    x, y, width, height = _CROP[judged.paper]
    code, said = asked("pdftotext", *order, "-x", x, "-y", y, "-W", width, "-H", height, judged.path, "-")
    assert code == 0
    # A word that is wider than its column is broken inside, and poppler cannot know it.
    there = flat(said)
    squeezed = there.replace(" ", "")
    # As laid out, poppler takes a hyphen at a line's end for one that parts a word, and drops it.
    hyphen = "-" if order else ""

    for block in judged.document.blocks:
        for text in _printed(block):
            for sentence in _SENTENCE.split(flat(text)):
                long_word = any(len(word) > 40 for word in sentence.split(" "))
                if long_word:
                    assert sentence.replace(" ", "").replace("-", hyphen) in squeezed.replace("-", hyphen)
                else:
                    assert sentence in there


def test_every_font_is_embedded_and_maps_to_characters(judged: Judged) -> None:
    _, said = asked("pdffonts", judged.path)

    fonts = said.splitlines()[2:]
    assert len(fonts) >= 2
    assert all(re.search(r"\s+yes\s+yes\s+yes\s+\d+\s+\d+$", line) for line in fonts), said


def test_the_attached_record_comes_out_as_it_went_in(judged: Judged, tmp_path: Path) -> None:
    code, said = asked("pdfdetach", "-savefile", "record.json", "-o", tmp_path / "record.json", judged.path)

    assert code == 0, said
    assert (tmp_path / "record.json").read_bytes() == judged.record


def test_poppler_draws_every_page_without_a_word(judged: Judged, tmp_path: Path) -> None:
    code, said = asked("pdftoppm", "-r", "12", "-gray", judged.path, tmp_path / "page")

    assert (code, said) == (0, "")
    assert len(list(tmp_path.glob("page*.pgm"))) > (0 if judged.path.stem.startswith("clinician") else 1)
