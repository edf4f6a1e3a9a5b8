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


def run_and_kill_at_line(
    command: Sequence[str], line: bytes, *, environ: Mapping[str, str]
) -> None:
    """Run a command and kill it as soon as it has written a line; it must come to write it."""
    process = subprocess.Popen(list(command), stdout=subprocess.PIPE, env=dict(environ))
    assert process.stdout is not None
    with process.stdout as output:
        found = any(told.strip() == line for told in output)
        process.kill()
    process.wait()
    assert found, f"the process ended before it said {line!r}"


def python(source: str, *arguments: str) -> list[str]:
    """Return the command that runs a piece of Python with this interpreter."""
    return [sys.executable, "-c", source, *arguments]
