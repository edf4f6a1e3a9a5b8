"""Cán bộ và mật khẩu: who works at this counter, and how the data are locked."""

from receptiondesk.domain.text import clean_line
from receptiondesk.words import _
from ui.fields.field import Field
from ui.print_panel import PressButton
from ui.screens.settings.editors import LineEditor
from ui.screens.settings.section import News, Section, buttons, heading, rule, words_label
from ui.workplace import Workplace


class PeopleSection(Section):
    """The name that is written beside every act, and what is to be known of the passphrase."""

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
        self.content.addStretch(1)
        self.sign_button.clicked.connect(self.sign_in)
        self.name.returnPressed.connect(self.sign_button.setFocus)
        self.office_changed()

    @property
    def unsaved(self) -> bool:
        """Whether another name was typed and not written down yet."""
        return clean_line(self.name.text()) != self.place.office.officer

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
