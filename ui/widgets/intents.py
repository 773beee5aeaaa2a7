"""What a person asks of the window that is no command of the visit: small frozen values that screens emit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.events import InterpreterDetails
from ui.theme import TextStep, ThemeName

__all__ = [
    "AllRight",
    "ChangeQuestionWanted",
    "ClearNow",
    "CountdownStopped",
    "DisplayChosen",
    "DoneForNow",
    "LanguageChosen",
    "LibraryWanted",
    "ReaderBack",
    "ReaderClosed",
    "ReaderNext",
    "ReaderOpened",
    "SeeQuestions",
    "SignerAgain",
    "SignerKnown",
    "StaffWanted",
    "StartPressed",
    "StillHere",
    "TabletRole",
]

TabletRole = Literal["patient", "representative", "witness", "interpreter"]
"""Who may sign on the tablet at a step of their own."""


@dataclass(frozen=True, slots=True)
class StartPressed:
    """Begin the visit that waits (welcome)."""


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    """Show everything in another language."""

    language: str


@dataclass(frozen=True, slots=True)
class DisplayChosen:
    """Show everything in another theme or text size, or read aloud."""

    theme: ThemeName
    text_step: TextStep
    read_aloud: bool


@dataclass(frozen=True, slots=True)
class AllRight:
    """Who asked for a person goes on."""


@dataclass(frozen=True, slots=True)
class LibraryWanted:
    """Just read, without a name and without a visit."""


@dataclass(frozen=True, slots=True)
class ReaderOpened:
    """Open a shelf of the library, or one of its pages."""

    id: str


@dataclass(frozen=True, slots=True)
class ReaderBack:
    """Leave an optional page or a list to where it was opened from."""


@dataclass(frozen=True, slots=True)
class ReaderNext:
    """Go on to the next optional page, or leave the last one."""


@dataclass(frozen=True, slots=True)
class ReaderClosed:
    """Leave all optional pages."""


@dataclass(frozen=True, slots=True)
class SeeQuestions:
    """Open the list of saved questions."""


@dataclass(frozen=True, slots=True)
class ChangeQuestionWanted:
    """Open the question sheet on a saved question."""

    question: str


@dataclass(frozen=True, slots=True)
class ClearNow:
    """The last screen shall go: by its button, or because its time is over."""


@dataclass(frozen=True, slots=True)
class StillHere:
    """Take the privacy cover away."""


@dataclass(frozen=True, slots=True)
class DoneForNow:
    """Lock now: the person stops for today, or pauses."""


@dataclass(frozen=True, slots=True)
class CountdownStopped:
    """Somebody touched the cover beside its buttons: it stays, but does not lock by itself now."""


@dataclass(frozen=True, slots=True)
class StaffWanted:
    """A member of staff wants to sign in."""


@dataclass(frozen=True, slots=True)
class SignerKnown:
    """Who is about to sign has said who they are, and how staff checked it."""

    name: str
    identity_method: str
    interpreter: InterpreterDetails | None = None


@dataclass(frozen=True, slots=True)
class SignerAgain:
    """Go back to who signs."""
