"""How the window looks: one palette, one style sheet, one font, fixed to a light scheme.

Fusion with our palette looks the same on Windows and on Linux. The five state colours are used
for the state of a dossier and nowhere else; each also has a word and an icon (``ui.states``), so
nothing is told by colour alone. All text colours keep a contrast of at least 4.5:1 on the grounds
they stand on (held by ``tests/ui/test_theme.py``).
"""

from pathlib import Path
from string import Template
from typing import Final

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget

import resources
from receptiondesk.domain.errors import Trouble
from receptiondesk.words import _

RESOURCES: Final = Path(resources.__path__[0])

#: The one spelling of every colour; the style sheet and the code read these names.
COLOURS: Final[dict[str, str]] = {
    "ground": "#F5F2EA",
    "surface": "#FFFDF9",
    "sunken": "#ECE7DB",
    "line": "#D6CFBF",
    "edge": "#857D6D",
    "ink": "#1E2326",
    "quiet": "#55595C",
    "accent": "#0E4F5C",
    "accent_dark": "#0A3A44",
    "accent_soft": "#DCE9EA",
    "on_accent": "#FFFFFF",
    "band_light": "#F3E3B3",
    "band_dark": "#E9D08A",
    "waiting": "#5A6065",
    "sent": "#1D5AA6",
    "proved": "#1B6B3A",
    "unprovable": "#855600",
    "person": "#AE2019",
    "person_soft": "#FBEAE7",
}

#: The four steps of type, in points at 100 %.
TYPE_STEPS: Final[dict[str, float]] = {"small": 9.5, "body": 11, "title": 16, "code": 28}

#: The grid that every margin and gap is a multiple of, in device-independent pixels.
GRID: Final = 8

#: The least height of a control, frame included, as the style sheet draws it.
CONTROL: Final = 36

#: A family name of our own: under the name "Liberation Sans" Qt may take the machine's copy, and
#: version 1 of it, which Debian 12 installs, lacks ơ, ư and most accented Vietnamese letters.
_FONT_FILES = ("ReceptiondeskSans-Regular.ttf", "ReceptiondeskSans-Bold.ttf")


def apply(app: QApplication) -> None:
    """Dress the application.

    Raises:
        Trouble: ``font_missing`` when the bundled font cannot be read or lacks Vietnamese.
    """
    app.setStyle("Fusion")
    app.styleHints().setColorScheme(Qt.ColorScheme.Light)
    family = load_font()
    font = QFont(family)
    font.setPointSizeF(TYPE_STEPS["body"])
    app.setFont(font)
    app.setPalette(palette())
    app.setWindowIcon(icon("receptiondesk", "accent"))
    app.setStyleSheet(style_sheet())


def load_font() -> str:
    """Register the bundled sans family and return its name.

    Qt answers -1 for a font it cannot read and says nothing more, and falls back in silence to a
    font that may lack Vietnamese letters, so both are checked here.

    Raises:
        Trouble: ``font_missing``.
    """
    family = ""
    for name in _FONT_FILES:
        number = QFontDatabase.addApplicationFont(str(RESOURCES / "fonts" / name))
        families = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
        family = family or (families[0] if families else "")
    vietnamese = QFontDatabase.WritingSystem.Vietnamese
    if not family or vietnamese not in QFontDatabase.writingSystems(family):
        raise Trouble(
            "font_missing",
            _("Thiếu phông chữ tiếng Việt đi kèm chương trình. Hãy cài lại chương trình."),
        )
    return family


def palette() -> QPalette:
    """Return the light palette that Fusion paints with."""
    made = QPalette()
    roles = {
        QPalette.ColorRole.Window: "ground",
        QPalette.ColorRole.WindowText: "ink",
        QPalette.ColorRole.Base: "surface",
        QPalette.ColorRole.AlternateBase: "ground",
        QPalette.ColorRole.Text: "ink",
        QPalette.ColorRole.Button: "surface",
        QPalette.ColorRole.ButtonText: "ink",
        QPalette.ColorRole.ToolTipBase: "surface",
        QPalette.ColorRole.ToolTipText: "ink",
        QPalette.ColorRole.PlaceholderText: "quiet",
        QPalette.ColorRole.Highlight: "accent",
        QPalette.ColorRole.HighlightedText: "on_accent",
        QPalette.ColorRole.Accent: "accent",
        QPalette.ColorRole.Link: "accent",
        QPalette.ColorRole.Mid: "line",
        QPalette.ColorRole.Dark: "edge",
    }
    for role, name in roles.items():
        made.setColor(role, colour(name))
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
    ):
        made.setColor(QPalette.ColorGroup.Disabled, role, colour("quiet"))
    return made


def style_sheet() -> str:
    """Return the one style sheet with the names of the colours and sizes filled in."""
    text = (RESOURCES / "style" / "style.qss").read_text(encoding="utf-8")
    values = COLOURS | {name: f"{size}pt" for name, size in TYPE_STEPS.items()}
    values["icons"] = (RESOURCES / "icons").as_posix()
    return Template(text).substitute(values)


def colour(name: str) -> QColor:
    """Return a colour by its name in ``COLOURS``."""
    return QColor(COLOURS[name])


def icon(name: str, colour_name: str = "ink", off: str = "") -> QIcon:
    """Return one of our line icons drawn in a colour of the palette, sharp at every scale.

    ``off``: its colour where the button cannot be pressed; white fades away on a grey button.
    """
    made = QIcon()
    for size in (16, 24, 32, 48, 64):
        made.addPixmap(drawn(name, colour_name, size))
        if off:
            made.addPixmap(drawn(name, off, size), QIcon.Mode.Disabled)
    return made


def drawn(name: str, colour_name: str, size: int) -> QPixmap:
    """Return an icon as a square pixmap; the SVG says ``currentColor`` where ours goes."""
    svg = (RESOURCES / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    picture = QPixmap(QSize(size, size))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    coloured = svg.replace("currentColor", COLOURS[colour_name])
    QSvgRenderer(QByteArray(coloured.encode())).render(painter)
    painter.end()
    return picture


def mark(widget: QWidget, name: str, value: str) -> None:
    """Set a dynamic property that the style sheet looks at, and let the style see it."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()
