"""Papers that went to a printer before the one on offer, to be confirmed right there."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from receptiondesk.desk import print_jobs
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.errors import Refused
from receptiondesk.office import Office
from receptiondesk.words import _
from ui.background import Ends
from ui.press_button import PressButton
from ui.print_acts import PrintActs
from ui.theme import GRID, mark
from ui.workplace import Workplace


@dataclass(frozen=True, slots=True)
class _Earlier:
    """A paper, or the parts of one, that a printer took; ``jobs`` are their numbers."""

    title: str
    jobs: tuple[int, ...]


class EarlierPapers(QWidget):
    """A quiet line: the title of the paper that was sent last, and a key that confirms just that.

    It stands beside the panel, not in it, so that it holds while nothing new may be printed. A page
    that does not place it never shows it; the jobs stand among those that are not done.
    """

    def __init__(self, place: Workplace) -> None:
        """Start hidden."""
        super().__init__()
        self._place = place
        self._papers: list[_Earlier] = []
        self._acts = PrintActs(place, self)
        self._asked: _Earlier | None = None
        self._acts.refused.connect(self._refuse)
        self.words = QLabel()
        self.button = PressButton(_("Tờ ấy đã ra   F6"))
        self.words.setWordWrap(True)
        mark(self.words, "role", "small")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self.words, 1)
        row.addWidget(self.button)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        key = QShortcut(QKeySequence("F6"), self, self.confirm)
        key.setAutoRepeat(False)  # the key held down says it of one paper alone
        self.button.clicked.connect(self.confirm)
        place.hub.changed.connect(self._changed)
        self._show()

    def add(self, title: str, jobs: Iterable[int]) -> None:
        """Put a paper into the line that nobody has confirmed."""
        numbers = tuple(jobs)
        if numbers:
            self._papers = [one for one in self._papers if one.jobs != numbers]
            self._papers.append(_Earlier(title, numbers))
            self._show()

    def confirm(self) -> None:
        """Say that the paper in the line is in hand; the one before it comes in its place."""
        if self._papers:
            self._asked = self._papers.pop()
            for number in self._asked.jobs:
                self._acts.confirm(number)
            self._show()

    def _refuse(self, refused: Refused) -> None:
        if self._asked is not None and self._asked not in self._papers:
            self._papers.append(self._asked)
        self._show(" ".join(one.message for one in refused.problems))

    def _changed(self, changes: ChangeSet) -> None:
        if changes.printing and self._papers:
            jobs = [number for one in self._papers for number in one.jobs]
            self._place.run(partial(_ended, jobs=jobs), Ends(done=self._keep))

    def _keep(self, ended: set[int]) -> None:
        """Forget what was confirmed or dropped elsewhere."""
        left = [one for one in self._papers if not set(one.jobs) <= ended]
        if left != self._papers:
            self._papers = left
            self._show()

    def _show(self, why: str = "") -> None:
        shown = bool(self._papers) and self.parentWidget() is not None
        if self._papers:
            more = len(self._papers) - 1
            one = _("“{title}” đã gửi máy in, chưa xác nhận ra giấy.")
            many = _("“{title}” đã gửi máy in, chưa xác nhận ra giấy; trước đó còn {more} tờ.")
            words = (many if more else one).format(title=self._papers[-1].title, more=more)
            self.words.setText(f"{why} {words}".strip())
        self.setVisible(shown)


def _ended(office: Office, *, jobs: Iterable[int]) -> set[int]:
    return {number for number in jobs if print_jobs.one(office, number).ended}
