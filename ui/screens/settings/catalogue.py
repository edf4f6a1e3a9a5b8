"""Danh mục thủ tục: the version in use, taking in another, giving it out to be edited."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
)

from receptiondesk.desk.procedures import Imported
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.words import _
from ui import ask
from ui.background import Ends
from ui.print_panel import PressButton
from ui.screens.settings import catalogue_acts
from ui.screens.settings.catalogue_told import CatalogueTold
from ui.screens.settings.section import News, Section, buttons, heading, rule, words_label
from ui.workplace import Workplace

KINDS_IN = _("Danh mục (*.xlsx *.zip);;Mọi tệp (*)")
KINDS_OUT = _("Bảng tính (*.xlsx);;CSV nén (*.zip)")


class CatalogueSection(Section):
    """What the office knows of its procedures, and how that is brought up to date."""

    def __init__(self, place: Workplace) -> None:
        """Build; the version comes from the background."""
        super().__init__(place, _("Danh mục thủ tục"))
        self.version = words_label("", "heading")
        self.import_button = PressButton(_("Nhập danh mục mới…"))
        self.export_button = PressButton(_("Xuất ra bảng tính để sửa…"))
        self.offer_button = PressButton(_("Chọn thủ tục tiếp nhận và niêm yết   Ctrl+3"))
        self.news = News()
        self.faults = QTableWidget(0, 2)
        self.told = CatalogueTold()
        self._build()
        self.import_button.clicked.connect(self._ask_which)
        self.export_button.clicked.connect(self._ask_where)
        self.offer_button.clicked.connect(partial(place.hub.ask_for_screen, "notices"))
        self._read()

    def _build(self) -> None:
        self.faults.setHorizontalHeaderLabels([_("Ở đâu"), _("Cần sửa thế nào")])
        self.faults.setAccessibleName(_("Những chỗ cần sửa trong tệp"))
        self.faults.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.faults.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.faults.setTabKeyNavigation(False)
        self.faults.setWordWrap(True)
        self.faults.verticalHeader().hide()
        self.faults.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        heads = self.faults.horizontalHeader()
        heads.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        heads.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        heads.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.faults.setMinimumHeight(self.fontMetrics().lineSpacing() * 12)
        self.faults.hide()
        words = _(
            "Nhập cả tệp hoặc không nhập gì: có chỗ sai thì mọi chỗ được liệt kê với trang, dòng, "
            "cột và nội dung cần có. Phiên bản cũ được giữ; hồ sơ cũ giữ phiên bản lúc tiếp nhận. "
            "Muốn sửa: xuất ra bảng tính, sửa trong Excel hoặc LibreOffice, rồi nhập lại."
        )
        self.content.addWidget(self.version)
        self.content.addLayout(buttons(self.offer_button))
        for widget in (rule(), heading(_("Nhập và xuất")), words_label(words)):
            self.content.addWidget(widget)
        self.content.addLayout(buttons(self.import_button, self.export_button))
        self.content.addWidget(self.news)
        self.content.addWidget(self.faults, 1)
        self.content.addWidget(self.told)
        self.content.addStretch(1)

    def take_focus(self) -> None:
        """Go to the first button."""
        self.offer_button.setFocus()

    def refresh(self, changes: ChangeSet) -> None:
        """Read the version again when the catalogue changed."""
        if changes.catalogue:
            self._read()

    def _read(self) -> None:
        self.place.run(catalogue_acts.read, Ends(done=self._show))

    def _show(self, standing: catalogue_acts.Standing) -> None:
        self.told.show_news(standing.told)
        version = standing.version
        if version is None:
            self.version.setText(_("Chưa có danh mục nào."))
            return
        words = _(
            "Phiên bản {number} – {label}: {count} thủ tục trong {fields} lĩnh vực. {offered}"
        )
        offered = _("Cơ quan tiếp nhận và niêm yết {count} thủ tục.").format(count=standing.offered)
        self.version.setText(
            words.format(
                number=version.number,
                label=version.label,
                count=version.procedures,
                fields=standing.fields,
                offered=offered if standing.offered else _("Cơ quan chưa chọn thủ tục niêm yết."),
            )
        )

    def _ask_which(self) -> None:
        ask.open_file(self, _("Chọn tệp danh mục"), KINDS_IN, self.take_in)

    def take_in(self, path: Path) -> None:
        """Import a file."""
        if self.working:
            return
        self._busy(busy=True)
        self.faults.hide()
        self.news.say(_("Đang đọc và kiểm tra tệp…"))
        ends = Ends(self._imported, self._refused, self.news.troubled, self._not_busy)
        self.place.run(partial(catalogue_acts.take_in, path=path), ends)

    def _imported(self, imported: Imported) -> None:
        if imported.unchanged:
            self.news.say(_("Tệp giống hệt danh mục đang dùng, không có gì thay đổi."))
            return
        words = _(
            "Đã nhập phiên bản {number}: {count} thủ tục ({added} thêm mới, {changed} thay đổi, "
            "{removed} không còn). Dùng ngay từ hồ sơ tiếp theo."
        )
        self.news.say(
            words.format(
                number=imported.version.number,
                count=imported.procedures,
                added=len(imported.added),
                changed=len(imported.changed),
                removed=len(imported.removed),
            )
        )
        self.place.announce(imported.changes)

    def _refused(self, refused: Refused) -> None:
        words = _(
            "Chưa nhập: tệp còn {count} chỗ cần sửa. Danh mục đang dùng giữ nguyên. Sửa các chỗ "
            "dưới đây trong tệp rồi nhập lại."
        )
        self.news.warn(words.format(count=len(refused.problems)))
        self.faults.setRowCount(len(refused.problems))
        for at, problem in enumerate(refused.problems):
            where, what = place_and_fault(problem)
            self.faults.setItem(at, 0, QTableWidgetItem(where))
            self.faults.setItem(at, 1, QTableWidgetItem(what))
        self.faults.show()
        self.faults.setCurrentCell(0, 0)
        self.faults.setFocus()

    def _ask_where(self) -> None:
        suggested = Path.home() / "danh-muc-thu-tuc.xlsx"
        ask.save_as(self, _("Xuất danh mục"), suggested, KINDS_OUT, self.give_out)

    def give_out(self, path: Path) -> None:
        """Write the version in use to a file."""
        if self.working:
            return
        self._busy(busy=True)
        self.news.say(_("Đang xuất…"))
        ends = Ends(self._written, self.news.refused, self.news.troubled, self._not_busy)
        self.place.run(partial(catalogue_acts.give_out, path=path), ends)

    def _written(self, path: Path) -> None:
        self.news.say(_("Đã xuất vào {path}. Sửa xong thì bấm Nhập.").format(path=path))

    def _not_busy(self) -> None:
        self._busy(busy=False)

    def _busy(self, *, busy: bool) -> None:
        self.busy(self.import_button, self.export_button, busy=busy)


def place_and_fault(problem: Problem) -> tuple[str, str]:
    """Return where a fault is (``Trang “Thời hạn”, dòng 12, cột “Số lượng”``) and what is wanted.

    The desk's sentence names the place first, up to a colon; a fault of the whole file has none.
    """
    where, colon, what = problem.message.partition(": ")
    if colon and "!" in problem.field:
        return where, what[:1].upper() + what[1:]
    return _("Cả tệp"), problem.message
