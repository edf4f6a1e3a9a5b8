"""A portal's codes as a CSV file: one line each, faults told by row and column.

Columns: kind, ours, theirs, way, note. A blank ``way`` reads both ways. The separator is a comma,
or a semicolon as spreadsheets of a Vietnamese machine write it.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

from receptiondesk.domain.code_map import CodeKind, CodeLine, Way
from receptiondesk.domain.dossier import Status
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.procedures import Channel
from receptiondesk.domain.text import clean_line, nfc, unprintable
from receptiondesk.domain.walk_in import ApplicantKind, DeliveryMethod, IdentityType

COLUMNS = ("kind", "ours", "theirs", "way", "note")
LONGEST_CODE = 500
MOST_LINES = 50_000

#: Kinds of which we know every word of ours; the others name codes of a catalogue.
_OURS: Mapping[CodeKind, frozenset[str]] = {
    CodeKind.STATUS: frozenset(str(status.value) for status in Status),
    CodeKind.CHANNEL: frozenset(one.value for one in Channel),
    CodeKind.APPLICANT: frozenset(one.value for one in ApplicantKind),
    CodeKind.IDENTITY: frozenset(one.value for one in IdentityType),
    CodeKind.RETURN: frozenset(one.value for one in DeliveryMethod),
}


def to_csv(lines: Iterable[CodeLine]) -> str:
    """Return lines as a CSV text with its heading; ``from_csv`` reads the same lines again."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for line in lines:
        writer.writerow((line.kind.value, line.ours, line.theirs, line.way.value, line.note))
    return out.getvalue()


def from_csv(text: str) -> tuple[CodeLine, ...]:
    """Read a whole table; blank rows are skipped.

    Raises:
        Refused: every fault at once, ``field`` = ``R<row>C<column>`` as a spreadsheet counts them:
            ``bad_heading``, ``bad_kind``, ``bad_ours``, ``bad_theirs``, ``bad_way``, ``bad_note``,
            ``twice``, ``no_lines``, ``too_many``, ``not_csv``.
    """
    rows = _rows(nfc(text).removeprefix("\ufeff"))
    if not rows or tuple(cell.strip().lower() for cell in rows[0][1]) != COLUMNS:
        wanted = ", ".join(COLUMNS)
        message = f"Dòng đầu phải là tên các cột, theo đúng thứ tự: {wanted}."
        raise Refused(Problem("R1C1", "bad_heading", message))
    if len(rows) > MOST_LINES:
        message = f"Bảng mã dài quá {MOST_LINES} dòng. Xin chia bớt."
        raise Refused(Problem("", "too_many", message))
    reading = _Reading()
    for number, cells in rows[1:]:
        reading.take(number, [clean_line(cell) for cell in cells])
    if not reading.lines and not reading.problems:
        raise Refused(Problem("", "no_lines", "Bảng mã không có dòng nào; chưa thay đổi gì."))
    if reading.problems:
        raise Refused.of(reading.problems)
    return tuple(line for _, line in reading.lines)


def _rows(text: str) -> list[tuple[int, list[str]]]:
    heading = text.partition("\n")[0]
    separator = ";" if ";" in heading and "," not in heading else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows = []
    try:
        for cells in reader:
            rows.append((reader.line_num, cells))  # noqa: PERF401 - the number is the row's own
    except csv.Error as broken:
        message = f"Dòng {reader.line_num} không đúng dạng CSV (thường do thiếu dấu ngoặc kép)."
        raise Refused(Problem(f"R{reader.line_num}C1", "not_csv", message)) from broken
    return [(number, cells) for number, cells in rows if any(cell.strip() for cell in cells)]


class _Reading:
    """Lines read so far, with the row each stands in, and everything wrong with them."""

    def __init__(self) -> None:
        self.lines: list[tuple[int, CodeLine]] = []
        self.problems: list[Problem] = []
        self._out: dict[tuple[CodeKind, str], int] = {}
        self._in: dict[tuple[CodeKind, str], int] = {}

    def take(self, row: int, cells: Sequence[str]) -> None:
        """Read one row."""
        kind, ours, theirs, way, note = (*cells, *([""] * len(COLUMNS)))[: len(COLUMNS)]
        wrong = list(_wrong(kind, ours, theirs, way or Way.BOTH.value, note))
        if len(cells) > len(COLUMNS) and any(cells[len(COLUMNS) :]):
            wrong.append((len(COLUMNS), "bad_note", "thừa ô; mỗi dòng có năm cột"))
        for column, code, what in wrong:
            self._fault(row, column, code, what)
        if not wrong:
            line = CodeLine(CodeKind(kind), ours, theirs, Way(way or Way.BOTH.value), note)
            self._once(row, line)
            self.lines.append((row, line))

    def _once(self, row: int, line: CodeLine) -> None:
        """Name a line that answers a question which an earlier line has answered."""
        if line.way is not Way.IN:
            before = self._out.setdefault((line.kind, line.ours), row)
            if before != row:
                what = f"mã “{line.ours}” đã có ở dòng {before}; chỉ một dòng được dùng khi gửi"
                self._fault(row, 1, "twice", what)
        if line.way is not Way.OUT:
            before = self._in.setdefault((line.kind, line.theirs), row)
            if before != row:
                what = (
                    f"mã “{line.theirs}” đã có ở dòng {before}; chỉ một dòng được dùng khi nhận"
                    " (ghi “out” ở cột way cho dòng chỉ dùng khi gửi)"
                )
                self._fault(row, 2, "twice", what)

    def _fault(self, row: int, column: int, code: str, what: str) -> None:
        name = f" ({COLUMNS[column]})" if column < len(COLUMNS) else ""
        message = f"Dòng {row}, cột {column + 1}{name}: {what}."
        self.problems.append(Problem(f"R{row}C{column + 1}", code, message))


def _wrong(
    kind: str, ours: str, theirs: str, way: str, note: str
) -> Iterator[tuple[int, str, str]]:
    """Yield column, code and words of each fault of one row."""
    kinds = {one.value for one in CodeKind}
    if kind not in kinds:
        yield 0, "bad_kind", f"không có loại mã “{kind}”; dùng: {', '.join(sorted(kinds))}"
    for column, code, text in ((1, "bad_ours", ours), (2, "bad_theirs", theirs)):
        if not text:
            yield column, code, "còn trống"
        elif len(text) > LONGEST_CODE or unprintable(text):
            yield column, code, f"dài quá {LONGEST_CODE} ký tự hoặc có ký tự không in được"
    known = _OURS.get(CodeKind(kind)) if kind in kinds else None
    if ours and known is not None and ours not in known:
        listed = ", ".join(sorted(known, key=lambda one: (len(one), one)))
        yield 1, "bad_ours", f"“{ours}” không phải mã của chương trình; dùng: {listed}"
    if way not in {one.value for one in Way}:
        yield 3, "bad_way", f"“{way}” chưa đúng; dùng both, out hoặc in"
    if len(note) > LONGEST_CODE or unprintable(note):
        yield 4, "bad_note", f"dài quá {LONGEST_CODE} ký tự hoặc có ký tự không in được"
