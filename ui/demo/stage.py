"""The stage of the demonstration: its folder, its narration, its claims, its child processes."""

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console

COMMAND_TIMEOUT_S = 180


def own_command() -> list[str]:
    """Return the words that start this very program, frozen or not."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, "-m", "ui.cli"]


@dataclass(frozen=True, slots=True)
class Told:
    """What one command answered: its exit code and the JSON it printed (``None`` if none)."""

    exit_code: int
    answer: Any
    complaint: str

    def problem_codes(self) -> set[str]:
        """Return the codes of the problems of a refused command."""
        if not isinstance(self.answer, dict):
            return set()
        return {problem["code"] for problem in self.answer.get("problems", ())}


@dataclass(slots=True)
class Stage:
    """Where the day is played.

    ``out`` receives every file. ``claims`` collects what turned out true and untrue. The
    passphrase of the practice data lives only in the environment of the children.
    """

    out: Path
    console: Console
    claims: list[tuple[str, bool, str]] = field(default_factory=list)
    passphrase: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)

    @property
    def data(self) -> Path:
        """Return the data folder of the practice office."""
        return self.out / "du-lieu"

    def environment(self, extra: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the environment for a child, with the practice passphrase in it."""
        inherited = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        return {
            **inherited,
            "RECEPTIONDESK_PASSPHRASE": self.passphrase,
            "RECEPTIONDESK_STATE": str(self.data / "state"),  # a show leaves nothing elsewhere
            "PYTHONIOENCODING": "utf-8",
            **(extra or {}),
        }

    def words(self, *arguments: str, officer: str = "") -> list[str]:
        """Return the whole command line for the practice office."""
        who = ["--officer", officer] if officer else []
        return [*own_command(), "--data", str(self.data), *who, *arguments]

    def run(self, *arguments: str, told: str = "", officer: str = "") -> Told:
        """Run one command to its end with ``--json`` and return what it told.

        ``told`` is given on its standard input.
        """
        done = subprocess.run(  # noqa: S603 - our own program with our own words
            [*self.words(*arguments, officer=officer), "--json"],
            input=told.encode(),
            capture_output=True,
            env=self.environment(),
            timeout=COMMAND_TIMEOUT_S,
            check=False,
        )
        return Told(
            done.returncode, _json_or_none(done.stdout), done.stderr.decode(errors="replace")
        )

    def start(self, arguments: Sequence[str], officer: str = "") -> subprocess.Popen[bytes]:
        """Start one command with ``--json`` and leave it running."""
        return subprocess.Popen(  # noqa: S603 - our own program with our own words
            [*self.words(*arguments, officer=officer), "--json"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=self.environment(),
        )

    def act(self, title: str) -> None:
        """Begin a new act of the day."""
        self.console.print()
        self.console.rule(f"[bold]{title}", align="left")

    def say(self, sentence: str) -> None:
        """Tell the audience one thing that happened."""
        self.console.print(f"  {sentence}", highlight=False)

    def claim(self, sentence: str, *, true: bool, seen: str = "") -> bool:
        """State something and keep whether it was so; ``seen`` is what was seen instead."""
        self.claims.append((sentence, true, seen))
        mark = "[green]✓[/]" if true else "[red]✗[/]"
        tail = "" if true or not seen else f"  ({seen})"
        self.console.print(f"  {mark} {sentence}{tail}", highlight=False)
        return true

    def untrue(self) -> list[tuple[str, str]]:
        """Return the claims that were not so."""
        return [(sentence, seen) for sentence, so, seen in self.claims if not so]


def _json_or_none(raw: bytes) -> Any:  # noqa: ANN401 - any JSON value
    try:
        return json.loads(raw.decode())
    except ValueError:
        return None
