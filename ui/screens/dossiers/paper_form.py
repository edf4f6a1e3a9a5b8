"""The fields of one paper: what only a person knows, then what is known unless said otherwise."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from receptiondesk.desk import form_facts, paper_offers
from receptiondesk.desk.forms import PaperOrder
from receptiondesk.domain.errors import Problem
from receptiondesk.domain.paper_kinds import (
    KEYS,
    OF_DOSSIER,
    OF_DOSSIERS,
    WITHOUT_DOSSIER,
    PaperKind,
    Shape,
)
from receptiondesk.words import _
from ui.fields.board import Board
from ui.fields.field import Field, align_labels
from ui.fields.row import Row
from ui.keys import moves_on
from ui.screens.dossiers.paper_asks import ASKED, WHOSE, Ask
from ui.screens.dossiers.paper_editors import (
    Day,
    Editor,
    Line,
    Lines,
    Moment,
    OneOf,
    Text,
    Ticks,
    Whole,
    has_focus,
)
from ui.screens.dossiers.paper_rows import DossierRows
from ui.screens.dossiers.paper_shelf import Shelf
from ui.screens.dossiers.paper_steps import Steps
from ui.theme import GRID, mark
from ui.workplace import Workplace

_SIZES: Final = {"a5": "A5", "a4": "A4", "roll": _("Giấy cuộn 80 mm")}
#: Keys whose texts are short, with the characters they take.
_SHORT: Final = {"number": 16, "phone": 18, "waiting": 8, "counter": 12}
#: Known texts that need the whole width: names of offices, a list of names.
_LONG: Final = frozenset({"to", "agency", "signers"})
_NAME: Final = re.compile(r"“([a-z_]+)((?:\[\d+\])?)(?:\.[^”]*”?)?”")


class PaperForm(QWidget):
    """The fields of one kind of paper.

    Emits:
        changed: another paper is wanted now.
    """

    changed = Signal()

    def __init__(self, place: Workplace, shelf: Shelf, kind: PaperKind) -> None:
        """Build the fields that this kind asks for."""
        super().__init__()
        self.kind = kind
        self.setObjectName("sheet")
        self._place = place
        self._shelf = shelf
        self._editors: dict[str, Editor] = {}
        self._labels: dict[str, str] = {}
        self.board = Board()
        self.rows: DossierRows | None = None
        self._first: tuple[Day, Day] | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, GRID, GRID)
        self._column.setSpacing(GRID)
        self._shapes = {key.name: key.shape for key in KEYS[kind]}
        self._build()
        self._column.addStretch(1)
        #: Whether something stands here that is on no paper yet.
        self.typed = False
        self.changed.connect(self._note)

    def _note(self) -> None:
        self.typed = True

    def _build(self) -> None:
        asked = ASKED[self.kind]
        open_fields = [*self._build_subject()]
        if self.kind in WITHOUT_DOSSIER and self._shelf.dossier is None:
            open_fields += [self._field(ask) for ask in WHOSE]
        beside = set(self.rows.texts) if self.rows is not None else set()
        open_fields += [self._field(ask) for ask in asked.open if ask.key not in beside]
        for field in open_fields:
            self._column.addWidget(field)
        labelled = [field for field in open_fields if field.label.text()]
        if labelled:
            align_labels(*labelled)
        known = [self._field(ask) for ask in asked.known]
        known += self._build_size()
        if known:
            heading = QLabel(_("Đã có sẵn, chỉ ghi khi khác"))
            mark(heading, "role", "step")
            self._column.addWidget(heading)
            self._lay_known(known)

    def _lay_known(self, fields: Sequence[Field]) -> None:
        """Put two beside one another: they are short and rarely touched."""
        keys = {self.board.field(key): key for key in self._editors}
        short = [field for field in fields if keys[field] not in _LONG]
        align_labels(*fields)
        for field in fields:
            if field not in short:
                self._column.addWidget(field)
        for at in range(0, len(short), 2):
            pair = short[at : at + 2]
            self._column.addWidget(Row(*((field, 1) for field in pair), gap=GRID))

    def _build_subject(self) -> list[Field]:
        """Return the fields that say what the paper is about, where no dossier does."""
        shelf = self._shelf
        if self.kind is PaperKind.FEES:
            self._first = (Day(), Day())
            fields = []
            for key, label, day in zip(
                ("code", "last"), (_("Từ ngày"), _("Đến ngày")), self._first, strict=True
            ):
                day.show_date(shelf.today)
                fields.append(self._add(key, label, day))
            return fields
        if self.kind is PaperKind.REGISTER:
            year = Line(8)
            year.setText(str(shelf.today.year))
            return [self._add("code", _("Năm"), year)]
        if self.kind is PaperKind.SAMPLE:
            return [self._add("code", _("Mẫu của"), OneOf(shelf.samples))]
        if self.kind in OF_DOSSIERS and shelf.dossier is None:
            return [self._build_rows()]
        return []

    def _build_rows(self) -> Field:
        keys = [
            (ask.key, ask.label)
            for ask in ASKED[self.kind].open
            if self._shapes[ask.key] is Shape.BY_CODE
        ]
        self.rows = DossierRows(self._place, keys)
        field = self._add("code", "", self.rows, self.rows.add_line)
        for key, _label in keys:
            self.board.add(key, field)
        self.rows.add(self._shelf.chosen)
        self.rows.list.choose_first()
        return field

    def _build_size(self) -> list[Field]:
        if self.kind is PaperKind.SAMPLE:
            sizes: tuple[str, ...] = ("a5", "a4")
        else:
            sizes = form_facts.sizes(self.kind)
        if len(sizes) < 2:  # noqa: PLR2004 - nothing to choose from one
            return []
        choice = OneOf([(size, _SIZES[size]) for size in sizes])
        choice.choose(paper_offers.size_of(self._place.office, self.kind))
        return [self._add("size", _("Khổ giấy"), choice)]

    def _field(self, ask: Ask) -> Field:
        editor = self._editor(ask)
        hint = ask.hint or self._shelf.usual.get(ask.usual, "")
        if isinstance(editor, QLineEdit | QPlainTextEdit) and hint:
            editor.setPlaceholderText(hint)
        if isinstance(editor, Moment):
            editor.day.setPlaceholderText(hint or editor.day.placeholderText())
            return self._add(ask.key, ask.label, editor, editor.day, editor.time)
        if isinstance(editor, Ticks):
            return self._add(ask.key, ask.label, editor, editor.more)
        if isinstance(editor, Steps):
            return self._add(ask.key, ask.label, editor, editor.add_button)
        return self._add(ask.key, ask.label, editor)

    def _editor(self, ask: Ask) -> Any:  # noqa: ANN401 - a widget that is an editor, too
        shape = self._shapes.get(ask.key, Shape.LINE)
        dossier = self._shelf.dossier
        if dossier is not None and ask.key in {"items", "papers"}:
            papers = self._shelf.to_bring if ask.key == "items" else self._shelf.to_hand_back
            hint = _("nội dung khác, mỗi dòng một mục") if papers else ask.hint
            return Ticks(papers, hint)
        match shape:
            case Shape.DAY:
                return Day()
            case Shape.MOMENT:
                return Moment()
            case Shape.WHOLE:
                return Whole(_SHORT.get(ask.key, 8))
            case Shape.LINES:
                return Lines()
            case Shape.STEPS:
                return Steps()
            case Shape.TEXT if ask.key != "signer_title":
                return Text()
            case _:
                return Line(_SHORT.get(ask.key, 0))

    def _add(self, key: str, label: str, editor: Any, *parts: QWidget) -> Field:  # noqa: ANN401
        field = Field(label, editor, *parts)
        layout = field.layout()
        field.label.setVisible(bool(label))
        if isinstance(editor, Text | Ticks | Steps) and layout is not None:
            layout.setAlignment(field.label, Qt.AlignmentFlag.AlignTop)
            field.label.setContentsMargins(0, GRID // 2, 0, 0)
        self._editors[key] = editor
        self._labels[key] = label
        editor.changed.connect(self.changed)
        return self.board.add(key, field)

    def take_focus(self) -> bool:
        """Go to the first field; false when there is none."""
        first: Any = next(iter(self._editors.values()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        return first is not None

    def order(self) -> PaperOrder:
        """Return the paper that is wanted."""
        own = {"code", "last", "size"}
        given: dict[str, Any] = {}
        for key, editor in self._editors.items():
            told = None if key in own else editor.told()
            if told is not None:
                name, _dot, part = key.partition(".")
                (given.setdefault(name, {}) if part else given)[part or name] = told
        if self.rows is not None:
            given |= self.rows.told()
        size = self._editors["size"].told() if "size" in self._editors else ""
        return PaperOrder(self.kind.value, self._code(), given or None, size or "")

    def _code(self) -> str:
        if self._shelf.dossier is not None and self.kind is not PaperKind.SAMPLE:
            return self._shelf.dossier.code
        if self.rows is not None:
            return ",".join(self.rows.codes)
        if self._first is not None:
            first, last = (day.told() or "" for day in self._first)
            return f"{first}..{last or first}" if first else ""
        return (self._editors["code"].told() or "") if "code" in self._editors else ""

    def unread(self, *, typing: bool) -> bool:
        """Say at each field what cannot be read; one that is being typed in is left alone.

        Returns:
            Whether something cannot be read, said or not.
        """
        found = False
        for key, editor in self._editors.items():
            words = editor.unread()
            found = found or bool(words)
            field = self.board.field(key)
            if words and not (typing and has_focus(field)):
                field.show_problem(words)
        return found

    def show_problems(self, problems: Iterable[Problem], *, go: bool) -> str:
        """Show what the desk refused beside its fields; return what no field answers for."""
        told = [replace(one, message=self._in_words(one.message)) for one in problems]
        homeless = self.board.show(told, go=go)
        return " ".join(one.message for one in homeless)

    def _in_words(self, message: str) -> str:
        """Return a sentence with the clerk's names in place of the desk's keys."""

        def named(found: "re.Match[str]") -> str:
            label = self._labels.get(found[1], "")
            if not label:
                return found[0]
            item = int(found[2][1:-1]) + 1 if found[2] else 0
            words = _("“{label}”, mục {item}") if item else "“{label}”"
            return words.format(label=label, item=item)

        return _NAME.sub(named, message)

    @property
    def waits_for_dossiers(self) -> bool:
        """Whether this is a list to which no dossier was added yet."""
        return self.rows is not None and not self.rows.codes

    @property
    def about_one(self) -> bool:
        """Whether the paper is about one dossier and filed with it."""
        return self.kind in OF_DOSSIER and self._shelf.dossier is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a field moves on and never accepts: a scanner ends with Enter."""
        if moves_on(event):
            self.focusNextChild()
        else:
            super().keyPressEvent(event)
