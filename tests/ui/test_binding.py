"""The window lives through a long day: what Qt hands out stays counted."""

import subprocess
import sys

MANY_CALLS = """
from PySide6.QtCore import QObject, Signal
from ui.binding import keep_constants

class Bell(QObject):
    rings = Signal()

keep_constants()
bell = Bell()
for _ in range(300_000):
    bell.setObjectName("")
    bell.rings.emit()
print("alive")
"""


def test_hundreds_of_thousands_of_calls_leave_the_process_alive() -> None:
    done = subprocess.run(
        [sys.executable, "-c", MANY_CALLS], capture_output=True, text=True, check=False
    )
    assert done.stdout == "alive\n", done.stderr[:500]


MANY_MODULES = """
import linecache
from ui.binding import leave_sources_alone

leave_sources_alone()
import sqlalchemy
kept = sum(len(entry[2]) for entry in linecache.cache.values() if len(entry) > 2)
print("few" if kept < 20_000 else kept)
"""


def test_no_library_is_read_as_source_because_qt_is_there() -> None:
    done = subprocess.run(
        [sys.executable, "-c", MANY_MODULES], capture_output=True, text=True, check=False
    )
    assert done.stdout == "few\n", done.stderr[:500]
