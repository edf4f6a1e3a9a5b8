"""Only the newest order is answered, and typing never piles work up."""

import threading
from functools import partial

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from receptiondesk.domain.errors import Problem, Refused, Trouble
from receptiondesk.office import Office
from ui.latest import Latest
from ui.workplace import Workplace


class Heard(QObject):
    """What a ``Latest`` told."""

    def __init__(self, latest: Latest) -> None:
        super().__init__()
        self.told: list[object] = []
        for signal in (latest.done, latest.refused, latest.troubled):
            signal.connect(self.told.append)


def test_only_the_newest_order_is_answered(place: Workplace, qtbot: QtBot) -> None:
    latest = Latest(place, place)
    heard = Heard(latest)
    gate, begun = threading.Event(), []

    def work(_office: Office, number: int) -> int:
        begun.append(number)
        gate.wait(10)
        return number

    for number in range(5):
        latest.order(partial(work, number=number))
    qtbot.waitUntil(lambda: begun == [0])
    gate.set()
    qtbot.waitUntil(lambda: heard.told == [4])
    assert begun == [0, 4]
    assert not latest.busy


def test_what_is_dropped_is_not_heard_and_a_new_order_still_is(
    place: Workplace, qtbot: QtBot
) -> None:
    latest = Latest(place, place)
    heard = Heard(latest)
    gate = threading.Event()

    def slow(_office: Office) -> str:
        gate.wait(10)
        return "old"

    def quick(_office: Office) -> str:
        return "new"

    latest.order(slow)
    latest.drop()
    assert not latest.busy
    latest.order(quick)
    gate.set()
    qtbot.waitUntil(lambda: heard.told == ["new"])


def test_refusals_and_troubles_are_told(place: Workplace, qtbot: QtBot) -> None:
    latest = Latest(place, place)
    heard = Heard(latest)
    refused, trouble = Refused(Problem("code", "x", "Sai.")), Trouble("y", "Hỏng.")

    def fail(_office: Office, error: Exception) -> None:
        raise error

    latest.order(partial(fail, error=refused))
    qtbot.waitUntil(lambda: heard.told == [refused])
    latest.order(partial(fail, error=trouble))
    qtbot.waitUntil(lambda: heard.told == [refused, trouble])
