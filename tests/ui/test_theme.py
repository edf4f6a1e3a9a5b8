"""The window can be read: contrast, letters, Vietnamese words of Qt itself."""

import re
import unicodedata

import pytest
from PySide6.QtGui import QColor, QFontDatabase, QRawFont
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QToolButton

from receptiondesk.domain.dossier import Status, SyncState
from ui import states, theme

#: Text on the ground it stands on, as the style sheet puts them together.
PAIRS = [
    *((ink, ground) for ink in ("ink", "quiet", "accent") for ground in ("ground", "surface")),
    ("quiet", "sunken"),
    ("quiet", "accent_soft"),
    ("ink", "sunken"),
    ("ink", "band_light"),
    ("ink", "accent_soft"),
    ("ink", "person_soft"),
    ("person", "ground"),
    ("person", "surface"),
    ("on_accent", "accent"),
    ("on_accent", "accent_dark"),
    *(
        (state, ground)
        for state in ("waiting", "sent", "proved", "unprovable", "person")
        for ground in ("ground", "surface")
    ),
]


def luminance(colour: QColor) -> float:
    """Relative luminance as WCAG 2 defines it."""

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(part) for part in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_stands_out_from_its_ground(ink: str, ground: str) -> None:
    light, dark = sorted(
        (luminance(theme.colour(ink)), luminance(theme.colour(ground))), reverse=True
    )
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_field_edges_and_focus_ring_stand_out(dressed: QApplication) -> None:
    ground = luminance(theme.colour("surface"))
    for name in ("edge", "accent"):
        assert (ground + 0.05) / (luminance(theme.colour(name)) + 0.05) >= 3


def test_the_font_has_every_vietnamese_letter(dressed: QApplication) -> None:
    family = dressed.font().family()
    assert QFontDatabase.WritingSystem.Vietnamese in QFontDatabase.writingSystems(family)
    raw = QRawFont.fromFont(dressed.font())
    assert raw.familyName() == family == "Receptiondesk Sans", "a font of the machine was taken"
    letters = "ăâđêôơưĂÂĐÊÔƠƯ" + "".join(
        base + mark for base in "aăâeêioôơuưy" for mark in "\u0300\u0301\u0303\u0309\u0323"
    )
    missing = [
        c for c in unicodedata.normalize("NFC", letters) if not raw.supportsCharacter(ord(c))
    ]
    assert missing == []
    assert dressed.font().pointSizeF() == 11


def test_the_style_sheet_is_read_without_complaint(dressed: QApplication) -> None:
    sheet = theme.style_sheet()
    assert "$" not in sheet
    for path in re.findall(r"url\(([^)]*)\)", sheet):
        assert theme.Path(path).is_file()
    for step in ("small", "body", "title", "code"):
        assert step in theme.TYPE_STEPS


def test_every_state_has_a_word_a_colour_and_an_icon_of_its_own(dressed: QApplication) -> None:
    looks = [states.sync_look(state) for state in SyncState]
    assert len({look.word for look in looks}) == len(looks)
    for look in looks:
        assert theme.colour(look.colour).isValid()
        assert not theme.drawn(look.icon, look.colour, 16).isNull()
    assert len({states.status_word(status) for status in Status}) == 10


def test_qt_itself_speaks_vietnamese(dressed: QApplication, qtbot: object) -> None:
    dialog = QFileDialog()
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    told = [button.toolTip() for button in dialog.findChildren(QToolButton)]
    told += [label.text() for label in dialog.findChildren(QLabel)]
    line = QLineEdit("chữ")
    menu = line.createStandardContextMenu()
    told += [action.text().split("\t")[0] for action in menu.actions()]
    english = re.compile(r"\b(the|files?|look|copy|paste|undo|back|view|name)\b", re.IGNORECASE)
    assert [words for words in told if english.search(words)] == []
