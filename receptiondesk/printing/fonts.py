"""The letters of every paper: two bundled families, checked before the first page.

reportlab prints a missing letter as an empty box and says nothing, and it sets the marks of
decomposed text beside their letters. So a family is taken only after every Vietnamese letter was
found in it, and text is precomposed once more before it is drawn (TCVN 6909:2001).
"""

import threading
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.resources import files
from io import BytesIO

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from receptiondesk.domain.errors import Trouble

_VOWELS = "aăâeêioôơuưy"
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_LOWER = "".join(unicodedata.normalize("NFC", v + t) for v in _VOWELS for t in _TONES) + "đ"
_MARKS = "\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323"
_HOLE = "□"
_ASCII = "".join(map(chr, range(0x20, 0x7F)))

#: What a family must have to be used: ASCII, every Vietnamese letter in both cases, the marks
#: they are composed of, and the signs that the forms use.
REPERTOIRE = _ASCII + _LOWER + _LOWER.upper() + _MARKS + "–—…“”’•×≥≤°₫□"
_CHECKED = frozenset(map(ord, REPERTOIRE + "\n\u00a0"))

#: Signs without ink: they separate or join letters and are no loss on paper.
_WITHOUT_INK = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"), "")
_WITHOUT_INK.update(dict.fromkeys(map(ord, "\t\v\f\r\u2028\u2029"), " "))

# Faces live in reportlab's registry for the whole process; two first uses must not meet there.
_REGISTERING = threading.Lock()


class Face(StrEnum):
    """A face under the name it has in reportlab's registry."""

    REGULAR = "Receptiondesk-Serif"
    BOLD = "Receptiondesk-Serif-Bold"
    ITALIC = "Receptiondesk-Serif-Italic"
    BOLD_ITALIC = "Receptiondesk-Serif-BoldItalic"
    SANS = "Receptiondesk-Sans"
    SANS_BOLD = "Receptiondesk-Sans-Bold"


FILES: Mapping[Face, str] = {
    Face.REGULAR: "LiberationSerif-Regular.ttf",
    Face.BOLD: "LiberationSerif-Bold.ttf",
    Face.ITALIC: "LiberationSerif-Italic.ttf",
    Face.BOLD_ITALIC: "LiberationSerif-BoldItalic.ttf",
    Face.SANS: "ReceptiondeskSans-Regular.ttf",
    Face.SANS_BOLD: "ReceptiondeskSans-Bold.ttf",
}


@dataclass(frozen=True, slots=True)
class Fonts:
    """The registered faces and their metrics; ``widths`` are in thousandths of the size.

    Words come again and again in one paper, so each value remembers those it has measured; a
    paper has a value of its own.
    """

    widths: Mapping[Face, Mapping[int, float]]
    _words: Mapping[Face, dict[str, float]] = field(
        default_factory=lambda: {face: {} for face in Face}, repr=False, compare=False
    )

    def width(self, face: Face, size: float, text: str) -> float:
        """Return how wide a precomposed text is, in points."""
        known = self._words[face]
        units = known.get(text)
        if units is None:
            units = known[text] = sum(map(self.widths[face].__getitem__, map(ord, text)))
        return units * size / 1000

    def drawable(self, text: str) -> str:
        """Return a text as it is drawn: precomposed, and □ for what cannot be printed.

        Intake lets nothing unprintable in; foreign catalogues may bring some, and a sign that is
        seen is better than a hole.
        """
        text = precomposed(text)
        lost = self._lost(text)
        return text.translate(dict.fromkeys(lost, _HOLE)) if lost else text

    def missing(self, text: str) -> str:
        """Return the characters of a text that cannot be printed in every face, each once.

        Line feeds and signs without ink are never missing. Bold and italic count too: a name that
        prints in one line of a paper must print in all of them.
        """
        text = precomposed(text)
        lost = self._lost(text)
        return "".join(c for c in dict.fromkeys(text) if ord(c) in lost)

    def _lost(self, text: str) -> set[int]:
        # What every face was checked for needs no look into six tables.
        rare = set(map(ord, text)) - _CHECKED
        return {code for code in rare if any(code not in w for w in self.widths.values())}


def load() -> Fonts:
    """Return the fonts, registering and checking them at their first use.

    Raises:
        Trouble: ``fonts_missing`` when a font file is absent or damaged, ``fonts_incomplete``
            when one lacks a Vietnamese letter.
    """
    with _REGISTERING:
        faces = {face: _registered(face) or _register(face) for face in Face}
    return Fonts({face: font.face.charWidths for face, font in faces.items()})


def missing(text: str) -> str:
    """Return the characters of a text that the bundled fonts cannot print, each once.

    Intake refuses them with the field named, so that every accepted dossier prints.

    Raises:
        Trouble: as ``load``.
    """
    return load().missing(text)


def precomposed(text: str) -> str:
    """Return a text as it is drawn: NFC, without signs that have no ink, tabs as blanks."""
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", text).translate(_WITHOUT_INK)


def _registered(face: Face) -> TTFont | None:
    if face.value not in pdfmetrics.getRegisteredFontNames():
        return None
    font = pdfmetrics.getFont(face.value)
    return font if isinstance(font, TTFont) else None


def _register(face: Face) -> TTFont:
    try:
        data = files("resources").joinpath("fonts", FILES[face]).read_bytes()
        # Read from bytes, so that a packed program needs no file on disk.
        font = TTFont(face.value, BytesIO(data), shapable=False, asciiReadable=0)
    except (OSError, TTFError) as error:
        raise Trouble(
            "fonts_missing",
            f"Không đọc được bộ chữ in {FILES[face]}. Hồ sơ đã lưu vẫn an toàn. "
            "Hãy cài lại chương trình rồi in lại.",
        ) from error
    check(font)
    pdfmetrics.registerFont(font)
    return font


def check(font: TTFont) -> None:
    """Make sure that a font has everything in ``REPERTOIRE``.

    Raises:
        Trouble: ``fonts_incomplete``, naming the letters that are missing.
    """
    lacking = "".join(c for c in REPERTOIRE if ord(c) not in font.face.charWidths)
    if lacking:
        raise Trouble(
            "fonts_incomplete",
            f"Bộ chữ in thiếu các chữ: {' '.join(lacking)}. Hồ sơ đã lưu vẫn an toàn. "
            "Hãy cài lại chương trình rồi in lại.",
        )
