"""What is done with a portal that is kept: asking what is wrong, its table of codes."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.outbox import PortalTarget
from receptiondesk.words import _
from ui import ask
from ui.background import Ends
from ui.print_panel import PressButton
from ui.screens.settings import portal_acts
from ui.screens.settings.portal_rows import TRANSFER
from ui.screens.settings.section import News, buttons, heading, rule, see, words_label
from ui.theme import GRID, mark
from ui.workplace import Workplace

_KIND: Final = _("Bảng mã (*.csv)")
_MARKS: Final = {True: _("được"), False: _("CHƯA ĐƯỢC"), None: _("chưa hỏi")}
_STATES: Final = {True: "", False: "person", None: "waiting"}


class PortalTools(QWidget):
    """Tests a portal line by line, gives its codes out and takes them in."""

    def __init__(self, place: Workplace) -> None:
        """Build; without a kept portal nothing is offered."""
        super().__init__()
        self._place = place
        self._target: PortalTarget | None = None
        self._working = False
        self.test_button = PressButton(_("Kiểm tra cổng   Ctrl+T"))
        self.export_button = PressButton(_("Xuất bảng mã…"))
        self.import_button = PressButton(_("Nhập bảng mã…"))
        self.news = News()
        self.findings = QWidget()
        self._lines = QGridLayout(self.findings)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setHorizontalSpacing(2 * GRID)
        self._lines.setVerticalSpacing(GRID // 2)
        self._lines.setColumnStretch(2, 1)
        about = _(
            "Kiểm tra không gửi hồ sơ nào. Bảng mã là cách gọi của cổng về trạng thái, đối tượng, "
            "đơn vị, thủ tục: xuất ra, sửa trong bảng tính, rồi nhập lại."
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        for widget in (rule(), heading(_("Kiểm tra và bảng mã")), words_label(about)):
            column.addWidget(widget)
        column.addLayout(buttons(self.test_button, self.export_button, self.import_button))
        column.addWidget(self.news)
        column.addWidget(self.findings)
        self.test_button.clicked.connect(self.test)
        self.export_button.clicked.connect(self._ask_where)
        self.import_button.clicked.connect(self._ask_which)

    def show_target(self, target: PortalTarget | None) -> None:
        """Offer what can be done with a portal."""
        self._target = target
        self.news.say("")
        self._show_findings(())
        self.setVisible(target is not None and target.family != TRANSFER)

    def test(self) -> None:
        """Ask the portal part by part."""
        if self._target is None or self._working or not self.isVisibleTo(self.window()):
            return
        self._working = True
        self._show_findings(())
        self.news.say(_("Đang hỏi cổng, có thể mất vài chục giây…"))
        QTimer.singleShot(0, partial(see, self.news))
        done = partial(self._tested, self._target.name)
        ends = Ends(done, self.news.refused, self.news.troubled, self._not_working)
        self._place.run(partial(portal_acts.examine, target=self._target), ends)

    def _not_working(self) -> None:
        self._working = False

    def _tested(self, name: str, found: Sequence[portal_acts.Found]) -> None:
        if self._target is None or self._target.name != name:
            return
        wrong = next((one for one in found if one.well is False), None)
        unasked = ", ".join(one.part for one in found if one.well is None)
        if wrong is None and unasked:
            words = _("Chưa thấy gì sai ở cổng này; chưa hỏi được: {parts}.")
            self.news.say(words.format(parts=unasked))
        elif wrong is None:
            self.news.say(_("Cổng này dùng được."))
        else:
            words = _("Chưa dùng được cổng này: xem dòng “{part}”. Hồ sơ vẫn giữ nguyên tại máy.")
            if wrong.part == portal_acts.CLOCK:
                words = _(
                    "Cổng này dùng được, nhưng giờ máy và giờ cổng lệch nhau: xem dòng “{part}”."
                )
            self.news.warn(words.format(part=wrong.part))
        self._show_findings(found)
        self._place.announce(ChangeSet(outbox=True))  # the clock was compared; others look at it

    def _show_findings(self, found: Sequence[portal_acts.Found]) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for at, one in enumerate(found):
            part, state, words = QLabel(one.part), QLabel(_MARKS[one.well]), QLabel(one.sentence)
            mark(state, "state", _STATES[one.well])
            words.setWordWrap(True)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._lines.addWidget(part, at, 0, Qt.AlignmentFlag.AlignTop)
            self._lines.addWidget(state, at, 1, Qt.AlignmentFlag.AlignTop)
            self._lines.addWidget(words, at, 2)
        self.findings.setVisible(bool(found))
        if found:  # they stand below what is in sight when the keys asked for them
            QTimer.singleShot(0, self._see_findings)

    def _see_findings(self) -> None:
        see(self.news, self.findings)

    def _ask_where(self) -> None:
        if self._target is not None:
            suggested = Path.home() / f"bang-ma-{self._target.name}.csv"
            ask.save_as(self, _("Xuất bảng mã của cổng"), suggested, _KIND, self.give_out)

    def give_out(self, path: Path) -> None:
        """Write the codes in use to a file."""
        if self._target is None:
            return
        work = partial(portal_acts.export_codes, target=self._target.name, path=path)
        done = partial(self._written, path)
        self._place.run(work, Ends(done, self.news.refused, self.news.troubled))

    def _written(self, path: Path, lines: int) -> None:
        words = _("Đã ghi {count} dòng mã vào {path}. Sửa xong thì bấm Nhập bảng mã.")
        self.news.say(words.format(count=lines, path=path))

    def _ask_which(self) -> None:
        ask.open_file(self, _("Chọn bảng mã"), _KIND, self.take_in)

    def take_in(self, path: Path) -> None:
        """Keep the table of a file, whole or not at all."""
        if self._target is None:
            return
        work = partial(portal_acts.import_codes, target=self._target.name, path=path)
        self._place.run(work, Ends(self._taken, self.news.refused, self.news.troubled))

    def _taken(self, changes: ChangeSet) -> None:
        if changes.settings:
            self.news.say(_("Đã nhập bảng mã mới; lần gửi sau dùng bảng này."))
            self._place.announce(changes)
        else:
            self.news.say(_("Bảng mã trong tệp giống bảng đang dùng; không thay đổi gì."))
