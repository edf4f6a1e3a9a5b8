"""Cán bộ và mật khẩu: who works at this counter, and how the data are locked."""

from functools import partial

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from receptiondesk.desk import keys
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.text import clean_line
from receptiondesk.words import _
from ui.background import Ends
from ui.fields.field import Field, align_labels
from ui.print_panel import PressButton
from ui.screens.settings.editors import LineEditor
from ui.screens.settings.section import News, Section, buttons, heading, rule, words_label
from ui.theme import GRID
from ui.workplace import Workplace


class PeopleSection(Section):
    """The name that is written beside every act, and the passphrase where there is one."""

    def __init__(self, place: Workplace) -> None:
        """Build both parts."""
        super().__init__(place, _("Cán bộ và mật khẩu"))
        self.name = LineEditor(40)
        self.sign_button = PressButton(_("Ghi tên"))
        self.news = News()
        self.field = Field(_("Cán bộ đang làm việc tại quầy"), self.name)
        self.content.addWidget(self.field)
        words = _(
            "Tên được ghi vào nhật ký cùng mỗi việc và in trên giấy tiếp nhận. Đổi người thì ghi "
            "lại tên; cũng bấm được vào tên ở góc dưới bên phải."
        )
        self.content.addWidget(words_label(words, "small"))
        self.content.addLayout(buttons(self.sign_button))
        for widget in (self.news, rule(), heading(_("Mật khẩu và khóa dữ liệu"))):
            self.content.addWidget(widget)
        self.content.addWidget(
            words_label(
                _(
                    "Dữ liệu trên máy này luôn được mã hóa. Khóa nằm trong kho khóa của máy tính; "
                    "máy không có kho khóa thì chương trình hỏi mật khẩu mỗi lần mở. Quên mật "
                    "khẩu hoặc hỏng máy thì mở bằng mã khôi phục đã in khi thiết lập."
                )
            )
        )
        self.passphrase = PassphraseForm(place)
        self.content.addWidget(self.passphrase)
        self.content.addStretch(1)
        self.sign_button.clicked.connect(self.sign_in)
        self.name.returnPressed.connect(self.sign_button.setFocus)
        self.office_changed()

    @property
    def unsaved(self) -> bool:
        """Whether another name was typed and not written down yet."""
        return clean_line(self.name.text()) != self.place.office.officer

    def arrived(self) -> None:
        """Ask whether this machine has a passphrase at all."""
        self.passphrase.look()

    def take_focus(self) -> None:
        """Go to the name."""
        self.name.setFocus()

    def office_changed(self) -> None:
        """Show who works now."""
        self.name.setText(self.place.office.officer)
        self.field.clear_problem()

    def sign_in(self) -> None:
        """Go on in the name that was typed."""
        name = clean_line(self.name.text())
        if not name:
            self.field.show_problem(_("Ghi họ và tên cán bộ đang làm việc."))
            self.name.setFocus()
            return
        self.place.sign_in(name)
        self.news.say(_("Từ bây giờ mọi việc được ghi tên {name}.").format(name=name))


class PassphraseForm(QWidget):
    """Changes the passphrase; unseen where the machine's keyring has the key."""

    def __init__(self, place: Workplace) -> None:
        """Build three lines and a button."""
        super().__init__()
        self._place = place
        self._working = False
        self.old, self.new, self.again = (_secret() for _line in range(3))
        self.fields = {
            "old": Field(_("Mật khẩu đang dùng"), self.old),
            "new": Field(_("Mật khẩu mới"), self.new),
            "again": Field(_("Nhập lại mật khẩu mới"), self.again),
        }
        self.button = PressButton(_("Đổi mật khẩu"))
        self.news = News()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        for field in self.fields.values():
            column.addWidget(field)
        align_labels(*self.fields.values())
        column.addLayout(buttons(self.button))
        column.addWidget(self.news)
        self.old.returnPressed.connect(self.new.setFocus)
        self.new.returnPressed.connect(self.again.setFocus)
        self.again.returnPressed.connect(self.change)
        self.button.clicked.connect(self.change)
        self.hide()

    def look(self) -> None:
        """Show the form where a passphrase is asked for when the data are opened."""
        self._place.run(keys.asks_passphrase, Ends(self._show_if))

    def change(self) -> None:
        """Change it; the old one has to be known."""
        if self._working:
            return
        for field in self.fields.values():
            field.clear_problem()
        self.news.say("")
        if self.new.text() != self.again.text():
            self._say_at("again", _("Hai lần nhập chưa giống nhau. Xin nhập lại."))
            return
        self._working = True
        self.news.say(_("Đang đổi mật khẩu…"))
        work = partial(keys.change_passphrase, old=self.old.text(), new=self.new.text())
        ends = Ends(self._changed, self._refused, self.news.troubled, self._idle)
        self._place.run(work, ends)

    def _show_if(self, asks: bool) -> None:
        self.setVisible(asks)

    def _idle(self) -> None:
        self._working = False
        self.news.say("")

    def _changed(self, warnings: tuple[Problem, ...]) -> None:
        for line in (self.old, self.new, self.again):
            line.clear()
        words = _("Đã đổi mật khẩu; mật khẩu cũ không mở được nữa. Mã khôi phục vẫn giữ nguyên.")
        self.news.say(" ".join((words, *(warning.message for warning in warnings))))

    def _refused(self, refused: Refused) -> None:
        for problem in refused.problems:
            self._say_at(problem.field, problem.message)

    def _say_at(self, name: str, sentence: str) -> None:
        field = self.fields[name]
        field.show_problem(sentence)
        field.take_focus()


def _secret() -> LineEditor:
    line = LineEditor(32)
    line.setEchoMode(QLineEdit.EchoMode.Password)
    return line
