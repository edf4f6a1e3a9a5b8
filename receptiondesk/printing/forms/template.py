"""A form's words with the version that tells which words a printed paper bears."""

import hashlib
import json
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from receptiondesk.printing import wording
from receptiondesk.printing.wording import Wording

#: The words that all forms share.
SHARED = "papers"
_MARK_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Template:
    """The words of one form. ``version`` is the file's own, marked where the office changed it."""

    kind: str
    words: Wording
    version: str


def load(kind: str, folder: Path | None = None) -> Template:
    """Return the words of a form: the shared ones, the form's own, and the office's over both.

    Args:
        kind: the name of the form's file without its ending.
        folder: where the office keeps its own wording.

    Raises:
        Refused: as `wording.load`, for either file of the office.
    """
    shared, own = wording.load(SHARED, folder), wording.load(kind, folder)
    words = Wording({**shared.values, **own.values})
    shipped = {**wording.load(SHARED).values, **wording.load(kind).values}
    changed = {key: text for key, text in words.values.items() if text != shipped[key]}
    version = words["version"]
    if changed.keys() - {"version"}:
        told = json.dumps(changed, ensure_ascii=False, sort_keys=True).encode()
        version += f"+{hashlib.sha256(told).hexdigest()[:_MARK_LENGTH]}"
    return Template(kind, words, version)


def shipped() -> frozenset[str]:
    """Return the names of all files of words that ship with the program."""
    return frozenset(
        one.name.removesuffix(".toml")
        for one in files("resources").joinpath("forms").iterdir()
        if one.name.endswith(".toml")
    )
