"""Cổng: where the office's dossiers are sent."""

from functools import partial
from typing import Any, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox

from receptiondesk.desk.portal_removal import Removed
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.domain.outbox import PortalTarget
from receptiondesk.words import _
from ui.background import Ends
from ui.fields.choice import Choice
from ui.fields.field import Field, chars
from ui.keys import bind
from ui.print_panel import PressButton
from ui.screens.settings import portal_acts
from ui.screens.settings.editors import LineEditor
from ui.screens.settings.portal_leaving import PortalLeaving
from ui.screens.settings.portal_rows import TRANSFER, PortalRows
from ui.screens.settings.portal_tools import PortalTools
from ui.screens.settings.section import News, Section, foot_of, see
from ui.theme import mark
from ui.workplace import Workplace

_NEW: Final = ""


class PortalSection(Section):
    """The portals: one is chosen and edited; saving knocks at it once."""

    def __init__(self, place: Workplace) -> None:
        """Build the rows; what is kept comes from the background."""
        super().__init__(
            place,
            _("Cổng dịch vụ công"),
            _(
                "Hồ sơ tiếp nhận được gửi tới các cổng này khi có mạng; mỗi thủ tục có thể gửi tới "
                "một hay nhiều cổng. Chưa có cổng thì hồ sơ vẫn được giữ an toàn trên máy."
            ),
        )
        self._targets: tuple[PortalTarget, ...] = ()
        self._kept: PortalTarget | None = None
        self._asked_for: str | None = None
        self.news = News()
        self.which = Choice(((_NEW, _("Thêm cổng mới")),))
        self.rows = PortalRows(place)
        self.tools = PortalTools(place)
        self.leaving = PortalLeaving(place)
        self.save_button = PressButton(_("Lưu và thử kết nối   Ctrl+S"))
        self._build()
        self.save_button.clicked.connect(self.save)
        self.rows.show_target(None, practice=place.office.settings.practice)
        self._kept_texts = self.rows.texts()
        self.rows.edited.connect(self._edited)
        self.which.activated.connect(self._choose)
        self.leaving.removed.connect(self._removed)
        bind(self, "Ctrl+T", self.tools.test)
        self._read()

    def _build(self) -> None:
        mark(self.save_button, "role", "primary")
        self.which.setMaximumWidth(chars(self.which, 44))
        self.which_field = Field(_("Cổng đang xem"), self.which)
        label = self.rows.board.field("family").label
        self.which_field.label.setMinimumWidth(label.minimumWidth())
        self.which_field.hide()  # until there is a portal to choose
        self.content.addWidget(self.which_field)
        self.content.addWidget(self.rows)
        for part in (self.tools, self.leaving):
            self.content.addWidget(part)
            part.hide()
        self.foot = foot_of(self.news, self.save_button)
        self.content.addStretch(1)

    @property
    def url(self) -> LineEditor:
        """The address."""
        return self.rows.url

    @property
    def password(self) -> LineEditor:
        """The password; never shown again."""
        return self.rows.password

    @property
    def practice(self) -> QCheckBox:
        """Whether it is a practice portal."""
        return self.rows.practice

    @property
    def unsaved(self) -> bool:
        """Whether something was typed that is not kept yet."""
        return self.rows.texts() != self._kept_texts

    def _edited(self) -> None:
        by_hand = self.rows.family.read() == TRANSFER
        self.save_button.setText(_("Lưu   Ctrl+S") if by_hand else _("Lưu và thử kết nối   Ctrl+S"))
        self.unsaved_changed.emit()

    def take_focus(self) -> None:
        """Go to the address, or to the name of what has none."""
        if self._kept is not None and self._kept.family == TRANSFER:
            self.rows.own["fields"].setFocus()
        else:
            self.url.setFocus()

    def show_portal(self, name: str) -> None:
        """Show one of the portals with the focus in its password; empty: the first, or a new one.

        What was typed and is not kept stays in front: then only the focus moves.
        """
        self._asked_for = name
        self._read()

    def save(self) -> None:
        """Keep what was typed and knock at the portal once."""
        if self.working:
            return
        self.rows.board.clear()
        try:
            setting = self.rows.setting(self._kept)
        except Refused as refused:
            self._refused(refused)
            return
        self.busy(self.save_button, busy=True)
        self.news.say(_("Đang lưu và thử kết nối, có thể mất vài chục giây…"))
        wanted = portal_acts.Wanted(setting, self.password.text(), self._kept)
        ends = Ends(self._saved, self._refused, self._troubled, self._not_saving)
        self.place.run(partial(portal_acts.save, wanted=wanted), ends)

    def _read(self) -> None:
        self.place.run(portal_acts.read, Ends(done=self._show_kept))

    def _show_kept(self, kept: portal_acts.Kept) -> None:
        """Show what is kept, unless a person began to type before it was read."""
        self._targets = kept.targets
        wanted = self._asked_for
        name = wanted or (self._kept.name if self._kept is not None else "")
        first = next(iter(kept.targets), None)
        target = next((one for one in kept.targets if one.name == name), first)
        if not self.unsaved:
            self._show(target)
        if wanted is not None:
            self._asked_for = None
            (self.password if wanted and self.password.isVisibleTo(self) else self.url).setFocus()

    def _show(self, target: PortalTarget | None) -> None:
        self._kept = target
        pairs = [(one.name, one.name) for one in self._targets]
        self.which.offer([*pairs, (_NEW, _("Thêm cổng mới"))])
        self.which.choose(target.name if target is not None else _NEW)
        self.which_field.setVisible(bool(self._targets))
        self.rows.board.clear()
        self.rows.show_target(target, practice=self.place.office.settings.practice)
        self.tools.show_target(target)
        self.leaving.show_target(target)
        self._kept_texts = self.rows.texts()
        self._edited()

    def _choose(self, _at: int) -> None:
        """Show another portal; what was typed and not kept is not given up unasked."""
        wanted: Any = self.which.read()
        now = self._kept.name if self._kept is not None else _NEW
        if wanted == now:
            return
        if self.unsaved:
            self.which.choose(now)
            self.news.warn(_("Có thay đổi chưa lưu ở cổng này. Bấm Ctrl+S để lưu trước."))
            return
        self.news.say("")
        self._show(next((one for one in self._targets if one.name == wanted), None))

    def _not_saving(self) -> None:
        self.busy(self.save_button, busy=False)

    def _saved(self, saved: portal_acts.Saved) -> None:
        others = [one for one in self._targets if one.name != saved.target.name]
        self._targets = tuple(sorted((*others, saved.target), key=lambda one: one.name))
        self._show(saved.target)
        if saved.warnings:
            self.news.warn("\n".join(saved.warnings))
        elif saved.target.family == TRANSFER:
            self.news.say(_("Đã lưu. Hồ sơ phải chuyển đợi trong mục Đồng bộ, nhóm Chuyển tay."))
        else:
            self.news.say(_("Đã lưu, cổng đã trả lời. Hồ sơ đang chờ sẽ được gửi ngay."))
        self.place.announce(saved.changes)

    def _removed(self, done: Removed) -> None:
        self._targets = tuple(one for one in self._targets if one.name != done.target.name)
        self._show(next(iter(self._targets), None))
        words = _("Đã gỡ cổng “{name}”.").format(name=done.target.name)
        if done.set_aside:
            more = _("{count} hồ sơ đã ngừng gửi tới cổng đó.").format(count=done.set_aside)
            words = f"{words} {more}"
        self.news.say(words)
        (self.which if self._targets else self.url).setFocus()

    def _refused(self, refused: Refused) -> None:
        homeless = self.rows.board.show(refused.problems)
        first = self.rows.board.first_problem()
        if first is not None:  # once the sentence has its room
            QTimer.singleShot(0, self, partial(see, first.problem))
        words = [_("Chưa lưu. Xin xem dòng màu đỏ."), *(problem.message for problem in homeless)]
        self.news.warn("\n".join(words))

    def _troubled(self, trouble: Trouble) -> None:
        self.news.troubled(trouble)
