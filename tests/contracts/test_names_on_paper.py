"""What independent judges say of a sealed document whose names are of many scripts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kiosk.document import Block, KeyValues, Paragraph, Run
from kiosk.seal import SealSetup, Step, seal_document, verify
from tests.contracts.test_judges import asked
from tests.kiosk.pdf.papers import draft
from tests.kiosk.services import clinic_keys
from tests.kiosk.visits import SEALED_AT

NAMES = (
    "שָׂרָה כֹּהֵן",
    "محمّد بن عليّ 27 (Noa)",
    "श्रीकृष्ण क्षत्रिय",
    "শ্রীকৃষ্ণ",
    "லட்சுமி",
    "లక్ష్మీ",
    "ปิ่น ลูกน้ำ",
    "ស្រីមុំ",
    "王小明",
    "山田さくら",
    "김민수",
    "Nguyễn Thị Hồng",
    "Ἀθηνᾶ",
    "Ковалёва",
    "Անի",
    "ნინო",
    "አበበ",
    "ẹ\u0301x\u0323\u0302",
)


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    blocks: list[Block] = [Paragraph((Run(name),)) for name in NAMES]
    blocks.append(KeyValues(tuple(("Name", name) for name in NAMES)))
    drawn = draft(*blocks, patient=(NAMES[1], "Born 14 March 1961"))
    steps = [Step("ClinicSeal", NAMES[8], "Complete", clinic_keys().seal)]
    made = seal_document(drawn, steps, SealSetup(clinic_keys(), "Sampletown"), SEALED_AT)
    assert verify(made.data, trust=clinic_keys().root.certificate, now=SEALED_AT).ok
    path = tmp_path_factory.mktemp("names") / "names.pdf"
    path.write_bytes(made.data)
    return path


def test_each_font_is_embedded_as_a_subset_and_says_its_text(sealed: Path) -> None:
    _, said = asked("pdffonts", sealed)
    fonts = [line for line in said.split("\n")[2:] if line]

    assert len(fonts) > 15
    assert [line for line in fonts if "yes yes yes" not in line] == []


def test_qpdf_and_pdfua_find_nothing(sealed: Path) -> None:
    assert asked("qpdf", "--check", sealed)[0] == 0
    code, said = asked("pdfua", "check", sealed)
    assert (code, "no findings" in said) == (0, True), said


def test_outloud_finds_no_error(sealed: Path) -> None:
    _, said = asked("outloud", "--json", "-", sealed)
    report = json.loads(said[said.index("{") : said.rindex("}") + 1])

    assert '"severity": "error"' not in json.dumps(report)


def test_poppler_reads_each_name_from_the_structure_as_it_was_typed(sealed: Path) -> None:
    _, said = asked("pdfinfo", "-struct-text", "-enc", "UTF-8", sealed)

    assert [name for name in NAMES if said.count(f'"{name} "') < 2] == []


def test_poppler_reads_plain_text_in_the_order_of_the_page(sealed: Path) -> None:
    _, said = asked("pdftotext", "-enc", "UTF-8", sealed, "-")
    # Around letters from right to left it puts marks of its own; it knows no direction of paragraphs.
    plain = said.translate(dict.fromkeys(range(0x202A, 0x202F)))

    assert [name for name in NAMES if name not in plain] == [NAMES[1]]


def test_the_document_stays_small(sealed: Path) -> None:
    assert sealed.stat().st_size < 200_000
