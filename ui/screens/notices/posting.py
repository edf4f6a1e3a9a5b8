"""Which procedures the office offers at its desk and posts on its wall."""

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.domain.procedures import Procedure
from receptiondesk.words import _
from ui.background import Ends
from ui.keys import bind
from ui.print_panel import PressButton
from ui.screens.notices import acts
from ui.screens.notices.counting import count_words
from ui.screens.notices.tick_list import TickList
from ui.screens.notices.tick_rows import TickRow
from ui.theme import GRID, mark
from ui.workplace import Workplace

#: After the last tick of a run of them, the office's choice is kept.
SAVE_PAUSE_MS: Final = 500
_MANY: Final = 10_000
EVERY_FIELD: Final = ""


class PostingPage(QWidget):
    """Fields on the left, procedures on the right; every tick is kept by itself.

    Emits:
        posted_changed: the codes that are posted now (a frozenset), at once at each tick.
    """

    posted_changed = Signal(object)

    def __init__(self, place: Workplace) -> None:
        """Build, empty until ``show_shelf``."""
        super().__init__()
        self._place = place
        self._shelf: acts.Shelf | None = None
        self._fields: tuple[str, ...] = ()
        self.posted: frozenset[str] = frozenset()
        self._before: list[frozenset[str]] = []
        self._saving = False
        #: Whether ticks stand here that the office does not keep yet.
        self._unsaved = False
        self.search = QLineEdit()
        self.fields = TickList(_("Lĩnh vực"))
        self.procedures = TickList(_("Thủ tục"))
        self.nothing = QLabel()
        self.middle = QStackedWidget()
        self.count = QLabel()
        self.note = QLabel()
        self.news = QLabel()
        self.all_button = PressButton(_("Đánh dấu các dòng đang hiện   Ctrl+A"))
        self.none_button = PressButton(_("Bỏ dấu   Ctrl+Shift+A"))
        self.undo_button = PressButton(_("Hoàn tác   Ctrl+Z"))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SAVE_PAUSE_MS)
        self._build()
        self._connect()

    def _build(self) -> None:
        self.search.setPlaceholderText(_("gõ tên không dấu, chữ cái đầu (dkks) hoặc mã"))
        self.search.setAccessibleName(_("Tìm thủ tục"))
        mark(self.count, "role", "heading")
        mark(self.note, "role", "quiet")
        mark(self.news, "role", "quiet")
        mark(self.nothing, "role", "quiet")
        for label in (self.note, self.news, self.nothing):
            label.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.middle.addWidget(self.procedures)
        self.middle.addWidget(self.nothing)
        finder = QLabel(_("&Tìm"))
        finder.setBuddy(self.search)
        head = QHBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(finder)
        head.addWidget(self.search, 1)
        head.addSpacing(GRID)
        head.addWidget(self.count)
        lists = QHBoxLayout()
        lists.setSpacing(GRID)
        lists.addWidget(self.fields, 2)
        lists.addWidget(self.middle, 5)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        for button in (self.all_button, self.none_button, self.undo_button):
            buttons.addWidget(button)
        buttons.addWidget(self.news, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(head)
        column.addWidget(self.note)
        column.addLayout(lists, 1)
        column.addLayout(buttons)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._searched)
        self.fields.current_changed.connect(self._fill_procedures)
        self.fields.tick_asked.connect(self.tick_field)
        self.procedures.tick_asked.connect(self.tick)
        for each in (self.fields, self.procedures):
            each.typed.connect(self._type_on)
        self.search.returnPressed.connect(self._to_list)
        self._pause.timeout.connect(self.save_now)
        self.all_button.clicked.connect(partial(self._mark_shown, marked=True))
        self.none_button.clicked.connect(partial(self._mark_shown, marked=False))
        self.undo_button.clicked.connect(self.undo)
        for keys, act in (
            ("Ctrl+A", self.all_button.click),
            ("Ctrl+Shift+A", self.none_button.click),
            ("Ctrl+Z", self.undo_button.click),
            ("Ctrl+F", self.search.setFocus),
        ):
            bind(self, keys, act)
        bind(self.search, "Down", self._to_list)

    def show_shelf(self, shelf: acts.Shelf) -> None:
        """Show the catalogue; ticks that are not kept yet stay as the person left them."""
        unsaved = self._unsaved or self._saving
        self._shelf = shelf
        if not self._fields:
            self._fields = _posted_first(shelf)
        self._fields = tuple(dict.fromkeys((*self._fields, *shelf.fields)))
        known = frozenset(one.code for one in shelf.procedures)
        self.posted = self.posted & known if unsaved else shelf.posted & known
        if self._unsaved and not self._saving:
            self._pause.start()  # what could not be kept before may be now
        self._show_all()

    def chosen(self) -> tuple[Procedure, ...]:
        """Return what is posted, in the order of the shelf."""
        return self._shelf.of(self.posted) if self._shelf else ()

    def tick(self, code: str) -> None:
        """Post one procedure, or no longer."""
        self._change(self.posted ^ {code})

    def tick_field(self, field: str) -> None:
        """Post a whole field, or none of it when all of it is posted."""
        codes = self._codes_of(field)
        self._change(self.posted - codes if codes <= self.posted else self.posted | codes)

    def undo(self) -> None:
        """Go back to what was ticked before the last act."""
        if self._before:
            self._take(self._before.pop())

    def _mark_shown(self, *, marked: bool) -> None:
        shown = frozenset(row.key for row in self.procedures.ticks.rows)
        self._change(self.posted | shown if marked else self.posted - shown)

    def _change(self, codes: frozenset[str]) -> None:
        if self._shelf is not None and codes != self.posted:
            self._before.append(self.posted)
            self._take(codes)

    def _take(self, codes: frozenset[str]) -> None:
        self.posted = codes
        self._unsaved = True
        self._say(_("Đang lưu…"))
        self._pause.start()
        self._show_all()
        self.posted_changed.emit(codes)

    def save_now(self) -> None:
        """Keep the ticks; one save at a time, the last state always wins."""
        if self._shelf is None:
            return
        self._pause.stop()
        if self._saving:
            self._pause.start()
            return
        self._saving = True
        codes = tuple(one.code for one in self.chosen())
        ends = Ends(self._saved, self._refused, self._troubled, self._not_saving)
        self._place.run(partial(acts.save_posted, codes=codes), ends)

    def keep_work(self) -> bool:
        """Keep ticks that wait for their pause; a save under way is no saved one yet."""
        if self._pause.isActive():
            self.save_now()
        return not self._saving

    def _not_saving(self) -> None:
        self._saving = False

    def _saved(self, changes: ChangeSet) -> None:
        self._unsaved = self._pause.isActive()
        if not self._unsaved:
            self._say(_("Đã lưu."))
        self._place.announce(changes)

    def _refused(self, refused: Refused) -> None:
        self._say(" ".join(problem.message for problem in refused.problems), bad=True)

    def _troubled(self, trouble: Trouble) -> None:
        words = _("{why} Các dấu vừa chọn chưa được lưu; bấm một dấu bất kỳ để lưu lại.")
        self._say(words.format(why=trouble.message), bad=True)

    def _say(self, words: str, *, bad: bool = False) -> None:
        mark(self.news, "role", "problem" if bad else "quiet")
        self.news.setText(words)

    def _show_all(self) -> None:
        self._fill_fields()
        self._fill_procedures()
        self.count.setText(count_words(self.chosen()))
        if not self._before and self.undo_button.hasFocus():
            self._to_list()  # a button that is switched off would give the focus to nobody
        self.undo_button.setEnabled(bool(self._before))
        self.note.setText(
            _("Quầy tiếp nhận và niêm yết các thủ tục được đánh dấu. Phím cách để đánh dấu.")
            if self.posted
            else _(
                "Chưa đánh dấu thủ tục nào: quầy vẫn tiếp nhận mọi thủ tục trong danh mục, nhưng "
                "chưa có gì để niêm yết. Phím cách để đánh dấu cả lĩnh vực hoặc từng thủ tục."
            )
        )

    def _fill_fields(self) -> None:
        shelf = self._shelf
        if shelf is None:
            return
        rows = [self._field_row(EVERY_FIELD, _("Mọi lĩnh vực"))]
        rows += [self._field_row(field, field) for field in self._fields if field in shelf.fields]
        self.fields.ticks.replace(rows)

    def _field_row(self, field: str, words: str) -> TickRow:
        codes = self._codes_of(field)
        posted = len(codes & self.posted)
        detail = _("{posted}/{all} thủ tục").format(posted=posted, all=len(codes))
        state = Qt.CheckState.PartiallyChecked if posted else Qt.CheckState.Unchecked
        if codes and posted == len(codes):
            state = Qt.CheckState.Checked
        return TickRow(field, words, detail, state)

    def _codes_of(self, field: str) -> frozenset[str]:
        shown = self._shelf.procedures if self._shelf else ()
        return frozenset(one.code for one in shown if field in (EVERY_FIELD, one.field))

    def _fill_procedures(self, _changed: str = "") -> None:
        shelf = self._shelf
        if shelf is None:
            return
        field, text = self.fields.current_key, self.search.text().strip()
        known = shelf.by_code()
        found = shelf.finder.find(text, field=field, limit=_MANY)
        shown = [known[code] for code in found if code in known] if text else shelf.of(found)
        self.procedures.ticks.replace([self._procedure_row(one) for one in shown])
        if not shown and self.procedures.hasFocus():
            self.search.setFocus()
        self.middle.setCurrentWidget(self.procedures if shown else self.nothing)
        self.nothing.setText(_nothing_words(text, field))

    def _searched(self, _text: str) -> None:
        self._fill_procedures()
        self.procedures.choose_first()

    def _procedure_row(self, one: Procedure) -> TickRow:
        marked = one.code in self.posted
        state = Qt.CheckState.Checked if marked else Qt.CheckState.Unchecked
        return TickRow(one.code, one.name, f"{one.code} · {one.field}", state)

    def _to_list(self) -> None:
        self.procedures.setFocus(Qt.FocusReason.TabFocusReason)

    def _type_on(self, text: str) -> None:
        self.search.setFocus()
        self.search.setText(self.search.text() + text)


def _nothing_words(text: str, field: str) -> str:
    """Return what is said of an empty list."""
    if not text:
        return _("Danh mục chưa có thủ tục nào.")
    if field == EVERY_FIELD:
        return _("Không thấy thủ tục nào có “{text}”.").format(text=text)
    words = _(
        "Không thấy thủ tục nào có “{text}” trong lĩnh vực {field}.\n\nChọn Mọi lĩnh vực ở đầu "
        "danh sách bên trái để tìm trong cả danh mục."
    )
    return words.format(text=text, field=field)


def _posted_first(shelf: acts.Shelf) -> tuple[str, ...]:
    """Return the fields that an office works with before the many it has nothing to do with."""
    posted = {one.field for one in shelf.of(shelf.posted)}
    return tuple(sorted(shelf.fields, key=lambda field: field not in posted))
