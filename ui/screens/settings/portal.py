"""Cổng: where the office's dossiers are sent."""

from functools import partial
from typing import Final

from PySide6.QtWidgets import QCheckBox

from receptiondesk.domain.errors import Problem, Refused, Trouble
from receptiondesk.domain.outbox import PortalSetting, PortalTarget
from receptiondesk.domain.text import clean_line
from receptiondesk.words import _
from ui.background import Ends
from ui.fields.board import Board
from ui.fields.choice import Choice
from ui.fields.field import Field, align_labels, chars
from ui.print_panel import PressButton
from ui.screens.settings import portal_acts
from ui.screens.settings.editors import GroupsEditor, LineEditor
from ui.screens.settings.section import News, Section, foot_of, words_label
from ui.theme import mark
from ui.workplace import Workplace

FAMILIES: Final = (("opencps", "OpenCPS"),)
GROUP: Final = "groupId"


class PortalSection(Section):
    """One portal: family, address, account, options; saving knocks at it once."""

    def __init__(self, place: Workplace) -> None:
        """Build the rows; what is kept comes from the background."""
        super().__init__(
            place,
            _("Cổng dịch vụ công"),
            _(
                "Hồ sơ tiếp nhận được gửi tới cổng này khi có mạng. Chưa có cổng thì hồ sơ vẫn "
                "được giữ an toàn trên máy và chờ gửi."
            ),
        )
        self._kept: PortalTarget | None = None
        self.board = Board()
        self.news = News()
        self.family = Choice(FAMILIES)
        self.url = LineEditor()
        self.user = LineEditor(40)
        self.password = LineEditor(40)
        self.group = LineEditor(16)
        self.options = GroupsEditor(3)
        self.practice = QCheckBox(_("Cổng thực hành (dữ liệu thực hành)"))
        self.save_button = PressButton(_("Lưu và thử kết nối   Ctrl+S"))
        self._build()
        self.save_button.clicked.connect(self.save)
        self.practice.setChecked(place.office.settings.practice)
        self._kept_texts = self._texts()
        for line in (self.url, self.user, self.password, self.group):
            line.textChanged.connect(self._edited)
        self.options.textChanged.connect(self._edited)
        self.practice.toggled.connect(self._edited)
        self._read()

    def _build(self) -> None:
        self.url.setPlaceholderText("https://…")
        self.password.setEchoMode(LineEditor.EchoMode.Password)
        self.family.setMaximumWidth(chars(self.family, 24))
        self.options.setPlaceholderText("govAgencyCode=…\nmapping=…")
        mark(self.save_button, "role", "primary")
        add = self.board.add
        rows = (
            add("family", Field(_("Loại cổng"), self.family)),
            add("url", Field(_("Địa chỉ"), self.url)),
            add("user", Field(_("Tên đăng nhập"), self.user)),
            add("password", Field(_("Mật khẩu"), self.password)),
            add("option.groupId", Field(_("Mã trang (groupId)"), self.group)),
            add("option", Field(_("Lựa chọn khác"), self.options)),
            add("practice", Field(_("Thực hành"), self.practice)),
        )
        helps = {
            "url": _("Bắt đầu bằng https://; http:// chỉ dùng cho cổng chạy ngay trên máy này."),
            "password": _(
                "Cất trong kho khóa của máy, hoặc mã hóa trong dữ liệu; không bao giờ hiện lại."
            ),
            "option.groupId": _("Dãy số của đơn vị trên cổng, quản trị cổng cho biết."),
            "option": _(
                "Mỗi dòng một mục TÊN=GIÁ TRỊ, chỉ khi quản trị cổng yêu cầu: govAgencyCode, "
                "dossierTemplateNo, serviceCode, firstAction, cancelAction, mapping…"
            ),
            "practice": _(
                "Cơ quan thực hành chỉ gửi được tới cổng thực hành: cổng chạy ngay trên máy này, "
                "hoặc cổng cho biết nó là cổng thực hành khi được hỏi."
            ),
        }
        align_labels(*rows)
        for path, words in helps.items():
            row = self.board.field(path)
            row.layout().addWidget(words_label(words, "small"), 2, 1)  # type: ignore[union-attr, call-arg]
        for row in rows:
            self.content.addWidget(row)
        self.foot = foot_of(self.news, self.save_button)
        self.content.addStretch(1)

    @property
    def unsaved(self) -> bool:
        """Whether something was typed that is not kept yet."""
        return self._texts() != self._kept_texts

    def _texts(self) -> tuple[str, ...]:
        lines = (self.url, self.user, self.password, self.group)
        practice = str(self.practice.isChecked())
        return (*(line.text() for line in lines), self.options.read(), practice)

    def _edited(self, _value: object = None) -> None:
        self.unsaved_changed.emit()

    def take_focus(self) -> None:
        """Go to the address."""
        self.url.setFocus()

    def save(self) -> None:
        """Keep what was typed and knock at the portal once."""
        if self.working:
            return
        self.board.clear()
        try:
            setting = self._setting()
        except Refused as refused:
            self._refused(refused)
            return
        self.busy(self.save_button, busy=True)
        self.news.say(_("Đang lưu và thử kết nối, có thể mất vài chục giây…"))
        wanted = portal_acts.Wanted(setting, self.password.text(), self._kept)
        ends = Ends(self._saved, self._refused, self._troubled, self._not_saving)
        self.place.run(partial(portal_acts.save, wanted=wanted), ends)

    def _setting(self) -> PortalSetting:
        options = {GROUP: clean_line(self.group.text())} if self.group.text().strip() else {}
        for line in filter(None, self.options.read().split("; ")):
            name, equals, value = line.partition("=")
            if not equals or not name.strip():
                words = _("Mỗi dòng cần có dạng TÊN=GIÁ TRỊ, ví dụ govAgencyCode=000.00.01.H56.")
                raise Refused(Problem("option", "bad_option", words))
            options[name.strip()] = value.strip()
        return PortalSetting(
            family=str(self.family.read()),
            url=clean_line(self.url.text()),
            user=clean_line(self.user.text()),
            options=options,
            practice=self.practice.isChecked(),
            name=self._kept.name if self._kept else "",
        )

    def _read(self) -> None:
        self.place.run(portal_acts.read, Ends(done=self._show_kept))

    def _show_kept(self, target: PortalTarget | None) -> None:
        """Show what is kept, unless a person began to type before it was read."""
        if self.unsaved:
            self._kept = target
        else:
            self._show(target)

    def _show(self, target: PortalTarget | None) -> None:
        self._kept = target
        self.password.clear()
        if target is not None:
            self._show_target(target)
        self._kept_texts = self._texts()
        self._edited()

    def _show_target(self, target: PortalTarget) -> None:
        self.password.setPlaceholderText(_("đã cất; để trống thì giữ nguyên"))
        self.family.choose(target.family)
        self.url.setText(target.url)
        self.user.setText(target.user)
        self.group.setText(target.options.get(GROUP, ""))
        others = (f"{name}={value}" for name, value in target.options.items() if name != GROUP)
        self.options.show_text("; ".join(others))
        self.practice.setChecked(target.practice)

    def _not_saving(self) -> None:
        self.busy(self.save_button, busy=False)

    def _saved(self, saved: portal_acts.Saved) -> None:
        self._show(saved.target)
        if saved.warnings:
            self.news.warn("\n".join(saved.warnings))
        else:
            self.news.say(_("Đã lưu, cổng đã trả lời. Hồ sơ đang chờ sẽ được gửi ngay."))
        self.place.announce(saved.changes)

    def _refused(self, refused: Refused) -> None:
        homeless = self.board.show(refused.problems)
        words = [_("Chưa lưu. Xin xem dòng màu đỏ."), *(problem.message for problem in homeless)]
        self.news.warn("\n".join(words))

    def _troubled(self, trouble: Trouble) -> None:
        self.news.troubled(trouble)
