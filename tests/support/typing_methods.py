"""What Telex and VNI make of keys that a scanner presses: as much of them as can touch a code.

Each key works on the word it stands in, as the typing methods do: tones and hats go to vowels that
were typed before, "dd" and "d9" make "đ", a lone "w" makes "ư".
"""

import unicodedata
from collections.abc import Callable

_VOWELS = "aeiouy"
_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_FIGURES = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_HAT, _HORN, _BREVE = "\u0302", "\u031b", "\u0306"
_VNI_SHAPES = {"6": ("aeo", _HAT), "7": ("ou", _HORN), "8": ("a", _BREVE)}


def telex(keys: str) -> str:
    """Return what is on the screen after typing ``keys`` with Telex on."""
    return _typed(keys, _telex_key)


def vni(keys: str) -> str:
    """Return what is on the screen after typing ``keys`` with VNI on."""
    return _typed(keys, _vni_key)


def _typed(keys: str, press: Callable[[str, str], str]) -> str:
    done, word = "", ""
    for key in keys:
        if not key.isalnum():
            done, word = done + word + key, ""
            continue
        word = press(word, key)
    return unicodedata.normalize("NFC", done + word)


def _telex_key(word: str, key: str) -> str:
    low, last = key.lower(), word[-1:].lower()
    if low in "aeo" and last == low:
        return word + _HAT
    if low == "d" and last == "d":
        return word[:-1] + ("Đ" if word[-1].isupper() else "đ")
    if low == "w":
        return word + (_HORN if last in tuple("ou") else _BREVE if last == "a" else "ư")
    return _toned(word, _TONES[low]) if low in _TONES and _voiced(word) else word + key


def _vni_key(word: str, key: str) -> str:
    if key in _FIGURES and _voiced(word):
        return _toned(word, _FIGURES[key])
    if key == "9" and "d" in word.lower():
        at = word.lower().rindex("d")
        return word[:at] + ("Đ" if word[at].isupper() else "đ") + word[at + 1 :]
    if key in _VNI_SHAPES:
        letters, mark = _VNI_SHAPES[key]
        at = max((word.lower().rfind(one) for one in letters), default=-1)
        return word[: at + 1] + mark + word[at + 1 :] if at >= 0 else word + key
    return word + key


def _voiced(word: str) -> bool:
    return any(letter in _VOWELS for letter in word.lower())


def _toned(word: str, mark: str) -> str:
    at = max(word.lower().rfind(vowel) for vowel in _VOWELS)
    return word[: at + 1] + mark + word[at + 1 :]
