"""The window around the screens: rail on the left, status line below, a band in practice.

How a screen is added (the contract):

1. Make ``ui/screens/<name>/screen.py`` with a class that derives from ``ui.screen.Screen`` and
   takes one argument, the ``Workplace``. Further files of the screen stand beside it.
2. Add one ``Entry`` to ``ENTRIES`` in ``ui/entries.py``; its builder imports the screen inside the
   function, so that nothing of it is loaded before the first visit (start-up budget).
3. The screen asks ``desk`` for everything, in the background lane, and never imports another
   screen, ``storage``, ``printing`` or ``sync``::

       self.place.run(partial(look.search, text="", limit=200), Ends(done=self._show_lines))

   ``place.run(work, ends)`` calls ``work(place.office)`` on a worker thread; the ends must be bound
   methods of a QObject (they come back on the GUI thread). ``Ends.always`` leaves "đang lưu".
   A ``Trouble`` that no end hears is shown by the shell in its quiet line; a ``Refused`` too.
4. After an act that changed something: ``self.place.announce(changes)``. Everybody, the screen
   itself included, hears it through ``refresh(changes)`` and refreshes only what it names.
5. Questions go through ``ui.ask``; states through ``ui.states``; fields through ``ui.fields`` (each
   has ``show_problem``/``clear_problem``; ``ui.fields.board.Board`` sends each ``Problem`` to its
   field); lists through ``ui.models``; paper through ``ui.print_panel`` (``PaperPreview`` and
   ``PrintControls.offer(PaperSource(...))``).
6. To see a dossier from anywhere: ``place.hub.ask_for_dossier(uid)``; to put its facts right on the
   walk-in page: ``place.hub.ask_for_correction(uid)``; to go to a screen:
   ``place.hub.ask_for_screen("sync")``; to say something quietly: ``place.hub.say(sentence)``.
7. ``arrived()`` puts the focus where work starts; shortcuts of a screen are ``QShortcut`` with
   ``Qt.ShortcutContext.WidgetWithChildrenShortcut`` and are listed by ``shortcuts_words()`` (F1).
8. Sizes: layouts and font metrics only, no fixed sizes; colours and fonts only through
   ``theme.mark(widget, "role"|"state", …)`` and the one style sheet.
"""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QFontMetrics, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.words import _
from ui import ask
from ui.banner import Banner, PracticeBand
from ui.clock_notice import ClockNotice
from ui.entries import ENTRIES, Entry
from ui.print_notice import PrintNotice
from ui.screen import Screen
from ui.status_line import StatusLine
from ui.theme import GRID, icon
from ui.workplace import Workplace

if TYPE_CHECKING:
    from ui.scan_window import ScanWindow


class Shell(QMainWindow):
    """The main window.

    Emits:
        closing: the window was closed by a person; work is kept already.
    """

    closing = Signal()

    def __init__(self, place: Workplace, entries: tuple[Entry, ...] = ENTRIES) -> None:
        """Build the frame and the first screen; the others wait for their first visit."""
        super().__init__()
        self.place = place
        self._entries = entries
        self._screens: dict[str, Screen] = {}
        self._buttons: dict[str, QToolButton] = {}
        self._scan_window: ScanWindow | None = None
        self._build()
        self._connect()
        self._name_window()
        self.show_screen(entries[0].key)

    def _build(self) -> None:
        self.band = PracticeBand()
        self.banner = Banner()
        self.clock_notice = ClockNotice(self.place)
        self.print_notice = PrintNotice(self.place)
        self.stack = QStackedWidget()
        self.status_line = StatusLine(self.place)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.clock_notice)
        right.addWidget(self.print_notice)
        right.addWidget(self.banner)
        right.addWidget(self.stack, 1)
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self._build_rail())
        middle.addLayout(right, 1)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.band)
        column.addLayout(middle, 1)
        column.addWidget(self.status_line)
        ground = QWidget()
        ground.setLayout(column)
        self.setCentralWidget(ground)

    def _build_rail(self) -> QWidget:
        rail = QWidget()
        rail.setObjectName("rail")
        rail.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(rail)
        edge = GRID // 2
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(edge)
        self._group = QButtonGroup(self)
        width = self.fontMetrics().averageCharWidth() * 11
        for number, entry in enumerate(self._entries, start=1):
            key = f"Ctrl+{number}"
            button = QToolButton()
            label = self._in_width(entry.label, width - 2 * GRID)
            button.setText(f"{label}\n{key}")
            button.setAccessibleName(entry.label)
            button.setIcon(icon(entry.icon, "accent" if number == 1 else "on_accent"))
            button.setIconSize(button.iconSize() * 1.5)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setMinimumWidth(width)
            # Room for the words; the icon above them may go in a low window (resizeEvent).
            lines = button.text().count("\n") + 1
            button.setMinimumHeight(lines * self.fontMetrics().lineSpacing() + 2 * GRID)
            button.clicked.connect(partial(self.show_screen, entry.key))
            QShortcut(QKeySequence(key), self, partial(self.show_screen, entry.key))
            self._group.addButton(button)
            self._buttons[entry.key] = button
            column.addWidget(button)
        column.addStretch(1)
        column.addWidget(self._build_help_button(width))
        return rail

    def _in_width(self, label: str, width: int) -> str:
        """Return a label on two lines where one has no room, bold as it is when chosen."""
        font = self.font()
        font.setBold(True)
        if QFontMetrics(font).horizontalAdvance(label) <= width:
            return label
        return "\n".join(label.rsplit(" ", 1))

    def _build_help_button(self, width: int) -> QToolButton:
        button = QToolButton()
        button.setText(_("Phím tắt\nF1"))
        button.setAccessibleName(_("Phím tắt"))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setMinimumWidth(width)
        button.clicked.connect(self.show_keys)
        return button

    def _connect(self) -> None:
        QShortcut(QKeySequence("F1"), self, self.show_keys)
        QShortcut(QKeySequence("F7"), self, self.check_code)
        QShortcut(QKeySequence("Ctrl+J"), self, self.show_jobs)
        QShortcut(QKeySequence("F9"), self, self.status_line.ask_officer)
        hub = self.place.hub
        hub.dossier_asked.connect(self.show_dossier)
        hub.correction_asked.connect(self.show_correction)
        hub.portal_asked.connect(self.show_portal)
        hub.screen_asked.connect(self.show_screen)
        hub.said.connect(self.banner.say)
        hub.warned.connect(self.banner.warn)
        self.place.background.unheard.connect(self.show_trouble)
        self.place.office_changed.connect(self._name_window)

    def _name_window(self) -> None:
        if not self.place.is_open:
            self.setWindowTitle(_("Bàn tiếp nhận"))
            return
        settings = self.place.office.settings
        name = _("Bàn tiếp nhận – {office}").format(office=settings.org_name)
        title = _("[Thực hành] {name}").format(name=name) if settings.practice else name
        self.setWindowTitle(title)
        self.band.setVisible(settings.practice)

    def show_screen(self, key: str) -> None:
        """Show a screen, building it on its first visit; only the first lives without an office."""
        if not self.place.is_open and key != self._entries[0].key:
            key = self._entries[0].key
        for entry in self._entries:
            active = entry.key == key
            self._buttons[entry.key].setChecked(active)
            self._buttons[entry.key].setIcon(icon(entry.icon, "accent" if active else "on_accent"))
        screen = self.screen_of(key)
        if screen is not self.stack.currentWidget():
            self.banner.forget_news()
        self.stack.setCurrentWidget(screen)
        screen.arrived()

    def screen_of(self, key: str) -> Screen:
        """Return the screen, building it when it is not there yet."""
        if key not in self._screens:
            entry = next(entry for entry in self._entries if entry.key == key)
            screen = entry.build(self.place)
            self._screens[key] = screen
            self.stack.addWidget(screen)
        return self._screens[key]

    def show_dossier(self, uid: str) -> None:
        """Show one dossier on the dossiers screen."""
        self.show_screen("dossiers")
        self._screens["dossiers"].open_dossier(uid)

    def show_correction(self, uid: str, field: str = "") -> None:
        """Open a dossier's facts on the walk-in page to be put right, at a field."""
        self.show_screen("walk_in")
        self._screens["walk_in"].correct_dossier(uid, field)

    def show_portal(self, target: str) -> None:
        """Show the setting of a target on the settings screen."""
        self.show_screen("settings")
        self._screens["settings"].show_portal(target)

    def show_trouble(self, error: Refused | Trouble) -> None:
        """Show what nobody else heard in the quiet line."""
        if isinstance(error, Trouble):
            self.banner.warn(error.message)
        else:
            self.banner.warn(" ".join(problem.message for problem in error.problems))

    def show_keys(self) -> None:
        """Show the keys of the window and of the screen in front."""
        rows = [(f"Ctrl+{n}", entry.label) for n, entry in enumerate(self._entries, start=1)]
        rows.append(
            ("F7", _("kiểm tra mã quét được: giấy thật hay giả, tờ niêm yết còn đúng không"))
        )
        rows.append(("Ctrl+J", _("lệnh in chưa xong: in lại, xác nhận ra giấy, bỏ")))
        rows.append(("F9", _("ghi tên cán bộ đang làm việc tại quầy")))
        screen = self.stack.currentWidget()
        if isinstance(screen, Screen):
            rows += [("&nbsp;", ""), *screen.shortcuts_words()]
        cells = "".join(
            f"<tr><td style='padding-right: {3 * GRID}px'><b>{key}</b></td><td>{what}</td></tr>"
            for key, what in rows
        )
        ask.inform(self, _("Phím tắt"), f"<table>{cells}</table>")

    def check_code(self) -> None:
        """Show the small window that a code can be scanned into."""
        if self._scan_window is None:
            from ui.scan_window import ScanWindow  # only when somebody scans

            self._scan_window = ScanWindow(self.place, self)
        self._scan_window.ask()

    def show_jobs(self) -> None:
        """Show the print jobs that nobody confirmed yet, of whatever paper."""
        if self.place.is_open:
            self.print_notice.show_jobs()

    def keep_work(self) -> bool:
        """Have every screen keep what is typed, now; return whether all of it is safe."""
        safe = [screen.keep_work() for screen in self._screens.values()]  # every one, whatever
        return all(safe)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the icons out in a low window, so that every button of the rail stays whole."""
        low = self.height() < self.fontMetrics().lineSpacing() * 36
        style = (
            Qt.ToolButtonStyle.ToolButtonTextOnly
            if low
            else Qt.ToolButtonStyle.ToolButtonTextUnderIcon
        )
        for button in self._buttons.values():
            button.setToolButtonStyle(style)
        super().resizeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep the work, then let the composition root stop the lanes."""
        self.keep_work()
        self.closing.emit()
        event.accept()
