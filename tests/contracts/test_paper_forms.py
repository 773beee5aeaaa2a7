"""What independent judges say of forms to fill in by hand and of sealed scans of them, and the way there and back."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

import pikepdf
import pytest
from PIL import Image, ImageFilter

from kiosk import events as e
from kiosk.codes import CodeKind, read_sheets, sheet_pictures
from kiosk.codes.pictures import MOST_BYTES
from kiosk.document import Heading, PaperForm, compose_blank, compose_prepared
from kiosk.pdf.qr import CODE_SIDE
from kiosk.pdf.running import CODE_FLOOR, CODE_QUIET, MARGIN
from kiosk.seal import verify
from kiosk.service import CheckIn, KioskService, draw_paper_form, seal_scan
from kiosk.settings import demo_settings
from tests.contracts.memory_ledger import MemoryLedger
from tests.contracts.test_judges import _findings, _printed, asked, flat, heard
from tests.kiosk.codes.scans import as_file, as_scan, rendered, worn
from tests.kiosk.seal.stranger import opinions
from tests.kiosk.services import Clock, clinic_keys, keyed_ledger
from tests.kiosk.visits import english, real_content, real_treatment
from tests.kiosk.walks import STAFF

DAY = date(2026, 5, 12)
NOW = datetime(2026, 5, 12, 20, tzinfo=UTC)
ROOM = {"a4": (596, 842), "letter": (612, 792)}


@dataclass(frozen=True)
class Case:
    """A form in a file, and its pages as grey pictures at 150 dpi."""

    form: PaperForm
    path: Path
    pages: tuple[Image.Image, ...]


@dataclass(frozen=True)
class Back:
    """A sealed scan in a file, the visit that it was filed to, and where."""

    path: Path
    sealed: e.ScanSealed
    ledger: MemoryLedger
    visit: str


@pytest.fixture(scope="module", params=["blank-a4", "prepared-letter"])
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Case:
    kind, paper = request.param.split("-")
    folder, settings = tmp_path_factory.mktemp("paper"), demo_settings()
    size: Literal["a4", "letter"] = "letter" if paper == "letter" else "a4"
    if kind == "blank":
        form = compose_blank(real_content(), real_treatment("kap", "ptsd"), "en", english(), day=DAY, settings=None)
        data = draw_paper_form(form, DAY, size)
    else:
        ledger = keyed_ledger()
        service = KioskService(ledger, real_content(), settings, clock=Clock())
        checked = CheckIn("Nguyễn Thị Hà O’Neil", date(1961, 3, 14), "20418", "ketamine-iv", "trd", "en", "photo_id")
        state = service.check_in(checked, STAFF).state
        form = compose_prepared(state, real_content(), settings, english(), day=DAY)
        data = draw_paper_form(form, DAY, size, ledger)
    path = folder / "form.pdf"
    path.write_bytes(data)
    return Case(form, path, tuple(rendered(data, folder)))


@pytest.fixture(scope="module")
def back(tmp_path_factory: pytest.TempPathFactory) -> Back:
    """Print a form for a visit, scan it badly with the sheets in disorder, and seal the scan."""
    folder, ledger = tmp_path_factory.mktemp("back"), keyed_ledger()
    service = KioskService(ledger, real_content(), demo_settings(), clock=Clock())
    checked = CheckIn("Rosa Delgado", date(1961, 3, 14), "20418", "ketamine-iv", "trd", "en", "photo_id")
    state = service.check_in(checked, STAFF).state
    form = compose_prepared(state, real_content(), demo_settings(), english(), day=DAY)
    sheets = rendered(draw_paper_form(form, DAY, "a4", ledger), folder)
    sheets = [worn(page, 7 + i) if i % 3 == 0 else page for i, page in enumerate(sheets)]
    sheets[2] = sheets[2].rotate(90, expand=True)
    sheets[3] = sheets[3].rotate(180)
    empty = Image.new("L", sheets[0].size, 250)
    done = seal_scan(service, as_scan([*sheets[5:], empty, *sheets[:5]]), STAFF)
    path = folder / "scan.pdf"
    path.write_bytes(ledger.file(done.document_id))
    return Back(path, done.state.scans[0].event, ledger, state.visit_id)


# ---------------------------------------------------------------------- forms


ACCEPTED = {
    "PAG-001": "each sheet of a scan has its heading at the head of its page: it leads from sheet to sheet",
    "TBL-014": "it looks for a table's element on the page where the table begins only",
}
"""Warnings of outloud that are not heeded, each with its reason. Errors never are."""


def errors_of(path: Path) -> list[tuple[str, str, str]]:
    """Return the errors and warnings of outloud."""
    code, said = asked("outloud", "--json", "-", path)
    report = json.loads(said[said.index("{") : said.rindex("}") + 1])
    assert (code, bool(report)) == (0, True), said
    found = list(_findings(report))
    return [one for one in found if one[0] == "error" or (one[0] == "warning" and one[1] not in ACCEPTED)]


def test_the_judges_find_nothing_in_a_form(case: Case) -> None:
    code, said = asked("qpdf", "--check", case.path)
    assert (code, "WARNING" in said) == (0, False), said
    code, said = asked("pdfua", "check", case.path)
    assert code == 0, said
    assert "no findings" in said
    assert errors_of(case.path) == []


def test_a_form_is_heard_whole_and_in_its_order(case: Case) -> None:
    found = heard(case.path)
    titles = " ".join(text for tag, text in found if re.fullmatch(r"H\d", tag))
    assert flat(titles) == flat(" ".join(block.text for block in case.form.blocks if isinstance(block, Heading)))
    texts = [text for tag, text in found if tag != "Figure" and text.strip() != "•"]
    said = [text for block in case.form.blocks for text in _printed(block)]
    assert flat(" ".join(texts)) == flat(" ".join(said))


def test_the_code_of_every_page_is_read_from_grey_at_150_dots(case: Case) -> None:
    sheets = read_sheets(as_scan(case.pages))
    codes = [sheet.codes[0].text.code for sheet in sheets if sheet.codes and sheet.codes[0].text]
    assert [code.page for code in codes] == list(range(1, len(case.pages) + 1))
    kind = CodeKind.PREPARED if case.form.visit else CodeKind.BLANK
    assert {(code.kind, code.document, code.visit, code.digest.hex()) for code in codes} == {
        (kind, case.form.id, case.form.visit, case.form.digest[:32])
    }


def test_nothing_stands_in_the_way_of_the_codes(case: Case) -> None:
    """Head, text and foot keep off the square with the code and the white around it."""
    width, height = ROOM["letter" if case.form.visit else "a4"]
    for page in case.pages:
        scale = page.width / width
        left = (width - MARGIN - CODE_SIDE - CODE_QUIET) * scale
        top = (height - CODE_FLOOR - CODE_SIDE - CODE_QUIET) * scale
        # A rule may lie on the border itself.
        strip = page.crop((round(left), round(top + scale), page.width, round(top + 5 * scale)))
        assert strip.getextrema() == (255, 255)


@pytest.mark.parametrize("angle", [12, 100, -170])
def test_a_photo_taken_askew_is_read_and_kept_upright(case: Case, angle: int) -> None:
    """Turn, narrow and blur a page on a dark table, as a telephone sees it."""
    page = case.pages[0].resize((case.pages[0].width * 4 // 3, case.pages[0].height * 4 // 3))
    table = Image.new("L", (page.width + 600, page.height + 600), 80)
    table.paste(page, (300, 300))
    right, low = table.size
    corners = (90, 20, 10, low - 60, right - 30, low, right - 120, 70)
    seen = table.transform(table.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC)
    seen = seen.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=80)
    photo = as_file(seen.filter(ImageFilter.GaussianBlur(0.8)), "JPEG")
    [sheet] = read_sheets(photo)
    [code] = sheet.codes
    assert code.text is not None
    assert code.text.code.page == 1
    [kept] = sheet_pictures([photo], [sheet], [1])
    assert kept.height > kept.width
    # Quarter turns only: what was within 45 degrees of upright is so again.
    assert read_sheets(kept.data)[0].codes[0].turned == 0


# ---------------------------------------------------------------------- scans


def test_a_badly_scanned_form_comes_back_to_its_visit(back: Back) -> None:
    assert back.ledger.events(back.visit)[-1] == back.sealed
    assert back.ledger.verify().ok
    report = verify(back.path.read_bytes(), trust=clinic_keys().root.certificate, now=NOW)
    assert report.ok
    assert report.trusted
    assert report.scan is not None
    assert (report.scan.visit, report.scan.form) == (back.visit, back.sealed.form_id)


def test_the_judges_find_nothing_in_a_sealed_scan(back: Back) -> None:
    code, said = asked("qpdf", "--check", back.path)
    assert (code, "WARNING" in said) == (0, False), said
    code, said = asked("pdfua", "check", back.path)
    assert code == 0, said
    assert "no findings" in said
    assert errors_of(back.path) == []
    _, said = asked("pdfsig", back.path)
    assert said.count("Signature is Valid.") == 1
    [opinion] = opinions(back.path.read_bytes(), clinic_keys().root.certificate_der, NOW)
    assert (opinion.field, opinion.verdict) == ("ClinicSeal", "AdESPassed.OK")


def test_every_sheet_has_a_page_a_heading_and_words_for_its_picture(back: Back) -> None:
    found = heard(back.path)
    sheets = back.sealed.pages - 1
    titles = [text.strip() for tag, text in found if tag == "H2"]
    assert titles[-sheets:] == [f"The form, sheet {number} of {sheets}" for number in range(1, sheets + 1)]
    _, said = asked("pdfimages", "-list", back.path)
    rows = [line.split() for line in said.splitlines()[2:]]
    assert [int(row[0]) for row in rows] == list(range(2, sheets + 2))
    assert {row[8] for row in rows} == {"jpeg"}
    # Upright: each stands higher than it is wide.
    assert all(int(row[4]) > int(row[3]) for row in rows)


def test_every_page_says_that_it_is_a_scan(back: Back) -> None:
    for page in range(1, back.sealed.pages + 1):
        _, said = asked("pdftotext", "-f", str(page), "-l", str(page), back.path, "-")
        assert "SCAN · DEMO" in said
        assert back.sealed.document_id in said


def test_a_sheet_takes_a_quarter_of_a_megabyte_at_most(back: Back) -> None:
    _, said = asked("pdfdetach", "-list", back.path)
    assert "original-01.pdf" in said
    with pikepdf.open(back.path) as pdf:
        drawn = [dict(page.obj.Resources.get("/XObject", {})) for page in pdf.pages]
        pictures = [len(one.read_raw_bytes()) for held in drawn for one in held.values() if one.Subtype == "/Image"]
    assert len(pictures) == back.sealed.pages - 1
    assert max(pictures) <= MOST_BYTES
