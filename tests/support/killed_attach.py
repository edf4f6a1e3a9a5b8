"""A child process that attaches a paper and kills itself (SIGKILL) at one exact step of it.

    python -m tests.support.killed_attach STEP DATA CODE FILE

Steps are the calls, of Python and of C functions alike, made since the file was ready to be put on
the disk: temporary files, their renaming, the transaction. With STEP 0 nothing is killed and the
number of steps goes to the standard output.
"""

import itertools
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from receptiondesk.desk import attachments
from receptiondesk.files.store import Store
from tests.support.office import reopen


def main(words: list[str]) -> int:
    last, seen = int(words[0]), itertools.count(1)

    def step(frame: FrameType, event: str, argument: Any) -> None:
        if event in ("call", "c_call") and next(seen) == last:
            os.kill(os.getpid(), signal.SIGKILL)

    filing = Store.filing

    @contextmanager
    def watched(store: Store, contents: Any) -> Iterator[None]:
        threading.setprofile(step)  # several files are put on the disk at once
        sys.setprofile(step)
        with filing(store, contents):
            yield
        sys.setprofile(None)
        threading.setprofile(None)

    Store.filing = watched  # type: ignore[method-assign]
    office = reopen(Path(words[1]))
    (one,) = attachments.attach(office, words[2], "1", Path(words[3])).attachments
    office.close()
    sys.stdout.write(f"{next(seen) - 1} {one.uid}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
