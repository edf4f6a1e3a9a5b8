"""A section of settings that are edited in place and kept together."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from receptiondesk.desk import configuration
from receptiondesk.desk.configuration import SettingLine
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.office import Office
from receptiondesk.words import _
from ui.background import Ends
from ui.fields.board import Board
from ui.fields.field import Field, align_labels
from ui.print_panel import PressButton
from ui.screens.settings.editors import Editor, editor_of
from ui.screens.settings.section import News, Section, foot_of, see, words_label
from ui.theme import mark
from ui.workplace import Workplace

#: How the declaration of a setting says that no public text could prove it.
UNPROVED: Final = "Chưa kiểm chứng"


class SettingField(Field):
    """A setting: its label, its editor, what is wrong with it, and what it is for."""

    def __init__(self, line: SettingLine, editor: QWidget) -> None:
        """Build the row from the setting's declaration."""
        super().__init__(line.label, editor)
        grid = self.layout()
        assert isinstance(grid, QGridLayout)  # noqa: S101 - ``Field`` lays itself out so
        self.help = words_label(line.help, "small")
        grid.addWidget(self.help, 2, 1)
        if UNPROVED in line.help:
            self.tag = QLabel(_("chưa kiểm chứng với văn bản gốc"))
            mark(self.tag, "role", "tag")
            grid.addWidget(self.tag, 3, 1, Qt.AlignmentFlag.AlignLeft)
        editor.setAccessibleDescription(line.help)


class FormSection(Section):
    """Shows some settings; "Lưu" keeps those that were changed, all or none of them."""

    def __init__(self, place: Workplace, title: str, keys: Sequence[str], about: str = "") -> None:
        """Build a row per key from the declarations."""
        super().__init__(place, title, about)
        self._shown: dict[str, str] = {}
        self._editors: dict[str, Editor] = {}
        self._saving = False
        self.board = Board()
        self.news = News()
        self.save_button = PressButton(_("Lưu   Ctrl+S"))
        self.drop_button = PressButton(_("Bỏ thay đổi"))
        self._build_rows(keys)
        self.build_more()
        self._build_buttons()
        self.office_changed()

    def _build_rows(self, keys: Sequence[str]) -> None:
        lines = {line.key: line for line in configuration.as_rows(self.place.office)}
        rows = []
        for key in keys:
            line = lines[key]
            editor = self.make_editor(key)
            editor.setEnabled(not line.fixed)
            rows.append(self.board.add(key, SettingField(line, editor)))
            self._editors[key] = editor  # type: ignore[assignment]  # every editor is one
            self._editors[key].edited.connect(partial(self._edited, key))
            self.content.addWidget(rows[-1])
        align_labels(*rows)

    def _build_buttons(self) -> None:
        mark(self.save_button, "role", "primary")
        self.save_button.clicked.connect(self.save)
        self.drop_button.clicked.connect(self.drop)
        self.foot = foot_of(self.news, self.save_button, self.drop_button)
        self.content.addStretch(1)

    def make_editor(self, key: str) -> QWidget:
        """Return the editor of a setting; a section may have one of its own."""
        return editor_of(key, self.place.gazetteer)

    def build_more(self) -> None:
        """Add what stands between the rows and the buttons."""

    def editor(self, key: str) -> Editor:
        """Return the editor of a setting."""
        return self._editors[key]

    @property
    def changed_texts(self) -> dict[str, str]:
        """The texts that differ from what is kept."""
        texts = {key: editor.read() for key, editor in self._editors.items()}
        return {key: text for key, text in texts.items() if text != self._shown[key]}

    @property
    def unsaved(self) -> bool:
        """Whether something was typed that is not kept yet."""
        return bool(self.changed_texts)

    def office_changed(self) -> None:
        """Show what is kept now; what a person is typing stays."""
        for line in configuration.as_rows(self.place.office):
            editor = self._editors.get(line.key)
            if editor is None:
                continue
            touched = line.key in self._shown and editor.read() != self._shown[line.key]
            if not touched:
                self._shown[line.key] = line.value
                editor.show_text(line.value)
                # What an editor gives back of a kept text is what "unchanged" means.
                self._shown[line.key] = editor.read()
        self._fit()

    def take_focus(self) -> None:
        """Go to the first row."""
        self.board.field(next(iter(self._editors))).take_focus()

    def save(self) -> None:
        """Keep what was changed."""
        texts = self.changed_texts
        if not texts or self._saving:
            return
        self._saving = True
        self.board.clear()
        self.news.say(_("Đang lưu…"))
        self._fit()
        ends = Ends(self._saved, self._refused, self._troubled, self._not_saving)
        self.place.run(partial(configuration.change_all, texts=texts), ends)

    def drop(self) -> None:
        """Show what is kept in place of what was typed."""
        for key in self.changed_texts:
            self._shown[key] = self._editors[key].read()
        self.board.clear()
        self.news.say("")
        self.office_changed()
        self.take_focus()

    def _edited(self, key: str) -> None:
        self.board.field(key).clear_problem()
        if self._shown:
            self._fit()

    def _fit(self) -> None:
        unsaved = self.unsaved if len(self._shown) == len(self._editors) else False
        useful = unsaved and not self._saving
        if not useful and (self.save_button.hasFocus() or self.drop_button.hasFocus()):
            self.take_focus()  # a button that is switched off would give the focus to nobody
        self.save_button.setEnabled(useful)
        self.drop_button.setEnabled(useful)
        if unsaved and not self._saving:
            self.news.say(_("Có thay đổi chưa lưu."))
        self.unsaved_changed.emit()

    def _not_saving(self) -> None:
        self._saving = False

    def _saved(self, office: Office) -> None:
        for key in self._editors:
            self._shown[key] = self._editors[key].read()
        # Somebody else may have signed in meanwhile: only the settings are taken over.
        self.place.move_to(self.place.office.with_settings(office.settings))
        self._fit()
        self.news.say(_("Đã lưu. Dùng ngay từ bây giờ; giấy đã in trước đó giữ nguyên."))
        self.place.announce(ChangeSet(settings=True))

    def _refused(self, refused: Refused) -> None:
        self._fit()
        homeless = self.board.show(refused.problems)
        first = self.board.first_problem()
        if first is not None:
            # Once the sentence has its room.
            QTimer.singleShot(0, self, partial(see, first.problem))
        words = [_("Chưa lưu. Xin xem dòng màu đỏ."), *(problem.message for problem in homeless)]
        self.news.warn("\n".join(words))

    def _troubled(self, trouble: Trouble) -> None:
        self._fit()
        words = _("{why} Chưa lưu; phần đã gõ vẫn còn trên màn hình.")
        self.news.warn(words.format(why=trouble.message))
