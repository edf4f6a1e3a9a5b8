"""A child process that makes one round and kills itself (SIGKILL) at one exact step of it.

    python -m tests.support.killed_round FOLDER STEP

Steps are the moments at which something is decided: before the first byte of a request, after its
answer, before a commit and after it. With STEP 0 nothing is killed; the number of steps and their
names go to the standard output.
"""

import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from receptiondesk.storage.engine import Database, Session
from sync.round import run
from tests.support.office import reopen
from tests.support.portals.practice import HOW


class _Steps:
    """Counts, and dies when the step has come."""

    def __init__(self, last: int) -> None:
        self.last = last
        self.names: list[str] = []

    def pass_by(self, name: str) -> None:
        self.names.append(name)
        if len(self.names) == self.last:
            os.kill(os.getpid(), signal.SIGKILL)


def _watch(steps: _Steps) -> None:
    send, write = HTTPAdapter.send, Database.write

    def watched_send(
        self: HTTPAdapter, request: requests.PreparedRequest, *given: Any, **named: Any
    ) -> requests.Response:
        told = f"{request.method} {request.path_url.split('?')[0]}"
        steps.pass_by(f"before {told}")
        response = send(self, request, *given, **named)
        steps.pass_by(f"after {told}")
        return response

    @contextmanager
    def watched_write(self: Database) -> Iterator[Session]:
        with write(self) as session:
            yield session
            steps.pass_by("before a commit")
        steps.pass_by("after a commit")

    HTTPAdapter.send = watched_send  # type: ignore[method-assign]
    Database.write = watched_write  # type: ignore[method-assign]


def main(words: list[str]) -> int:
    office = reopen(Path(words[0]), alone=True)
    steps = _Steps(int(words[1]))
    _watch(steps)
    run(office, ignore_backoff=True, how=HOW)
    office.close()
    sys.stdout.write(json.dumps(steps.names))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
