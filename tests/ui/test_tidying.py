import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from ui.tidying import Tidying


class Knot(QObject):
    """Garbage that only a collection can free."""

    def __init__(self) -> None:
        super().__init__()
        self.itself = self


@pytest.fixture
def by_itself() -> Iterator[None]:
    """Collecting as Python does it, whatever the other tests do."""
    was_on = gc.isenabled()
    gc.enable()
    yield
    gc.unfreeze()
    gc.enable() if was_on else gc.disable()


def test_no_worker_ever_frees_a_qt_object(qtbot: QtBot, by_itself: None) -> None:
    tidying = Tidying()
    freed_by: list[threading.Thread] = []
    kept: list[list[int]] = []
    weakref.finalize(Knot(), lambda: freed_by.append(threading.current_thread()))

    def work() -> None:
        kept.extend([number] for number in range(200_000))

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()
    assert not freed_by
    qtbot.waitUntil(lambda: bool(freed_by), timeout=5_000)
    assert freed_by == [threading.main_thread()]
    tidying.stop()


def test_python_collects_again_once_the_window_is_gone(by_itself: None, qtbot: QtBot) -> None:
    tidying = Tidying()
    tidying.settle()
    assert not gc.isenabled()
    assert gc.get_freeze_count()
    tidying.stop()
    assert gc.isenabled()
    assert not gc.get_freeze_count()
