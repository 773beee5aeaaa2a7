"""What a sealed document costs and weighs: made with three signatures to B-LTA, and checked two hundred at a time."""

from __future__ import annotations

import contextlib
import io
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from kiosk.cli import main
from kiosk.document import compose
from kiosk.pdf import draw
from kiosk.record import build_record
from kiosk.seal import SealSetup, make_clinic_keys, seal_document, trust_bundle, verify
from kiosk.service.sealing import steps_of
from kiosk.settings import demo_settings
from kiosk.visit import Sign
from tests.bench.measure import Figure, figure
from tests.kiosk.visits import SEALED_AT, english, plain_visit, real_content, scribble, stamp

__all__ = ["measure"]

FILES = 200


def measure(folder: Path, repeats: int = 7, files: int = FILES) -> list[Figure]:
    """Make a consent with a mark and its witness `repeats` times, then check `files` copies of it in one command."""
    walk = plain_visit(sign=Sign("mark", "", "", ink=scribble(), witness_name="Wim Zeuge"))
    settings, words, keys = demo_settings(), english(), make_clinic_keys("Demo clinic", SEALED_AT)
    setup = SealSetup(keys, settings.address, settings.phone)
    times: dict[str, list[float]] = {"compose": [], "draw and tag": [], "sign three times": [], "verify": []}
    data, pages = b"", ""
    for _ in range(repeats + 1):
        with _timed(times["compose"]):
            document = compose(walk.state, walk.plan, real_content(), settings, words, stamp=stamp())
            record = build_record(walk.state, document, stamp())
        with _timed(times["draw and tag"]):
            draft = draw(document, record, paper=settings.paper)
        with _timed(times["sign three times"]):
            data = seal_document(draft, steps_of(draft, record, keys, settings, words), setup, SEALED_AT).data
        with _timed(times["verify"]):
            report = verify(data, trust=keys.root.certificate, now=SEALED_AT)
        pages = f"{draft.pages} pages, {len(report.signatures)} signatures, {report.level}"
    parts = {name: statistics.median(taken[1:]) for name, taken in times.items()}
    told = ", ".join(f"{name} {taken * 1000:.0f} ms" for name, taken in parts.items())
    return [
        figure("sealed consent, made and checked", sum(parts.values()), "s", f"{pages}: {told}", 1.0),
        figure("sealed consent, size", len(data) / 1000, "KB", pages, 400),
        _checked(folder, data, trust_bundle(keys), files),
    ]


@contextlib.contextmanager
def _timed(taken: list[float]) -> Iterator[None]:
    began = time.perf_counter()
    yield
    taken.append(time.perf_counter() - began)


def _checked(folder: Path, data: bytes, bundle: bytes, files: int) -> Figure:
    """Check copies as `candor verify` does, with its words."""
    trust = folder / "clinic.pem"
    trust.write_bytes(bundle)
    names = []
    for number in range(files):
        path = folder / f"{number}.pdf"
        path.write_bytes(data)
        names.append(str(path))
    with contextlib.redirect_stdout(io.StringIO()):
        main(["verify", names[0]])
        began = time.perf_counter()
        main(["verify", *names, "--trust", str(trust)])
        taken = time.perf_counter() - began
    return figure("candor verify, files a second", files / taken, "files/s", f"{files} files, one process", 20, "more")
