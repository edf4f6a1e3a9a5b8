"""Hands on the keyboard: plays the practice day in the real window and takes its pictures.

Runs as a process of its own (``python -m ui.demo.player FOLDER``): the window it plays is the
real one, on an office of its own, with a clock that stands where the day's file says.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from receptiondesk.domain.clock import SetClock, local
from receptiondesk.paths import Paths
from ui.app import Program, application, play
from ui.demo.cast import Visit, office, visits
from ui.demo.fingers import Page
from ui.demo.practice_office import make
from ui.demo.replay import STORY
from ui.screens.walk_in.saved import SavedPanel
from ui.screens.walk_in.screen import WalkInScreen

BEAT_MS: Final = 15
PATIENCE_S: Final = 30
SETTLE_S: Final = 0.4
#: Making the preview of the whole wall takes a while on a slow machine.
FIRST_VISIT_S: Final = 3.0
OTHER_SCREENS: Final = ("ho-so", "niem-yet", "dong-bo", "ket-thuc-ngay", "thiet-lap")

#: What the script waits for between two keys.
Until = Callable[[], bool]


class Player(QObject):
    """Plays one script, a beat at a time, so that the window's own loop never stops."""

    def __init__(self, program: Program, clock: SetClock, folder: Path) -> None:
        """Prepare; ``start`` begins."""
        super().__init__()
        self._program = program
        self._clock = clock
        self._folder = folder
        self._story: list[Mapping[str, Any]] = []
        self._script: Iterator[Until] = iter(())
        self._until: Until = lambda: True
        self._since = time.monotonic()
        self._timer = QTimer(self)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Begin the day."""
        self._script = self._day()
        self._timer.start()

    def _beat(self) -> None:
        if not self._until():
            if time.monotonic() - self._since > PATIENCE_S:
                self.picture("dung-lai")
                self._timer.stop()
                QApplication.exit(1)
            return
        self._since = time.monotonic()
        try:
            self._until = next(self._script)
        except StopIteration:
            self._timer.stop()
            QApplication.exit(0)

    def _day(self) -> Iterator[Until]:
        shell = self._program.shell
        assert shell is not None  # noqa: S101 - the program was started
        yield lambda: shell.isVisible() and shell.place.is_open
        screen = shell.findChild(WalkInScreen)
        assert screen is not None  # noqa: S101 - it is the first screen
        for number, visit in enumerate(visits(), 1):
            yield from self._visit(screen, number, visit)
        for number, name in enumerate(OTHER_SCREENS, 2):
            QTest.keyClick(
                shell, Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.ControlModifier
            )
            yield _after(FIRST_VISIT_S)
            self.picture(f"man-hinh-{name}")
        story = json.dumps(self._story, ensure_ascii=False, indent=1)
        (self._folder / STORY).write_text(story, encoding="utf-8")

    def _visit(self, screen: WalkInScreen, number: int, visit: Visit) -> Iterator[Until]:
        self._clock.at = datetime.fromisoformat(visit.walk_in["received_at"])
        page = Page(screen)
        yield from page.fill(visit)
        yield _after(SETTLE_S)
        self.picture(f"{number:02}-nhap")
        QTest.keyClick(screen.form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        yield lambda: page.is_saved() or bool(page.refusal())
        saved = screen.pages.currentWidget()
        if isinstance(saved, SavedPanel):
            yield _after(SETTLE_S)
        self.picture(f"{number:02}-ket-qua")
        self._story.append(self._told(visit, page))
        yield from page.next_citizen()

    def _told(self, visit: Visit, page: Page) -> Mapping[str, Any]:
        dossier = page.newest(self._program) if page.is_saved() else None
        due = dossier.due_at if dossier else None
        return {
            "who": visit.who,
            "code": dossier.code if dossier else "",
            "applicant": dossier.applicant if dossier else "",
            "procedure": dossier.procedure if dossier else "",
            "due_at": local(due).isoformat() if due else None,
            "said": page.refusal(),
        }

    def picture(self, name: str) -> None:
        """Keep what the window shows now."""
        shell: QWidget | None = self._program.shell
        if shell is not None:
            shell.grab().save(str(self._folder / f"{name}.png"))


def _after(seconds: float) -> Until:
    until = time.monotonic() + seconds
    return lambda: time.monotonic() >= until


def main(folder: Path) -> int:
    """Play the day into ``folder`` and return 0 when the script came to its end."""
    clock = SetClock(datetime.fromisoformat(visits()[0].walk_in["received_at"]))
    make(folder / "du-lieu", clock)
    app = application(sys.argv)
    program = Program(Paths(folder / "du-lieu"), str(office()["officer"]), clock)
    player = Player(program, clock, folder)
    return play(app, program, player.start)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
