"""A spooler made of two small programs, ``lp`` and ``lpstat``, with every fault as a switch.

    fake = FakeSpooler(folder); fake.fault = "out_of_paper"; os.environ["PATH"] = fake.path

The programs speak as those of CUPS 2.4 do (compared with the real ones by
``tests/ui/spoolers/test_real_cups.py``). State is files in one folder: ``fault``, ``papers/``,
``words/``.
"""

import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

#: Every fault that a queue can have, and what a clerk must be told of it.
FAULTS = {
    "off": "printer_off",
    "out_of_paper": "out_of_paper",
    "jam": "paper_jam",
    "cover": "needs_attention",
    "paused": "printer_paused",
    "rejecting": "printer_paused",
    "missing": "no_such_printer",
    "renamed": "printer_renamed",
    "no_service": "no_print_service",
    "refused": "printer_refused",
    "permission": "not_permitted",
    "silent": "silent",
    "dies": "ended",
    "loses": "lost_by_queue",
    "vague": "lost_by_queue",
    "runs_out": "out_of_paper",
    "filter": "printer_refused",
}
#: Those that show only after the queue took the paper.
LATE = {"loses", "runs_out", "filter"}
NAME = "Quay-1"
DEVICE = "usb://HP/LaserJet?serial=7"

_PROGRAM = """\
#!{python}
import os, signal, sys, time
from pathlib import Path

FOLDER = Path({folder!r})
NAME, DEVICE = {name!r}, {device!r}
me = Path(sys.argv[0]).name
fault = (FOLDER / "fault").read_text()
words = sys.argv[1:]
with (FOLDER / "words").open("a") as log:
    log.write(" ".join([me, *words]) + "\\n")


def fail(said, code=1):
    sys.stderr.write(said + "\\n")
    sys.exit(code)


def queue():
    return "Quay-1-moi" if fault == "renamed" else "Khac" if fault == "missing" else NAME


def lpstat():
    if fault == "no_service":
        fail("lpstat: Scheduler is not running.")
    if "-o" in words:
        return jobs(words[words.index("-W") + 1])
    late = {{"runs_out": "media-empty-error"}} if list((FOLDER / "papers").iterdir()) else {{}}
    alerts = {{"off": "offline-report", "out_of_paper": "media-empty-error,media-needed-error",
              "jam": "media-jam-error", "cover": "cover-open-error", "paused": "paused",
              **late}}.get(fault, "toner-low-warning")
    state = "disabled since Mon -" if fault == "paused" else "is idle.  enabled since Mon"
    print("printer " + queue() + " " + state)
    print("\\tForm mounted:\\n\\tAlerts: " + alerts)
    print("printer Tang-2 is idle.  enabled since Mon\\n\\tAlerts: none")
    refuses = "not accepting requests since Mon -\\n\\tRejecting Jobs"
    print(queue() + " " + (refuses if fault == "rejecting" else "accepting requests since Mon"))
    device = "usb://other" if fault == "missing" else DEVICE
    print("device for " + queue() + ": " + device + "\\ndevice for Tang-2: socket://10.0.0.9")
    print("system default destination: " + queue())


def jobs(which):
    waits = fault == "runs_out"
    for one in sorted((FOLDER / "papers").iterdir()):
        if waits != (which == "not-completed") or fault == "loses":
            continue
        print(one.stem + "   root   1024   Mon")
        if fault == "filter":
            print("\\tStatus: Filter failed\\n\\tAlerts: job-completed-with-errors")
        else:
            print("\\tStatus: \\n\\tAlerts: " + ("job-printing" if waits else "none"))
        print("\\tqueued for " + NAME)


def lp():
    parent = os.getppid()
    while fault == "silent":  # until whoever waits for it is gone
        if os.getppid() != parent:
            sys.exit(1)
        time.sleep(0.2)
    paper = sys.stdin.buffer.read()
    if fault == "slow":
        time.sleep(1.5)
    if fault == "dies":
        os.kill(os.getpid(), signal.SIGKILL)
    if fault == "permission":
        fail("lp: Forbidden")
    if fault == "refused":
        fail("lp: Unsupported document-format \\"application/pdf\\".")
    if fault == "vague":
        return
    name = words[words.index("-d") + 1]
    number = len(list((FOLDER / "papers").iterdir())) + 1
    (FOLDER / "papers" / (name + "-" + str(number) + ".pdf")).write_bytes(paper)
    print("request id is " + name + "-" + str(number) + " (1 file(s))")


lp() if me == "lp" else lpstat()
"""


@dataclass
class FakeSpooler:
    """The two programs in a folder of their own."""

    folder: Path

    def __post_init__(self) -> None:
        (self.folder / "bin").mkdir(parents=True)
        (self.folder / "papers").mkdir()
        source = _PROGRAM.format(
            python=sys.executable, folder=str(self.folder), name=NAME, device=DEVICE
        )
        for name in ("lp", "lpstat"):
            program = self.folder / "bin" / name
            program.write_text(source)
            program.chmod(program.stat().st_mode | stat.S_IXUSR)
        self.fault = ""

    @property
    def path(self) -> str:
        """What PATH must be for these programs to be found first."""
        return f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}"

    @property
    def fault(self) -> str:
        return (self.folder / "fault").read_text()

    @fault.setter
    def fault(self, name: str) -> None:
        (self.folder / "fault").write_text(name)

    @property
    def papers(self) -> list[bytes]:
        """What came out, in its order."""
        return [one.read_bytes() for one in sorted((self.folder / "papers").iterdir())]

    @property
    def words(self) -> str:
        """How the programs were called, a line each."""
        log = self.folder / "words"
        return log.read_text() if log.is_file() else ""
