"""What the document costs: compose, draw and seal the demo consent, against two programs that print the same content.

The rivals get a ready page of HTML (`paper_page`) with the same text, figures and ink, and do neither the template nor
tags, archive form, attachment or seal. WeasyPrint is called as a library, warm, in this process; Chromium has no such
call, so it is started once a print, with a profile that it has used before.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from kiosk.codes import facts_json
from kiosk.document import compose
from kiosk.pdf import draw
from kiosk.record import build_record
from kiosk.seal import ClinicKeys, SealSetup, make_clinic_keys, seal_document
from kiosk.service import make_page_key, put_page_key
from kiosk.service.marking import code_maker, key_facts
from kiosk.service.sealing import steps_of
from kiosk.settings import demo_settings
from tests.bench.measure import Figure, figure, not_measured
from tests.bench.paper_page import page_of
from tests.contracts.memory_ledger import MemoryLedger
from tests.kiosk.visits import SEALED_AT, RealWalk, english, finished, full_visit, real_content, stamp

__all__ = ["chromium", "measure", "print_with_chromium", "sealed_consent"]

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome", "msedge")
PRINT_SECONDS = 120
NAMES = ("sealed consent, against Chromium", "sealed consent, against WeasyPrint")


def sealed_consent(walk: RealWalk, keys: ClinicKeys) -> bytes:
    """Compose, draw and seal a visit's document as the service does, all from its state."""
    settings = demo_settings()
    document = compose(walk.state, walk.plan, real_content(), settings, english(), stamp=stamp())
    record = build_record(walk.state, document, stamp())
    store = MemoryLedger()
    put_page_key(store, make_page_key(keys))
    facts = key_facts(record, settings)
    draft = draw(document, record, paper=settings.paper, code_for=code_maker(facts, store), facts=facts_json(facts))
    steps = steps_of(draft, record, keys, settings, english())
    return seal_document(draft, steps, SealSetup(keys, settings.address, settings.phone), SEALED_AT).data


def chromium() -> str | None:
    """Return the path of a Chromium or a child of it, if there is one."""
    return next((found for name in CHROMIUMS if (found := shutil.which(name))), None)


def print_with_chromium(program: str, page: Path, target: Path, profile: Path) -> None:
    """Print a page as a PDF, without head and foot of the browser's own.

    Raises:
        subprocess.SubprocessError: it failed or did not end.
    """
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]
    options += [f"--user-data-dir={profile}", "--no-pdf-header-footer", f"--print-to-pdf={target}"]
    subprocess.run([program, *options, page.as_uri()], check=True, capture_output=True, timeout=PRINT_SECONDS)


def _times(do: Callable[[], object], repeats: int) -> tuple[float, list[float]]:
    """Return the seconds of the first call, and of the `repeats` that follow it."""
    times = []
    for _ in range(repeats + 1):
        began = time.perf_counter()
        do()
        times.append(time.perf_counter() - began)
    return times[0], times[1:]


def measure(folder: Path, repeats: int = 7) -> list[Figure]:
    """Make the document `repeats` times in each way; a first time is left out and named."""
    walk, keys = full_visit(), make_clinic_keys("Demo clinic", SEALED_AT)
    page = folder / "consent.html"
    page.write_text(page_of(finished(walk)), encoding="utf-8")
    first, warm = _times(lambda: sealed_consent(walk, keys), repeats)
    ours = statistics.median(warm)
    return [_against_chromium(page, ours, first, repeats), _against_weasyprint(page, ours, repeats)]


def _against_chromium(page: Path, ours: float, first: float, repeats: int) -> Figure:
    program = chromium()
    if program is None:
        return not_measured(NAMES[0], "x faster", "Chromium is not installed", 5, "more")
    target, profile = page.with_suffix(".chromium.pdf"), page.with_name("profile")
    _, times = _times(lambda: print_with_chromium(program, page, target, profile), repeats)
    if not target.read_bytes().startswith(b"%PDF-"):
        return not_measured(NAMES[0], "x faster", "Chromium wrote no PDF", 5, "more")
    theirs = statistics.median(times)
    against = (
        f"headless Chromium, one process start a print, unsealed: {theirs:.2f} s, ours {ours:.3f} s warm "
        f"({first:.2f} s the first time; medians of {repeats})"
    )
    return figure(NAMES[0], theirs / ours, "x faster", against, 5, "more")


def _against_weasyprint(page: Path, ours: float, repeats: int) -> Figure:
    try:
        from weasyprint import HTML
    except (ImportError, OSError) as error:  # OSError: Pango is missing
        return not_measured(NAMES[1], "x faster", f"WeasyPrint cannot be loaded ({type(error).__name__})", 2, "more")
    text, base = page.read_text(encoding="utf-8"), page.as_uri()
    _, times = _times(lambda: HTML(string=text, base_url=base).write_pdf(), max(repeats // 2, 1))
    theirs = statistics.median(times)
    against = f"WeasyPrint as a library, warm, unsealed: {theirs:.2f} s, ours {ours:.3f} s (medians of {len(times)})"
    return figure(NAMES[1], theirs / ours, "x faster", against, 2, "more")
