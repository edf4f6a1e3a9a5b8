"""The orders a list can stand in. Names go by the given name first, as Vietnamese lists do."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from PySide6.QtCore import QCollator, QLocale

from receptiondesk.domain.clock import local
from receptiondesk.domain.dossier import DossierLine
from receptiondesk.words import _
from ui.models.due_words import is_open


class Order(StrEnum):
    """What a list is ordered by."""

    DUE = "due"
    NEWEST = "newest"
    NAME = "name"
    CODE = "code"


ORDER_WORDS: Final = (
    (Order.DUE, _("hạn trả")),
    (Order.NEWEST, _("mới nhận trước")),
    (Order.NAME, _("tên người nộp")),
    (Order.CODE, _("mã hồ sơ")),
)


def ordered(lines: Iterable[DossierLine], order: Order, now: datetime) -> list[DossierLine]:
    """Return the lines in an order.

    ``DUE``: due today first, then the late ones, then what comes, then what has no date; what is
    closed or cancelled stands at the end, newest first.
    """
    newest = sorted(lines, key=lambda line: line.received_at, reverse=True)
    match order:
        case Order.DUE:
            return sorted(newest, key=lambda line: _due_key(line, now))
        case Order.NAME:
            collator = vietnamese()
            return sorted(newest, key=lambda line: _name_key(collator, line.applicant))
        case Order.CODE:
            collator = vietnamese()
            collator.setNumericMode(True)
            return sorted(newest, key=lambda line: collator.sortKey(line.code))
        case Order.NEWEST:
            return newest


def vietnamese() -> QCollator:
    """Return the order of the Vietnamese alphabet (a ă â b … d đ e ê …), accents last."""
    return QCollator(QLocale(QLocale.Language.Vietnamese, QLocale.Country.Vietnam))


def _due_key(line: DossierLine, now: datetime) -> tuple[int, float]:
    if not is_open(line.status, cancelled=line.cancelled):
        return 4, 0.0
    if line.due_at is None:
        return 3, 0.0
    days = (local(line.due_at).date() - local(now).date()).days
    rank = 0 if days == 0 else 1 if days < 0 else 2
    return rank, line.due_at.timestamp()


def _name_key(collator: QCollator, name: str) -> tuple[Any, Any]:
    family, _space, given = name.rpartition(" ")
    return collator.sortKey(given), collator.sortKey(family)
