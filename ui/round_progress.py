"""How far a round of the sync is, as a bar: the same on every screen that shows one."""

from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QProgressBar

from receptiondesk.words import _
from ui import states

if TYPE_CHECKING:
    from sync.how import Progress


class RoundProgress(QProgressBar):
    """A bar that shows itself while a round is under way."""

    def __init__(self) -> None:
        """Start hidden."""
        super().__init__()
        self.hide()

    def begin(self) -> None:
        """Say that a round was asked for: nothing is counted yet, the bar only says "at work"."""
        self.setRange(0, 0)
        self.setFormat(_("Đang nối với cổng…"))
        self.show()

    def advance(self, told: object, *, several: bool = False) -> None:
        """Show how far the round is.

        Args:
            told: a ``sync.how.Progress``.
            several: there is more than one target, so its name is told.
        """
        progress = cast("Progress", told)
        words = states.phase_word(str(progress.phase))
        if several:
            words = _("{words} tới {target}").format(words=words, target=progress.target)
        self.setRange(0, max(progress.total, 1))
        self.setValue(progress.done)
        counted = _("{words}, {done}/{total}")
        self.setFormat(counted.format(words=words, done=progress.done, total=progress.total))
        self.show()
