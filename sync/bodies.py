"""What a request carries: a form, JSON, files in parts, or bytes as they are.

Files are sent piece by piece from the bytes at hand, so that a big one is never held twice and the
end of the program need not wait for it.
"""

import json
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote, urlencode

PIECE: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Form:
    """application/x-www-form-urlencoded."""

    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Json:
    """application/json in UTF-8; any JSON-ready value."""

    value: Any


@dataclass(frozen=True, slots=True)
class FilePart:
    """One file of a multipart body; ``field_name`` is what the portal calls the part."""

    field_name: str
    file_name: str
    mime: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Multipart:
    """multipart/form-data: plain fields first, then the files."""

    fields: Mapping[str, str]
    files: tuple[FilePart, ...]


@dataclass(frozen=True, slots=True)
class Octets:
    """Bytes as they are, under a media type."""

    mime: str
    content: bytes = field(repr=False)


Body = Form | Json | Multipart | Octets


class Cut(OSError):  # noqa: N818 - what happened, not whose fault it is
    """The program ends: what was being sent stops in the middle, and nobody knows how it ended."""


class Stream:
    """A body of known length, handed over piece by piece; stops when ``stop`` is set."""

    def __init__(self, pieces: tuple[bytes, ...], stop: threading.Event) -> None:
        """Keep the pieces; nothing is copied."""
        self._pieces = [memoryview(piece) for piece in pieces if piece]
        self._length = sum(len(piece) for piece in self._pieces)
        self._stop = stop

    def __len__(self) -> int:
        return self._length

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most ``size`` (all that is left when negative).

        Raises:
            Cut: The program is to end.
        """
        if self._stop.is_set():
            raise Cut("stopped")
        if size < 0:
            whole = b"".join(self._pieces)
            self._pieces.clear()
            return whole
        if not self._pieces:
            return b""
        first = self._pieces[0]
        if len(first) <= size:
            return bytes(self._pieces.pop(0))
        self._pieces[0] = first[size:]
        return bytes(first[:size])


def packed(body: Body | None, stop: threading.Event) -> tuple[bytes | Stream | None, str]:
    """Return a body as it goes over the wire, and its media type."""
    match body:
        case None:
            return None, ""
        case Form(fields):
            return urlencode(fields).encode(), "application/x-www-form-urlencoded"
        case Json(value):
            return json.dumps(value, ensure_ascii=False).encode(), "application/json; charset=utf-8"
        case Octets(mime, content):
            return _streamed((content,), stop), mime
        case Multipart():
            return _multipart(body, stop)


def _streamed(pieces: tuple[bytes, ...], stop: threading.Event) -> bytes | Stream:
    small = sum(len(piece) for piece in pieces) <= PIECE
    return b"".join(pieces) if small else Stream(pieces, stop)


def _multipart(body: Multipart, stop: threading.Event) -> tuple[bytes | Stream, str]:
    boundary = secrets.token_hex(16)
    pieces: list[bytes] = []
    for name, value in body.fields.items():
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{_quoted(name)}"\r\n\r\n'
        pieces.append(f"{head}{value}\r\n".encode())
    for part in body.files:
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="{_quoted(part.field_name)}";'
            f' filename="{_quoted(part.file_name)}"\r\nContent-Type: {part.mime}\r\n\r\n'
        )
        pieces += [head.encode(), part.content, b"\r\n"]
    pieces.append(f"--{boundary}--\r\n".encode())
    return _streamed(tuple(pieces), stop), f"multipart/form-data; boundary={boundary}"


def _quoted(name: str) -> str:
    """Escape a name inside quotes as browsers do (WHATWG HTML 4.10.22.8)."""
    return "".join(quote(sign) if sign in '"\r\n' else sign for sign in name)
