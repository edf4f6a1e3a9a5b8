"""Rows that belong to nothing: events without a dossier, deliveries, codes and numbers without.

Foreign keys forbid most of these; a file changed by another program may hold them all the same.
"""

import contextlib
from collections.abc import Iterator
from itertools import groupby, pairwise
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from receptiondesk.domain.events import EventKind
from receptiondesk.storage import order_numbers, setting_rows
from receptiondesk.storage.journal import DamagedRow, whole_of_kinds
from receptiondesk.storage.number_check import DAY, written_vi
from receptiondesk.storage.tables import OrderNumberRow, core

_NUMBER = core(OrderNumberRow)

_QUESTIONS = (
    (
        "event",
        "Dòng nhật ký {key} nói về một hồ sơ không còn trong tệp.",
        (
            "SELECT seq FROM event WHERE dossier_uid IS NOT NULL"
            " AND dossier_uid NOT IN (SELECT uid FROM dossier)"
        ),
    ),
    (
        "delivery",
        "Việc gửi của dòng nhật ký {key} không khớp với nhật ký.",
        (
            "SELECT DISTINCT d.event_seq FROM delivery d LEFT JOIN event e ON e.seq = d.event_seq"
            " WHERE e.seq IS NULL OR e.dossier_uid IS NOT d.dossier_uid"
        ),
    ),
    (
        "delivery",
        "Có việc gửi tới cổng “{key}”, nhưng cổng đó không có trong thiết lập.",
        "SELECT DISTINCT target FROM delivery WHERE target NOT IN (SELECT name FROM portal_target)",
    ),
    (
        "remote_ref",
        "Điều cổng báo về hồ sơ {key} không thuộc hồ sơ nào.",
        (
            "SELECT DISTINCT dossier_uid FROM remote_ref"
            " WHERE dossier_uid NOT IN (SELECT uid FROM dossier)"
        ),
    ),
    (
        "portal_message",
        "Tin nhắn của cổng {key} không thuộc hồ sơ nào.",
        (
            "SELECT target || ' ' || uid FROM portal_message"
            " WHERE dossier_uid NOT IN (SELECT uid FROM dossier)"
        ),
    ),
    (
        "dossier_code",
        "Mã hồ sơ {key} không thuộc hồ sơ nào.",
        "SELECT code FROM dossier_code WHERE dossier_uid NOT IN (SELECT uid FROM dossier)",
    ),
    (
        "dossier_paper",
        "Giấy tờ của hồ sơ {key} không thuộc hồ sơ nào.",
        (
            "SELECT DISTINCT dossier_uid FROM dossier_paper"
            " WHERE dossier_uid NOT IN (SELECT uid FROM dossier)"
        ),
    ),
    (
        "dossier_fee",
        "Phí của hồ sơ {key} không thuộc hồ sơ nào.",
        "SELECT dossier_uid FROM dossier_fee WHERE dossier_uid NOT IN (SELECT uid FROM dossier)",
    ),
    (
        "order_number",
        "Hồ sơ {key} không có số thứ tự của nó.",
        (
            "SELECT c.code FROM dossier d JOIN dossier_code c ON c.dossier_uid = d.uid"
            " AND c.event_seq = d.received_seq LEFT JOIN order_number n"
            " ON n.dossier_uid = d.uid AND n.code = c.code AND n.state = 'used'"
            " WHERE n.number IS NULL"
        ),
    ),
    (
        "order_number",
        "Số thứ tự {key} đã cấp nhưng không thuộc hồ sơ nào.",
        (
            "SELECT series || ' ' || day || ' ' || number FROM order_number"
            " WHERE state = 'used' AND (dossier_uid IS NULL"
            " OR dossier_uid NOT IN (SELECT uid FROM dossier))"
        ),
    ),
    (
        "dossier_search",
        "Hồ sơ {key} không có trong mục lục tìm kiếm.",
        "SELECT code FROM dossier WHERE received_seq NOT IN (SELECT rowid FROM dossier_search)",
    ),
)


def damaged(session: Session) -> Iterator[DamagedRow]:
    """Return every row that belongs to nothing, and every gap in the numbers left unexplained."""
    connection = session.connection()
    for table, sentence, question in _QUESTIONS:
        for row in connection.exec_driver_sql(question):
            yield DamagedRow(table, str(row[0]), sentence.format(key=row[0]))
    yield from _gaps(session)
    yield from _parted(session)
    yield from _generation(session)


def _gaps(session: Session) -> Iterator[DamagedRow]:
    """Return the numbers between two taken ones that no ``NUMBER_GAP`` event explains.

    Below a number that is only withheld nothing was skipped: the file never got that far.
    """
    told: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for event in whole_of_kinds(session, [EventKind.NUMBER_GAP]):
        with contextlib.suppress(
            KeyError, TypeError, ValueError
        ):  # a damaged line explains nothing
            gap = event.payload
            key = (str(gap["series"]), str(gap["day"]))
            told.setdefault(key, []).append((int(gap["first"]), int(gap["last"])))
    numbers = session.execute(
        select(_NUMBER.c.series, DAY, _NUMBER.c.number, _NUMBER.c.state).order_by(
            _NUMBER.c.series, _NUMBER.c.day, _NUMBER.c.number
        )
    )
    for key, own in groupby(numbers, key=lambda row: (row.series, row.day)):
        for lower, upper in pairwise(own):
            before, after = lower.number, upper.number
            if upper.state == order_numbers.GAP or after == before + 1:
                continue
            if not _explained(told.get(key, []), before + 1, after - 1):
                name = f"{key[0]} {written_vi(key[1])} {before + 1}-{after - 1}"
                yield DamagedRow(
                    "order_number", name, f"Số thứ tự {name} bị bỏ qua mà nhật ký không giải thích."
                )


def _explained(gaps: list[tuple[int, int]], first: int, last: int) -> bool:
    """Return whether every number from first to last stands in some gap."""
    for start, end in sorted(gaps):
        if start <= first <= end:
            first = end + 1
    return first > last


def _parted(session: Session) -> Iterator[DamagedRow]:
    """Return the places where the file was replaced by an older copy behind the program's back."""
    for event in whole_of_kinds(session, [EventKind.RESTORED]):
        told: Any = event.payload
        if told.get("reason") == "older_file":
            first, last = int(told.get("found_seq", 0)) + 1, int(told.get("witness_seq", 0))
            key = f"{first}-{last}" if last >= first else str(event.seq)
            lost = f"những dòng đến số {last} ghi trước đó có thể đã mất."
            if told.get("only_sendings"):
                lost = (
                    "không mất dòng nào, nhưng bản này chưa biết có hồ sơ đã gửi đi; chương trình"
                    " hỏi lại cổng trước khi gửi."
                )
            yield DamagedRow(
                "event",
                key,
                f"Tệp dữ liệu đã từng bị thay bằng một bản khác (dòng nhật ký {event.seq}): {lost}",
            )


def _generation(session: Session) -> Iterator[DamagedRow]:
    """Return the mark of the file's generation when it is not the one that began last."""
    started = whole_of_kinds(session, [EventKind.GENERATION_STARTED])
    kept = setting_rows.texts(session).get(setting_rows.GENERATION, "")
    if started and started[-1].payload.get("generation") != kept:
        what = "Dấu thế hệ của tệp dữ liệu không khớp với nhật ký."
        yield DamagedRow("setting", setting_rows.GENERATION, what)
