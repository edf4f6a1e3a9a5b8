"""The preview of a paper shows it as sharp after every change of the window as at the start."""

import io
import threading

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from ui.paper_preview import PaperPreview


@pytest.fixture
def paper() -> bytes:
    """A page full of words."""
    kept = io.BytesIO()
    canvas = Canvas(kept)
    for line in range(60):
        canvas.drawString(40, 40 + 13 * line, f"{line} Receptiondesk: giay tiep nhan ho so " * 2)
    canvas.save()
    return kept.getvalue()


def shown(qtbot: QtBot, width: int, height: int) -> PaperPreview:
    preview = PaperPreview()
    qtbot.addWidget(preview)
    preview.resize(width, height)
    preview.show()
    qtbot.waitExposed(preview)
    QApplication.processEvents()
    return preview


def looks(preview: PaperPreview) -> QImage:
    return preview.viewport().grab().toImage()


def test_a_page_that_was_drawn_for_another_size_does_not_stay(
    dressed: QApplication, qtbot: QtBot, paper: bytes
) -> None:
    """The size changes while the page of before is on its way: that one must not be stretched."""
    changed = shown(qtbot, 500, 560)
    changed.show_pdf(paper)
    changed.repaint()  # asks for a page of this size
    threading.Event().wait(0.5)  # it is drawn beside the window, and nobody took it yet
    changed.resize(500, 430)
    at_once = shown(qtbot, 500, 430)
    blank = looks(at_once)
    at_once.show_pdf(paper)
    qtbot.waitUntil(lambda: looks(at_once) != blank, timeout=10_000)
    qtbot.waitUntil(lambda: looks(changed) == looks(at_once), timeout=10_000)
