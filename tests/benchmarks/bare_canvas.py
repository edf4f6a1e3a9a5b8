"""What a page asks of the bare libraries, noted once and asked again without our layout.

The bare run is the least any program must do for the very same page: no reading, no layout, no
look at widths; only the libraries' own work, call for call.
"""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from unittest.mock import patch

import qrcode
from qrcode.constants import ERROR_CORRECT_M
from reportlab.pdfgen.canvas import Canvas

from receptiondesk.printing import sheet

WORDS = ("setFont", "drawString", "showPage")
EVERYTHING = (
    *WORDS,
    "drawCentredString",
    "setFillColorRGB",
    "setStrokeColorRGB",
    "setLineWidth",
    "setDash",
    "rect",
    "line",
    "addLiteral",
    "saveState",
    "restoreState",
    "translate",
    "rotate",
)

Call = tuple[str, tuple[Any, ...], dict[str, Any]]


class Script:
    """The calls of one document in order, its page size, and the texts of its QR codes."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.codes: list[bytes] = []
        self.page_size: tuple[float, float] = (0.0, 0.0)
        self._within: list[str] = []

    def noting(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        """Return ``real``, its calls from outside the library noted."""

        def call(*args: Any, **named: Any) -> Any:
            if not self._within:
                self.calls.append((name, args, named))
            self._within.append(name)
            try:
                return real(*args, **named)
            finally:
                self._within.pop()

        return call

    def play(self, kinds: tuple[str, ...]) -> bytes:
        """Ask a bare canvas for the same calls of some kinds."""
        out = BytesIO()
        canvas = Canvas(out, pagesize=self.page_size, invariant=1, pageCompression=1)
        for name, args, named in self.calls:
            if name in kinds:
                getattr(canvas, name)(*args, **named)
        canvas.save()
        return out.getvalue()

    def make_codes(self) -> int:
        """Make the QR codes once more as ``qrcode`` makes them; return how many modules."""
        modules = 0
        for text in self.codes:
            code = qrcode.QRCode(border=0, error_correction=ERROR_CORRECT_M)
            code.add_data(text, optimize=0)
            code.make()
            modules += len(code.modules)
        return modules


def noted(draw: Callable[[], object]) -> Script:
    """Draw with every call to the canvas and every QR code noted."""
    draw()  # what is found out once and kept is no work of the page
    script = Script()

    class Noting(Canvas):
        def __init__(self, *args: Any, **named: Any) -> None:
            super().__init__(*args, **named)
            script.page_size = self._pagesize
            for name in EVERYTHING:
                setattr(self, name, script.noting(name, getattr(self, name)))

    real_add = qrcode.QRCode.add_data

    def add_data(code: Any, data: bytes, **named: Any) -> None:
        script.codes.append(data)
        real_add(code, data, **named)

    with patch.object(sheet, "Canvas", Noting), patch.object(qrcode.QRCode, "add_data", add_data):
        draw()
    return script
