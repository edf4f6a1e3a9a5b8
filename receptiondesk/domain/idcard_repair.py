"""Mends what scanners, keyboards and code pages do to an ID card's text on its way to the form."""

import codecs
import re
import unicodedata
from dataclasses import dataclass, field

from receptiondesk.domain.errors import Problem
from receptiondesk.domain.text import nfc, unprintable

#: Symbology identifiers that a scanner may be set to send first (ISO/IEC 15424): QR, Data Matrix.
_SYMBOLOGY = re.compile(r"^\](?:Q[0-6]|d[0-6])")
_LINE_ENDS = re.compile(r"[\r\n]+")
_EDGES = " \t\r\n\0\x02\x03\x04\ufeff"
#: What a scanner may send between two scans of one card.
_GAP = re.compile(rf"[{_EDGES}]*(?:\](?:Q[0-6]|d[0-6]))?")
_LONGEST_GAP = 8
_ROUNDS = 3
#: What UTF-8 Vietnamese looks like when read byte by byte ("á»…", "Æ°", "Ã©").
_MISREAD = re.compile("á[»º]|Æ[°¡]|Ä[\u2018ƒ\x91\x83\x90]|Ã[\x80-\xbf]")
_WORD = re.compile("[^| ]+")


@dataclass(slots=True)
class Repaired:
    """A text in good order and what was done to it, as warnings."""

    text: str
    warnings: list[Problem] = field(default_factory=list)

    def warn(self, code: str, message: str) -> None:
        """Keep what was done, for the clerk to compare."""
        self.warnings.append(Problem("", code, message))


def repair(raw: str | bytes) -> Repaired:
    """Return the text as the card holds it: UTF-8 in NFC, one line, once.

    Repairs, each with a warning: bytes of another encoding, UTF-8 read as Latin-1 or Windows-1252
    (up to three times over), decomposed letters, line ends, a scan sent twice, hidden characters.
    Keyboard artefacts at both ends (tab, STX/ETX, symbology identifier) go silently.
    """
    done = Repaired("")
    text = _decoded(raw, done)
    if _LINE_ENDS.search(text):
        done.warn("line_ends", "Đã bỏ ký tự xuống dòng mà máy quét gửi kèm.")
    text = _SYMBOLOGY.sub("", text.strip(_EDGES))
    text = _once(text, done)
    text = _reread(text, done)
    text = _LINE_ENDS.sub(" ", text).replace("\t", " ")
    if unicodedata.is_normalized("NFC", text) is False:
        done.warn("decomposed", "Đã ghép lại dấu của chữ tiếng Việt (thẻ dùng chữ tổ hợp).")
        text = nfc(text)
    hidden = unprintable(text)
    if hidden:
        done.warn(
            "hidden_characters", "Đã bỏ ký tự ẩn lẫn trong dữ liệu thẻ. Xin đối chiếu với thẻ."
        )
        text = "".join(c for c in text if c not in hidden)
    done.text = text.strip(_EDGES)
    return done


def _decoded(raw: str | bytes, done: Repaired) -> str:
    if isinstance(raw, str):
        return _unescaped(raw)
    try:
        if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return raw.decode("utf-16")
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        done.warn("not_utf8", "Dữ liệu thẻ không phải UTF-8. Xin đối chiếu họ tên và địa chỉ.")
        return raw.decode("latin-1")


def _unescaped(text: str) -> str:
    """Return bytes that the system passed on undecoded (lone surrogates) as text again."""
    try:
        return text.encode("utf-8", "surrogateescape").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text


def _once(text: str, done: Repaired) -> str:
    for gap in range(_LONGEST_GAP + 1):
        half, odd = divmod(len(text) - gap, 2)
        between = text[half : half + gap]
        if half > 0 and not odd and text[:half] == text[half + gap :] and _GAP.fullmatch(between):
            done.warn("scanned_twice", "Thẻ được quét hai lần liền nhau; đã lấy một lần.")
            return text[:half]
    return text


def _reread(text: str, done: Repaired) -> str:
    """Return the text read as UTF-8 where it was read as a one-byte code page.

    Where the code page lost bytes the whole cannot be mended, then word by word what can.
    """
    mended = _reread_whole(text)
    if mended == text and _MISREAD.search(text):
        mended = _WORD.sub(lambda word: _reread_whole(word[0]), text)
    if _MISREAD.search(mended):
        done.warn(
            "misread",
            "Một phần chữ tiếng Việt bị đọc sai bảng mã và chưa sửa được. Xin sửa theo thẻ.",
        )
    elif mended != text:
        done.warn(
            "reread",
            "Chữ tiếng Việt bị đọc sai bảng mã đã được sửa. Xin đối chiếu họ tên và địa chỉ.",
        )
    return mended


def _reread_whole(text: str) -> str:
    for _ in range(_ROUNDS):
        try:
            again = _as_bytes(text).decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            break
        if again == text:
            break
        text = again
    return text


def _as_bytes(text: str) -> bytes:
    """Return the bytes behind a text read as Windows-1252, whose five gaps Latin-1 fills."""
    return b"".join(
        c.encode("latin-1") if "\x80" <= c <= "\x9f" else c.encode("cp1252") for c in text
    )
