"""The evidence dossier, as the content was written from it.

The dossier lies beside the repository where the content is written, and is no part of it. `evidence.json` is what it
says, in short: for each fact a digest of its words and numbers, for each reference its identifiers. So the tests have
something to hold the content against wherever they run, and where the dossier is, it holds the record.

`python -m tests.contracts.evidence` writes the record anew after the dossier has changed.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any, TypedDict

import yaml

__all__ = ["DOSSIER", "RECORD", "Record", "entries", "of_facts", "of_references", "recorded"]

TOP = Path(__file__).resolve().parents[2]
DOSSIER = TOP.parent / "shared" / "evidence"
RECORD = Path(__file__).with_name("evidence.json")
_FACT = ("topic", "statement", "figures", "strength", "references", "confidence", "note")
_REFERENCE = ("authors", "title", "journal", "year", "doi", "pmid", "url")


class Record(TypedDict):
    """Fact id -> digest, reference id -> its identifiers and what it is."""

    facts: dict[str, str]
    references: dict[str, dict[str, Any]]


@cache  # the facts are many, and read for each number
def entries(path: Path) -> dict[str, dict[str, Any]]:
    """Return a file's entries by id."""
    return {one["id"]: one for one in yaml.load(path.read_bytes(), yaml.CSafeLoader)}


def of_facts(path: Path) -> dict[str, str]:
    """Return the digest of each fact of a file: what it says, without the dossier's own notes on where it was seen."""

    def digest(fact: dict[str, Any]) -> str:
        said = json.dumps([fact.get(name) for name in _FACT], sort_keys=True, default=str)
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    return {name: digest(fact) for name, fact in entries(path).items()}


def of_references(path: Path) -> dict[str, dict[str, Any]]:
    """Return what names each work of a file."""
    return {name: {key: one.get(key) for key in _REFERENCE} for name, one in entries(path).items()}


def recorded() -> Record:
    """Return the record."""
    record: Record = json.loads(RECORD.read_text(encoding="utf-8"))
    return record


def main() -> None:
    """Write the record anew."""
    record = {
        "facts": of_facts(DOSSIER / "facts.yaml"),
        "references": of_references(DOSSIER / "references.yaml"),
    }
    RECORD.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
