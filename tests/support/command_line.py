"""The command line as outside programs meet it: in this process for speed, or in one of its own."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support.office import PASSPHRASE
from ui import cli

PROGRAM = (sys.executable, "-m", "ui.cli")


@dataclass(frozen=True)
class Told:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def problems(self) -> list[tuple[str, str]]:
        return [(problem["field"], problem["code"]) for problem in self.json["problems"]]


@dataclass
class CommandLine:
    """Runs commands on one data folder in this process; they ask nobody for anything."""

    data: Path
    patch: pytest.MonkeyPatch
    capture: pytest.CaptureFixture[str]
    officer: str = "Lê Thị Thử"
    passphrase: str = PASSPHRASE

    def __call__(self, *words: str, told: object = b"") -> Told:
        """Run one command; ``told`` is given on the standard input, JSON unless bytes or text."""
        self.patch.setenv("RECEPTIONDESK_PASSPHRASE", self.passphrase)
        self.patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(as_bytes(told))))
        self.capture.readouterr()
        words = ("--data", str(self.data), "--officer", self.officer, *words)
        code = cli.main(list(words))
        out, err = self.capture.readouterr()
        return Told(code, out, err)


def as_bytes(told: object) -> bytes:
    if isinstance(told, bytes):
        return told
    if isinstance(told, str):
        return told.encode()
    return json.dumps(told).encode()


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return what a child process is told of the world."""
    return {**os.environ, "RECEPTIONDESK_PASSPHRASE": PASSPHRASE, **(extra or {})}


def run_apart(
    data: Path, *words: str, told: object = b"", program: Sequence[str] = PROGRAM, **extra: str
) -> Told:
    """Run one command in a process of its own; ``extra`` are environment variables."""
    done = subprocess.run(
        [*program, "--data", str(data), *words],
        input=as_bytes(told),
        capture_output=True,
        env=environment(extra),
        timeout=50,
        check=False,
    )
    return Told(done.returncode, done.stdout.decode(), done.stderr.decode())
