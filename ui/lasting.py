"""Keeps ``None``, ``True`` and ``False`` alive where Qt's binding forgets to count them.

PySide6 6.12 hands them out without taking a reference, as is right from Python 3.12 on, where
they are immortal (PEP 683). On Python 3.11 every call that answers nothing takes one away, and
after some 1,500 keystrokes the process is aborted ("none_dealloc"). So they are given more
references than a window can use up in years.
"""

import sys
from typing import Final

#: A million calls a second would need twelve days.
SPARE: Final = 1 << 40
_IMMORTAL_SINCE: Final = (3, 12)


def keep_constants() -> None:
    """Make the constants last; called before the first Qt object of a process is made."""
    if sys.version_info >= _IMMORTAL_SINCE:
        return
    import ctypes  # three milliseconds, only where they are needed

    for constant in (None, True, False, NotImplemented):
        # The reference count is the first word of every object of CPython.
        ctypes.c_ssize_t.from_address(id(constant)).value += SPARE
