"""How a dossier reads in the list: code, who, what, due, state."""

from datetime import datetime
from typing import Final

from receptiondesk.domain.dossier import DossierLine
from receptiondesk.words import _
from ui import states
from ui.models.due_words import day_words, distance_words, is_open, is_pressing
from ui.models.lines import Cell, Line
from ui.models.lines_view import Column
from ui.moments import ago_words

COLUMNS: Final = (
    Column(_("Mã hồ sơ"), chars=28),
    Column(_("Người nộp"), share=2),
    Column(_("Thủ tục"), share=4),
    Column(_("Hẹn trả"), chars=20),
    Column(_("Tình trạng"), chars=24),
)


def line_of(
    dossier: DossierLine, now: datetime, *, silent_days: int | None = None, carried: bool = False
) -> Line:
    """Return a dossier as a row; whatever is due today or late stands out.

    ``silent_days``: for so long a portal has left it alone, which is too long. ``carried``: a
    person carried it over to a system without interface.
    """
    owed = is_open(dossier.status, cancelled=dossier.cancelled)
    look = states.carried_look() if carried else states.sync_look(dossier.sync)
    if silent_days is not None:
        look = states.silent_look(silent_days)
    received = _("nhận {time}").format(time=ago_words(dossier.received_at, now))
    return Line(
        dossier.uid,
        (
            Cell(dossier.code, received),
            Cell(dossier.applicant),
            Cell(dossier.procedure),
            Cell(
                day_words(dossier.due_at),
                distance_words(dossier.due_at, now) if owed else "",
                colour="ink" if is_pressing(dossier.due_at, now) else "quiet",
                strong=owed and is_pressing(dossier.due_at, now),
            ),
            Cell(
                states.status_word(dossier.status, cancelled=dossier.cancelled),
                look.word,
                colour=look.colour,
                icon=look.icon,
            ),
        ),
    )
