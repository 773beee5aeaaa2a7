"""`candor demo`: a scripted patient goes through the real screens by real input events; what comes out is written down.

Owns the clinic that the walk happens in, the pictures, and what is written at the end:

    DIR/consent.pdf | refusal.pdf | summary.pdf    the sealed document, by the decision
    DIR/renewal.pdf, DIR/withdrawal.pdf            the further documents, where the script has them
    DIR/visit.json                                 the whole record, as it is attached to the (first) document
    DIR/screens/NN-name.png                        each screen once, in the order of the walk (NNN from 100 screens on)

Standard output has a line for each thing that the service has confirmed, at once and flushed: whoever started this
process and kills it knows what must still be there. `ui.news` lists these lines. The last line is one JSON object.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QEvent, QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from kiosk.environment import content_root
from kiosk.errors import OperatorError
from kiosk.lint import open_content
from kiosk.service import utc_now
from ui.app import Kiosk, make_application
from ui.hand import Hand
from ui.script import Script
from ui.walk import Walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from kiosk.clinic import OpenClinic
    from kiosk.visit import VisitState

__all__ = ["Result", "demo_kiosk", "quiet_platform", "run", "walk_and_write"]

SIZE: Final = (1280, 800)
_MANY: Final = 100
"""From so many pictures on, their numbers have three digits."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a walk brought: where it was written, and what names the document; `further` ones followed on it."""

    document: str
    record: str
    screens: str
    screen_count: int
    pages: int
    seconds: float
    decision: str
    treatment: str
    visit_id: str
    document_id: str
    verification_code: str
    file_digest: str
    content_digest: str
    record_digest: str
    further: tuple[str, ...] = ()

    def to_json(self) -> str:
        """Return one line of JSON."""
        fields = {name: getattr(self, name) for name in self.__slots__}
        return json.dumps(fields, ensure_ascii=False)


@contextlib.contextmanager
def demo_kiosk(
    folder: Path,
    script: Script,
    *,
    clock: Callable[[], datetime] = utc_now,
    size: tuple[int, int] = SIZE,
    motion: bool = False,
) -> Iterator[Kiosk]:
    """Open the kiosk on the demo clinic in a window of a size in px; its bugs are met as in `ui.app.run`.

    Without `motion` pages change at once.
    """
    make_application()
    chance = script.chance("order")
    kiosk = Kiosk(folder, demo=True, clock=clock, new_seed=lambda: chance.getrandbits(32))
    kiosk.shell.set_look(replace(kiosk.shell.look, reduced_motion=not motion))
    before, sys.excepthook = sys.excepthook, kiosk.excepthook
    # A cursor that blinks would be on some pictures and not on others.
    blinking = QApplication.cursorFlashTime()
    QApplication.setCursorFlashTime(0)
    try:
        kiosk.shell.resize(*size)
        kiosk.shell.show()
        kiosk.shell.activateWindow()
        kiosk.start()
        yield kiosk
    finally:
        closed = kiosk.close()
        sys.excepthook = before
        QApplication.setCursorFlashTime(blinking)
        kiosk.shell.deleteLater()
        kiosk.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        if not closed:
            raise OperatorError("demo.stuck", what="the end of the day")


class Pictures:
    """Takes each screen once, numbered in the order in which they come, with as many digits as the last one needs."""

    def __init__(self, kiosk: Kiosk, folder: Path) -> None:
        self._kiosk, self.folder = kiosk, folder
        self.names: set[str] = set()

    def take(self, name: str) -> None:
        """Keep a picture of the window, if this screen has none yet."""
        if name in self.names:
            return
        self.names.add(name)
        number = len(self.names)
        try:
            if number == _MANY:
                self._widen()
            saved = self._kiosk.shell.grab().save(str(self.folder / f"{number:02}-{name}.png"))
        except OSError:
            saved = False
        if not saved:
            raise OperatorError("demo.not_written", folder=str(self.folder))

    def _widen(self) -> None:
        """Give the first pictures numbers of three digits: sorted by name they stay in their order."""
        for path in sorted(self.folder.glob("[0-9][0-9]-*.png")):
            path.replace(path.with_name(f"0{path.name}"))


def walk_and_write(kiosk: Kiosk, hand: Hand, script: Script, out: Path, say: Callable[[str], None]) -> Result:
    """Go through a visit on an open kiosk and write down what came of it.

    Raises:
        OperatorError: the walk did not come to its end, or nothing can be written in `out`.
    """
    begun = time.monotonic()
    pictures = Pictures(kiosk, _made(out / "screens"))
    walk = Walk(kiosk, hand, script, say=say, shot=pictures.take)
    last = walk.run()
    visits = walk.visits or [last.visit_id]
    state = walk.fetch(lambda clinic: clinic.service.state(visits[0]))
    files = walk.fetch(functools.partial(_read, visits))
    return _written(out, state, files, pictures, time.monotonic() - begun)


def _read(visits: Sequence[str], clinic: OpenClinic) -> dict[str, bytes]:
    """Return what is written, by the name of its file: the record first, then each sealed document in its order."""
    service = clinic.service
    files = {"visit.json": service.read_record(visits[0])}
    for visit in visits:
        state = service.state(visit)
        for sealed in (state.document, state.withdrawal):
            if sealed is not None:
                files[f"{sealed.event.kind}.pdf"] = service.read_sealed(visit, sealed.event.document_id)
    return files


def _written(out: Path, state: VisitState, files: Mapping[str, bytes], pictures: Pictures, seconds: float) -> Result:
    if state.document is None:
        raise OperatorError("demo.trouble")
    sealed = state.document.event
    try:
        for name, data in files.items():
            (out / name).write_bytes(data)
    except OSError as error:
        raise OperatorError("demo.not_written", folder=str(out)) from error
    record, document, *further = (out / name for name in files)
    return Result(
        document=str(document),
        record=str(record),
        screens=str(pictures.folder),
        screen_count=len(pictures.names),
        pages=sealed.pages,
        seconds=round(seconds, 2),
        decision=state.choice or "",
        treatment=state.opened.event.treatment,
        visit_id=state.visit_id,
        document_id=sealed.document_id,
        verification_code=sealed.verification_code,
        file_digest=sealed.file_digest,
        content_digest=sealed.content_digest,
        record_digest=hashlib.sha256(files[record.name]).hexdigest(),
        further=tuple(str(path) for path in further),
    )


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("[0-9]*.png"):
            old.unlink()
    except OSError as error:
        raise OperatorError("demo.not_written", folder=str(folder)) from error
    return folder


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@contextlib.contextmanager
def _clinic_folder(out: Path, data: Path | None) -> Iterator[Path]:
    """Return the clinic's folder: a given one that stays, or a new one that is removed with its vault."""
    if data is not None:
        yield data
        return
    try:
        out.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=".clinic-", dir=out))
    except OSError as error:
        raise OperatorError("demo.not_written", folder=str(out)) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _require_offered(script: Script) -> None:
    """Refuse what could not be walked through, before a window is opened; an empty id is the first one."""
    known = open_content(content_root()).treatments
    if script.treatment and script.treatment not in known:
        raise OperatorError("demo.no_treatment", treatment=script.treatment, known=", ".join(known))
    treatment = known[script.treatment or next(iter(known))]
    for wanted, offered in ((script.reason, treatment.reasons), (script.route, treatment.routes)):
        if wanted and wanted not in offered:
            named = ", ".join(f"{treatment.id} ({one})" for one in offered)
            raise OperatorError("demo.no_treatment", treatment=f"{treatment.id} ({wanted})", known=named)


@contextlib.contextmanager
def quiet_platform() -> Iterator[None]:
    """Keep Qt from telling what its platform without a display cannot do: nobody can act on it."""
    before: list[Callable[[QtMsgType, QMessageLogContext, str], object] | None] = []

    def hear(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if message.startswith("This plugin does not support"):
            return
        if before and before[0] is not None:
            before[0](kind, context, message)
        else:
            sys.stderr.write(f"{message}\n")

    before.append(qInstallMessageHandler(hear))
    try:
        yield
    finally:
        qInstallMessageHandler(before[0])


def run(out: Path, script: Script, *, data: Path | None = None) -> int:
    """Walk, write and print. `data` keeps the clinic there; a visit of the same patient that is not over goes on.

    Returns the exit code.

    Raises:
        ContentError: the content is refused.
        OperatorError: there is no such treatment, reason or route, the walk did not come to its end, or `out` cannot
            be written.
    """
    _require_offered(script)
    with quiet_platform(), _clinic_folder(out, data) as folder, demo_kiosk(folder, script) as kiosk:
        result = walk_and_write(kiosk, Hand(kiosk.shell), script, out, _say)
    _say(result.to_json())
    return 0
