"""Reading aloud, with Qt's own silent engine."""

from __future__ import annotations

import sys
from typing import cast

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtTextToSpeech import QTextToSpeech
from pytestqt.qtbot import QtBot

from ui.speech import Speaker, make_speaker


class SlowEngine(QObject):
    """An engine that, like speech-dispatcher, tells of its state some time after it was asked."""

    stateChanged = Signal(QTextToSpeech.State)  # noqa: N815 - Qt's own name

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def say(self, text: str) -> None:
        self.said.append(text)

    def stop(self, _hint: QTextToSpeech.BoundaryHint) -> None:
        pass

    def tell(self, *states: QTextToSpeech.State) -> None:
        for state in states:
            self.stateChanged.emit(state)


def test_sentences_are_spoken_in_order(qtbot: QtBot) -> None:
    speaker = make_speaker("en", engine="mock")
    assert speaker is not None
    heard: list[int] = []
    speaker.sentence.connect(heard.append)
    with qtbot.waitSignal(speaker.finished):
        speaker.speak(("One.", " ", "Two."))
        assert speaker.speaking
    assert heard == [0, 2]
    assert not speaker.speaking


def test_stopping_is_at_once(qtbot: QtBot) -> None:
    speaker = make_speaker("en", engine="mock")
    assert speaker is not None
    speaker.speak(("One long sentence.", "Two."))
    with qtbot.waitSignal(speaker.finished):
        speaker.stop()
    assert not speaker.speaking


def test_a_language_without_a_voice_has_no_speaker() -> None:
    assert make_speaker("ht", engine="mock") is None


def test_a_late_answer_to_a_stop_does_not_skip_a_sentence(qtbot: QtBot) -> None:
    engine = SlowEngine()
    speaker = Speaker(cast("QTextToSpeech", engine))
    state = QTextToSpeech.State
    speaker.speak(("Old one.", "Old two."))
    engine.tell(state.Speaking)
    speaker.speak(("One.", "Two."))
    engine.tell(state.Ready)
    assert engine.said == ["Old one.", "One."]
    engine.tell(state.Speaking, state.Ready)
    assert engine.said[-1] == "Two."
    engine.tell(state.Speaking, state.Ready)
    assert not speaker.speaking


def test_an_engine_that_fails_ends_the_reading(qtbot: QtBot) -> None:
    engine = SlowEngine()
    speaker = Speaker(cast("QTextToSpeech", engine))
    speaker.speak(("One.", "Two."))
    with qtbot.waitSignal(speaker.finished):
        engine.tell(QTextToSpeech.State.Error)
    assert not speaker.speaking


def test_a_machine_without_qts_speech_has_no_speaker(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PySide6.QtTextToSpeech", None)
    assert make_speaker("en", engine="mock") is None
