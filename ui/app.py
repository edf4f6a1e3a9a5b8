"""The composition root of the window: what is made, in which order, and how it ends.

Start: one window per folder → the shell with the walk-in form, which can be typed into at once →
beside it, in the background, the office is opened (that loads SQL) and what was asked meanwhile
is answered → a moment later the wire; what paper needs waits for the first citizen. Where a
passphrase is needed, it is asked for first. End: sync lane → background lane → window → database.
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
from ui.binding import keep_constants
from ui.crash import Crash
from ui.gate import Gate
from ui.scanned_files import sweep_papers
from ui.shell import Shell
from ui.single import SingleWindow
from ui.sync_bridge import SyncBridge
from ui.tidying import Tidying
from ui.window_memory import WindowMemory
from ui.workplace import Workplace

if TYPE_CHECKING:
    from receptiondesk.credentials import Credentials
    from receptiondesk.desk.keys import Unlocked
    from receptiondesk.office import Office

#: From the open office to starting the wire, so that typing comes first.
WARM_UP_MS: Final = 400
NEEDS_PASSPHRASE: Final = "passphrase_needed"  # noqa: S105 - the code of a refusal
#: Troubles that the recovery code helps against.
LOST_KEY: Final = frozenset({"key_not_in_keyring", "keyring", "no_key_file", "damaged_key_file"})
WRONG_KEY: Final = "wrong_key"


class Program(QObject):
    """Everything of one window, made and unmade in order."""

    def __init__(
        self,
        paths: Paths,
        officer: str | None,
        clock: Clock | None = None,
        credentials: "Credentials | None" = None,
    ) -> None:
        """Prepare; ``start`` shows something. ``credentials`` are the machine's own without."""
        super().__init__()
        self.paths = paths
        self.clock = clock or SystemClock()
        self.memory = WindowMemory(paths)
        self.officer = officer or ""
        self._credentials = credentials
        self.single = SingleWindow(paths, self)
        self.crash = Crash(self.keep_work, self)
        self.exit_code = 0
        self.gate: Gate | None = None
        self.setup: QObject | None = None
        self.shell: Shell | None = None
        self.place = Workplace(None, self)
        self.bridge: SyncBridge | None = None
        self._log: Log | None = None
        #: Open already, behind the question for a new passphrase.
        self._behind_gate: Unlocked | None = None

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
        work = partial(_unlock, self.paths, self.clock, self.officer, passphrase, self._credentials)
        ends = Ends(self._unlocked, self._refused, partial(self._troubled, bool(passphrase)))
        self.place.background.run(work, ends)

    def _unlocked(self, unlocked: "Unlocked") -> None:
        self.memory.keep_asks_passphrase(asks=unlocked.asks_passphrase)
        if unlocked.code:
            self._behind_gate = unlocked
            self._gate().ask_new_passphrase()
        else:
            self._opened(unlocked.office)

    def _place_key(self, passphrase: str) -> None:
        """Put the key behind the passphrase that was chosen after a recovery."""
        if self._behind_gate is None:
            return
        self._gate().setEnabled(False)
        work = partial(_give_place, self._behind_gate, passphrase)
        ends = Ends(self._key_placed, self._key_refused, self._key_troubled)
        self.place.background.run(work, ends)

    def _key_placed(self, _place: object) -> None:
        self.memory.keep_asks_passphrase(asks=True)
        self._go_in()

    def _key_refused(self, refused: Refused) -> None:
        self._gate().ask_new_passphrase(" ".join(one.message for one in refused.problems))

    def _key_troubled(self, trouble: Trouble) -> None:
        self._gate().ask_new_passphrase(trouble.message)

    def _go_in(self) -> None:
        unlocked, self._behind_gate = self._behind_gate, None
        if unlocked is not None:
            self._opened(unlocked.office)

    def _opened(self, office: "Office") -> None:
        self.memory.keep_practice(practice=office.settings.practice)
        self.show()
        if self.gate is not None:
            # Hidden only now: the keyboard goes from one window to the other, never to none.
            self.gate.hide()
            QTimer.singleShot(0, self._come_to_front)  # for platforms that do not see to it
        self.place.open_with(office)
        if self.officer:
            self.remember_officer(self.officer)
        QTimer.singleShot(WARM_UP_MS, self._warm_up)

    def _refused(self, refused: Refused) -> None:
        if any(problem.code == NEEDS_PASSPHRASE for problem in refused.problems):
            self._ask_passphrase()
        else:
            self._tell(" ".join(problem.message for problem in refused.problems))

    def _troubled(self, had_passphrase: bool, trouble: Trouble) -> None:
        if trouble.code in LOST_KEY:
            self.exit_code = 4
            wrong = _("Mã vừa nhập chưa đúng. ") if had_passphrase else ""
            self._ask_passphrase(wrong + trouble.message)
        elif trouble.code == WRONG_KEY and had_passphrase:
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
        self.place.officer_changed.connect(self.remember_officer)
        self.bridge = SyncBridge(self.place, self.shell.status_line, self)
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
        """Only now be heard by a second start, count, and load and start the wire."""
        if self.shell is None or self.bridge is None:
            return
        self.single.listen()
        self.shell.status_line.refresh()
        self.bridge.start()
        self.place.run(sweep_papers)

    def remember_officer(self, _officer: str) -> None:
        """Remember who works here, inside the data."""
        self.place.run(_remember_officer)

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
        elif self._behind_gate is not None:
            self._behind_gate.office.close()
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
            self.gate.passphrase_chosen.connect(self._place_key)
            self.gate.put_off.connect(self._go_in)
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


def _unlock(
    paths: Paths, clock: Clock, officer: str, told: str, credentials: "Credentials | None"
) -> "Unlocked":
    from receptiondesk.desk import keys  # loads SQL: beside the window, not before it

    return keys.unlock(paths, clock=clock, officer=officer, told=told, credentials=credentials)


def _give_place(unlocked: "Unlocked", passphrase: str) -> object:
    from receptiondesk.desk import keys

    return keys.give_place(unlocked.office, unlocked.code, lambda: passphrase)


def _remember_officer(office: "Office") -> None:
    from receptiondesk.desk import signing_in

    signing_in.remember(office)


def _load_sql() -> None:
    import receptiondesk.office  # noqa: F401 - while the passphrase is typed


def _passphrase_given() -> bool:
    return any(os.environ.get(f"RECEPTIONDESK_PASSPHRASE{end}") for end in ("", "_FILE"))


if __name__ == "__main__":
    sys.exit(main())
