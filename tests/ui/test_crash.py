"""Our own mistakes: the draft first, a report without data, once, and the program goes on."""

import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from ui.crash import Crash, report_of

SECRET = "Nguyễn Văn An 001090123456"


@pytest.fixture
def kept() -> list[str]:
    return []


@pytest.fixture
def crash(dressed: QApplication, kept: list[str], qtbot: QtBot) -> Iterator[Crash]:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    made = Crash(lambda: kept.append("kept"))
    made.show_above(window)
    yield made
    for dialog in window.findChildren(QWidget):
        dialog.close()


def mistake() -> Exception:
    """Make a mistake with a citizen's data in its message and in its locals."""
    name = SECRET
    try:
        try:
            {}[name]
        except KeyError as error:
            raise ValueError(f"cannot read {name}") from error
    except ValueError as error:
        return error


def test_the_report_names_kinds_and_places_and_no_data() -> None:
    report = report_of(mistake())
    assert "ValueError" in report
    assert "KeyError" in report
    assert "tests/ui/test_crash.py" in report
    assert "mistake" in report
    assert "Nguyễn" not in report
    assert "001090123456" not in report


def test_the_draft_is_kept_before_the_report_is_shown(
    crash: Crash, kept: list[str], qtbot: QtBot
) -> None:
    error = mistake()
    with qtbot.waitSignal(crash.told):
        crash.met(type(error), error, error.__traceback__)
    assert kept == ["kept"]
    shown = [box for box in QApplication.allWidgets() if isinstance(box, QPlainTextEdit)]
    assert any("ValueError" in box.toPlainText() for box in shown if box.isVisible())
    assert not any(SECRET in box.toPlainText() for box in shown)


def test_the_same_mistake_is_shown_once_and_the_draft_kept_every_time(
    crash: Crash, kept: list[str], qtbot: QtBot
) -> None:
    error = mistake()
    shown: list[str] = []
    crash.told.connect(shown.append)
    for _ in range(3):
        crash.met(type(error), error, error.__traceback__)
    qtbot.waitUntil(lambda: len(kept) == 3)
    assert len(shown) == 1


def test_a_mistake_on_another_thread_is_told_on_the_gui_thread(
    crash: Crash, kept: list[str], qtbot: QtBot
) -> None:
    error = mistake()
    with qtbot.waitSignal(crash.told):
        worker = threading.Thread(target=crash.met, args=(type(error), error, error.__traceback__))
        worker.start()
        worker.join()
    assert kept == ["kept"]


def test_the_hooks_are_taken_and_given_back(crash: Crash, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    crash.install()
    assert sys.excepthook == crash.met
    crash.remove()
    assert sys.excepthook is sys.__excepthook__


def test_what_keeps_the_draft_may_itself_be_broken(dressed: QApplication, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)

    def broken() -> None:
        raise OSError(SECRET)

    crash = Crash(broken)
    crash.show_above(window)
    error = mistake()
    with qtbot.waitSignal(crash.told):
        crash.met(type(error), error, error.__traceback__)
