"""After the close: the seal to compare, the sheet to print and sign, the sending that follows."""

from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from receptiondesk.desk.papers import Paper
from receptiondesk.domain.day import Seal
from receptiondesk.domain.text import date_vi, moment_vi
from receptiondesk.office import Office
from receptiondesk.words import _
from ui.print_panel import PaperSource, PrintControls
from ui.screens.day_close.evening import Evening
from ui.theme import GRID, mark
from ui.workplace import Workplace

#: States of a sending that never become proved by themselves, so no stamp is to be waited for.
_NEVER_PROVED: Final = ("unprovable", "set_aside")


class Sealed(QWidget):
    """A closed day: its seal, its paper, how its sending goes."""

    def __init__(self, place: Workplace) -> None:
        """Build, empty."""
        super().__init__()
        self._seal: Seal | None = None
        self._offered: Seal | None = None
        self.heading = QLabel(_("Dấu niêm của ngày"))
        self.fingerprint = QLabel()
        self.who = QLabel()
        self.stamp = QLabel()
        self.after = QLabel(
            _(
                "Ngày đã khóa an toàn trên máy này. Việc làm sau khi khóa ngày được tính vào lần "
                "khóa kế tiếp. Xin in bản tổng kết, hai người đối chiếu dấu niêm rồi ký."
            )
        )
        self.printing = PrintControls(place)
        self.evening = Evening(place)
        self._build()

    def _build(self) -> None:
        mark(self.heading, "role", "heading")
        mark(self.fingerprint, "role", "promise")
        mark(self.who, "role", "quiet")
        self.fingerprint.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        for label in (self.heading, self.fingerprint, self.who, self.stamp, self.after):
            label.setWordWrap(True)
            column.addWidget(label)
        column.addSpacing(GRID)
        column.addWidget(self.printing)
        column.addWidget(self.printing.earlier)
        column.addSpacing(GRID)
        column.addWidget(self.evening)
        column.addStretch(1)
        self.printing.confirmed.connect(self._offer_newest)

    def show_seal(self, seal: Seal) -> None:
        """Show a closed day and offer its sheet.

        The stamp comes with the first round after the close: a sheet that is at the printer then is
        seen to first.
        """
        # A break is allowed after each group, so that large letters stay inside the column.
        self.fingerprint.setText(seal.fingerprint.replace("-", "-\u200b"))
        words = _("Khóa lúc {time} – {officer}")
        self.who.setText(words.format(time=moment_vi(seal.closed_at), officer=seal.officer))
        self._show_stamp(seal)
        self._seal = seal
        same = self._offered is not None and self._offered.seal == seal.seal
        if not (same and self.printing.engaged):
            self._offer_newest()

    def _offer_newest(self) -> None:
        """Offer the sheet as the seal is now, unless it is on offer."""
        seal = self._seal
        if seal is None or seal == self._offered:
            return
        self._offered = seal
        day = date_vi(seal.day)
        self.printing.offer(
            PaperSource(
                partial(_sheet, seal=seal),
                _("Tổng kết ngày {day}").format(day=day),
                f"tong-ket-ngay-{seal.day.isoformat()}.pdf",
                _("Ngày đã khóa an toàn."),
                document="day_sheet",
                recipe={"day": seal.day.isoformat()},
            )
        )

    def _show_stamp(self, seal: Seal) -> None:
        if seal.stamped_at is not None:
            words = _("Cổng đã nhận đúng mọi việc gửi của ngày này, ghi nhận {time}.")
            self.stamp.setText(words.format(time=moment_vi(seal.stamped_at)))
            mark(self.stamp, "state", "proved")
        else:
            of_day = seal.figures.of_day.values()
            never = any(told.get(state) for told in of_day for state in _NEVER_PROVED)
            self.stamp.setText(
                _(
                    "Chưa có dấu “cổng đã nhận đúng cả ngày”: có lượt gửi mà cổng không cho kiểm "
                    "chứng hoặc đã ngừng gửi."
                )
                if never
                else _(
                    "Chưa có dấu “cổng đã nhận đúng cả ngày”; dấu chỉ tự thêm khi cổng cho kiểm "
                    "chứng và mọi lượt gửi của ngày đều đúng."
                )
            )
            mark(self.stamp, "state", "waiting")


def _sheet(office: Office, seal: Seal) -> Paper:
    """Make the sheet; reportlab is loaded only when one is wanted."""
    from receptiondesk.desk import day_paper

    return day_paper.sheet(office, seal)
