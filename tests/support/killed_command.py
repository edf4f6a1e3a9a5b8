"""A child process that runs one command and kills itself (SIGKILL) at one exact step of it.

    python -m tests.support.killed_command STEP COMMAND…

Steps are the calls, of Python and of C functions alike, made since the acceptance began: a
transaction's statements, its commit, the witness, the answer's way out. With STEP 0 nothing is
killed and the number of steps goes to the error output.
"""

import os
import signal
import sys
from types import FrameType
from typing import Any

from receptiondesk.desk import intake
from ui import cli

_CALLS = ("call", "c_call")


def main(words: list[str]) -> int:
    last, seen = int(words[0]), 0

    def step(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal seen
        if event in _CALLS:
            seen += 1
            if seen == last:
                os.kill(os.getpid(), signal.SIGKILL)

    accept = intake.accept

    def watched(*arguments: Any, **named: Any) -> Any:
        sys.setprofile(step)
        return accept(*arguments, **named)

    intake.accept = watched
    code = cli.main(words[1:])
    sys.setprofile(None)
    sys.stderr.write(f"{seen}\n")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
