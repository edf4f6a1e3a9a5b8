"""The background lane: where work runs, who hears of its end, how errors are sorted."""

import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from receptiondesk.domain.errors import Problem, Refused, Trouble
from ui.background import Background, Ends


class Asker(QObject):
    """Somebody who asks for work and writes down what is told, and on which thread."""

    heard = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple[str, object, bool]] = []

    def done(self, value: object) -> None:
        self._note("done", value)

    def refused(self, error: Refused) -> None:
        self._note("refused", error.problems[0].code)

    def trouble(self, error: Trouble) -> None:
        self._note("trouble", error.code)

    def always(self) -> None:
        self._note("always", None)

    def _note(self, what: str, value: object) -> None:
        on_gui = threading.current_thread() is threading.main_thread()
        self.told.append((what, value, on_gui))
        self.heard.emit()

    def ends(self) -> Ends:
        return Ends(self.done, self.refused, self.trouble, self.always)


@pytest.fixture
def background(qapp: QApplication) -> Iterator[Background]:
    made = Background()
    yield made
    made.stop()


@pytest.fixture
def asker(qapp: QApplication) -> Asker:
    return Asker()


def test_work_runs_elsewhere_and_its_end_is_told_on_the_gui_thread(
    background: Background, asker: Asker, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(background.idle):
        background.run(threading.get_ident, asker.ends())
    assert [(what, on_gui) for what, _value, on_gui in asker.told] == [
        ("always", True),
        ("done", True),
    ]
    assert asker.told[1][1] != threading.get_ident()


def _raise(error: Exception) -> None:
    raise error


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (Refused(Problem("phone", "too_long", "Số điện thoại dài quá.")), ("refused", "too_long")),
        (Trouble("disk_full", "Đĩa đầy."), ("trouble", "disk_full")),
    ],
)
def test_each_family_of_errors_goes_to_whoever_asked(
    background: Background, asker: Asker, qtbot: QtBot, error: Exception, told: tuple[str, str]
) -> None:
    with qtbot.waitSignal(background.idle):
        background.run(lambda: _raise(error), asker.ends())
    assert [note[:2] for note in asker.told] == [("always", None), told]


def test_what_nobody_wants_to_hear_goes_to_the_window(background: Background, qtbot: QtBot) -> None:
    with qtbot.waitSignal(background.unheard) as news:
        background.run(lambda: _raise(Trouble("locked", "Tệp đang bận.")))
    assert news.args is not None
    assert news.args[0].code == "locked"


def test_our_own_mistake_goes_to_the_crash_hook_and_the_asker_leaves_its_waiting_state(
    background: Background, asker: Asker, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    met: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, _error, _places: met.append(kind))
    with qtbot.waitSignal(background.idle):
        background.run(lambda: _raise(KeyError("x")), asker.ends())
    assert met == [KeyError]
    assert [note[0] for note in asker.told] == ["always"]


def test_a_late_answer_to_a_widget_that_is_gone_is_dropped(
    background: Background, qtbot: QtBot
) -> None:
    class Late(QWidget):
        def hear(self, _value: object) -> None:
            raise AssertionError("told after it was gone")

    late = Late()
    gate = threading.Event()
    background.run(lambda: gate.wait(5), Ends(done=late.hear))
    with qtbot.waitSignal(late.destroyed):
        late.deleteLater()
    with qtbot.waitSignal(background.idle):
        gate.set()


def test_nothing_is_told_after_the_lane_was_stopped(qapp: QApplication, asker: Asker) -> None:
    lane = Background()
    lane.run(lambda: 1, asker.ends())
    lane.stop()
    qapp.processEvents()
    assert asker.told == []
    lane.run(lambda: 2, asker.ends())
    assert not lane.busy
