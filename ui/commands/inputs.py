"""What a command is given: files, standard input, moments."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import typer

from receptiondesk.domain.clock import VIETNAM
from receptiondesk.domain.errors import Problem, Refused, Trouble
from receptiondesk.paths import reason_vi

STANDARD_INPUT = "-"
_AT_MOST_BYTES = 4 * 1024 * 1024
_YEARS = range(2000, 2101)


def read_text(file: str) -> str:
    """Return the text of a file, or of the standard input for ``-``: UTF-8, a BOM tolerated.

    Raises:
        Refused: There is no such file (``file_not_found``), it is not UTF-8 (``not_utf8``) or
            longer than 4 MiB (``too_long``); the field is empty, as it is the whole input.
        Trouble: The file is there and cannot be read (``file_unreadable``).
    """
    raw = read_bytes(file)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        message = (
            f"Nội dung không phải chữ UTF-8 (sai từ byte {wrong.start + 1}). "
            "Xin lưu lại tệp dạng UTF-8."
        )
        raise Refused(Problem("", "not_utf8", message)) from wrong


def read_bytes(file: str) -> bytes:
    """Return the bytes of a file, or of the standard input for ``-``.

    Raises:
        Refused: ``file_not_found`` or ``too_long`` (4 MiB), with field "".
        Trouble: ``file_unreadable``.
    """
    if file == STANDARD_INPUT:
        stream = getattr(sys.stdin, "buffer", None)  # absent when the input is closed
        raw = b"" if stream is None else bytes(stream.read(_AT_MOST_BYTES + 1))
    else:
        raw = _file_bytes(file)
    if len(raw) > _AT_MOST_BYTES:
        _refuse("too_long", "Nội dung dài quá 4 MB. Xin kiểm tra lại tệp đã chọn.")
    return raw


def _file_bytes(file: str) -> bytes:
    try:
        with Path(file).open("rb") as opened:
            return opened.read(_AT_MOST_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError, ValueError) as missing:
        message = f"Không thấy tệp «{file}». Xin kiểm tra lại đường dẫn."
        raise Refused(Problem("", "file_not_found", message)) from missing
    except OSError as unreadable:
        raise Trouble(
            "file_unreadable",
            f"Không đọc được tệp «{file}»: {reason_vi(unreadable)}. Chưa ghi gì cả.",
        ) from unreadable


def read_json(file: str) -> Any:  # noqa: ANN401 - any JSON value; who reads it checks the shape
    """Return the one JSON value of a file or of the standard input.

    A key given twice and the numbers that JSON does not have (NaN, Infinity) are refused, because
    two programs would read them differently.

    Raises:
        Refused: As ``read_text``, or the text is no JSON (``bad_json``), both with field "".
        Trouble: As ``read_text``.
    """
    text = read_text(file)
    try:
        value = json.loads(text, object_pairs_hook=_each_key_once, parse_constant=_no_number)
        json.dumps(value, ensure_ascii=False).encode()  # half a surrogate pair cannot be kept
    except json.JSONDecodeError as wrong:
        message = f"JSON sai ở dòng {wrong.lineno}, cột {wrong.colno}. Xin kiểm tra lại nội dung."
        raise Refused(Problem("", "bad_json", message)) from wrong
    except (ValueError, RecursionError) as wrong:  # huge number, half a character, endless nesting
        message = "Không đọc được JSON: có giá trị quá lớn, lồng quá sâu hoặc ký tự hỏng."
        raise Refused(Problem("", "bad_json", message)) from wrong
    return value


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    twice = (
        sorted({key for key in keys if keys.count(key) > 1}) if len(set(keys)) < len(keys) else []
    )
    if twice:
        _refuse("duplicate_key", f"Khóa «{twice[0][:60]}» có hai lần trong JSON. Xin giữ lại một.")
    return dict(pairs)


def _no_number(name: str) -> NoReturn:
    _refuse("bad_json", f"JSON không có số «{name}». Xin ghi một số thường.")


def _refuse(code: str, message: str) -> NoReturn:
    raise Refused(Problem("", code, message))


def read_lines(file: str) -> tuple[str, ...]:
    """Return the lines that say something: trimmed, each once, ``#`` begins a remark.

    Raises:
        Refused: As ``read_text``.
        Trouble: As ``read_text``.
    """
    bare = (line.split("#", 1)[0].strip() for line in read_text(file).splitlines())
    return tuple(dict.fromkeys(line for line in bare if line))


def moment(text: str) -> datetime:
    """Return an ISO 8601 moment in UTC; without an offset it is a time in Viet Nam.

    Raises:
        typer.BadParameter: It is no moment, or not of this century.
    """
    try:
        read = datetime.fromisoformat(text.strip())
    except ValueError as wrong:
        raise typer.BadParameter(
            f"«{text}» không phải thời điểm ISO, ví dụ 2026-11-20T09:30 hoặc 2026-11-20T09:30+07:00"
        ) from wrong
    if read.year not in _YEARS:
        raise typer.BadParameter(f"năm {read.year} nằm ngoài khoảng 2000–2100")
    return (read if read.tzinfo else read.replace(tzinfo=VIETNAM)).astimezone(UTC)
