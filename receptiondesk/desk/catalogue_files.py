"""Catalogue files on disk: a workbook, a ZIP of CSV files, or a folder of them."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Final

from receptiondesk.domain.catalogue_columns import SHEETS, sheet_key
from receptiondesk.domain.catalogue_rows import to_csv
from receptiondesk.domain.errors import Problem, Refused, Trouble
from receptiondesk.domain.text import date_vi
from receptiondesk.paths import write_whole

Sheets = Mapping[str, list[list[str]]]

_MOST_BYTES: Final = 64 * 1024 * 1024
_CODE_FORMAT: Final = "@"
_CODE_COLUMNS: Final = {"procedure", "code"}
_WIDEST: Final = 60


def read(path: Path) -> Sheets:
    """Read the sheets of a catalogue file as rows of text, by sheet key.

    Args:
        path: an ``.xlsx`` workbook, a ``.zip`` of CSV files, or a folder of CSV files.

    Raises:
        Refused: no_file, unknown_kind, unreadable_file, bad_encoding, unknown_sheet, repeated.
        Trouble: cannot_read: the file is there and the system does not give it.
    """
    try:
        if path.is_dir():
            return _from_csv({p.name: p.read_bytes() for p in sorted(path.glob("*.csv"))})
        if not path.is_file():
            raise _refused("no_file", f"Không thấy tệp {path}. Xin kiểm tra lại đường dẫn.")
        if path.stat().st_size > _MOST_BYTES:
            raise _unreadable(path)
        return _read_file(path)
    except OSError as fault:
        text = f"Không đọc được tệp {path}. Danh mục chưa thay đổi; xin kiểm tra tệp rồi nhập lại."
        raise Trouble("cannot_read", text) from fault


def write(path: Path, sheets: Sheets) -> None:
    """Write sheets as a workbook (``.xlsx``) or a ZIP of CSV files (``.zip``).

    Raises:
        Refused: unknown_kind.
        Trouble: cannot_write: nothing usable was left at ``path``.
    """
    kind = path.suffix.lower()
    if kind not in {".xlsx", ".zip"}:
        raise _refused("unknown_kind", "Tên tệp xuất ra cần có đuôi .xlsx hoặc .zip.")
    body = _workbook(sheets) if kind == ".xlsx" else _zip(sheets)
    try:
        write_whole(path.resolve(), body, durable=False)
    except OSError as fault:
        text = f"Không ghi được tệp {path}. Xin kiểm tra chỗ trống và quyền ghi của thư mục."
        raise Trouble("cannot_write", text) from fault


def read_shipped() -> Sheets:
    """Read the catalogue that comes with the program."""
    folder = files("resources") / "catalogue"
    return _from_csv({f"{s.key}.csv": (folder / f"{s.key}.csv").read_bytes() for s in SHEETS})


def shipped_order() -> tuple[str, ...]:
    """Return the codes that are commonest everywhere, for an office without habits yet."""
    text = (files("resources") / "catalogue" / "commonest.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.split() if re.fullmatch(r"\d\.\d{6}", line))


def _read_file(path: Path) -> Sheets:
    kind = path.suffix.lower()
    if kind == ".zip":
        return _from_csv(_unzip(path))
    if kind == ".xlsx":
        return _from_workbook(path)
    text = "Chỉ nhập được tệp .xlsx, tệp .zip chứa các tệp .csv, hoặc thư mục chứa các tệp .csv."
    raise _refused("unknown_kind", text)


def _unzip(path: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [i for i in archive.infolist() if i.filename.lower().endswith(".csv")]
            if sum(member.file_size for member in members) > _MOST_BYTES:
                raise _unreadable(path)
            return {Path(m.filename).name: archive.read(m) for m in members}
    except (zipfile.BadZipFile, RuntimeError) as fault:
        raise _unreadable(path) from fault


def _from_csv(bodies: Mapping[str, bytes]) -> Sheets:
    sheets = {}
    for name, body in bodies.items():
        key = sheet_key(Path(name).stem)
        if key is not None:
            sheets[key] = _csv_rows(name, body)
    return sheets


def _csv_rows(name: str, body: bytes) -> list[list[str]]:
    """Read CSV as spreadsheets write it here: with commas, semicolons or tabs."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        message = f"Tệp {name} không ở bảng mã UTF-8. Xin lưu lại dạng “CSV UTF-8” rồi nhập lại."
        raise _refused("bad_encoding", message) from fault
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as fault:
        message = f"Tệp {name} sai dạng CSV: dấu ngoặc kép mở mà không đóng. Xin lưu lại tệp."
        raise _refused("unreadable_file", message) from fault


def _from_workbook(path: Path) -> Sheets:
    import openpyxl  # heavy, and only this act needs it
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError) as fault:
        raise _unreadable(path) from fault
    try:
        return {
            key: [_cells(row) for row in sheet.iter_rows(values_only=True)]
            for sheet in book.worksheets
            if (key := sheet_key(sheet.title)) is not None
        }
    finally:
        book.close()


def _cells(row: Iterable[object]) -> list[str]:
    return [_cell(value) for value in row]


def _cell(value: object) -> str:
    """Return a cell as text: whole numbers without a fraction, dates as dd/MM/yyyy."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, date):
        return date_vi(value)
    return str(value)


def _workbook(sheets: Sheets) -> bytes:
    import openpyxl  # heavy, and only this act needs it
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook(write_only=True)
    for plan in SHEETS:
        page = book.create_sheet(plan.title)
        page.freeze_panes = "A2"
        lines = sheets[plan.key]
        for place, column in enumerate(plan.columns, start=1):
            width = max(len(column.heading), *(len(line[place - 1]) for line in lines))
            page.column_dimensions[get_column_letter(place)].width = min(width + 2, _WIDEST)
        codes = [column.key in _CODE_COLUMNS for column in plan.columns]
        for number, line in enumerate(lines):
            bold = Font(bold=True) if number == 0 else None
            page.append([_styled(page, c, bold, code) for c, code in zip(line, codes, strict=True)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _styled(page: object, text: str, font: object, code: object) -> object:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(page, value=text or None)  # type: ignore[arg-type]
    if font is not None:
        cell.font = font  # type: ignore[assignment]
    if code:
        cell.number_format = _CODE_FORMAT  # else 1.001190 comes back as the number 1.00119
    return cell


def _zip(sheets: Sheets) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for key, lines in sheets.items():
            archive.writestr(f"{key}.csv", to_csv(lines))
    return out.getvalue()


def _refused(code: str, message: str) -> Refused:
    return Refused(Problem("", code, message))


def _unreadable(path: Path) -> Refused:
    text = f"Tệp {path.name} bị hỏng hoặc không đúng loại. Danh mục chưa thay đổi; xin lưu lại tệp."
    return _refused("unreadable_file", text)
