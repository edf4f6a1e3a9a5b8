"""Paper on its way to a printer: real pages, real processes, and why it failed."""

import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot
from reportlab.pdfgen import canvas

from tests.support.fake_spooler import FAULTS, LATE, NAME, FakeSpooler
from ui import printing_job
from ui.printing_job import PrinterList, Printers, PrintJob
from ui.spoolers.spooler import Options

A5 = (419.53, 595.28)
#: The longest that the window's thread may be held, in seconds.
HELD = 0.1


@pytest.fixture
def paper(tmp_path: Path) -> bytes:
    """Two A5 pages, the second one lying."""
    sheet = canvas.Canvas(str(tmp_path / "paper.pdf"), pagesize=A5)
    sheet.drawString(50, 500, "page one")
    sheet.showPage()
    sheet.setPageSize((A5[1], A5[0]))
    sheet.drawString(50, 300, "page two")
    sheet.showPage()
    sheet.save()
    return (tmp_path / "paper.pdf").read_bytes()


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeSpooler:
    """The fake's programs stand first on the path of the printing part."""
    made = FakeSpooler(tmp_path / "spooler")
    monkeypatch.setenv("PATH", made.path)
    return made


class Heart(QObject):
    """Beats every five milliseconds, if the window's thread lets it."""

    def __init__(self) -> None:
        super().__init__()
        self.worked: list[float] = []
        self._last = time.thread_time()
        self._timer = QTimer(self)
        self._timer.setInterval(5)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = time.thread_time()
        self.worked.append(now - self._last)
        self._last = now

    def stop(self) -> None:
        self._timer.stop()


@pytest.fixture
def heart(qapp: QObject) -> Iterator[Heart]:
    made = Heart()
    yield made
    made.stop()


@pytest.mark.slow
def test_every_page_is_printed_in_its_own_size(
    paper: bytes, tmp_path: Path, qtbot: QtBot, qapp: QObject
) -> None:
    job = PrintJob(qapp)
    told: list[object] = []
    job.advanced.connect(told.append)
    out = tmp_path / "out.pdf"
    with qtbot.waitSignal(job.sent, timeout=30_000):
        job.start(paper, Options(title="H56.14-261123-0001"), to_file=str(out))
    assert told == [(1, 2), (2, 2)]
    sizes = [
        (round(float(page.mediabox.width)), round(float(page.mediabox.height)))
        for page in PdfReader(out).pages
    ]
    assert sizes == [(420, 595), (595, 420)]


@pytest.mark.slow
def test_the_window_is_never_blocked_while_it_draws(
    paper: bytes, tmp_path: Path, qtbot: QtBot, qapp: QObject, heart: Heart
) -> None:
    job = PrintJob(qapp)
    with qtbot.waitSignal(job.sent, timeout=30_000):
        job.start(paper, Options(title="x"), to_file=str(tmp_path / "out.pdf"))
    # A page takes 300 ms to draw; none of it may be felt here.
    assert len(heart.worked) > 10
    assert max(heart.worked) < HELD


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["silent", "slow", "off"])
def test_the_window_is_never_blocked_by_a_silent_or_slow_printer(
    *, fault: str, paper: bytes, fake: FakeSpooler, qtbot: QtBot, qapp: QObject, heart: Heart
) -> None:
    fake.fault = fault
    PrinterList(qapp)
    job = PrintJob(qapp)
    job.start(paper, Options(NAME, "x"))
    qtbot.wait(3_000)
    assert len(heart.worked) > 100
    assert max(heart.worked) < HELD
    assert (job.spool_job != "") == (fault == "slow")


@pytest.mark.slow
def test_a_queue_tells_what_it_calls_the_job(
    paper: bytes, fake: FakeSpooler, qtbot: QtBot, qapp: QObject
) -> None:
    job = PrintJob(qapp)
    with qtbot.waitSignal(job.sent, timeout=30_000):
        job.start(paper, Options(NAME, "H56.14-261123-0001 #7", copies=2))
    assert (job.printer, job.spool_job) == (NAME, f"{NAME}-1")
    assert fake.papers == [paper]
    assert "-t H56.14-261123-0001 #7 -n 2" in fake.words


@pytest.mark.slow
@pytest.mark.parametrize("fault", sorted(set(FAULTS) - LATE - {"silent"}))
def test_each_fault_has_its_cause_and_its_own_sentence(
    fault: str, paper: bytes, fake: FakeSpooler, qtbot: QtBot, qapp: QObject
) -> None:
    fake.fault = fault
    job = PrintJob(qapp)
    with qtbot.waitSignal(job.failed, timeout=30_000) as news:
        job.start(paper, Options(NAME, "x", device="usb://HP/LaserJet?serial=7"))
    assert job.cause == FAULTS[fault]
    assert news.args is not None
    assert "{" not in news.args[0]
    if fault == "renamed":
        assert job.other == "Quay-1-moi"
        assert "“Quay-1-moi”" in news.args[0]


@pytest.mark.slow
@pytest.mark.parametrize("fault", sorted(LATE))
def test_what_goes_wrong_in_the_queue_is_told_after_it_was_sent(
    fault: str, paper: bytes, fake: FakeSpooler, qtbot: QtBot, qapp: QObject
) -> None:
    fake.fault = fault
    job = PrintJob(qapp)
    with qtbot.waitSignals([job.sent, job.stuck], timeout=30_000):
        job.start(paper, Options(NAME, "x"))
    assert job.cause == FAULTS[fault]
    assert job.queued == (fault == "runs_out")


@pytest.mark.slow
def test_the_printers_of_the_machine_are_asked_for_beside_the_window(
    fake: FakeSpooler, qtbot: QtBot, qapp: QObject
) -> None:
    fake.fault = "out_of_paper"
    asked = PrinterList(qapp)
    with qtbot.waitSignal(asked.found, timeout=30_000) as news:
        pass
    assert news.args is not None
    found = news.args[0]
    assert isinstance(found, Printers)
    assert found.names == (NAME, "Tang-2")
    assert (found.default, found.faults) == (NAME, {NAME: "out_of_paper"})


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ('print(\'{"failed":"printer_refused"}\')', "không nhận lệnh in"),
        ('print(\'{"page":1,"pages":2}\'); raise SystemExit(139)', "dừng đột ngột"),
        ("import time; time.sleep(30)", "không trả lời"),
        ('print(\'{"failed":"something new"}\')', "dừng đột ngột"),
    ],
)
def test_what_the_printing_part_itself_does_wrong_is_told(
    program: str, words: str, qtbot: QtBot, qapp: QObject, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = textwrap.dedent(program)
    monkeypatch.setattr(printing_job, "_command", lambda *_: (sys.executable, ["-c", code]))
    monkeypatch.setattr(printing_job, "SILENCE_MS", 1_500)
    job = PrintJob(qapp)
    with qtbot.waitSignal(job.failed, timeout=20_000) as news:
        job.start(b"%PDF", Options(title="x"))
    assert news.args is not None
    assert words in news.args[0]
