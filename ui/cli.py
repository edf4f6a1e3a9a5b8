"""The program's one entrance: with a command it is a command line, without one it is the window.

Only the standard library is imported here, because the window's start-up time is measured and
everything the command line needs (typer, rich, the desk) would be paid for by the clerk.

Exit codes (issue's contract, ``docs/cli.md``): 0 done, 2 usage, 3 refused, 4 trouble in the
surroundings, 1 our bug; 130 and 141 are the shell's own signs for Ctrl+C and a closed pipe.
"""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_VALUED = ("--data", "--officer")
_PLAIN = ("--json",)


@dataclass(frozen=True, slots=True)
class _Globals:
    """The options before the command, and what is left of the command line after them."""

    data: str
    officer: str
    rest: tuple[str, ...]


def _split(argv: Sequence[str]) -> _Globals:
    """Read the global options by hand, as far as they go; the rest is for the command line."""
    found = {
        "--data": os.environ.get("RECEPTIONDESK_DATA", ""),
        "--officer": os.environ.get("RECEPTIONDESK_OFFICER", ""),
    }
    at = 0
    while at < len(argv):
        name, equals, value = argv[at].partition("=")
        if argv[at] in _PLAIN and at + 1 < len(argv):
            at += 1
            continue
        if name not in _VALUED:
            break
        if not equals:
            if at + 1 == len(argv):
                break
            at += 1
            value = argv[at]
        found[name] = value or found[name]
        at += 1
    return _Globals(found["--data"], found["--officer"], tuple(argv[at:]))


def _speak_utf8() -> None:
    """Make the standard streams UTF-8 whatever the locale says; a closed one swallows all."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - lives as long as the process
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command, or open the window when there is none.

    Args:
        argv: The words after the program's name; ``None`` takes them from the process.

    Returns:
        The exit code (see the module).
    """
    words = sys.argv[1:] if argv is None else list(argv)
    asked = _split(words)
    if not asked.rest:
        from ui.binding import leave_sources_alone

        leave_sources_alone()
        from ui.app import main as open_window  # Qt: only when the window is wanted

        data = Path(asked.data) if asked.data else None
        return open_window(data, asked.officer or None, argv=[sys.argv[0]])
    _speak_utf8()
    if argv is None:
        from ui.commands.bug import hook

        sys.excepthook = hook
    from ui.commands.run import run  # typer: only when a command was given

    return run(words, asked.rest[0])


if __name__ == "__main__":
    sys.exit(main())
