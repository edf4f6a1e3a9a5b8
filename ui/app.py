"""The composition root of the window: what is made, in which order, and how it ends.

Start: one window per folder → the shell with the walk-in form, which can be typed into at once →
beside it, in the background, the office is opened (that loads SQL) and what was asked meanwhile
is answered → a moment later whatever else is heavy. Where a passphrase is needed, it is asked for
first. End: sync lane → background lane → window → database.
"""

import logging
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QSessionManager
from PySide6.QtWidgets import QApplication

from receptiondesk.domain.clock import Clock, SystemClock
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.logs import Log
from receptiondesk.paths import Paths, default_root
from receptiondesk.words import _
from ui import printing_process, qt_words, theme
from ui.background import Background, Ends
from ui.crash import Crash
from ui.gate import Gate
from ui.lasting import keep_constants
from ui.shell import Shell
from ui.single import SingleWindow
from ui.sync_bridge import SyncBridge
from ui.tidying import Tidying
from ui.window_memory import WindowMemory
from ui.workplace import Workplace

if TYPE_CHECKING:
    from receptiondesk.office import Office

#: From the first focusable form to loading what is heavy, so that typing comes first.
WARM_UP_MS: Final = 400
NEEDS_PASSPHRASE: Final = "passphrase_needed"  # noqa: S105 - the code of a refusal
WRONG_KEY: Final = "wrong_key"


class Program(QObject):
    """Everything of one window, made and unmade in order."""

    def __init__(self, paths: Paths, officer: str | None, clock: Clock | None = None) -> None:
        """Prepare; ``start`` shows something."""
        super().__init__()
        self.paths = paths
        self.clock = clock or SystemClock()
        self.memory = WindowMemory(paths)
        self.officer = officer or self.memory.officer
        self.single = SingleWindow(paths, self)
        self.crash = Crash(self.keep_work, self)
        self.exit_code = 0
        self.gate: Gate | None = None
        self.setup: QObject | None = None
        self.shell: Shell | None = None
        self.place = Workplace(None, self)
        self.bridge: SyncBridge | None = None
        self._log: Log | None = None

    def start(self) -> None:
        """Claim the folder and show what there is to show."""
        self.crash.install()
        try:
            alone = self.single.claim()
        except Trouble as trouble:
            self._tell(trouble.message)
            return
        if not alone:
            self._leave_to_the_other()
            return
        self._open_log()
        if not self.paths.database.is_file():
            self._set_up()
        elif self.memory.asks_passphrase and not _passphrase_given():
            self.place.background.run(_load_sql)
            self._ask_passphrase()
        else:
            self.show()
            self.open()

    def open(self, passphrase: str = "") -> None:
        """Open the office in the background; asks or tells when it cannot be opened."""
        if self.gate is not None:
            self.gate.setEnabled(False)
        work = partial(_open_office, self.paths, self.clock, self.officer, passphrase)
        ends = Ends(self._opened, self._refused, partial(self._troubled, bool(passphrase)))
        self.place.background.run(work, ends)

    def _opened(self, office: "Office") -> None:
        self.memory.keep_practice(practice=office.settings.practice)
        self.memory.keep_asks_passphrase(
            asks=self.gate is not None and not self.gate.passphrase.isHidden()
        )
        self.show()
        if self.gate is not None:
            # Hidden only now: the keyboard goes from one window to the other, never to none.
            self.gate.hide()
            QTimer.singleShot(0, self._come_to_front)  # for platforms that do not see to it
        self.place.open_with(office)
        QTimer.singleShot(WARM_UP_MS, self._warm_up)

    def _refused(self, refused: Refused) -> None:
        if any(problem.code == NEEDS_PASSPHRASE for problem in refused.problems):
            self._ask_passphrase()
        else:
            self._tell(" ".join(problem.message for problem in refused.problems))

    def _troubled(self, had_passphrase: bool, trouble: Trouble) -> None:
        if trouble.code == WRONG_KEY and had_passphrase:
            self._ask_passphrase(trouble.message)
        else:
            self._tell(trouble.message)

    def show(self) -> None:
        """Show the window; it can be typed into before the office is open."""
        if self.shell is not None:
            self.shell.show()
            return
        self.shell = Shell(self.place)
        self.shell.band.setVisible(self.memory.practice)
        self.crash.show_above(self.shell)
        self.shell.closing.connect(self._quit)
        self.single.raise_wanted.connect(self._come_to_front)
        self.place.officer_changed.connect(self.memory.keep_officer)
        self.bridge = SyncBridge(self.place, self.shell.status_line, self)
        if self.officer:
            self.memory.keep_officer(self.officer)
        self._show_window(self.shell)

    def _show_window(self, shell: Shell) -> None:
        kept = self.memory.geometry
        if kept is None or not shell.restoreGeometry(kept):
            # Without a window manager nobody maximises: take the whole screen ourselves.
            shell.resize(shell.screen().availableGeometry().size())
            shell.showMaximized()
        else:
            shell.show()
        shell.activateWindow()

    def _warm_up(self) -> None:
        """Load what is heavy beside the window, and only now start the wire."""
        if self.shell is None or self.bridge is None:
            return
        self.single.listen()
        self.shell.status_line.refresh()
        self.place.background.run(_load_the_heavy, Ends())
        self.bridge.start()

    def keep_work(self) -> bool:
        """Keep what is typed, now; return whether it is safe."""
        return self.shell is None or self.shell.keep_work()

    def stop(self) -> None:
        """Unmake everything in order; may be called twice."""
        if self.bridge is not None:
            self.bridge.stop()
        self.place.background.stop()
        if self.shell is not None:
            self.memory.keep_geometry(self.shell.saveGeometry())
            self.shell.hide()
            self.shell.deleteLater()
        # There is no event loop any more that would delete it, and a widget may not outlive the
        # application.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        if self.place.is_open:
            self.place.office.close()
        self.bridge = self.shell = None
        self.single.give_up()
        self.crash.remove()
        if self._log is not None:
            self._log.close()
            self._log = None

    def session_ends(self, _session: QSessionManager) -> None:
        """Keep the work: the operating system is closing down."""
        self.keep_work()

    def _ask_passphrase(self, said: str = "") -> None:
        self._hide_shell()
        self._gate().ask_passphrase(said)

    def _tell(self, sentence: str) -> None:
        self.exit_code = 4
        self._hide_shell()
        self._gate().tell(sentence)

    def _hide_shell(self) -> None:
        if self.shell is not None:
            self.shell.hide()

    def _gate(self) -> Gate:
        if self.gate is None:
            self.gate = Gate()
            self.gate.passphrase_given.connect(self._opened_by)
            self.gate.again_wanted.connect(self._again)
            self.gate.left.connect(self._quit)
        return self.gate

    def _opened_by(self, passphrase: str) -> None:
        self.exit_code = 0
        self.open(passphrase)

    def _again(self) -> None:
        self.exit_code = 0
        self.start() if self._log is None else self.open()

    def _leave_to_the_other(self) -> None:
        if self.single.raise_other():
            self._quit()
            return
        self._tell(
            _(
                "Chương trình đang mở trên dữ liệu này (có thể ở một cửa sổ bị ẩn hoặc một tài "
                "khoản khác). Hãy dùng cửa sổ đó, hoặc đóng nó rồi bấm Thử lại."
            )
        )

    def _set_up(self) -> None:
        from ui.screens.setup.window import SetupWindow  # only the very first start needs it

        window = SetupWindow(self.paths, self.clock, Background(self))
        window.made.connect(self._set_up_done)
        window.left.connect(self._quit)
        self.setup = window
        window.show()
        window.activateWindow()  # where no window manager gives it the keyboard

    def _set_up_done(self, office: "Office") -> None:
        self.officer = office.officer
        self._opened(office)

    def _come_to_front(self) -> None:
        if self.shell is not None:
            self.shell.setWindowState(self.shell.windowState() & ~_minimised())
            self.shell.show()
            self.shell.raise_()
            self.shell.activateWindow()

    def _open_log(self) -> None:
        try:
            self._log = Log(self.paths)
        except OSError:  # the program works without a log
            logging.getLogger(__name__).addHandler(logging.NullHandler())

    def _quit(self) -> None:
        # Later, so that whoever is calling can finish first.
        QTimer.singleShot(0, self._leave)

    def _leave(self) -> None:
        QApplication.exit(self.exit_code)


def main(
    data: Path | None = None, officer: str | None = None, *, argv: Sequence[str] | None = None
) -> int:
    """Open the window and return the exit code when it is closed.

    Args:
        data: the data folder; ``None`` takes ``RECEPTIONDESK_DATA`` or the user's own.
        officer: who works; ``None`` takes ``RECEPTIONDESK_OFFICER`` or who worked here last.
        argv: the words of the process, the program's name first.
    """
    words = list(sys.argv if argv is None else argv)
    if printing_process.FLAG in words:
        return printing_process.main(words[1:])
    folder = data or Path(os.environ.get("RECEPTIONDESK_DATA") or default_root())
    app = application(words)
    program = Program(Paths(folder), officer or os.environ.get("RECEPTIONDESK_OFFICER"))
    app.commitDataRequest.connect(program.session_ends)
    return play(app, program)


def application(words: Sequence[str]) -> QApplication:
    """Return Qt's application in our words and colours; there is one in a process."""
    keep_constants()
    app = QApplication(list(words[:1]))
    app.setQuitOnLastWindowClosed(False)
    app.setApplicationName("receptiondesk")
    qt_words.install(app)
    theme.apply(app)
    return app


def play(app: QApplication, program: Program, began: Callable[[], object] | None = None) -> int:
    """Show the program until it is left, unmake it, and return the exit code.

    ``began`` is called once the window is on its way.
    """
    tidying = Tidying(app)
    program.start()
    if began is not None:
        began()
    try:
        return app.exec()
    finally:
        program.stop()
        tidying.stop()


def _minimised() -> Qt.WindowState:
    return Qt.WindowState.WindowMinimized


def _open_office(paths: Paths, clock: Clock, officer: str, passphrase: str) -> "Office":
    from receptiondesk.office import open_office  # loads SQL: beside the window, not before it

    ask = partial(str, passphrase) if passphrase else None
    return open_office(paths, clock=clock, officer=officer, passphrase=ask)


def _load_sql() -> None:
    import receptiondesk.office  # noqa: F401 - while the passphrase is typed


def _passphrase_given() -> bool:
    return any(os.environ.get(f"RECEPTIONDESK_PASSPHRASE{end}") for end in ("", "_FILE"))


def _load_the_heavy() -> None:
    """Import what the first receipt needs, so that the clerk does not wait for it."""
    import ui.screens.walk_in.saved  # noqa: F401 - QtPdf: as above


if __name__ == "__main__":
    sys.exit(main())
