"""Reading a multipart body: plain fields, and files with their names (RFC 7578)."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Upload:
    """One file as it came."""

    name: str
    content: bytes = field(repr=False)


def read(content_type: str, body: bytes) -> tuple[dict[str, str], dict[str, Upload]]:
    """Return fields and files by name; a body that is cut short tells only its whole parts."""
    boundary = b"--" + content_type.partition("boundary=")[2].partition(";")[0].strip('" ').encode()
    fields: dict[str, str] = {}
    files: dict[str, Upload] = {}
    # The line end belongs to the boundary, so that a file may hold the boundary's letters.
    for piece in (b"\r\n" + body).split(b"\r\n" + boundary)[1:-1]:
        head, _, content = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        words = head.decode("utf-8", errors="replace")
        name = _quoted(words, ' name="')
        if ' filename="' in words:
            files[name] = Upload(_quoted(words, ' filename="'), content)
        else:
            fields[name] = content.decode("utf-8", errors="replace")
    return fields, files


def _quoted(words: str, key: str) -> str:
    return words.partition(key)[2].partition('"')[0]
