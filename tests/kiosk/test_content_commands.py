"""The commands for the people who answer for the content: their words, files and exit codes."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kiosk.cli import main
from kiosk.clinic import open_clinic_content, overlay_of
from kiosk.content import Loaded, load_or_raise
from kiosk.errors import Problem
from kiosk.settings import demo_settings, write_settings
from tests.kiosk.packs import SMALL_PACK, change, copy_of_small_pack
from tests.kiosk.pdf.papers import read

TOP = Path(__file__).parents[2]
ME = ["--name", "Amara Osei", "--licence", "MD-48213", "--scope", "All pages"]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return copy_of_small_pack(tmp_path)


@pytest.fixture
def passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the small pack pass: it is a made-up treatment, and covers little of what a real one must."""
    monkeypatch.setattr("kiosk.lint.check", lambda loaded, _today: loaded.problems)


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    """Return the folder of a clinic without a vault: these commands need none."""
    folder = tmp_path / "clinic"
    folder.mkdir()
    write_settings(folder, demo_settings())
    return folder


def with_own_page(clinic: Path) -> None:
    """Give a clinic of the small pack its own page about other drinks."""
    pages = clinic / "content" / "en" / "pages"
    pages.mkdir(parents=True)
    (clinic / "content" / "overlay.yaml").write_text('id: own\nversion: "3"\nclinic: Harbour\n', encoding="utf-8")
    page = (SMALL_PACK / "en" / "pages" / "side-by-side.md").read_text(encoding="utf-8")
    (pages / "side-by-side.md").write_text(page.replace("Here is what", "Here we tell what"), encoding="utf-8")


def content(*arguments: str, pack: Path | None = None) -> int:
    return main(["content", *arguments, *(["--content", str(pack)] if pack else [])])


def one_sentence(captured: pytest.CaptureFixture[str]) -> str:
    """Return what was said on standard error, which is one sentence and no traceback."""
    told = captured.readouterr()
    assert told.out == ""
    assert len(told.err.strip().splitlines()) == 1
    assert "Traceback" not in told.err
    return told.err


# ---------------------------------------------------------------- check


def test_the_content_that_ships_is_clean(capsys: pytest.CaptureFixture[str]) -> None:
    code = content("check", "--json")
    found = json.loads(capsys.readouterr().out)
    assert found["problems"] == []
    assert (code, found["ok"]) == (0, True)


def test_a_problem_is_told_with_its_place(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = change(pack, "en/pages/what-it-is.md", "(term:mint)", "(term:leaf)")
    assert content("check", pack=pack) == 1
    assert f"en/pages/what-it-is.md:{line}: [C021]" in capsys.readouterr().out


@pytest.mark.parametrize(
    "command", [["check"], ["stats"], ["coverage"], ["book", "--treatment", "x", "--out", "x.pdf"], ["sign-off", *ME]]
)
def test_a_folder_that_is_not_there_is_wrong_use(
    command: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert content(*command, pack=tmp_path / "none") == 2
    assert "no content folder" in one_sentence(capsys)


def test_a_clinics_own_texts_are_checked_too(pack: Path, clinic: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with_own_page(clinic)
    own = clinic / "content" / "en" / "pages"
    shutil.copy(SMALL_PACK / "en" / "pages" / "what-it-is.md", own)
    assert content("check", "--data", str(clinic), pack=pack) == 1
    assert "overlay/en/pages/what-it-is.md:1: [C601]" in capsys.readouterr().out


def test_a_folder_without_a_clinic_is_told(pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert content("check", "--data", str(tmp_path), pack=pack) == 1
    assert "not set up yet" in one_sentence(capsys)


# ---------------------------------------------------------------- stats and coverage


def test_stats_are_printed(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert content("stats", pack=pack) == 0
    assert capsys.readouterr().out.startswith("small-pack 0.1 (draft), en\n")
    assert content("stats", "--json", "--language", "en", pack=pack) == 0
    assert json.loads(capsys.readouterr().out)["content"]["id"] == "small-pack"


def test_a_language_that_is_not_written_is_told(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert content("stats", "--language", "xx", pack=pack) == 2
    assert one_sentence(capsys) == "The content is not written in xx. It has: en.\n"


def test_coverage_is_printed_or_written(pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert content("coverage", pack=pack) == 0
    printed = capsys.readouterr().out
    assert "| Coffee |" in printed
    assert content("coverage", "--out", str(tmp_path / "coverage.md"), pack=pack) == 0
    assert (tmp_path / "coverage.md").read_text(encoding="utf-8") == printed
    assert capsys.readouterr().out == f"The list is in {tmp_path / 'coverage.md'}.\n"
    assert content("coverage", "--out", str(tmp_path / "none" / "coverage.md"), pack=pack) == 1
    assert "cannot be written" in one_sentence(capsys)


def test_the_list_of_topics_is_that_of_the_content(capsys: pytest.CaptureFixture[str]) -> None:
    assert content("coverage") == 0
    made = capsys.readouterr().out
    stored = (TOP / "docs" / "coverage.md").read_text(encoding="utf-8")
    assert stored == made, "make it anew: candor content coverage --out docs/coverage.md"


def test_content_that_does_not_load_is_told_with_its_places(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(pack, "en/pages/what-it-is.md", "(term:mint)", "(term:leaf)")
    assert content("coverage", pack=pack) == 1
    assert "en/pages/what-it-is.md" in capsys.readouterr().err


# ---------------------------------------------------------------- book


def book(out: Path, *more: str, pack: Path) -> int:
    return content("book", "--treatment", "mint-tea", "--out", str(out), *more, pack=pack)


def test_a_booklet_is_written_the_same_each_time(
    pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(pack, "en/treatments/mint-tea.yaml", "Keep the flask closed.", '"Keep the flask of {clinic_name} closed."')
    assert book(tmp_path / "a.pdf", pack=pack) == 0
    assert book(tmp_path / "b.pdf", pack=pack) == 0
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
    assert load_or_raise(pack).digest in capsys.readouterr().out
    text = read((tmp_path / "a.pdf").read_bytes()).whole
    assert "Review booklet: Mint tea" in text
    assert "Ask [name of the clinic] if" in text
    assert "Keep the flask of [name of the clinic] closed." in text


def test_a_booklet_of_a_clinic_has_its_texts_its_name_and_its_paper(pack: Path, clinic: Path, tmp_path: Path) -> None:
    with_own_page(clinic)
    assert book(tmp_path / "a.pdf", "--data", str(clinic), pack=pack) == 0
    data = (tmp_path / "a.pdf").read_bytes()
    text = read(data).whole
    assert "Text of this clinic" in text
    assert "Here we tell what you could drink." in text
    assert f"Ask {demo_settings().clinic_name} if" in text
    assert "Harbour, version 3" in text
    sizes = {"letter": b"612", "a4": b"595"}
    assert sizes[demo_settings().paper] in data


def test_a_booklet_for_one_reason(pack: Path, tmp_path: Path) -> None:
    assert book(tmp_path / "a.pdf", "--reason", "sleep", "--paper", "letter", "--language", "en", pack=pack) == 0
    assert "What else could you drink?" not in read((tmp_path / "a.pdf").read_bytes()).whole


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        (["--treatment", "coffee"], 2, "The content has no treatment coffee. It has: mint-tea."),
        (["--reason", "fun"], 2, "The treatment mint-tea is not given for fun. Its reasons are: sleep, travel."),
        (["--language", "xx"], 2, "The content is not written in xx. It has: en."),
        (["--out", "none/x.pdf"], 1, "The file none/x.pdf cannot be written. Choose another place."),
    ],
)
def test_a_wrong_booklet_is_one_sentence(
    more: list[str], code: int, said: str, pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert book(tmp_path / "a.pdf", *more, pack=pack) == code
    assert one_sentence(capsys).strip() == said.replace("none/x.pdf", str(Path("none/x.pdf")))
    assert not (tmp_path / "a.pdf").exists()


# ---------------------------------------------------------------- sign-off


@pytest.mark.usefixtures("passes")
def test_a_sign_off_is_stored_with_the_content(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert content("sign-off", *ME, pack=pack) == 0
    (signed,) = load_or_raise(pack).sign_offs
    assert (signed.name, signed.licence, signed.scope) == ("Amara Osei", "MD-48213", "All pages")
    assert signed.date == datetime.now(UTC).astimezone().date().isoformat()
    said = capsys.readouterr().out
    assert load_or_raise(pack).digest == signed.digest
    assert signed.digest in said
    assert "Treatments: mint-tea" in said
    assert str(pack / "signoffs.yaml") in said


@pytest.mark.usefixtures("passes")
def test_a_sign_off_is_lost_when_a_file_changes(pack: Path) -> None:
    assert content("sign-off", *ME, pack=pack) == 0
    change(pack, "en/pages/what-it-is.md", "one cup each night", "one cup at night")
    assert load_or_raise(pack).sign_offs == ()


@pytest.mark.usefixtures("passes")
def test_a_clinics_sign_off_covers_its_own_texts_and_opens_its_content(
    pack: Path, clinic: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("kiosk.clinic.content_root", lambda: pack)
    monkeypatch.setattr("kiosk.clinic.open_content", load_or_raise)
    with_own_page(clinic)
    assert content("sign-off", *ME, "--data", str(clinic), pack=pack) == 0
    assert not (pack / "signoffs.yaml").exists()
    opened = open_clinic_content(clinic)
    assert [one.name for one in opened.sign_offs] == ["Amara Osei"]
    assert opened.digest == load_or_raise(pack, clinic / "content").digest
    assert "small-pack 0.1, with the texts of Harbour (3)" in capsys.readouterr().out


@pytest.mark.usefixtures("passes")
def test_a_clinic_without_own_texts_keeps_its_sign_off_itself(pack: Path, clinic: Path, tmp_path: Path) -> None:
    assert content("sign-off", *ME, "--data", str(clinic), pack=pack) == 0
    assert overlay_of(clinic) is None
    assert book(tmp_path / "a.pdf", "--data", str(clinic), pack=pack) == 0
    assert "Signed off by Amara Osei, licence MD-48213" in read((tmp_path / "a.pdf").read_bytes()).whole


def test_content_with_problems_is_not_signed(
    pack: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    problem = Problem("C301", "en/pages/what-it-is.md", 3, "text", "too hard: use shorter words")
    days: list[date] = []

    def refuse(_loaded: Loaded, today: date) -> tuple[Problem, ...]:
        days.append(today)
        return (problem,)

    monkeypatch.setattr("kiosk.lint.check", refuse)
    assert content("sign-off", *ME, pack=pack) == 1
    assert capsys.readouterr().err.splitlines() == [
        "This content cannot be signed off while it has problems. Correct them first (1):",
        str(problem),
    ]
    assert days == [datetime.now(UTC).astimezone().date()]
    assert not (pack / "signoffs.yaml").exists()


@pytest.mark.parametrize(
    ("field_name", "given", "said"),
    [
        ("name", "  ", "needs a name"),
        ("licence", "", "needs a licence"),
        ("name", "ᚠᚢ", "cannot show"),
        ("scope", "All\npages", "cannot show"),
        ("scope", "x" * 201, "cannot show"),
    ],
)
def test_a_line_that_no_document_can_show_is_refused(
    field_name: str, given: str, said: str, pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entries = {"name": "A", "licence": "B", "scope": "C"} | {field_name: given}
    arguments = [part for name, text in entries.items() for part in (f"--{name}", text)]
    assert content("sign-off", *arguments, pack=pack) == 2
    assert said in one_sentence(capsys)
    assert not (pack / "signoffs.yaml").exists()


@pytest.mark.usefixtures("passes")
def test_a_sign_off_that_cannot_be_written_is_told(
    pack: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(_folder: Path, _sign_off: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kiosk.content_commands.add_sign_off", full)
    assert content("sign-off", *ME, pack=pack) == 1
    assert "cannot be written" in one_sentence(capsys)


# ---------------------------------------------------------------- preview


@dataclass
class Shown:
    """Stands for the module that opens the window, and keeps what it was asked for."""

    wanted: list[dict[str, object]] = field(default_factory=list)
    clinics: list[str] = field(default_factory=list)

    def Preview(self, **named: object) -> dict[str, object]:
        return named

    def run(self, _content: object, _words: object, wanted: dict[str, object], clinic: str) -> int:
        self.wanted.append(wanted)
        self.clinics.append(clinic)
        return 0


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    made = Shown()
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr("kiosk.content_commands._window", lambda: made)
    return made


def test_a_preview_gets_what_was_asked_for(shown: Shown, pack: Path, clinic: Path, tmp_path: Path) -> None:
    look = ["--theme", "dark", "--text", "2.0", "--size", "800x1280", "--out", str(tmp_path / "a.png")]
    assert content("preview", "what-it-is", *look, "--data", str(clinic), pack=pack) == 0
    assert shown.wanted == [
        {
            "id": "what-it-is",
            "treatment": "",
            "theme": "dark",
            "text": "2.0",
            "size": (800, 1280),
            "out": tmp_path / "a.png",
        }
    ]
    assert shown.clinics == [demo_settings().clinic_name]


def test_a_preview_in_a_window_needs_a_display(
    shown: Shown, pack: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("kiosk.content_commands.has_display", lambda: False)
    assert content("preview", "what-it-is", pack=pack) == 2
    assert "candor content preview ID --out FILE.png" in one_sentence(capsys)
    assert shown.wanted == []
    monkeypatch.setattr("kiosk.content_commands.has_display", lambda: True)
    assert content("preview", "conditions", "--treatment", "mint-tea", pack=pack) == 0
    assert shown.wanted[0]["treatment"] == "mint-tea"
    assert shown.wanted[0]["out"] is None
