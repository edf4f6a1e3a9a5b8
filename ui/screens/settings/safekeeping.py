"""Sao lưu: a checked copy, taking one back, and proof that nothing was changed."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QPlainTextEdit

from receptiondesk.desk import safekeeping
from receptiondesk.desk.safekeeping import DamagedRow, KeptCopy, Restored
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.clock import local
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.office import Office
from receptiondesk.words import _
from ui import ask
from ui.background import Ends
from ui.print_panel import PressButton
from ui.screens.settings.section import News, Section, buttons, heading, rule, words_label
from ui.workplace import Workplace

NEEDS_PASSPHRASE = "passphrase_needed"  # noqa: S105 - the code of a refusal
KINDS = _("Bản sao lưu (*.backup);;Mọi tệp (*)")


class SafekeepingSection(Section):
    """Backup, restore, check; and what the recovery code is for."""

    def __init__(self, place: Workplace) -> None:
        """Build the three parts."""
        super().__init__(place, _("Sao lưu và khôi phục"))
        self.backup_button = PressButton(_("Sao lưu ngay…"))
        self.verify_button = PressButton(_("Kiểm tra dữ liệu"))
        self.restore_button = PressButton(_("Khôi phục từ bản sao lưu…"))
        self.backup_news = News()
        self.verify_news = News()
        self.restore_news = News()
        self.damage = QPlainTextEdit()
        self._build()
        self.backup_button.clicked.connect(self._ask_where)
        self.verify_button.clicked.connect(self.verify)
        self.restore_button.clicked.connect(self._ask_which)

    def _build(self) -> None:
        self.damage.setReadOnly(True)
        self.damage.setAccessibleName(_("Những dòng không khớp"))
        self.damage.setMinimumHeight(self.fontMetrics().lineSpacing() * 6)
        self.damage.hide()
        about = self.content.addWidget
        about(heading(_("Sao lưu")))
        about(
            words_label(
                _(
                    "Chép toàn bộ dữ liệu ra một tệp mới rồi mở tệp đó ra kiểm tra. Tệp được mã "
                    "hóa, chỉ mở được bằng khóa của cơ quan hoặc mã khôi phục. Nên sao lưu cuối "
                    "ngày và cất ở nơi khác, ví dụ USB trong két."
                )
            )
        )
        self.content.addLayout(buttons(self.backup_button))
        for widget in (self.backup_news, rule(), heading(_("Kiểm tra"))):
            about(widget)
        words = _("So từng dòng dữ liệu với nhật ký; cho biết dòng nào bị sửa ngoài chương trình.")
        about(words_label(words))
        self.content.addLayout(buttons(self.verify_button))
        for widget in (self.verify_news, self.damage, rule()):
            about(widget)
        self._build_restore()

    def _build_restore(self) -> None:
        about = self.content.addWidget
        about(heading(_("Khôi phục")))
        about(
            words_label(
                _(
                    "Đưa dữ liệu của một bản sao lưu vào thay dữ liệu hiện nay. Dữ liệu hiện nay "
                    "được cất vào một tệp bên cạnh, không bị xóa. Số đã cấp không bao giờ được "
                    "cấp lại."
                )
            )
        )
        self.content.addLayout(buttons(self.restore_button))
        for widget in (self.restore_news, rule(), heading(_("Mã khôi phục"))):
            about(widget)
        about(
            words_label(
                _(
                    "Mã gồm 8 nhóm 5 chữ, hiện một lần khi thiết lập và không được giữ trong máy. "
                    "Mã mở được dữ liệu và mọi bản sao lưu trên bất cứ máy nào, khi máy hỏng, mất "
                    "kho khóa hoặc quên mật khẩu. Mất cả máy lẫn mã thì không ai mở được bản sao "
                    "lưu: hãy cất mã ở nơi khác với máy này."
                )
            )
        )
        self.content.addStretch(1)

    def take_focus(self) -> None:
        """Go to the commonest act."""
        self.backup_button.setFocus()

    def _ask_where(self) -> None:
        now = local(self.place.office.clock.now())
        suggested = Path.home() / f"tiep-nhan-{now:%Y-%m-%d-%H%M}.backup"
        ask.save_as(self, _("Sao lưu ra tệp mới"), suggested, KINDS, self.backup)

    def backup(self, path: Path) -> None:
        """Write a checked copy."""
        if self.working:
            return
        self._busy(busy=True)
        self.backup_news.say(_("Đang sao lưu và kiểm tra…"))
        ends = Ends(self._kept, self.backup_news.refused, self.backup_news.troubled, self._not_busy)
        self.place.run(partial(safekeeping.backup, file=path), ends)

    def _kept(self, copy: KeptCopy) -> None:
        words = _(
            "Đã sao lưu vào {file} ({size} MB, {events} dòng nhật ký). Đã mở bản sao ra kiểm tra: "
            "nguyên vẹn. Hãy cất bản này ở nơi khác với máy tính."
        )
        size = f"{copy.bytes / 1_000_000:.1f}".replace(".", ",")
        told = words.format(file=copy.file, size=size, events=copy.events)
        if copy.papers is not None:
            told = f"{told} {copy.papers.sentence}"
        self.backup_news.say(told)

    def verify(self) -> None:
        """Compare everything with the journal."""
        if self.working:
            return
        self._busy(busy=True)
        self.damage.hide()
        self.verify_news.say(_("Đang kiểm tra…"))
        ends = Ends(
            self._verified, self.verify_news.refused, self.verify_news.troubled, self._not_busy
        )
        self.place.run(safekeeping.verify, ends)

    def _verified(self, rows: tuple[DamagedRow, ...]) -> None:
        if not rows:
            self.verify_news.say(_("Dữ liệu nguyên vẹn: mọi dòng khớp với nhật ký."))
            return
        words = _(
            "Có {count} chỗ không khớp. Hãy sao lưu ngay, không sửa gì thêm, và báo người phụ "
            "trách máy tính với danh sách dưới đây."
        )
        self.verify_news.warn(words.format(count=len(rows)))
        self.damage.setPlainText("\n".join(f"{row.table} {row.key}: {row.what}" for row in rows))
        self.damage.show()

    def _ask_which(self) -> None:
        ask.open_file(self, _("Chọn bản sao lưu"), KINDS, self._confirm)

    def _confirm(self, path: Path) -> None:
        words = ask.Words(
            title=_("Thay dữ liệu hiện nay bằng bản sao lưu?"),
            text=_(
                "Danh sách hồ sơ sẽ trở lại như lúc sao lưu {name}. Hồ sơ tiếp nhận sau lúc đó "
                "không còn trong danh sách.\n\nDữ liệu hiện nay không bị xóa: được cất vào một tệp "
                "trong thư mục dữ liệu. Số đã cấp không được cấp lại; nhật ký ghi rõ việc khôi "
                "phục và ai làm."
            ).format(name=path.name),
            yes=_("Khôi phục"),
            no=_("Thôi, giữ như hiện nay"),
            risky=True,
        )
        ask.confirm(self, words, partial(self.restore, path))

    def restore(self, path: Path, passphrase: str = "") -> None:
        """Put the data of a copy in the place of the present ones."""
        if self.working:
            return
        self._busy(busy=True)
        self.restore_news.say(_("Đang khôi phục…"))
        work = partial(_restore, file=path, passphrase=passphrase)
        ends = Ends(
            self._restored, partial(self._refused, path), self._restore_troubled, self._not_busy
        )
        self.place.run(work, ends)

    def _restored(self, restored: Restored) -> None:
        # The office before stays open: the sync lane may be in the middle of a round with it. It
        # sees the same file, and closes with its last user.
        self.place.move_to(restored.office)
        words = _("Đã khôi phục {events} dòng nhật ký.").format(events=restored.events)
        if restored.lost_events:
            lost = _("{count} dòng sau lúc sao lưu chỉ còn trong tệp cất riêng.")
            words = f"{words} {lost.format(count=restored.lost_events)}"
        if restored.aside is not None:
            aside = _("Dữ liệu trước khi khôi phục cất ở {file}.").format(file=restored.aside)
            words = f"{words} {aside}"
        self.restore_news.say(" ".join([words, *(one.message for one in restored.warnings)]))
        self.place.announce(ChangeSet(catalogue=True, settings=True, outbox=True))

    def _refused(self, path: Path, refused: Refused) -> None:
        if any(problem.code == NEEDS_PASSPHRASE for problem in refused.problems):
            self.restore_news.say(_("Cần mật khẩu mở dữ liệu để khôi phục."))
            words = ask.Words(
                title=_("Mật khẩu mở dữ liệu"),
                text=_("Nhập mật khẩu vẫn dùng khi mở chương trình."),
                yes=_("Khôi phục"),
                no=_("Thôi"),
                label=_("Mật khẩu"),
            )
            ask.ask_text(self, words, partial(self.restore, path), secret=True)
            return
        self.restore_news.refused(refused)

    def _restore_troubled(self, trouble: Trouble) -> None:
        words = _("{why} Dữ liệu hiện nay không bị thay đổi.")
        self.restore_news.warn(words.format(why=trouble.message))

    def _not_busy(self) -> None:
        self._busy(busy=False)

    def _busy(self, *, busy: bool) -> None:
        self.busy(self.backup_button, self.verify_button, self.restore_button, busy=busy)


def _restore(office: Office, *, file: Path, passphrase: str) -> Restored:
    own = office.credentials
    if passphrase:
        own = replace(own, ask=partial(str, passphrase))
    return safekeeping.restore(
        office.paths, file, clock=office.clock, officer=office.officer, credentials=own
    )
