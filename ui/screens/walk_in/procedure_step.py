"""Step 1: which procedure, on which channel, under which case, and the time an officer sets."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from receptiondesk.domain.errors import Problem
from receptiondesk.domain.procedures import Channel, Procedure, TimeLimit
from receptiondesk.words import _
from ui.background import Ends
from ui.fields.board import Board
from ui.fields.choice import Choice
from ui.fields.date_field import MomentField
from ui.fields.field import Field, align_labels
from ui.fields.row import Row
from ui.fields.suggesting import SuggestingEdit, Suggestion
from ui.screens.walk_in import acts
from ui.screens.walk_in.step import Step
from ui.theme import mark
from ui.workplace import Workplace

CHANNELS: Final = (
    (Channel.COUNTER, _("Trực tiếp tại quầy")),
    (Channel.POST, _("Qua bưu chính")),
    (Channel.ASSISTED, _("Hỗ trợ nộp trực tuyến")),
)
SHOWN: Final = 20


class ProcedureStep(Step):
    """Finds the procedure while it is typed: without accents, by initials, by code.

    Emits:
        procedure_chosen: the ``Procedure``, or ``None`` when the line is typed in again.
        edited: channel, case or promised time changed.
    """

    procedure_chosen = Signal(object)
    edited = Signal()

    def __init__(self, place: Workplace, board: Board) -> None:
        """Build the finder and what depends on the procedure."""
        super().__init__(1, _("Thủ tục"))
        self._place = place
        self.finder = SuggestingEdit()
        self.about = QLabel()
        self.channel = Choice(CHANNELS)
        self.case = Choice()
        self.promised = MomentField()
        self._build(board)
        self._connect()
        self._fit(None)

    def _build(self, board: Board) -> None:
        self.finder.setPlaceholderText(
            _("gõ tên không dấu, chữ cái đầu (dkks) hoặc mã, rồi bấm Enter")
        )
        mark(self.about, "role", "small")
        self.about.setWordWrap(True)
        finder = board.add("procedure", Field(_("Tên hoặc mã"), self.finder))
        channel = board.add("channel", Field(_("Cách nộp"), self.channel))
        self.case_field = board.add("limit_case", Field(_("Trường hợp"), self.case))
        parts = (self.promised.day, self.promised.time)
        self.promised_field = board.add("due_at", Field(_("Hẹn trả"), self.promised, *parts))
        align_labels(finder, channel, self.promised_field)
        self.content.addWidget(finder)
        self.content.addWidget(self.about)
        self.content.addWidget(Row((channel, 0), (self.case_field, 1)))
        self.content.addWidget(self.promised_field)

    def _connect(self) -> None:
        self.finder.asked.connect(self._find)
        self.finder.chosen.connect(self._chosen)
        self.channel.currentIndexChanged.connect(self._told)
        self.case.activated.connect(self._told)
        for line in (self.promised.day, self.promised.time):
            line.textChanged.connect(self._told)

    @property
    def procedure(self) -> Procedure | None:
        """The procedure that is chosen."""
        value = self.finder.value
        return value if isinstance(value, Procedure) else None

    def show_procedure(self, procedure: Procedure | None, typed: str = "") -> None:
        """Choose from outside (a draft, a correction); ``typed`` stands there without one."""
        self.finder.set_value(procedure, procedure.name if procedure else typed)
        self._fit(procedure)

    def asked_first(self) -> QWidget | None:
        """Return the field that this procedure needs an answer in, ``None`` when there is none."""
        if not self.case_field.isHidden():
            return self.case
        return None if self.promised_field.isHidden() else self.promised.day

    def problems(self) -> tuple[Problem, ...]:
        """Return what keeps this step from being read."""
        found = []
        if self.procedure is None:
            words = _("Chọn một thủ tục trong danh sách: gõ vài chữ rồi bấm Enter.")
            found.append(Problem("procedure", "not_chosen", words))
        elif not self.promised_field.isHidden() and self.promised.problem():
            found.append(Problem("due_at", "unreadable", self.promised.problem()))
        return tuple(found)

    def _find(self, text: str) -> None:
        work = partial(acts.find, text=text, limit=SHOWN)
        self._place.run(work, Ends(done=partial(self._offer, text)))

    def _offer(self, text: str, found: Sequence[Procedure]) -> None:
        channel = self.channel.read()
        self.finder.offer(text, [Suggestion(p.name, _detail(p, channel), p) for p in found])
        if not found and text.strip():
            self.about.setText(_("Không có thủ tục nào như vậy. Thử gõ ít chữ hơn hoặc gõ mã."))

    def _chosen(self, value: object) -> None:
        self._fit(value if isinstance(value, Procedure) else None)
        self.procedure_chosen.emit(value)

    def _told(self, _value: object) -> None:
        self._fit(self.procedure)
        self.edited.emit()

    def _fit(self, procedure: Procedure | None) -> None:
        """Show only the fields that this procedure needs on this channel."""
        limits = procedure.limits_for(self.channel.read()) if procedure else ()
        cases = [limit.case for limit in limits if limit.case]
        pairs = [("", _("chưa rõ – tính theo thời hạn dài nhất"))]
        pairs += [(limit.case, _case_words(limit)) for limit in limits if limit.case]
        if self.case.values != tuple(value for value, _words in pairs):
            self.case.offer(pairs)
        self.case_field.setVisible(bool(cases))
        self.promised_field.setVisible(procedure is not None and not limits)
        self.about.setText(self._about(procedure))
        self.about.setVisible(bool(self.about.text()) or procedure is None)

    def _about(self, procedure: Procedure | None) -> str:
        if procedure is None:
            return ""
        parts = [procedure.code, procedure.field, _limit(procedure, self.channel.read())]
        if procedure.review:
            parts.append(_("cần xem lại: {why}").format(why=procedure.review))
        return " · ".join(part for part in parts if part)


def _detail(procedure: Procedure, channel: Channel) -> str:
    return f"{procedure.code}   {procedure.field}   {_limit(procedure, channel)}"


def _limit(procedure: Procedure, channel: Channel) -> str:
    from receptiondesk.domain.deadline import limit_vi, longest  # not before something is found

    return limit_vi(longest(procedure.limits_for(channel)))


def _case_words(limit: TimeLimit) -> str:
    from receptiondesk.domain.deadline import limit_vi  # as above

    return f"{limit.case} ({limit_vi(limit)})"
