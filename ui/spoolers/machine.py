"""Which way to the printers this machine has."""

import shutil
import sys
from collections.abc import Callable

from receptiondesk.paths import has_screen
from ui.spoolers.spooler import Spooler


def has_cups() -> bool:
    """Return whether CUPS's own programs are on the path."""
    return bool(shutil.which("lp") and shutil.which("lpstat"))


def printers(
    *, patience: float | None = None, advanced: Callable[[int, int], None] | None = None
) -> Spooler:
    """Return the way to the printers: CUPS where it is, else Qt's.

    Args:
        patience: how long a program of CUPS may be silent, in seconds.
        advanced: hears of each page that Qt draws.
    """
    if has_cups():
        from ui.spoolers.cups import PATIENCE_S, Cups  # only where CUPS is

        return Cups(PATIENCE_S if patience is None else patience)
    return drawn("", advanced)


def drawn(to_file: str, advanced: Callable[[int, int], None] | None = None) -> Spooler:
    """Return the way through Qt, which draws pages; into a PDF when ``to_file`` names one."""
    from PySide6.QtWidgets import QApplication  # only where there is no CUPS

    from ui.binding import keep_constants
    from ui.spoolers.qt import QtPrinters

    keep_constants()
    app = QApplication.instance() or QApplication(_arguments())
    if advanced is None:
        return QtPrinters(to_file, application=app)
    return QtPrinters(to_file, advanced, app)


def _arguments() -> list[str]:
    """Return the words for Qt: it must not look for a screen where there is none."""
    return [sys.argv[0]] if has_screen() else [sys.argv[0], "-platform", "offscreen"]
