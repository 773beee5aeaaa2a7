"""The order of signing in a treatment's settings: read as it stands, and refused where nobody could keep it."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from kiosk.content import Content, Signer, load, load_or_raise
from kiosk.content.signing import ACTS
from kiosk.events import Act
from tests.kiosk.packs import REAL_PACK, SMALL_PACK, broken_pack
from tests.kiosk.walks import SIGNING

TREATMENT = "treatments/mint-tea.yaml"
REFUSAL = "    - {role: interpreter, needed: interpreted}\n  talk: []"
CLINICIAN = "    - {role: clinician, needed: always, after: [patient, representative]}\n"


@pytest.fixture(scope="module")
def real() -> Content:
    return load_or_raise(REAL_PACK)


def test_there_is_an_order_for_each_act(real: Content) -> None:
    assert get_args(Act) == ACTS
    for treatment in real.treatments.values():
        assert treatment.signing == SIGNING
        assert treatment.variant(treatment.reasons[0]).signing == SIGNING
        assert set(treatment.renewal_pages) <= set(treatment.pages)
        assert treatment.renewal_pages


def test_an_order_is_read_with_need_and_place() -> None:
    [treatment] = load_or_raise(SMALL_PACK).treatments.values()
    assert treatment.signing["refusal"] == (Signer("interpreter", "interpreted"),)
    assert treatment.signing["withdrawal"][-1] == Signer("clinician", "always", ("patient", "representative"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (REFUSAL, REFUSAL.replace("  talk", "    - {role: interpreter, needed: wanted}\n  talk"), "stands twice"),
        (REFUSAL, REFUSAL.replace("interpreted}", "interpreted, after: [witness]}"), "is not in 'refusal'"),
        (REFUSAL, REFUSAL.replace("interpreted}", "interpreted, after: [interpreter]}"), "wait for each other"),
        (REFUSAL, REFUSAL.replace("interpreted}", "interpreted, after: [nurse]}"), "there is no role 'nurse'"),
        (REFUSAL, REFUSAL.replace("role: interpreter", "role: patient"), "without a signature of the patient"),
        (REFUSAL, REFUSAL.replace("  talk", "    - {role: clinician, needed: always}\n  talk"), "signs 'refusal' last"),
        (REFUSAL, REFUSAL.replace("interpreter, needed: interpreted", "clinician, needed: wanted"), "'refusal' last"),
        (CLINICIAN, "", "needs the clinician"),
        (CLINICIAN, CLINICIAN.replace("always", "wanted"), "needs the clinician"),
        (CLINICIAN, CLINICIAN.replace("patient, representative", "patient"), "needs the clinician"),
    ],
)
def test_an_order_that_nobody_could_keep_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    root, _ = broken_pack(tmp_path, TREATMENT, old, new)
    problems = load(root).problems
    assert {problem.rule for problem in problems} == {"C029"}
    assert any(said in problem.message for problem in problems)


@pytest.mark.parametrize("role", ["patient", "representative"])
def test_an_agreement_is_signed_by_who_decides(tmp_path: Path, role: str) -> None:
    text = (SMALL_PACK / TREATMENT).read_text(encoding="utf-8")
    start = text.index("  agreement:\n")
    end = text.index("  refusal:\n")
    agreement = text[start:end]
    without = "".join(line for line in agreement.splitlines(keepends=True) if f"{{role: {role}," not in line)
    without = without.replace(
        "[patient, representative", f"[{'patient' if role == 'representative' else 'representative'}"
    )
    root, _ = broken_pack(tmp_path, TREATMENT, agreement, without)
    assert any("the representative of one who cannot decide" in one.message for one in load(root).problems)


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (REFUSAL, REFUSAL.replace("role: interpreter", "role: nurse"), "C013"),
        (REFUSAL, REFUSAL.replace("needed: interpreted", "needed: often"), "C013"),
        ("  talk: []\n", "", "C010"),
        ("  talk: []\n", "  talk: []\n  amendment: []\n", "C011"),
        ("renewal_pages: [what-it-is]", "renewal_pages: [what-else]", "C021"),
    ],
)
def test_what_is_no_order_at_all_is_refused_like_any_other_setting(
    tmp_path: Path, old: str, new: str, rule: str
) -> None:
    root, _ = broken_pack(tmp_path, TREATMENT, old, new)
    assert rule in {problem.rule for problem in load(root).problems}
