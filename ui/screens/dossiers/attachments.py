"""The files of a dossier's papers: attached by key, by dragging or from the scanner's folder."""

from collections import deque
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from receptiondesk.desk import attachments
from receptiondesk.desk.attachments import Attached, Detached, PaperFiles
from receptiondesk.domain import attachments as words
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.office import Office
from receptiondesk.words import _
from ui import ask
from ui.background import Ends
from ui.keys import bind
from ui.models.lines_view import LinesView
from ui.print_panel import PressButton
from ui.scanned_files import ScannerFolder
from ui.screens.dossiers.attachments_lines import COLUMNS, file_of, lines_of, position_of
from ui.theme import GRID, mark
from ui.workplace import Workplace

KINDS: Final = _("Giấy tờ quét, chụp (*.pdf *.jpg *.jpeg *.png *.tif *.tiff);;Mọi tệp (*)")


@dataclass(frozen=True, slots=True)
class _Asked:
    """A file on its way to a paper of a dossier."""

    code: str
    uid: str
    position: int
    path: Path


class AttachmentsPanel(QWidget):
    """Shows the papers of one dossier with their files; one file is prepared at a time.

    Emits:
        viewed: the bytes of a file that a person wants to see.
        counted: how many papers the portals confirmed, in words; empty without files.
    """

    viewed = Signal(bytes)
    counted = Signal(str)

    def __init__(self, place: Workplace) -> None:
        """Build the panel, empty."""
        super().__init__()
        self._place = place
        self._dossier: Dossier | None = None
        self._papers: tuple[PaperFiles, ...] = ()
        self._asked: deque[_Asked] = deque()
        self._under_way: _Asked | None = None
        self.list = LinesView(COLUMNS)
        self.confirmed = QLabel()
        self.choose_button = PressButton(_("Chọn tệp…   Enter"))
        self.view_button = PressButton(_("Xem tệp   Ctrl+O"))
        self.remove_button = PressButton(_("Gỡ tệp…   Del"))
        self.scanner_button = PressButton("")
        self.news = QLabel()
        self.scanner = ScannerFolder(place, self)
        self.setAcceptDrops(True)
        self._build()
        self._connect()

    def _build(self) -> None:
        mark(self.confirmed, "role", "quiet")
        self.list.setAccessibleName(_("Giấy tờ và tệp của hồ sơ"))
        for label in (self.confirmed, self.news):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        acts = QHBoxLayout()
        acts.setSpacing(GRID)
        for button in (self.choose_button, self.view_button, self.remove_button):
            acts.addWidget(button, 1)
        hint = QLabel(_("Có thể kéo tệp thả vào đúng dòng giấy tờ."))
        mark(hint, "role", "quiet")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.confirmed)
        column.addWidget(self.list, 1)
        column.addWidget(self.news)
        column.addWidget(self.scanner_button)
        column.addLayout(acts)
        column.addWidget(hint)
        self._say("")
        self._show_scanner()

    def _connect(self) -> None:
        self.list.opened.connect(self._opened)
        self.list.current_changed.connect(self._show_acts)
        self.choose_button.clicked.connect(self.choose)
        self.view_button.clicked.connect(self.view)
        self.remove_button.clicked.connect(self.remove)
        self.scanner_button.clicked.connect(self.take_scanned)
        self.scanner.changed.connect(self._show_scanner)
        for keys, act in (
            ("Ctrl+O", self.view),
            ("Del", self.remove),
            ("Ctrl+Shift+G", self.take_scanned),
        ):
            bind(self, keys, act)

    def show_dossier(self, dossier: Dossier | None) -> None:
        """Show the files of a dossier; ``None`` shows nothing."""
        if dossier is None or self._dossier is None or dossier.uid != self._dossier.uid:
            self._papers = ()
            self.list.show_lines((), same=False)
            self.confirmed.clear()
            self.counted.emit("")
            self._say("")
        self._dossier = dossier
        self._show_acts()
        if dossier is not None:
            work = partial(attachments.by_paper, uid=dossier.uid)
            self._place.run(work, Ends(done=partial(self._show, dossier.uid)))

    def take_focus(self) -> None:
        """Put the focus on the list."""
        self.list.setFocus()

    def _show(self, uid: str, papers: tuple[PaperFiles, ...]) -> None:
        if self._dossier is None or uid != self._dossier.uid:
            return
        same = bool(self._papers)
        self._papers = papers
        self.list.show_lines(tuple(lines_of(papers)), same=same)
        counted = words.confirmed(file for one in papers for file in one.files).sentence
        self.confirmed.setText(counted or _("Chưa gắn tệp nào vào giấy tờ của hồ sơ này."))
        self.counted.emit(counted)
        self._show_acts()

    def _show_acts(self) -> None:
        may = self._dossier is not None and not self._dossier.cancelled
        self.choose_button.setEnabled(may and bool(self._position))
        chosen = bool(file_of(self.list.current_uid))
        self.view_button.setEnabled(chosen)
        self.remove_button.setEnabled(chosen)
        self._show_scanner()

    @property
    def _position(self) -> int:
        return position_of(self.list.current_uid, self._papers)

    def _opened(self, line: str) -> None:
        if file_of(line):
            self.view()
        else:
            self.choose()

    def choose(self) -> None:
        """Ask for a file for the paper that is current."""
        position = self._position
        if position and self.choose_button.isEnabled():
            title = _("Chọn tệp giấy tờ")
            ask.open_file(self, title, KINDS, partial(self._attach, position))

    def take_scanned(self) -> None:
        """Attach the newest file of the scanner's folder to the paper that is current."""
        if self.scanner_button.isVisible() and self.scanner_button.isEnabled():
            self._attach(self._position, self.scanner.waiting[0])

    def _attach(self, position: int, path: Path) -> None:
        if self._dossier is None or not position:
            return
        self._asked.append(_Asked(self._dossier.code, self._dossier.uid, position, path))
        self._next()

    def _next(self) -> None:
        if self._under_way is not None or not self._asked:
            return
        asked = self._under_way = self._asked.popleft()
        more = len(self._asked)
        waits = _(" Còn {count} tệp chờ.").format(count=more) if more else ""
        told = _("Đang chuẩn bị “{name}”…{more}").format(name=asked.path.name, more=waits)
        self._say(told)
        self._show_scanner()
        ends = Ends(
            done=partial(self._attached, asked),
            refused=partial(self._refused, asked),
            trouble=partial(self._troubled, asked),
            always=self._ended,
        )
        self._place.run(partial(_attach, asked=asked), ends)

    def _ended(self) -> None:
        self._under_way = None

    def _attached(self, asked: _Asked, done: Attached) -> None:
        self.scanner.take(asked.path)
        parts = len(done.attachments)
        told = _("Đã gắn “{name}”.").format(name=asked.path.name)
        if parts > 1:
            told = _("Đã gắn “{name}”, chia thành {parts} tệp.").format(
                name=asked.path.name, parts=parts
            )
        warned = " ".join(warning.message for warning in done.warnings)
        self._hear(asked, f"{told} {warned}".strip())
        self._place.announce(done.changes)
        self._next()

    def _refused(self, asked: _Asked, refused: Refused) -> None:
        why = " ".join(problem.message for problem in refused.problems)
        told = _("Chưa gắn “{name}”: {why}").format(name=asked.path.name, why=why)
        self._hear(asked, told, wrong=True)
        self._next()

    def _troubled(self, asked: _Asked, trouble: Trouble) -> None:
        told = _("Chưa gắn “{name}”: {why}").format(name=asked.path.name, why=trouble.message)
        self._hear(asked, told, wrong=True)
        self._next()

    def _hear(self, asked: _Asked, sentence: str, *, wrong: bool = False) -> None:
        if self._dossier is not None and asked.uid == self._dossier.uid:
            self._say(sentence, wrong=wrong)
        self._show_scanner()

    def view(self) -> None:
        """Show the file that is current."""
        uid = file_of(self.list.current_uid)
        if uid:
            ends = Ends(done=self.viewed.emit, trouble=self._not_read)
            self._place.run(partial(attachments.content, uid=uid), ends)

    def _not_read(self, trouble: Trouble) -> None:
        self._say(trouble.message, wrong=True)

    def remove(self) -> None:
        """Ask why, and take the current file away."""
        uid = file_of(self.list.current_uid)
        if self._dossier is None or not uid:
            return
        question = ask.Words(
            title=_("Gỡ tệp này?"),
            text=_(
                "Tệp sẽ không còn thuộc hồ sơ; nếu đã gửi, cổng cũng được báo bỏ tệp. Sổ vẫn giữ "
                "tên cán bộ và lý do."
            ),
            yes=_("Gỡ tệp"),
            no=_("Không gỡ"),
            label=_("Lý do gỡ tệp (ghi vào sổ)"),
            risky=True,
        )
        remove = partial(self._remove, self._dossier.code, uid)
        ask.ask_reason(self, question, remove, self._not_removed)

    def _remove(self, code: str, uid: str, reason: str, hear: ask.Hear) -> None:
        work = partial(attachments.detach, code=code, uid=uid, reason=reason)
        self._place.run(work, Ends(self._removed, hear, hear))

    def _removed(self, gone: Detached) -> None:
        self._say(_("Đã gỡ “{name}”.").format(name=gone.attachment.name))
        self._place.announce(gone.changes)
        self.take_focus()

    def _not_removed(self, refused: Refused) -> None:
        self._say(" ".join(problem.message for problem in refused.problems), wrong=True)

    def _say(self, sentence: str, *, wrong: bool = False) -> None:
        mark(self.news, "role", "problem" if wrong else "")
        self.news.setText(sentence)
        self.news.setVisible(bool(sentence))

    def _show_scanner(self) -> None:
        waiting = self.scanner.waiting
        if not self.scanner.reachable:
            self.scanner_button.setText(_("Chưa mở được thư mục máy quét (xem Thiết lập)"))
        elif waiting:
            told = _("Gắn tệp vừa quét: {name}   Ctrl+Shift+G").format(name=_short(waiting[0].name))
            self.scanner_button.setText(told)
        self.scanner_button.setVisible(bool(waiting) or not self.scanner.reachable)
        may = bool(waiting) and self._under_way is None and self.choose_button.isEnabled()
        self.scanner_button.setEnabled(may)

    def showEvent(self, event: QShowEvent) -> None:
        """Watch the scanner's folder while the panel can be seen."""
        super().showEvent(event)
        self.scanner.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let the scanner's folder alone."""
        self.scanner.stop()
        super().hideEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files, and nothing else."""
        if self.choose_button.isEnabled() and any(
            url.isLocalFile() for url in event.mimeData().urls()
        ):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Attach what is dropped to the paper under it, else to the one that is current."""
        self._choose_at(event.position().toPoint())
        for url in event.mimeData().urls():
            if url.isLocalFile():
                self._attach(self._position, Path(url.toLocalFile()))
        event.acceptProposedAction()

    def _choose_at(self, place: QPoint) -> None:
        viewport = self.list.viewport()
        index = self.list.indexAt(viewport.mapFrom(self, place))
        if index.isValid():
            self.list.setCurrentIndex(index)


def _attach(office: Office, asked: _Asked) -> Attached:
    return attachments.attach(office, asked.code, str(asked.position), asked.path)


def _short(name: str) -> str:
    """Return a name that fits on a button."""
    return name if len(name) <= 24 else f"{name[:14]}…{name[-9:]}"  # noqa: PLR2004 - letters
