"""Reads the cells of one catalogue row and tells each fault with sheet, row and column."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import TypeVar

from receptiondesk.domain.catalogue_columns import NO, YES, Column, SheetPlan
from receptiondesk.domain.errors import Problem
from receptiondesk.domain.text import clean_line, fold, unprintable

_Word = TypeVar("_Word", bound=StrEnum)
_CODE = re.compile(r"\d\.\d{6}(?:\.[A-Z0-9]{1,3})*")
_SHORT_CODE = re.compile(r"(\d)[.,](\d{1,6})")
_BARE_CODE = re.compile(r"(\d)(\d{6})")
_NUMBER = re.compile(r"\d{1,3}(?:[.,]\d{3})+|\d{1,12}")
_SHOWN_AT_MOST = 40
_CODE_DECIMALS = 6


class RowReader:
    """The cells of one row by column key. Faults go to ``problems``; reading goes on.

    Text comes back in NFC with single spaces: that is mended, not refused. ``faulty`` holds the
    keys at fault, so that one wrong cell is not told twice.
    """

    def __init__(
        self,
        plan: SheetPlan,
        number: int,
        cells: Mapping[str, tuple[int, str]],
        problems: list[Problem],
    ) -> None:
        """Take a row: its number in the spreadsheet and, per key, column number and text."""
        self.plan = plan
        self.number = number
        self.faulty: set[str] = set()
        self._cells = cells
        self._problems = problems

    def text(self, key: str) -> str:
        """Return a cell's text, empty when the column is absent."""
        value = clean_line(self._raw(key))
        if unprintable(value):
            self.fault(key, "chữ thường, không có ký tự điều khiển hoặc ký tự ẩn")
        elif not value and self._column(key).needed:
            self.fault(key, "một giá trị vì ô này không được để trống")
        return value

    def code(self, key: str) -> str:
        """Return a procedure code, undoing what spreadsheets do to it (1,00119 and 1001190)."""
        value = self.text(key)
        short, bare = _SHORT_CODE.fullmatch(value), _BARE_CODE.fullmatch(value)
        if short:
            value = f"{short[1]}.{short[2].ljust(_CODE_DECIMALS, '0')}"
        elif bare:
            value = f"{bare[1]}.{bare[2]}"
        if value and not _CODE.fullmatch(value):
            self.fault(key, "mã thủ tục dạng 1.001193")
        return value

    def number_in(self, key: str) -> int | None:
        """Return a whole number of 0 or more, ``None`` for an empty cell."""
        value = self.text(key)
        if not value:
            return None
        if not _NUMBER.fullmatch(value):
            self.fault(key, "số nguyên từ 0 trở lên")
            return None
        return int(re.sub(r"[.,]", "", value))

    def count(self, key: str, *, otherwise: int = 0) -> int:
        """Return a whole number of 0 or more; ``otherwise`` for an empty cell."""
        value = self.number_in(key)
        return otherwise if value is None else value

    def flag(self, key: str, *, otherwise: bool) -> bool:
        """Return a yes or no ("có", "không", x, 1, 0); ``otherwise`` for an empty cell."""
        value = fold(self.text(key))
        if not value:
            return otherwise
        if value in {fold(YES), "x", "1", "true", "yes"}:
            return True
        if value not in {fold(NO), "0", "false", "no"}:
            self.fault(key, f"“{YES}” hoặc “{NO}”")
        return False

    def word(self, key: str, words: Mapping[_Word, str], *, otherwise: _Word) -> _Word:
        """Return the value named by one of the known words; ``otherwise`` for an empty cell."""
        value = self.text(key)
        found = _find(value, words)
        if value and found is None:
            self.fault(key, _one_of(words))
        return otherwise if found is None else found

    def words(self, key: str, words: Mapping[_Word, str]) -> frozenset[_Word]:
        """Return the values named in a cell, separated by commas or semicolons."""
        parts = [part for part in re.split(r"[,;]", self.text(key)) if part.strip()]
        found = [_find(part, words) for part in parts]
        if None in found:
            self.fault(key, f"{_one_of(words)}, cách nhau bằng dấu phẩy")
        return frozenset(value for value in found if value is not None)

    def day(self, key: str) -> date | None:
        """Return a date written dd/MM/yyyy or yyyy-MM-dd."""
        value = self.text(key)
        if not value:
            return None
        parts = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", value)
        iso = f"{parts[3]}-{parts[2]:0>2}-{parts[1]:0>2}" if parts else value
        try:
            return date.fromisoformat(iso)
        except ValueError:
            self.fault(key, "ngày dạng 31/12/2026")
            return None

    def fault(self, key: str, wanted: str, code: str = "bad_cell") -> None:
        """Note a fault of one cell: what stands there and what is wanted."""
        self.faulty.add(key)
        column, raw = self._cells.get(key, (0, ""))
        shown = "".join("?" if unprintable(c) else c for c in clean_line(raw))[:_SHOWN_AT_MOST]
        there = f"đang ghi “{shown}”" if shown else "đang trống"
        place = f"Trang “{self.plan.title}”, dòng {self.number}, cột {column}"
        message = f"{place} ({self._column(key).heading}): {there}, cần {wanted}."
        field = f"{self.plan.key}!R{self.number}C{column}"
        self._problems.append(Problem(field, code, message))

    def _raw(self, key: str) -> str:
        return self._cells.get(key, (0, ""))[1]

    def _column(self, key: str) -> Column:
        return next(column for column in self.plan.columns if column.key == key)


def rows_of(
    plan: SheetPlan, lines: Sequence[Sequence[str]], problems: list[Problem]
) -> list[RowReader]:
    """Return a reader for each filled row below the headings.

    Headings may stand in any order, in Vietnamese or as English keys. A heading that the format
    does not know, and a needed column that is missing, are faults of row 1.
    """
    places = _places(plan, lines[0] if lines else (), problems)
    missing = [column for column in plan.columns if column.needed and column.key not in places]
    problems += [_missing_column(plan, column) for column in missing]
    if missing:
        return []
    readers = []
    for number, cells in enumerate(lines[1:], start=2):
        if any(cell.strip() for cell in cells):
            known = {k: (p, cells[p - 1] if p <= len(cells) else "") for k, p in places.items()}
            readers.append(RowReader(plan, number, known, problems))
    return readers


def _places(plan: SheetPlan, headings: Sequence[str], problems: list[Problem]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, text in enumerate(headings, start=1):
        heading = fold(text)
        key = next((c.key for c in plan.columns if heading in {c.key, fold(c.heading)}), None)
        if key and key not in places:
            places[key] = place
        elif heading:
            problems.append(_heading_fault(plan, place, text))
    return places


def _heading_fault(plan: SheetPlan, place: int, text: str) -> Problem:
    known = ", ".join(f"“{column.heading}”" for column in plan.columns)
    return Problem(
        f"{plan.key}!R1C{place}",
        "unknown_column",
        f"Trang “{plan.title}”, dòng 1, cột {place}: tên cột “{clean_line(text)[:_SHOWN_AT_MOST]}” "
        f"không có trong mẫu hoặc bị lặp, cần một trong các tên {known}.",
    )


def _missing_column(plan: SheetPlan, column: Column) -> Problem:
    return Problem(
        f"{plan.key}!R1C0",
        "missing_column",
        f"Trang “{plan.title}”, dòng 1: thiếu cột “{column.heading}”, cần thêm cột này.",
    )


def _find(cell: str, words: Mapping[_Word, str]) -> _Word | None:
    folded = fold(cell)
    return next((v for v, word in words.items() if folded in {v.value, fold(word)}), None)


def _one_of(words: Mapping[_Word, str]) -> str:
    return "một trong: " + ", ".join(f"“{word}”" for word in words.values())
