"""`candor content preview`: the real screen of one page, check, teach-back prompt or condition list, without a visit.

Owns which screen an id stands for, and how it is shown in a window or written as pictures, one for each part. Loaded by
name from the command line. Next and Back go through the parts; nothing that is pressed is kept.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication

from kiosk.errors import OperatorError
from kiosk.visit import NOT_SURE
from ui.app import make_application
from ui.demo import quiet_platform
from ui.patient.check import CheckData, CheckScreen
from ui.patient.conditions import ConditionsData, ConditionsScreen
from ui.patient.content_page import ContentPage
from ui.patient.teach_back import TeachBackData, TeachBackScreen
from ui.presenter import page_data
from ui.shell import Brand, FrameData, Shell
from ui.theme import Look, TextStep, ThemeName, load_tokens
from ui.widgets.progress import ProgressData

if TYPE_CHECKING:
    from kiosk.content import Content, Treatment
    from kiosk.i18n import Words
    from ui.widgets.screen import Screen

__all__ = ["CONDITIONS", "Preview", "run", "screen_of", "take_pictures"]

CONDITIONS: Final = "conditions"
"""What stands for the condition list of a treatment, in place of an id."""
MOST_PICTURES: Final = 60
"""More steps than any screen has: a screen that never came to its end would fill the disk."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What is wanted: whose screen (`treatment` only for its conditions), its look, its size in px, and where to.

    `out` is the picture to write; None shows a window.
    """

    id: str
    treatment: str = ""
    theme: ThemeName = "light"
    text: TextStep = "1.0"
    size: tuple[int, int] = (1280, 800)
    out: Path | None = None


def run(content: Content, words: Words, wanted: Preview, clinic: str = "") -> int:
    """Show the screen until its window is closed, or write its pictures and print their names. Returns the exit code.

    Args:
        content: with all places for the clinic's own words filled.
        words: the catalogue of the language to show.
        wanted: what to show, and how.
        clinic: the clinic's name in the top bar.

    Raises:
        OperatorError: there is nothing with this id, or a picture cannot be written.
    """
    application = make_application()
    direction = next(one.direction for one in content.languages if one.id == words.language)
    layout = Qt.LayoutDirection.RightToLeft if direction == "rtl" else Qt.LayoutDirection.LeftToRight
    look = Look(wanted.theme, wanted.text, layout, True, load_tokens())
    with quiet_platform():
        shell = Shell(Brand(clinic or content.id), look, words)
        try:
            screen, frame = screen_of(content, words, wanted, look)
            shell.setWindowTitle(screen.title)
            shell.resize(*wanted.size)
            shell.show()
            shell.show_screen(screen, frame)
            if wanted.out is None:
                return application.exec()
            files = take_pictures(shell, wanted.out)
        finally:
            shell.close()
            shell.deleteLater()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    told = words.say("preview.written", {"count": len(files), "files": ", ".join(str(file) for file in files)})
    sys.stdout.write(f"{told}\n")
    return 0


def take_pictures(shell: Shell, out: Path) -> tuple[Path, ...]:
    """Write each part of the screen that a window shows, and each step of a part that scrolls; return the files.

    One picture gets the name `out`; of many, each one has its number before the ending.

    Raises:
        OperatorError: a picture cannot be written.
    """
    screen = shell.patient_screen
    pictures = []
    while screen is not None:
        QApplication.processEvents()
        pictures.append(shell.grab())
        if len(pictures) >= MOST_PICTURES or not screen.advance():
            break
    many = len(pictures) > 1
    files = tuple(out.with_stem(f"{out.stem}-{number}") if many else out for number in range(1, len(pictures) + 1))
    for file, picture in zip(files, pictures, strict=True):
        if not picture.save(str(file), "PNG"):
            raise OperatorError("content.not_written", file=str(file))
    return files


def screen_of(content: Content, words: Words, wanted: Preview, look: Look) -> tuple[Screen, FrameData]:
    """Return the screen that an id stands for, with what the frame shows around it.

    Raises:
        OperatorError: `preview.no_such_id`, or `preview.no_treatment` for conditions without a treatment.
    """
    language = words.language
    if wanted.id == CONDITIONS:
        return _conditions(content, words, wanted.treatment, look), FrameData()
    if wanted.id in content.pages[language]:
        return _page(content, words, wanted.id, look), FrameData(progress=_progress(content, language, wanted.id))
    if wanted.id in content.checks[language]:
        return _check(content, words, wanted.id, look), FrameData()
    if wanted.id in content.teach_back[language]:
        data = TeachBackData(words, 1, 1, wanted.id, content.teach_back[language][wanted.id].prompt)
        return TeachBackScreen(data, look), FrameData()
    raise OperatorError("preview.no_such_id", id=wanted.id)


def _page(content: Content, words: Words, name: str, look: Look) -> Screen:
    return ContentPage(page_data(content, words, name), look)


def _progress(content: Content, language: str, page: str) -> ProgressData | None:
    """Return where a page stands in the first path that has it; None for a page of no path."""
    for treatment in content.treatments.values():
        for variant in treatment.variants():
            for index, section in enumerate(variant.sections):
                if page in section.pages:
                    names = tuple(treatment.text[language].sections[one.id] for one in variant.sections)
                    return ProgressData(names, index, section.pages.index(page) + 1, len(section.pages))
    return None


def _check(content: Content, words: Words, name: str, look: Look) -> Screen:
    item = content.checks[words.language][name]
    choices = (*((choice.id, choice.text) for choice in item.choices), (NOT_SURE, words["check.not_sure"]))
    data = CheckData(
        words=words,
        number=1,
        count=1,
        must_know=item.must_know,
        item=item.id,
        question=item.question,
        choices=choices,
        right=item.right_choice.id,
    )
    return CheckScreen(data, look)


def _conditions(content: Content, words: Words, name: str, look: Look) -> Screen:
    treatment: Treatment | None = content.treatments.get(name)
    if treatment is None:
        raise OperatorError("preview.no_treatment", known=", ".join(sorted(content.treatments)))
    texts = content.condition_texts[words.language]
    asked = tuple((condition, texts[condition].ask) for condition in treatment.conditions)
    return ConditionsScreen(ConditionsData(words, asked, {}), look)
