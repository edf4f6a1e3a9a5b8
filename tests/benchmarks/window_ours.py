"""Our half of two rows: the program as it is started at a desk, with the window probed.

Usage: python -m tests.benchmarks.window_ours start|type|memory DATA. ``start`` says when the
walk-in form can be typed into and when the office is open; ``type`` presses a key then and says
what the first field holds; ``memory`` lists the dossiers, says how many lines are shown, and waits
to be looked at until its input ends.
"""

# ruff: noqa: E402 - the program's entrance does one thing before anything is imported after Qt
import sys

from ui.binding import leave_sources_alone

leave_sources_alone()

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

import ui.app
import ui.cli
from tests.benchmarks import window_probe as probe
from ui.fields.suggesting import SuggestingEdit
from ui.shell import Shell

SETTLE_MS = 2_000


def first_field(shell: Shell) -> SuggestingEdit:
    found = shell.screen_of("walk_in").findChild(SuggestingEdit)
    assert isinstance(found, SuggestingEdit)
    return found


def watch_start(program: ui.app.Program, shell: Shell) -> None:
    field = first_field(shell)
    moments: dict[str, float] = {}

    def note(what: str) -> None:
        moments[what] = probe.now()
        if len(moments) == 2:
            probe.tell(**moments)
            shell.close()

    probe.when(lambda: probe.focusable(field), lambda: note("focusable"))
    program.place.opened.connect(lambda: note("open"))


def watch_typing(shell: Shell) -> None:
    field = first_field(shell)

    def told() -> None:
        probe.tell(text=field.text())
        shell.close()

    probe.when(lambda: probe.focusable(field), lambda: probe.type_a_key(told))


def watch_memory(program: ui.app.Program, shell: Shell) -> None:
    def look_at_me() -> None:
        probe.tell(ready=True, lines=lines())
        sys.stdin.read()
        shell.close()

    def lines() -> int:
        return int(shell.screen_of("dossiers").list_page.list.lines.rowCount())

    def wait() -> None:
        QTimer.singleShot(SETTLE_MS, look_at_me if lines() else wait)

    def visit() -> None:
        shell.show_screen("dossiers")
        wait()

    # The window loads beside itself for a moment after it is open: that counts too.
    program.place.opened.connect(lambda: QTimer.singleShot(SETTLE_MS, visit))


def main() -> None:
    what, data = sys.argv[1:3]
    start = ui.app.Program.start

    def probed(program: ui.app.Program) -> None:
        start(program)
        shell = program.shell
        assert shell is not None, QApplication.topLevelWidgets()
        if what == "start":
            watch_start(program, shell)
        elif what == "type":
            watch_typing(shell)
        else:
            watch_memory(program, shell)

    ui.app.Program.start = probed  # type: ignore[method-assign]
    sys.exit(ui.cli.main(["--data", data, "--officer", "Lê Thị Thử"]))


main()
