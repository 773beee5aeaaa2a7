"""What a sealed document costs and weighs: a whole consent of some thirty pages, with its codes.

It is made with three signatures to B-LTA, each part beside the bare library call for it, and checked by the hundred.
"""

from __future__ import annotations

import contextlib
import io
import logging
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.cli import main
from kiosk.codes import facts_json
from kiosk.document import ConsentDocument, compose, composing
from kiosk.document.markup import render_template
from kiosk.pdf import DraftPdf, draw
from kiosk.pdf.drawing import Paper
from kiosk.record import ConsentRecord, build_record
from kiosk.seal import ClinicKeys, SealSetup, Step, make_clinic_keys, seal_document, trust_bundle, verify
from kiosk.service import make_page_key, put_page_key
from kiosk.service.marking import code_maker, key_facts
from kiosk.service.sealing import steps_of
from kiosk.settings import demo_settings
from kiosk.visit import Sign
from tests.bench.bare import bare_digests, bare_draw, bare_environment, bare_render, bare_sign, rsa_stamper
from tests.bench.measure import Figure, figure
from tests.contracts.memory_ledger import MemoryLedger
from tests.kiosk.seal.stranger import opinions
from tests.kiosk.visits import (
    SEALED_AT,
    RealWalk,
    english,
    finished,
    full_visit,
    plain_visit,
    real_content,
    scribble,
    sign_walk,
    stamp,
)

__all__ = ["measure"]

FILES = 200
PAPERS: tuple[Paper, ...] = ("a4", "letter")


def measure(folder: Path, repeats: int = 7, files: int = FILES, treatments: Sequence[str] = ()) -> list[Figure]:
    """Make a consent with a mark and its witness `repeats` times, then check `files` copies of it in one command.

    Args:
        folder: for files.
        repeats: how often each thing is measured; a first time is left out.
        files: how many are checked at once.
        treatments: whose consents are weighed; all by default.
    """
    walk = plain_visit(sign=Sign("mark", "", "", ink=scribble(), witness_name="Wim Zeuge"))
    keys = make_clinic_keys("Demo clinic", SEALED_AT)
    desk = _Desk(keys)
    times: dict[str, list[float]] = {}
    made = [_made(walk, desk, times) for _ in range(repeats + 1)][-1]
    own = {name: statistics.median(taken[1:]) for name, taken in times.items()}
    told = ", ".join(f"{name} {taken * 1000:.0f} ms" for name, taken in own.items())
    return [
        figure("sealed consent, made and checked", sum(own.values()), "s", f"{made.about}: {told}", 1.0),
        *_beside(own, walk, made, desk, repeats),
        _sizes(desk, treatments or tuple(real_content().treatments)),
        _checked(folder, made, trust_bundle(keys), files),
    ]


@dataclass(frozen=True)
class _Made:
    """A consent on its way, and what there is to say of it."""

    document: ConsentDocument
    draft: DraftPdf
    steps: list[Step]
    data: bytes
    about: str


class _Desk:
    """A clinic with its keys, which draws and seals as the service does."""

    def __init__(self, keys: ClinicKeys) -> None:
        self.settings, self.keys, self.store = demo_settings(), keys, MemoryLedger()
        put_page_key(self.store, make_page_key(keys))

    def draw(self, document: ConsentDocument, record: ConsentRecord, paper: Paper | None = None) -> DraftPdf:
        facts = key_facts(record, self.settings)
        codes = code_maker(facts, self.store)
        return draw(document, record, paper=paper or self.settings.paper, code_for=codes, facts=facts_json(facts))

    def steps(self, draft: DraftPdf, record: ConsentRecord) -> list[Step]:
        return steps_of(draft, record, self.keys, self.settings, english())

    def seal(self, draft: DraftPdf, record: ConsentRecord) -> bytes:
        setup = SealSetup(self.keys, self.settings.address, self.settings.phone)
        return seal_document(draft, self.steps(draft, record), setup, SEALED_AT).data


def _made(walk: RealWalk, desk: _Desk, times: dict[str, list[float]]) -> _Made:
    """Make a consent and check it, and note how long each part took."""
    with _timed(times, "compose"):
        document = compose(walk.state, walk.plan, real_content(), desk.settings, english(), stamp=stamp())
        record = build_record(walk.state, document, stamp())
    with _timed(times, "draw and tag"):
        draft = desk.draw(document, record)
    with _timed(times, "sign three times"):
        data = desk.seal(draft, record)
    with _timed(times, "verify"):
        report = verify(data, trust=desk.keys.root.certificate, now=SEALED_AT)
    about = f"{draft.pages} pages, {len(report.signatures)} signatures, {report.level}"
    return _Made(document, draft, desk.steps(draft, record), data, about)


@contextlib.contextmanager
def _timed(times: dict[str, list[float]], name: str) -> Iterator[None]:
    began = time.perf_counter()
    yield
    times.setdefault(name, []).append(time.perf_counter() - began)


# ---------------------------------------------------------------------- beside the bare library calls


def _beside(own: Mapping[str, float], walk: RealWalk, made: _Made, desk: _Desk, repeats: int) -> list[Figure]:
    """Time the bare calls on the same input; return how many times as long ours take."""
    calls = _template_calls(walk)
    environment, keys, few = bare_environment(calls[0][0]), desk.keys, repeats // 2
    pairs = [keys.kiosk, keys.kiosk, keys.seal]
    signers = [(step.field, pair) for step, pair in zip(made.steps, pairs, strict=True)]
    stamper = rsa_stamper(keys, SEALED_AT)
    logging.getLogger("pyhanko").setLevel(logging.ERROR)

    def render() -> object:
        return [bare_render(environment, name, values) for _, name, values in calls]

    def sign() -> object:
        return bare_sign(made.draft.data, signers, keys, stamper, SEALED_AT)

    def digests() -> object:
        return bare_digests(made.data, [*pairs, keys.stamps])

    def judge() -> object:
        return opinions(made.data, keys.root.certificate_der, SEALED_AT)

    rivals: list[tuple[str, str, Callable[[], object], int]] = [
        ("compose", "Jinja2, the same templates", render, repeats),
        ("draw and tag", "ReportLab, the same text", lambda: bare_draw(made.document), few),
        ("sign three times", "pyHanko, PAdES to B-LTA", sign, few),
        ("sign three times", "cryptography, SHA-256 and P-256 four times", digests, repeats),
        ("verify", "pyHanko, AdES-LTA", judge, few),
    ]
    figures = []
    for part, rival, call, count in rivals:
        times: dict[str, list[float]] = {}
        for _ in range(count + 1):
            with _timed(times, rival):
                call()
        theirs = statistics.median(times[rival][1:] or times[rival])
        against = f"bare {rival}: {theirs * 1000:.1f} ms, ours {own[part] * 1000:.1f} ms"
        figures.append(figure(f"{part}, against {rival.split(',')[0]}", own[part] / theirs, "x", against))
    return figures


def _template_calls(walk: RealWalk) -> list[tuple[Path, str, Mapping[str, object]]]:
    """Return what composing gives to the templates of a visit's document and its annexes."""
    heard: list[tuple[Path, str, Mapping[str, object]]] = []

    def listen(root: Path, name: str, values: Mapping[str, object]) -> str:
        heard.append((root, name, values))
        return render_template(root, name, values)

    module: Any = composing
    module.render_template = listen
    try:
        finished(walk)
    finally:
        module.render_template = render_template
    return heard


# ---------------------------------------------------------------------- size, and many at once


def _sizes(desk: _Desk, treatments: Sequence[str]) -> Figure:
    """Weigh the consents of all treatments on both papers, and one of a visit on which all happened that can."""
    found: list[tuple[float, str]] = []

    def weigh(walk: RealWalk, what: str) -> None:
        document = finished(walk)
        record = build_record(walk.state, document, stamp())
        for paper in PAPERS:
            draft = desk.draw(document, record, paper)
            size = len(desk.seal(draft, record)) / 1000
            found.append((size, f"{what} {paper}, {draft.pages} pages"))

    for treatment in treatments:
        walk = RealWalk(treatment=treatment)
        sign_walk(walk)
        weigh(walk, treatment)
    weigh(full_visit(), "all that can happen")
    size, what = max(found)
    least = min(found)[0]
    return figure(
        "sealed consent, size", size, "KB", f"the largest of {len(found)} ({what}); the least {least:.0f}", 400
    )


def _checked(folder: Path, made: _Made, bundle: bytes, files: int) -> Figure:
    """Check copies as `candor verify` does, with its words."""
    trust = folder / "clinic.pem"
    trust.write_bytes(bundle)
    names = []
    for number in range(files):
        path = folder / f"{number}.pdf"
        path.write_bytes(made.data)
        names.append(str(path))
    with contextlib.redirect_stdout(io.StringIO()):
        main(["verify", names[0]])
        began = time.perf_counter()
        main(["verify", *names, "--trust", str(trust)])
        taken = time.perf_counter() - began
    what = f"{files} files of {made.about}, one process, one core"
    return figure("candor verify, files a second", files / taken, "files/s", what, 20, "more")
