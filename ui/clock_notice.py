"""The quiet line about the machine's clock, or about numbers that are held back, with one act."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from receptiondesk.domain.clock_guard import ClockStanding, moment_vi
from receptiondesk.domain.errors import Refused
from receptiondesk.words import _
from ui import ask
from ui.ask import Hear
from ui.background import Ends
from ui.notice_line import NoticeLine
from ui.workplace import Workplace

if TYPE_CHECKING:
    from receptiondesk.office import Office


@dataclass(frozen=True, slots=True)
class _Looked:
    """What a look found; ``held`` is a sentence about numbers, empty when none are held back."""

    stands: ClockStanding
    held: str


class ClockNotice(NoticeLine):
    """Stands above the screen as long as nobody vouches for the clock; hidden when all is well."""

    def __init__(self, place: Workplace, parent: QWidget | None = None) -> None:
        """Start hidden; look when the office is open, after each act and after each round."""
        super().__init__(place, _("Xác nhận giờ máy…"), parent)
        self.act.clicked.connect(self.ask)
        place.hub.changed.connect(self.look)
        place.hub.sync_told.connect(self.look)

    def look(self, *_news: object) -> None:
        """Look again, beside the window."""
        if self._place.is_open:
            self._place.run(_look, Ends(done=self._show))

    def _show(self, looked: _Looked) -> None:
        self.text.setText(looked.stands.sentence or looked.held)
        self.act.setVisible(looked.stands.doubted)
        self.setVisible(bool(self.text.text()))

    def ask(self) -> ask.Question:
        """Ask whether the clock is right as it is, and why a person says so."""
        shown = moment_vi(self._place.office.clock.now())
        words = ask.Words(
            _("Xác nhận giờ máy"),
            _(
                "Đồng hồ máy đang chỉ {shown}. Nếu sai, xin bấm Để sau và chỉnh đồng hồ trước. Nếu "
                "đúng, xin ghi lý do; tên cán bộ và lý do được ghi vào nhật ký."
            ).format(shown=shown),
            yes=_("Giờ máy đúng"),
            no=_("Để sau"),
            label=_("Lý do"),
        )
        return ask.ask_reason(self.window(), words, self._confirm, self._refused)

    def _confirm(self, reason: str, hear: Hear) -> None:
        self._place.run(partial(_confirm, reason), Ends(self._confirmed, hear, hear))

    def _confirmed(self, _stands: object) -> None:
        self.look()
        self._place.hub.say(_("Đã xác nhận giờ máy. Hồ sơ mới lại lấy số của quầy."))

    def _refused(self, refused: Refused) -> None:
        self.text.setText(" ".join(problem.message for problem in refused.problems))


def _look(office: "Office") -> _Looked:
    from receptiondesk.desk import (
        clock_guard,
        number_hold,
    )  # loads SQL: beside the window, not before it

    held = number_hold.sentence(office)
    return _Looked(clock_guard.standing(office), held)


def _confirm(reason: str, office: "Office") -> ClockStanding:
    from receptiondesk.desk import clock_guard

    return clock_guard.confirm(office, reason)
