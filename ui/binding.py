"""Two habits of Qt's binding that a desk cannot afford, put off at the start of a process.

On Python 3.11 it forgets to count ``None``, ``True`` and ``False``: PySide6 6.12 hands them out
without taking a reference, as is right from Python 3.12 on, where they are immortal (PEP 683).
Every call that answers nothing takes one away, and after some 1,500 keystrokes the process is
aborted ("none_dealloc"). So they are given more references than a window can use up in years.

And it reads the source of every module imported after it, SQL and all, to find out whether that
uses Qt (which matters only to ``from __feature__ import``, which nobody here uses). That costs a
seventh of a second on the way to an open office, and the lines stay in memory: forty megabytes.
"""

import sys
from types import ModuleType
from typing import Final

#: A million calls a second would need twelve days.
SPARE: Final = 1 << 40
_IMMORTAL_SINCE: Final = (3, 12)
_SWITCH: Final = "shibokensupport.feature"
_ASKS: Final = "_mod_uses_pyside"
_WITH_QT: Final = frozenset({"ui", "PySide6"})


def keep_constants() -> None:
    """Make the constants last; called before the first Qt object of a process is made."""
    if sys.version_info >= _IMMORTAL_SINCE:
        return
    import ctypes  # three milliseconds, only where they are needed

    for constant in (None, True, False, NotImplemented):
        # The reference count is the first word of every object of CPython.
        ctypes.c_ssize_t.from_address(id(constant)).value += SPARE


def leave_sources_alone() -> None:
    """Let names tell which modules use Qt; called before anything else is imported after Qt.

    A binding that asks in another way is left as it is: then it is only slower.
    """
    import PySide6.QtCore  # noqa: F401 - puts the question in its place

    switch = sys.modules.get(_SWITCH)
    if hasattr(switch, _ASKS):
        setattr(switch, _ASKS, _uses_qt)


def _uses_qt(module: ModuleType) -> bool:
    return module.__name__.partition(".")[0] in _WITH_QT
