"""The patient's side: brings up the screen of each step, sends what the person does to the service, and forgets it all.

Nothing is shown before the vault has it: a screen changes only when a command's view has come back. What comes back for
a visit that has left the screen is dropped.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from kiosk.errors import CandorError
from kiosk.flow import PAGE_KINDS
from kiosk.visit import (
    AskQuestion,
    ChangeQuestion,
    ChooseDisplay,
    Command,
    GoBack,
    Refused,
    ShowPart,
    is_command,
)
from ui.away import Away, pause_by_hand
from ui.clipboard import forget_copied
from ui.patient.content_page import ContentPage
from ui.patient.message import MessageKind, MessageScreen
from ui.patient_sheets import PatientSheets, focus_like
from ui.presenter import Presenter
from ui.reader_side import ReaderSide
from ui.reading import ReadAloud
from ui.shell import FrameData, IdleWatch, Shell
from ui.signing_side import SigningSide
from ui.widgets.intents import (
    AllRight,
    ChangeQuestionWanted,
    ClearNow,
    CountdownStopped,
    DisplayChosen,
    DoneForNow,
    LibraryWanted,
    SeeQuestions,
    StaffWanted,
    StartPressed,
    StillHere,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kiosk.content import Content
    from kiosk.events import DisplayChanged
    from kiosk.i18n import Words
    from kiosk.service import KioskService, VisitView
    from kiosk.settings import ClinicSettings
    from ui.bridge import Bridge, Failure
    from ui.speech import Speaker
    from ui.theme import Look
    from ui.widgets.screen import Screen

__all__ = ["PatientSide"]

DRAFT_KINDS: Final = frozenset({"companion", "check", "teach_back", "wishes", "decision", "record"})
"""Steps that take back what was picked but not sent yet, when Back led away from them and Next leads there again."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of commands: the visit as it is now, and the reason why one of them was refused, if one was."""

    view: VisitView
    refused: str = ""


class PatientSide(QObject):
    """Walks one patient through a visit."""

    staff_wanted = Signal()
    """A member of staff wants to sign in."""
    ended = Signal()
    """The visit left the screen: done and cleared, paused, locked, the wrong person, or trouble."""
    trouble = Signal(str)
    """A sentence for staff: why the vault, the form or the seal did not work. The patient sees a neutral page."""

    def __init__(
        self,
        shell: Shell,
        bridge: Bridge,
        content: Content,
        settings: ClinicSettings,
        words: Words,
        *,
        idle: IdleWatch,
        speaker: Speaker | None,
    ) -> None:
        super().__init__(shell)
        self._shell, self._bridge, self._content, self._settings = shell, bridge, content, settings
        self._words, self._idle = words, idle
        self._aloud = ReadAloud(speaker, shell, idle)
        # Before the screen that asks for a person comes up, and after it.
        shell.someone_pressed.connect(self._aloud.stop)
        self._sheets = PatientSheets(
            shell,
            words,
            presenter=self._presenter,
            view=lambda: self._view,
            page=lambda: self._page,
            read_aloud=lambda: self._aloud.choice,
        )
        self._reader = ReaderSide(content, presenter=self._presenter, show=self._put, leave=self._left_reader)
        self._away = Away(shell, words, settings, idle, self)
        shell.someone_pressed.connect(self._aloud.read_over)
        self._home_look = shell.look
        self._view: VisitView | None = None
        self._signing = SigningSide(self, settings.zone)
        self._drafts: dict[str, object] = {}
        self._again: Callable[[], tuple[Screen, FrameData]] | None = None
        self._kept: object = None
        self._turn = 0
        self._pending = 0
        shell.commanded.connect(self._commanded)
        self._sheets.acted.connect(self._acted)
        shell.question_pressed.connect(self._sheets.ask)
        shell.display_pressed.connect(self._sheets.display)
        shell.break_pressed.connect(self._sheets.pause)
        shell.look_changed.connect(self._rebuild)
        shell.read_aloud_pressed.connect(self._toggle_reading)
        bridge.crashed.connect(self.forget)
        self._doing: dict[type, Callable[[], None]] = {
            StartPressed: self._begin,
            LibraryWanted: self._open_library,
            SeeQuestions: self._sheets.see_questions,
            StillHere: self._away.still_here,
            AllRight: self._all_right,
            # The cover stays; left alone again, it asks anew and then locks after all.
            CountdownStopped: idle.start,
            DoneForNow: self._away.lock,
            ClearNow: self._clear,
            StaffWanted: self._call_staff,
        }

    # ------------------------------------------------------------------ coming and going

    @property
    def view(self) -> VisitView | None:
        """The visit on screen, if there is one."""
        return self._view

    def wait(self) -> None:
        """Show the first screen without a visit: staff have to start one."""
        self._leave()
        self._wear(None)
        self._put(self._welcome)

    def start(self, view: VisitView) -> None:
        """Show the first screen of a visit that staff opened; a visit that went on already reopens at its place.

        The page looks as this patient chose it. Reading aloud is off: nobody shall be surprised by a voice.
        """
        self._leave()
        self._wear(view.state.display)
        self._view = view
        self._idle.start()
        if view.state.identity is None and not view.state.on_break:
            self._put(self._welcome)
        else:
            self._show_view(view)

    def message(self, kind: MessageKind) -> None:
        """Show a page with one thing to say, and nothing of any patient."""
        self._leave()
        self._put(lambda: (MessageScreen(kind, self._words, self._look), FrameData()))

    def forget(self) -> None:
        """Let go of the visit at once, e.g. after a bug; what is on the screen is the caller's."""
        self._turn += 1
        self._pending = 0
        self._idle.stop()
        self._reader.forget()
        self._away.forget()
        self._kept = None
        self._view = None
        self._signing.forget()
        self._again = None
        self._drafts.clear()
        self._aloud.choose(always=False)
        self._aloud.stop()
        self._shell.set_busy(False)
        forget_copied()

    def _leave(self) -> None:
        """Forget, and take away what lies over the page: an open sheet can hold what the patient typed."""
        self.forget()
        self._shell.uncover()
        self._sheets.close_all()

    def _wear(self, display: DisplayChanged | None) -> None:
        """Look as a patient chose, or as the clinic's tablet looks to everybody."""
        look = self._home_look
        if display is not None:
            look = replace(look, theme=display.theme, text_step=display.text_step)
        if look != self._look:
            self._shell.set_look(look)

    @property
    def _look(self) -> Look:
        return self._shell.look

    def _presenter(self) -> Presenter:
        return Presenter(self._content, self._words, self._look)

    @property
    def _page(self) -> str:
        """The content page on screen, that of a visit or an optional one; empty for any other screen."""
        if self._reader.open or self._view is None:
            return self._reader.page
        return self._view.plan.page_of(self._view.plan.step(self._view.state.step))

    def _welcome(self) -> tuple[Screen, FrameData]:
        opened = self._view.state.opened.event if self._view is not None else None
        return self._presenter().welcome(opened, read_aloud=self._aloud.choice), FrameData()

    # ------------------------------------------------------------------ showing

    def _put(self, make: Callable[[], tuple[Screen, FrameData]]) -> None:
        """Show a screen; `make` makes it again for another look."""
        self._again = make
        self._show(*make())

    def _show(self, screen: Screen, data: FrameData) -> None:
        screen.acted.connect(self._acted)
        if isinstance(screen, ContentPage):
            if not self._reader.open:
                screen.part_shown.connect(self._part_shown)
                screen.more_requested.connect(self._open_more)
            screen.glossary_requested.connect(self._sheets.glossary)
            screen.sources_requested.connect(self._sheets.sources)
        self._aloud.watch(screen)
        self._shell.show_screen(screen, replace(data, reading=False))
        self._aloud.begin(screen, wanted=self._view is not None)

    def _show_view(self, view: VisitView, message: str = "", *, back: bool = False) -> None:
        """Show the step that a visit stands at, and do what has to follow it. `back`: coming from the step after."""
        self._view = view
        state = view.state
        if state.closed is not None or state.on_break:
            self.message("locked" if state.closed is None else "wrong_person")
            self.ended.emit()
        elif self._signing.wants(view):
            self._again = self._step_again
            self._signing.open(view)
        else:
            self._again = self._step_again
            screen = self._screen(view, last_part=back)
            draft = self._drafts.pop(state.step, None)
            if draft is not None:
                screen.restore_draft(draft)
            self._show(screen, self._frame(view, message))
            if state.step == "done":
                # It has a countdown of its own.
                self._idle.stop()
                if view.ready_to_seal:
                    self._submit(functools.partial(_seal, state.visit_id), self._sealed)

    def _screen(self, view: VisitView, *, last_part: bool = False) -> Screen:
        if self._signing.wants(view):
            return self._signing.screen(view)
        if view.state.step == "done":
            return self._presenter().done(view, self._settings.done_clear_s, self._signing.signer)
        return self._presenter().screen(view, last_part=last_part)

    def _step_again(self) -> tuple[Screen, FrameData]:
        if self._view is None:
            raise LookupError("no visit is on the screen")
        return self._screen(self._view), self._frame(self._view, self._shell.frame_data.message)

    def _frame(self, view: VisitView, message: str = "") -> FrameData:
        progress, reading = self._presenter().progress(view), self._aloud.speaking
        return FrameData(progress, len(view.state.questions), message, reading=reading)

    def _rebuild(self, _look: object = None) -> None:
        """Draw the same screen again, as for another look; what was typed, chosen or drawn is taken over."""
        old = self._shell.patient_screen
        if old is None or self._again is None:
            return
        if self._view is not None and self._signing.waits(self._view):
            # It is on its way, and comes in the new look.
            return
        focused = self._shell.focusWidget()
        draft = old.draft()
        screen, data = self._again()
        screen.restore_draft(draft)
        self._show(screen, data)
        if old.isAncestorOf(focused):
            focus_like(screen, focused)

    # ------------------------------------------------------------------ what the person does

    def _commanded(self, commands: tuple[object, ...]) -> None:
        """Next or Back left the screen."""
        wanted: list[Command] = []
        for command in commands:
            if is_command(command):
                wanted.append(command)
            else:
                self._acted(command)
        back = any(isinstance(command, GoBack) for command in wanted)
        screen = self._shell.patient_screen
        if back and self._view is not None and screen is not None:
            step = self._view.plan.step(self._view.state.step)
            if step.kind in DRAFT_KINDS:
                self._drafts[step.id] = screen.draft()
        if wanted:
            self._run(wanted, back=back)

    def _acted(self, thing: object) -> None:
        """Do what a screen or a sheet asks for: a command of the visit, or something of the window."""
        match thing:
            case DisplayChosen():
                self._set_display(thing)
            case ChangeQuestionWanted(question=question):
                self._sheets.change(question)
            case AskQuestion() | ChangeQuestion():
                self._save_question(thing)
            case _ if (self._reader.open and self._reader.act(thing)) or self._signing.act(thing):
                pass
            case _ if type(thing) in self._doing:
                self._doing[type(thing)]()
            case _ if is_command(thing):
                self._run([thing])

    def _begin(self) -> None:
        if self._view is not None:
            self._show_view(self._view)

    def _open_library(self) -> None:
        """Let somebody read who has no visit, or whose visit has not begun."""
        self._reader.open_library()
        self._idle.start()

    def _open_more(self) -> None:
        """Open the optional pages of the page on screen, and keep the place on it."""
        screen = self._shell.patient_screen
        pages = self._content.pages[self._words.language][self._page].more
        self._kept = screen.draft() if screen is not None else None
        self._reader.open_more(pages)

    def _left_reader(self) -> None:
        """Show what stood there before the optional pages."""
        view, kept, self._kept = self._view, self._kept, None
        if view is None or view.state.identity is None:
            if view is None:
                self._idle.stop()
            self._put(self._welcome)
            return
        self._again = self._step_again
        screen, data = self._step_again()
        screen.restore_draft(kept)
        self._show(screen, data)

    def _clear(self) -> None:
        self.wait()
        self.ended.emit()

    def _call_staff(self) -> None:
        """Let staff sign in; a visit that is under way is paused first, and its place kept."""
        view = self._view
        if view is None or view.state.identity is None or view.state.step == "done":
            self._let_staff_in()
            return
        pause = functools.partial(pause_by_hand, view.state.visit_id)
        self._submit(pause, lambda _view: self._let_staff_in(), self._not_paused)

    def _all_right(self) -> None:
        self._aloud.stop()
        self._away.all_right()

    def _not_paused(self, failure: Failure) -> None:
        """Let staff in all the same: what kept the visit from its pause is theirs to see to."""
        if not isinstance(failure, Refused):
            self._tell_staff(failure)
        self._let_staff_in()

    def _let_staff_in(self) -> None:
        """Show the desk on a tablet that has let go of the visit and no longer looks as its patient wanted it."""
        self._wear(None)
        self.forget()
        self.staff_wanted.emit()

    def _run(
        self,
        commands: Sequence[Command],
        message: str = "",
        *,
        back: bool = False,
        refused: Callable[[], None] | None = None,
    ) -> None:
        """Send commands in order, up to the first one that is refused; then show where the visit stands."""
        view = self._view
        if view is None:
            return
        visit, step = view.state.visit_id, view.state.step

        def job(service: KioskService) -> Ran:
            latest = service.view(visit)
            for command in commands:
                try:
                    latest = service.submit(visit, command)
                except Refused as answer:
                    return Ran(latest, answer.reason)
            return Ran(latest)

        def done(ran: Ran) -> None:
            said = message
            if ran.refused and refused is not None:
                refused()
            if ran.refused:
                # What was meant for a page that has left meanwhile needs no answer.
                here = self._view is not None and self._view.state.step == step
                said = self._words[ran.refused] if here else ""
                if here and ran.refused == "visit.page_not_shown":
                    self._show_missed_part(ran.view)
            self._after(ran.view, said, back=back)

        self._submit(job, done)

    def _show_missed_part(self, view: VisitView) -> None:
        """Bring up the part of a page that was turned over too fast to be seen; nobody has to look for it."""
        screen = self._shell.patient_screen
        if isinstance(screen, ContentPage):
            page = view.plan.page_of(view.plan.step(view.state.step))
            seen = view.state.parts.get((page, screen.parts()), frozenset())
            missed = (part for part in range(1, screen.parts() + 1) if part not in seen)
            screen.go_to_part(next(missed, 1))

    def _after(self, view: VisitView, message: str, *, back: bool) -> None:
        """Show what a command led to; the same step stays on screen as it is, unless its content changed."""
        old, now = self._view, view.state
        if old is None:
            return
        self._view = view
        self._signing.moved(old.state, now)
        if old.state.step != now.step or now.on_break or now.closed is not None:
            self._show_view(view, message, back=back)
            return
        self._shell.set_frame(self._frame(view, message or self._shell.frame_data.message))
        said = (old.state.questions, old.state.read_aloud_used) != (now.questions, now.read_aloud_used)
        if said and self._signing.wants(view):
            # The form says it, and nobody signs one that says something else than what is on screen.
            self._signing.refresh(view)
        elif old.state.questions != now.questions and now.step == "summary":
            self._rebuild()

    def _submit(
        self,
        job: Callable[[KioskService], object],
        done: Callable[..., None],
        failed: Callable[[Failure], None] | None = None,
    ) -> None:
        turn = self._turn
        self._pending += 1
        self._shell.set_busy(True)
        self._bridge.submit(
            lambda clinic: job(clinic.service),
            done=lambda result: self._deliver(turn, done, result),
            failed=lambda failure: self._deliver(turn, failed or self._failed, failure),
        )

    def _deliver(self, turn: int, then: Callable[..., None], result: object) -> None:
        if turn != self._turn:
            if isinstance(result, CandorError):
                self._tell_staff(result)
            return
        self._pending -= 1
        then(result)
        if turn == self._turn and not self._pending:
            self._shell.set_busy(False)

    def _failed(self, failure: Failure) -> None:
        if isinstance(failure, Refused):
            self._shell.set_frame(replace(self._shell.frame_data, message=self._words[failure.reason]))
            return
        self.message("neutral")
        self._tell_staff(failure)
        self.ended.emit()

    def _tell_staff(self, failure: CandorError) -> None:
        self.trouble.emit(self._words.say(failure.key, failure.facts))

    def _part_shown(self, part: int, parts: int) -> None:
        if self._view is None:
            return
        step = self._view.plan.step(self._view.state.step)
        if step.kind in PAGE_KINDS:
            self._run([ShowPart(self._view.plan.page_of(step), part, parts)])

    def show_step(self) -> None:
        """Show the step that the visit stands at, as it is now."""
        old, reading = self._shell.patient_screen, self._aloud.speaking
        screen, data = self._step_again()
        self._show(screen, data)
        if reading and type(screen) is type(old):
            # It is the same page with something new on it.
            self._aloud.read()

    def _sealed(self, view: VisitView) -> None:
        self._view = view

    def _save_question(self, given: AskQuestion | ChangeQuestion) -> None:
        keep = functools.partial(self._sheets.keep, given)
        self._run([given], self._words["question.saved"], refused=keep)

    # ------------------------------------------------------------------ how the page looks and sounds

    def _set_display(self, chosen: DisplayChosen) -> None:
        switched = self._aloud.choose(always=chosen.read_aloud)
        look = replace(self._look, theme=chosen.theme, text_step=chosen.text_step)
        if look != self._look:
            self._set_look(look)
        elif switched and self._aloud.always and self._view is not None:
            self._aloud.read()
        elif switched:
            self._aloud.stop()
        self._run([ChooseDisplay(chosen.theme, chosen.text_step, self._aloud.always)])

    def _set_look(self, look: Look) -> None:
        """Change the look and keep the focus, which the old page may lose when the bars around it change."""
        old, focused = self._shell.patient_screen, self._shell.focusWidget()
        inside = old is not None and old.isAncestorOf(focused)
        self._shell.set_look(look)
        screen = self._shell.patient_screen
        if inside and screen is not None:
            focus_like(screen, focused)

    def _toggle_reading(self) -> None:
        began = self._aloud.toggle()
        if began and self._view is not None and not self._view.state.read_aloud_used:
            look = self._look
            self._run([ChooseDisplay(look.theme, look.text_step, read_aloud=True)])

    # ------------------------------------------------------------------ what lies over the page (see `ui.away.Host`)

    presenter = _presenter
    submit = _submit
    act = _acted
    failed = _failed
    tell_staff = _tell_staff
    clear = _clear

    def renew(self, view: VisitView) -> None:
        """Take over what a command of the same step led to."""
        self._after(view, "", back=False)

    def locked(self) -> None:
        """Show that the tablet is locked; staff open it again."""
        self.message("locked")
        self.ended.emit()

    def rest(self) -> None:
        """Show the first screen again, if somebody left the library open."""
        if self._reader.open:
            self.wait()


def _seal(visit: str, service: KioskService) -> VisitView:
    return service.seal(visit)
