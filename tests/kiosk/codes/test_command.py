from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from kiosk.codes import command, facts_json, write_text
from kiosk.codes.command import verify_paper
from tests.kiosk.codes.scans import FACTS, KEY, OTHER_KEY, as_file, as_scan, draw_pages, form_code, sealed_texts, square


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a scan, photos of its pages, keys and facts."""
    texts = sealed_texts()
    (tmp_path / "scan.pdf").write_bytes(as_scan([square(text) for text in texts]))
    (tmp_path / "swapped.pdf").write_bytes(as_scan([square(texts[i]) for i in (0, 2, 1)]))
    for number, text in enumerate(texts, start=1):
        (tmp_path / f"{number}.png").write_bytes(as_file(square(text)))
    (tmp_path / "key.pem").write_bytes(KEY.public_pem)
    (tmp_path / "other.pem").write_bytes(OTHER_KEY.public_pem)
    (tmp_path / "facts.json").write_bytes(facts_json(FACTS))
    (tmp_path / "wrong.json").write_bytes(facts_json(FACTS).replace(b"agree", b"decline"))
    (tmp_path / "form.png").write_bytes(as_file(square(write_text(form_code(1, 1, visit="")))))
    (tmp_path / "drawn.pdf").write_bytes(draw_pages(texts))
    (tmp_path / "text.txt").write_text("hello")
    return tmp_path


def run(folder: Path, *files: str, trust: str = "key.pem", **more: object) -> int:
    given = {name: str(folder / value) for name, value in more.items() if name == "facts" and isinstance(value, str)}
    arguments = argparse.Namespace(
        files=[str(folder / name) for name in files],
        trust=str(folder / trust) if trust else None,
        facts=given.get("facts"),
        printed=more.get("printed"),
        json=more.get("json", False),
    )
    return verify_paper(arguments)


@pytest.mark.parametrize(
    ("files", "more", "code", "words"),
    [
        (["scan.pdf"], {}, 0, "All pages are there."),
        (["3.png", "1.png", "2.png"], {}, 0, "All pages are there."),
        (["2.png"], {}, 0, "page 2 of 3"),
        (["2.png"], {"printed": [2]}, 0, "page 2 of 3"),
        (["scan.pdf"], {"facts": "facts.json"}, 0, "are those that were signed"),
        (["swapped.pdf"], {"printed": [1, 3, 2]}, 0, "genuine"),
        (["2.png"], {"printed": [3]}, 1, "another page number is printed"),
        (["swapped.pdf"], {}, 1, "not in the order"),
        (["scan.pdf"], {"facts": "wrong.json"}, 1, "not those that were signed"),
        (["scan.pdf"], {"trust": "other.pem"}, 1, "a key that you do not trust"),
        (["scan.pdf"], {"trust": ""}, 1, "and not checked"),
        (["1.png", "3.png"], {}, 1, "Missing: page 2."),
        (["form.png"], {}, 1, "blank form"),
    ],
)
def test_a_verdict_in_plain_words(
    folder: Path, capsys: pytest.CaptureFixture[str], files: list[str], more: dict[str, object], code: int, words: str
) -> None:
    assert run(folder, *files, **more) == code  # type: ignore[arg-type]
    out, err = capsys.readouterr()
    assert words in out
    assert (err, out.count("\n")) == ("", 1)


@pytest.mark.parametrize(
    ("files", "more", "code", "words"),
    [
        (["drawn.pdf"], {}, 1, "no scanned picture"),
        (["text.txt"], {}, 1, "neither a picture nor a PDF"),
        (["none.png"], {}, 2, "none.png"),
        (["1.png"], {"trust": "text.txt"}, 2, "no key for the codes"),
        (["1.png"], {"facts": "text.txt"}, 2, "record_number"),
        (["scan.pdf"], {"printed": [1, 2]}, 2, "3 sheets and 2 numbers"),
    ],
)
def test_what_cannot_be_judged_is_one_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], files: list[str], more: dict[str, object], code: int, words: str
) -> None:
    assert run(folder, *files, **more) == code  # type: ignore[arg-type]
    out, err = capsys.readouterr()
    assert words in err
    assert (out, err.count("\n")) == ("", 1)


def test_programs_get_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "scan.pdf", json=True) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["ok"], found["document_id"], found["pages"]) == (True, "CN-2026-0512-0417", [1, 2, 3])
    assert found["files"] == [str(folder / "scan.pdf")]
    assert found["sentence"].startswith("This paper is genuine")
    assert run(folder, "text.txt", json=True) == 1
    assert json.loads(capsys.readouterr().out)["error"] == "codes.not_a_scan"


def test_a_file_without_an_end_is_not_read_to_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "MOST_BYTES", 1_000_000)
    (folder / "endless.png").write_bytes(bytes(1_000_001))
    assert run(folder, "endless.png") == 2
    assert "more than 1 MB" in capsys.readouterr().err
    assert run(folder, "a\0b") == 2
