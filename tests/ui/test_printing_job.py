"""Paper on its way to a printer: real pages, real processes, and why it failed."""

import sys
import textwrap
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from reportlab.pdfgen import canvas

from ui import printing_job
from ui.printing_job import PrinterList, Printers, PrintJob

A5 = (419.53, 595.28)


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


@pytest.mark.slow
def test_every_page_is_printed_in_its_own_size(
    paper: bytes, tmp_path: Path, qtbot: QtBot, qapp: QObject
) -> None:
    job = PrintJob(qapp)
    told: list[object] = []
    job.advanced.connect(told.append)
    out = tmp_path / "out.pdf"
    with qtbot.waitSignal(job.sent, timeout=30_000):
        job.start(paper, "", "H56.14-261123-0001", to_file=str(out))
    assert told == [(1, 2), (2, 2)]
    sizes = [
        (round(float(page.mediabox.width)), round(float(page.mediabox.height)))
        for page in PdfReader(out).pages
    ]
    assert sizes == [(420, 595), (595, 420)]


@pytest.mark.slow
def test_the_window_is_never_blocked_while_it_prints(
    paper: bytes, tmp_path: Path, qtbot: QtBot, qapp: QObject
) -> None:
    from PySide6.QtCore import QElapsedTimer, QTimer

    gaps: list[int] = []
    since = QElapsedTimer()
    since.start()
    heart = QTimer()
    heart.setInterval(5)
    heart.timeout.connect(lambda: gaps.append(since.restart()))
    heart.start()
    job = PrintJob(qapp)
    with qtbot.waitSignal(job.sent, timeout=30_000):
        job.start(paper, "", "x", to_file=str(tmp_path / "out.pdf"))
    # A page takes 300 ms to draw; none of it may be felt here.
    assert sorted(gaps)[-2] < 200


@pytest.mark.slow
def test_a_printer_that_is_not_there_is_told_in_words(
    paper: bytes, qtbot: QtBot, qapp: QObject
) -> None:
    job = PrintJob(qapp)
    with qtbot.waitSignal(job.failed, timeout=30_000) as news:
        job.start(paper, "Máy in tầng 2", "x")
    assert news.args is not None
    assert "chưa thấy máy in" in news.args[0]


@pytest.mark.slow
def test_the_printers_of_the_machine_are_asked_for_beside_the_window(
    qtbot: QtBot, qapp: QObject
) -> None:
    asked = PrinterList(qapp)
    with qtbot.waitSignal(asked.found, timeout=30_000) as news:
        pass
    assert news.args is not None
    assert isinstance(news.args[0], Printers)


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ('print(\'{"failed":"printer_refused"}\')', "không nhận lệnh in"),
        ('print(\'{"page":1,"pages":2}\'); raise SystemExit(139)', "dừng đột ngột"),
        ("import time; time.sleep(30)", "không trả lời"),
        ('print(\'{"failed":"something new"}\')', "dừng đột ngột"),
    ],
)
def test_each_way_to_fail_has_its_sentence(
    program: str, words: str, qtbot: QtBot, qapp: QObject, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = textwrap.dedent(program)
    monkeypatch.setattr(printing_job, "_command", lambda *_: (sys.executable, ["-c", code]))
    monkeypatch.setattr(printing_job, "SILENCE_MS", 1_500)
    job = PrintJob(qapp)
    with qtbot.waitSignal(job.failed, timeout=20_000) as news:
        job.start(b"%PDF", "", "x")
    assert news.args is not None
    assert words in news.args[0]
