"""What portals told of the catalogue: procedure, field, before, now; one list for each telling."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from receptiondesk.desk.catalogue_news import Difference, KeptNews
from receptiondesk.domain.clock import local
from receptiondesk.domain.text import date_vi
from receptiondesk.words import _
from ui.fields.choice import Choice
from ui.fields.field import Field, chars
from ui.screens.settings.section import heading, rule, words_label
from ui.theme import GRID

_LINES = 10


class CatalogueTold(QWidget):
    """The differences that portals brought; nothing is shown before the first."""

    def __init__(self) -> None:
        """Build, empty."""
        super().__init__()
        self._news: tuple[KeptNews, ...] = ()
        self.which = Choice()
        self.about = words_label("")
        self.table = QTableWidget(0, 4)
        self._build()
        self.which.currentIndexChanged.connect(self._show_one)
        self.hide()

    def _build(self) -> None:
        names = [_("Thủ tục"), _("Mục"), _("Trước"), _("Cổng ghi")]
        self.table.setHorizontalHeaderLabels(names)
        self.table.setAccessibleName(_("Những chỗ cổng ghi khác"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.setWordWrap(True)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        heads = self.table.horizontalHeader()
        heads.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        heads.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.setMinimumHeight(self.fontMetrics().lineSpacing() * _LINES)
        self.which.setMaximumWidth(chars(self.which, 56))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(rule())
        column.addWidget(heading(_("Cổng báo thay đổi danh mục")))
        column.addWidget(Field(_("Lần báo"), self.which))
        column.addWidget(self.about)
        column.addWidget(self.table)

    def show_news(self, news: Sequence[KeptNews]) -> None:
        """Show what was told, the newest first."""
        self._news = tuple(news)
        words = _("{day}, cổng {target}: {count} chỗ khác")
        self.which.offer(
            [
                (
                    at,
                    words.format(
                        day=date_vi(local(one.at).date()),
                        target=one.target,
                        count=len(one.differences),
                    ),
                )
                for at, one in enumerate(self._news)
            ]
        )
        self.setVisible(bool(self._news))
        self._show_one()

    def _show_one(self, _at: int = 0) -> None:
        at = self.which.read()
        if not isinstance(at, int) or at >= len(self._news):
            self.table.setRowCount(0)
            return
        news = self._news[at]
        self.about.setText(
            _(
                "Chữ mới đã thành phiên bản {number} của danh mục; hồ sơ cũ giữ phiên bản lúc tiếp "
                "nhận. Thời hạn, lệ phí, giấy tờ không tự đổi: xin xem lại rồi sửa trong bảng tính."
            ).format(number=news.version)
            if news.version is not None
            else _("Chưa đổi gì ở máy này: xin xem lại rồi sửa trong bảng tính.")
        )
        self.table.setRowCount(len(news.differences))
        for row, one in enumerate(news.differences):
            for column, text in enumerate(_cells(one)):
                self.table.setItem(row, column, QTableWidgetItem(text))


def _cells(one: Difference) -> tuple[str, str, str, str]:
    new = one.new or _("(không có)")
    return one.procedure, one.label, one.old, f"{new}\n{one.note}" if one.note else new
