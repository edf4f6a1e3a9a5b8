"""A child process that closes the day and kills itself (SIGKILL) at one exact step of it.

    python -m tests.support.killed_close_day STEP COMMAND…

Steps are the calls, of Python and of C functions alike, made since the close began. With STEP 0
nothing is killed and the number of steps goes to the error output.
"""

import os
import signal
import sys
from types import FrameType
from typing import Any

from receptiondesk.desk import day_close
from ui import cli


def main(words: list[str]) -> int:
    last, seen, close = int(words[0]), 0, day_close.close

    def step(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal seen
        if event in ("call", "c_call"):
            seen += 1
            if seen == last:
                os.kill(os.getpid(), signal.SIGKILL)

    def watched(*arguments: Any, **named: Any) -> Any:
        sys.setprofile(step)
        try:
            return close(*arguments, **named)
        finally:
            sys.setprofile(None)

    day_close.close = watched
    code = cli.main(words[1:])
    sys.stderr.write(f"{seen}")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
