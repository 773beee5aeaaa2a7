"""Reading aloud: speaks a screen's sentences one after the other and tells which one is being spoken.

Qt's speech is loaded when it is asked for: it takes time, and needs a sound library that a machine may not have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, Signal, qInstallMessageHandler

if TYPE_CHECKING:
    from PySide6.QtTextToSpeech import QTextToSpeech

__all__ = ["Speaker", "make_speaker"]


class Speaker(QObject):
    """Speaks with one engine. Starting anew stops what was being spoken."""

    sentence = Signal(int)
    """The sentence that begins, an index of what `speak` was given."""
    finished = Signal()
    """Nothing is being spoken any more: the end was reached, or it was stopped."""

    def __init__(self, engine: QTextToSpeech, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        engine.setParent(self)
        self._sentences: tuple[str, ...] = ()
        self._index = -1
        self._begun = False
        engine.stateChanged.connect(self._state_changed)

    @property
    def speaking(self) -> bool:
        """Whether sentences are on their way."""
        return self._index >= 0

    def speak(self, sentences: tuple[str, ...]) -> None:
        """Speak sentences in order."""
        self.stop()
        self._sentences = sentences
        self._next()

    def stop(self) -> None:
        """Be quiet now."""
        from PySide6.QtTextToSpeech import QTextToSpeech

        if not self.speaking:
            return
        self._index = -1
        self._sentences = ()
        self._engine.stop(QTextToSpeech.BoundaryHint.Immediate)
        self.finished.emit()

    def _next(self) -> None:
        self._index += 1
        while self._index < len(self._sentences) and not self._sentences[self._index].strip():
            self._index += 1
        if self._index >= len(self._sentences):
            self._index = -1
            self.finished.emit()
            return
        self._begun = False
        self.sentence.emit(self._index)
        self._engine.say(self._sentences[self._index])

    def _state_changed(self, state: QTextToSpeech.State) -> None:
        from PySide6.QtTextToSpeech import QTextToSpeech

        if state in (QTextToSpeech.State.Speaking, QTextToSpeech.State.Synthesizing):
            self._begun = True
        elif state == QTextToSpeech.State.Ready and self.speaking and self._begun:
            # Ready before the sentence began is the late answer to a stop, e.g. from speech-dispatcher.
            self._next()
        elif state == QTextToSpeech.State.Error:
            self.stop()


def make_speaker(language: str, *, engine: str = "", parent: QObject | None = None) -> Speaker | None:
    """Return a speaker with a voice for the language, or None: then no button for it is shown.

    `engine` names one of Qt's engines; empty is the system's own. Qt's silent test engine is never taken by itself.
    """
    try:
        from PySide6.QtTextToSpeech import QTextToSpeech
    except ImportError:
        # The sound library that Qt's speech is linked to is not on this machine.
        return None
    engines = QTextToSpeech.availableEngines()
    if not engine and all(name == "mock" for name in engines):
        return None
    # A machine without a voice is no trouble to tell of, as Qt would.
    before = qInstallMessageHandler(lambda *_message: None)
    try:
        speech = QTextToSpeech(engine) if engine else QTextToSpeech()
    finally:
        qInstallMessageHandler(before)
    locale = QLocale(language)
    voices = {one.language() for one in speech.availableLocales()}
    if speech.state() == QTextToSpeech.State.Error or locale.language() not in voices:
        speech.deleteLater()
        return None
    speech.setLocale(locale)
    return Speaker(speech, parent)
