"""A paper as it will come out, and the button that Enter presses too."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QPushButton

from receptiondesk.words import _
from ui.theme import colour


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


class PressButton(QPushButton):
    """A button that Enter presses too: only where nothing is being typed or scanned."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press on Enter as on Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)
