"""A paper as it will come out."""

from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QTimer
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView

from receptiondesk.words import _
from ui.press_button import PressButton
from ui.theme import colour

__all__ = ["PaperPreview", "PressButton"]

#: From the last change of size to drawing the pages once more.
DRAW_AGAIN_MS: Final = 250


class PaperPreview(QPdfView):
    """Shows a PDF page by page, fitted to the width there is."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        # Not children of the view: children die inside its destructor, and a document that closes
        # there calls back into a view that is half gone (PySide6 6.12: the process ends).
        self._paper = QPdfDocument()
        self._bytes = QBuffer(self._paper)
        self.setDocument(self._paper)
        self.setPageMode(QPdfView.PageMode.MultiPage)
        self.setZoomMode(QPdfView.ZoomMode.FitInView)
        self.setAccessibleName(_("Bản xem trước"))
        ground = self.palette()
        ground.setColor(QPalette.ColorRole.Dark, colour("sunken"))
        self.setPalette(ground)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(DRAW_AGAIN_MS)
        self._again.timeout.connect(self._draw_again)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw the pages once more when the size stands."""
        super().resizeEvent(event)
        self._again.start()

    def _draw_again(self) -> None:
        """Drop what is drawn: a page of the size before that came late is kept and shown torn.

        PySide6 6.12 asks for no other drawing then; only a change of layout makes it ask.
        """
        space = self.pageSpacing()
        self.setPageSpacing(space + 1)
        self.setPageSpacing(space)

    @property
    def pages(self) -> int:
        """How many pages the paper has; 0 before one is shown."""
        return self._paper.pageCount()

    def show_pdf(self, pdf: bytes) -> None:
        """Show a paper."""
        self._paper.close()
        self._bytes.close()
        self._bytes.setData(QByteArray(pdf))
        self._bytes.open(QIODevice.OpenModeFlag.ReadOnly)
        self._paper.load(self._bytes)

    def clear(self) -> None:
        """Show nothing."""
        self._paper.close()
