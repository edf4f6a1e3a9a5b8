"""Killing a real process at a chosen moment, as a power cut would."""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Killed:
    """How a process ended. ``finished`` is whether it was quicker than the kill."""

    finished: bool
    returncode: int
    stdout: bytes
    stderr: bytes


def run_and_kill(
    command: Sequence[str],
    after_seconds: float,
    *,
    environ: Mapping[str, str],
    stdin: bytes = b"",
) -> Killed:
    """Run a command and kill it (SIGKILL, nothing can be tidied up) if it is not done by then.

    What it wrote to its standard output before it died is an acknowledgement that counts.
    """
    process = subprocess.Popen(
        list(command),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=dict(environ),
    )
    try:
        stdout, stderr = process.communicate(stdin, timeout=after_seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        stdout, stderr = process.communicate()
        return Killed(False, process.returncode, stdout, stderr)
    return Killed(True, process.returncode, stdout, stderr)


def python(source: str, *arguments: str) -> list[str]:
    """Return the command that runs a piece of Python with this interpreter."""
    return [sys.executable, "-c", source, *arguments]
