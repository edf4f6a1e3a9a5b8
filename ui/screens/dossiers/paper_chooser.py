"""Which paper: a short list, each with when it is made; Enter opens it, a digit too."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from receptiondesk.desk.paper_offers import Offer
from receptiondesk.domain.paper_kinds import WITHOUT_DOSSIER, PaperKind
from receptiondesk.words import _
from ui.models.lines import Cell, Line
from ui.models.lines_view import Column, LinesView
from ui.press_button import PressButton
from ui.screens.dossiers.paper_asks import ASKED
from ui.screens.dossiers.paper_shelf import Shelf
from ui.theme import GRID, mark


class PaperChooser(QWidget):
    """The papers that fit.

    Emits:
        chosen: a ``PaperKind``.
        receipts_wanted: many receipts are to be printed.
        left: back to where one came from.
    """

    chosen = Signal(object)
    receipts_wanted = Signal()
    left = Signal()

    def __init__(self) -> None:
        """Build, empty."""
        super().__init__()
        self._kinds: tuple[PaperKind, ...] = ()
        self.back_button = PressButton("")
        self.title = QLabel()
        self.about = QLabel()
        self.trouble = QLabel()
        self.list = LinesView((Column("", chars=4), Column(_("Giấy tờ"), share=1)))
        self._build()
        self.back_button.clicked.connect(self.left)
        self.list.opened.connect(self._opened)
        self.list.typed.connect(self._typed)

    def _build(self) -> None:
        mark(self.back_button, "role", "link")
        mark(self.title, "role", "title")
        mark(self.about, "role", "quiet")
        mark(self.trouble, "role", "problem")
        for label in (self.about, self.trouble):
            label.setWordWrap(True)
        self.trouble.hide()
        self.list.setAccessibleName(_("Giấy tờ in được"))
        self.list.horizontalHeader().hide()
        keys = QLabel(_("↑ ↓ chọn · Enter hoặc phím số mở"))
        mark(keys, "role", "small")
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, GRID, 2 * GRID, GRID)
        column.setSpacing(GRID)
        top = QHBoxLayout()
        top.addWidget(self.back_button)
        top.addStretch(1)
        column.addLayout(top)
        column.addWidget(self.title)
        column.addWidget(self.about)
        column.addWidget(self.list, 1)
        column.addWidget(self.trouble)
        column.addWidget(keys)

    def show_shelf(self, shelf: Shelf) -> None:
        """Offer what is on a shelf."""
        one = shelf.dossier
        self._kinds = tuple(offer.kind for offer in shelf.offers)
        back = _("← Hồ sơ   Esc") if one else _("← Danh sách   Esc")
        self.back_button.setText(back)
        self.title.setText(_("In giấy tờ khác") if one else _("Giấy tờ, danh sách, sổ"))
        self.about.setText(_about(shelf))
        lines = [
            Line(
                offer.kind.value,
                (Cell(str(at)), _told(shelf, offer)),
            )
            for at, offer in enumerate(shelf.offers, start=1)
        ]
        self.list.show_lines(lines, same=False)
        self.trouble.hide()

    def say_fault(self, fault: str) -> None:
        """Say why a paper cannot be made, and what to do."""
        words = _(
            "{fault} Sửa hoặc xóa tệp đó trong thư mục forms của dữ liệu, rồi mở lại trang này. "
            "Các giấy khác vẫn in được."
        )
        self.trouble.setText(words.format(fault=fault))
        self.trouble.show()

    def show_nothing(self, why: str) -> None:
        """Say why nothing is offered."""
        self.trouble.hide()
        self._kinds = ()
        self.list.show_lines((), same=False)
        self.back_button.setText(_("← Quay lại   Esc"))
        self.title.setText(_("In giấy tờ khác"))
        self.about.setText(why)
        self.back_button.setFocus()

    def take_focus(self) -> None:
        """Go into the list."""
        self.list.setFocus()

    def _opened(self, kind: str) -> None:
        self.chosen.emit(PaperKind(kind))

    def _typed(self, text: str) -> None:
        at = int(text) - 1 if text.isascii() and text.isdecimal() else -1
        if 0 <= at < len(self._kinds):
            self.list.choose(self._kinds[at].value)
            self.chosen.emit(self._kinds[at])


def _told(shelf: Shelf, offer: Offer) -> Cell:
    if offer.fault:
        why = _("Chưa in được vì mẫu chữ riêng của cơ quan. {fault}").format(fault=offer.fault)
        return Cell(_named(shelf, offer), why, "person")
    return Cell(_named(shelf, offer), ASKED[offer.kind].when)


def _named(shelf: Shelf, offer: Offer) -> str:
    name = shelf.name_of(offer.kind)
    if shelf.dossier is None and offer.kind in WITHOUT_DOSSIER:
        name = _("{name} – chưa tiếp nhận hồ sơ").format(name=name)
    return f"{offer.number} – {name}" if offer.number else name


def _about(shelf: Shelf) -> str:
    dossier = shelf.dossier
    if dossier is None:
        if not shelf.chosen:
            return _("Danh sách bắt đầu trống; thêm hồ sơ bằng máy quét hoặc gõ mã.")
        return _("Danh sách bắt đầu với {count} hồ sơ đã chọn.").format(count=len(shelf.chosen))
    words = _("Hồ sơ {code} của {name}.").format(
        code=dossier.code, name=dossier.facts.applicant.full_name
    )
    gone = _("Hồ sơ đã hủy nên chỉ còn lập được giấy từ chối.") if dossier.cancelled else ""
    return f"{words} {gone}".strip()
