"""Taking a portal out of the setting: what waits for it is told first, a reason is asked for."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from receptiondesk.desk import portal_removal
from receptiondesk.desk.portal_removal import Removed
from receptiondesk.domain.outbox import PortalTarget
from receptiondesk.words import _
from ui import ask
from ui.background import Ends
from ui.print_panel import PressButton
from ui.screens.settings.section import News, buttons, heading, rule, words_label
from ui.theme import GRID
from ui.workplace import Workplace


class PortalLeaving(QWidget):
    """Offers to remove the portal that is shown.

    Emits:
        removed: a portal is no longer sent to (``Removed``).
    """

    removed = Signal(object)

    def __init__(self, place: Workplace) -> None:
        """Build; without a kept portal nothing is offered."""
        super().__init__()
        self._place = place
        self._target: PortalTarget | None = None
        self.button = PressButton(_("Gỡ cổng này…"))
        self.news = News()
        about = _(
            "Gỡ rồi thì không gửi gì tới cổng này nữa. Những gì cổng đã nhận vẫn giữ trong hồ sơ; "
            "khai báo lại đúng tên cổng thì gửi tiếp từ chỗ đã dừng."
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        for widget in (rule(), heading(_("Gỡ cổng")), words_label(about)):
            column.addWidget(widget)
        column.addLayout(buttons(self.button))
        column.addWidget(self.news)
        self.button.clicked.connect(self._count)

    def show_target(self, target: PortalTarget | None) -> None:
        """Offer to remove a portal."""
        self._target = target
        self.news.say("")
        self.setVisible(target is not None)

    def _count(self) -> None:
        """Ask how much waits before the question is put."""
        if self._target is None:
            return
        if not self._place.office.officer:
            self.news.warn(_("Ghi tên cán bộ (F9) rồi gỡ cổng; tên được ghi vào sổ."))
            return
        name = self._target.name
        work = partial(portal_removal.waiting, name=name)
        self._place.run(work, Ends(partial(self._ask, name), self.news.refused, self.news.troubled))

    def _ask(self, name: str, waiting: int) -> None:
        text = _("Chương trình sẽ không gửi gì tới cổng “{name}” nữa.").format(name=name)
        if waiting:
            more = _(
                "Còn {count} hồ sơ chờ cổng này. Gỡ thì những hồ sơ đó ngừng gửi tới cổng này và "
                "không báo “cổng đã nhận đúng”; hồ sơ vẫn giữ an toàn tại máy."
            )
            text = f"{text}\n\n{more.format(count=waiting)}"
        words = ask.Words(
            title=_("Gỡ cổng này?"),
            text=text,
            yes=_("Gỡ cổng"),
            no=_("Giữ lại"),
            label=_("Lý do (ghi vào sổ)"),
            risky=True,
        )
        ask.ask_reason(self, words, partial(self._remove, name, bool(waiting)), self.news.refused)

    def _remove(self, name: str, give_up: bool, reason: str, hear: ask.Hear) -> None:
        work = partial(portal_removal.remove, name=name, reason=reason, set_aside=give_up)
        self._place.run(work, Ends(self._done, hear, hear))

    def _done(self, done: Removed) -> None:
        self.removed.emit(done)
        self._place.announce(done.changes)
