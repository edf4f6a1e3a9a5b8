"""The real CUPS: a scheduler of its own for this test, with queues to a socket that listens here.

Needs ``cupsd``, ``lpadmin``, ``lp``, ``lpstat`` and root (the scheduler starts its back ends as
another account). Where they are missing the tests are skipped by name.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from receptiondesk.domain.print_faults import PrintFault
from ui.spoolers.cups import Cups
from ui.spoolers.spooler import Heard, NotTakenError, Options, Stage, Took

PROGRAMS = ("cupsd", "lpadmin", "lp", "lpstat", "cupsdisable", "cupsreject")
_MISSING = [name for name in PROGRAMS if not shutil.which(name)]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(_MISSING), reason=f"not installed: {', '.join(_MISSING)}"),
    pytest.mark.skipif(
        not hasattr(os, "geteuid") or os.geteuid() != 0,
        reason="a scheduler of our own needs root",
    ),
]

_FILES = """
ServerRoot {0}/root
StateDir {0}/state
CacheDir {0}/cache
RequestRoot {0}/spool
TempDir {0}/tmp
AccessLog {0}/access
ErrorLog {0}/error
PageLog {0}/page
Sandboxing relaxed
SystemGroup root
"""
_DAEMON = """
Listen {0}/sock
WebInterface No
Browsing No
DefaultAuthType None
<Location />
Order allow,deny
Allow all
</Location>
<Policy default>
JobPrivateAccess all
JobPrivateValues none
<Limit All>
Order deny,allow
Allow all
</Limit>
</Policy>
"""


@dataclass
class Device:
    """A printer of the plainest kind: whatever arrives at its socket has come out."""

    papers: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._listens = socket.create_server(("127.0.0.1", 0))
        self.uri = f"socket://127.0.0.1:{self._listens.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._listens.accept()
            except OSError:
                return
            with line, line.makefile("rb") as paper:
                self.papers.append(paper.read())

    def close(self) -> None:
        self._listens.shutdown(socket.SHUT_RDWR)
        self._listens.close()


@pytest.fixture(scope="module")
def scheduler() -> Iterator[Path]:
    """A scheduler in a folder that its other account may enter, talked to through a socket."""
    folder = Path(tempfile.mkdtemp(prefix="cups-"))
    folder.chmod(0o755)
    for name in ("root", "state", "cache", "spool", "tmp"):
        (folder / name).mkdir()
    (folder / "tmp").chmod(0o1777)
    (folder / "files.conf").write_text(_FILES.format(folder))
    (folder / "cupsd.conf").write_text(_DAEMON.format(folder))
    words = ["cupsd", "-f", "-c", str(folder / "cupsd.conf"), "-s", str(folder / "files.conf")]
    process = subprocess.Popen(words)
    before = os.environ.get("CUPS_SERVER")
    os.environ["CUPS_SERVER"] = str(folder / "sock")
    try:
        until((folder / "sock").exists)
        yield folder
    finally:
        process.terminate()
        process.wait(20)
        if before is None:
            del os.environ["CUPS_SERVER"]
        else:
            os.environ["CUPS_SERVER"] = before
        shutil.rmtree(folder)


@pytest.fixture
def device() -> Iterator[Device]:
    made = Device()
    yield made
    with contextlib.suppress(OSError):  # a test has closed it already
        made.close()


def admin(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True, timeout=30)


def add(name: str, uri: str) -> None:
    admin("lpadmin", "-p", name, "-v", uri, "-E", "-m", "raw")


def until(condition: Callable[[], bool]) -> None:
    """Wait for something that another process does."""
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        threading.Event().wait(0.05)


def ended(took: Took) -> Heard:
    """Watch a job until it is no longer just waiting."""
    end = time.monotonic() + 30
    heard = Cups().watch(took)
    while heard.stage is Stage.WAITING and time.monotonic() < end:
        threading.Event().wait(0.2)
        heard = Cups().watch(took)
    return heard


def test_the_very_bytes_come_out_of_a_real_queue(scheduler: Path, device: Device) -> None:
    add("That", device.uri)
    paper = b"%PDF-1.4\n" + os.urandom(50_000)
    took = Cups().submit(paper, Options("That", "H56 #7", size="a5"))
    assert took.job.startswith("That-")
    assert ended(took).stage is Stage.GONE_OUT
    until(lambda: bool(device.papers))
    assert device.papers == [paper]


def test_a_printer_that_cannot_be_reached_is_off(scheduler: Path, device: Device) -> None:
    add("Tat", device.uri)
    device.close()  # nobody listens there any more
    heard = ended(Cups().submit(b"%PDF-1.4\n", Options("Tat")))
    assert heard == Heard(Stage.STUCK, PrintFault.OFF, queued=True)
    admin("cancel", "-a", "Tat")


def test_a_queue_that_is_paused_or_refuses_takes_nothing(scheduler: Path, device: Device) -> None:
    add("Dung", device.uri)
    admin("cupsdisable", "Dung")
    with pytest.raises(NotTakenError) as caught:
        Cups().submit(b"%PDF-1.4\n", Options("Dung"))
    assert caught.value.fault is PrintFault.PAUSED
    admin("cupsenable", "Dung")
    admin("cupsreject", "Dung")
    with pytest.raises(NotTakenError) as caught:
        Cups().submit(b"%PDF-1.4\n", Options("Dung"))
    assert caught.value.fault is PrintFault.PAUSED


def test_a_missing_and_a_renamed_printer_are_told_apart(scheduler: Path, device: Device) -> None:
    add("Moi", device.uri)
    with pytest.raises(NotTakenError) as caught:
        Cups().submit(b"%PDF-1.4\n", Options("Cu"))
    assert caught.value.fault is PrintFault.MISSING
    with pytest.raises(NotTakenError) as caught:
        Cups().submit(b"%PDF-1.4\n", Options("Cu", device=device.uri))
    assert (caught.value.fault, caught.value.other) == (PrintFault.RENAMED, "Moi")


def test_who_may_not_print_is_told_so(scheduler: Path, device: Device) -> None:
    add("Cam", device.uri)
    admin("lpadmin", "-p", "Cam", "-u", "allow:khong-ai-ca")
    with pytest.raises(NotTakenError) as caught:
        Cups().submit(b"%PDF-1.4\n", Options("Cam"))
    assert caught.value.fault is PrintFault.PERMISSION


def test_without_the_scheduler_it_is_said_that_there_is_no_service(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CUPS_SERVER", str(tmp_path / "nobody"))
    with pytest.raises(NotTakenError) as caught:
        Cups().queues()
    assert caught.value.fault is PrintFault.NO_QUEUES
