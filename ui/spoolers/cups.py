"""CUPS through its own command line: ``lp`` takes papers, ``lpstat`` tells what became of them.

The PDF goes through a pipe and is never a file of ours; what CUPS keeps in its spool folder while
the job waits is the administrator's. ``lpstat`` does not tell a cancelled job from a finished one,
so "gone out" only says that the queue has passed everything on.
"""

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from receptiondesk.domain.print_choices import Sides
from receptiondesk.domain.print_faults import PrintFault
from ui.spoolers.spooler import Heard, NotTakenError, Options, Queue, Stage, Took, chosen

#: How long ``lp`` and ``lpstat`` may be silent, in seconds.
PATIENCE_S: Final = 20.0

_TAKEN = re.compile(r"request id is (\S+-\d+)")
_PRINTER = re.compile(r"^printer (\S+) (.*)$")
_DEVICE = re.compile(r"^device for (\S+): (.*)$")
_REFUSES = re.compile(r"^(\S+) not accepting requests")
_DEFAULT = re.compile(r"^system default destination: (\S+)")
_SIDES: Final = {
    Sides.ONE: "one-sided",
    Sides.LONG: "two-sided-long-edge",
    Sides.SHORT: "two-sided-short-edge",
}
#: Sizes by the names that every queue knows; a roll is cut by its own driver.
_MEDIA: Final = {"a3": "A3", "a3-a4": "A4", "a4": "A4", "a5": "A5"}
#: What ``lp`` and ``lpstat`` say in English (they are asked to), and what it means.
_SAID: Final = (
    ("scheduler", PrintFault.NO_QUEUES),
    ("unable to connect", PrintFault.NO_QUEUES),
    ("connection refused", PrintFault.NO_QUEUES),
    ("does not exist", PrintFault.MISSING),
    ("not accepting", PrintFault.PAUSED),
    ("forbidden", PrintFault.PERMISSION),
    ("unauthorized", PrintFault.PERMISSION),
    ("not authorized", PrintFault.PERMISSION),
    ("not allowed", PrintFault.PERMISSION),
    ("permission denied", PrintFault.PERMISSION),
)
#: Reasons of a printer's state (RFC 8011, 5.4.12; PWG 5100.13) that keep paper from coming out.
_REASONS: Final = (
    ("media-empty", PrintFault.OUT_OF_PAPER),
    ("media-needed", PrintFault.OUT_OF_PAPER),
    ("media-jam", PrintFault.JAMMED),
    ("offline", PrintFault.OFF),
    # Not reasons, but what the back ends of CUPS 2.4 say of a printer that they cannot reach.
    ("may not exist or is unavailable", PrintFault.OFF),
    ("is not responding", PrintFault.OFF),
    ("nable to locate printer", PrintFault.OFF),
    ("to become available", PrintFault.OFF),
    ("Filter failed", PrintFault.REFUSED),
    ("shutdown", PrintFault.OFF),
    ("timed-out", PrintFault.OFF),
    ("cups-missing-filter", PrintFault.REFUSED),
    ("cups-insecure-filter", PrintFault.REFUSED),
    ("cover-open", PrintFault.ATTENTION),
    ("door-open", PrintFault.ATTENTION),
    ("marker-supply-empty", PrintFault.ATTENTION),
    ("toner-empty", PrintFault.ATTENTION),
    ("input-tray-missing", PrintFault.ATTENTION),
)
_BAD_ENDS: Final = ("aborted", "canceled", "with-errors", "incomplete", "queue-error")


@dataclass(frozen=True, slots=True)
class Cups:
    """The printers of CUPS. ``lp`` and ``lpstat`` are found on the path."""

    patience: float = PATIENCE_S

    def queues(self) -> tuple[Queue, ...]:
        """Return the printers: one question, one answer."""
        done = self._ask(["lpstat", "-l", "-p", "-a", "-v", "-d"])
        if done.returncode and "no destinations" not in done.stderr.lower():
            raise NotTakenError(_meaning(done.stderr))
        return _queues(done.stdout)

    def submit(self, pdf: bytes, options: Options) -> Took:
        """Hand a paper to a queue that is ready."""
        queue = chosen(self.queues(), options)
        done = self._ask(["lp", *_words(queue.name, options)], pdf, queue.name)
        taken = _TAKEN.search(done.stdout)
        if done.returncode < 0:
            raise NotTakenError(PrintFault.ENDED, queue.name)
        if done.returncode:
            raise NotTakenError(_meaning(done.stderr), queue.name)
        if taken is None:
            raise NotTakenError(PrintFault.LOST, queue.name)
        return Took(queue.name, taken.group(1))

    def watch(self, took: Took) -> Heard:
        """Look for a job among those that wait, then among those that are done."""
        waiting = self._told(took, "not-completed")
        if waiting is not None:
            fault = _reason(waiting) or self._fault_of(took.printer)
            if fault is None and not _ended_badly(waiting):
                return Heard(Stage.WAITING, queued=True)
            return Heard(Stage.STUCK, fault or PrintFault.STOPPED, queued=True)
        done = self._told(took, "completed")
        if done is None:
            return Heard(Stage.STUCK, PrintFault.LOST)
        if _ended_badly(done):
            return Heard(Stage.STUCK, _reason(done) or PrintFault.STOPPED)
        return Heard(Stage.GONE_OUT)

    def _told(self, took: Took, which: str) -> str | None:
        """Return what ``lpstat`` tells of a job, ``None`` when it is not among ``which``."""
        done = self._ask(["lpstat", "-l", "-W", which, "-o", took.printer])
        lines = iter(done.stdout.splitlines())
        for line in lines:
            if line.split(maxsplit=1)[:1] == [took.job]:
                return " ".join(_indented(lines))
        return None

    def _fault_of(self, printer: str) -> PrintFault | None:
        return next((one.fault for one in self.queues() if one.name == printer), None)

    def _ask(
        self, words: Sequence[str], given: bytes = b"", printer: str = ""
    ) -> "subprocess.CompletedProcess[str]":
        """Run one command without a terminal to ask for passwords on.

        Raises:
            NotTakenError: it is not installed, or says nothing in time.
        """
        try:
            done = subprocess.run(  # noqa: S603 - two programs of the system, no shell
                words,
                input=given,
                capture_output=True,
                timeout=self.patience,
                env={**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": "en"},
                start_new_session=True,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise NotTakenError(PrintFault.SILENT, printer) from error
        except OSError as error:
            raise NotTakenError(PrintFault.NO_QUEUES, printer) from error
        out, err = (text.decode(errors="replace") for text in (done.stdout, done.stderr))
        return subprocess.CompletedProcess(done.args, done.returncode, out, err)


def _words(queue: str, options: Options) -> list[str]:
    words = ["-d", queue, "-t", options.title, "-n", str(options.copies)]
    words += ["-o", f"sides={_SIDES[Sides(options.sides or Sides.ONE)]}"]
    # The paper has its size already; a printer that shrinks it makes its codes unreadable.
    words += ["-o", "print-scaling=none"]
    media = ",".join(part for part in (_MEDIA.get(options.size, ""), options.tray) if part)
    return [*words, *(("-o", f"media={media}") if media else ()), "--", "-"]


def _queues(answer: str) -> tuple[Queue, ...]:
    states: dict[str, str] = {}
    devices: dict[str, str] = {}
    refusing: set[str] = set()
    default = ""
    name = ""
    for line in answer.splitlines():
        if found := _PRINTER.match(line):
            name = found.group(1)
            states[name] = found.group(2)
        elif found := _DEVICE.match(line):
            name, devices[found.group(1)] = "", found.group(2)
        elif found := _REFUSES.match(line):
            name = ""
            refusing.add(found.group(1))
        elif found := _DEFAULT.match(line):
            default = found.group(1)
        elif name and line.startswith("\t"):
            states[name] += f" {line.strip()}"
    return tuple(
        Queue(one, _fault(told, refusing=one in refusing), devices.get(one, ""), one == default)
        for one, told in states.items()
    )


def _reason(told: str) -> PrintFault | None:
    return next((fault for reason, fault in _REASONS if reason in told), None)


def _fault(told: str, *, refusing: bool) -> PrintFault | None:
    if fault := _reason(told):
        return fault
    if refusing or told.startswith("disabled") or "Alerts: paused" in told:
        return PrintFault.PAUSED
    return None


def _indented(lines: Iterator[str]) -> list[str]:
    found = []
    for line in lines:
        if not line.startswith("\t"):
            break
        found.append(line.strip())
    return found


def _ended_badly(told: str) -> bool:
    alerts = told.partition("Alerts:")[2]
    return any(end in alerts for end in _BAD_ENDS)


def _meaning(said: str) -> PrintFault:
    low = said.lower()
    return next((fault for words, fault in _SAID if words in low), PrintFault.REFUSED)
