"""The rows of a portal's setting: what every family has, and what each has of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.outbox import PortalSetting, PortalTarget
from receptiondesk.domain.routing import PROCEDURES
from receptiondesk.domain.text import clean_line
from receptiondesk.words import _
from ui.fields.board import Board
from ui.fields.choice import Choice
from ui.fields.field import Field, align_labels, chars
from ui.screens.settings.editors import GroupsEditor, LineEditor
from ui.screens.settings.portal_routing import RoutingEditor
from ui.screens.settings.section import words_label
from ui.theme import GRID
from ui.workplace import Workplace

TRANSFER: Final = "transfer"
FAMILIES: Final = (
    ("opencps", "OpenCPS"),
    ("national", _("Trục liên thông của tỉnh (hồ sơ quốc gia)")),
    ("server_numbered", _("Cổng tự cấp mã hồ sơ (Tân Dân, iGate…)")),
    (TRANSFER, _("Chuyển tay (hệ thống không có đường truyền)")),
)
_DIALECTS: Final = (
    ("tandan", _("Tân Dân")),
    ("igate", "iGate"),
    ("adapter2026", _("Bộ kết nối 2026")),
)


@dataclass(frozen=True, slots=True)
class _Option:
    """An option that has a row of its own at some families, named in one text."""

    families: str
    key: str
    label: str
    help: str
    width: int = 0


_OPTIONS: Final = (
    _Option(
        "opencps",
        "groupId",
        _("Mã trang (groupId)"),
        _("Dãy số của đơn vị trên cổng, quản trị cổng cho biết."),
        16,
    ),
    _Option(
        "national",
        "madonvi",
        _("Mã đơn vị (madonvi)"),
        _("Mã định danh của đơn vị trên trục, đơn vị vận hành trục cho biết."),
        32,
    ),
    _Option(
        "national",
        "dstcode",
        _("Mã nơi nhận (dstcode)"),
        _("Mã của hệ thống nhận trên trục, đơn vị vận hành trục cho biết."),
        32,
    ),
    _Option(
        "national server_numbered",
        "unit",
        _("Đơn vị (unit)"),
        _("Đơn vị tiếp nhận như cổng ghi, quản trị cổng cho biết."),
        32,
    ),
    _Option(
        TRANSFER,
        "fields",
        _("Các trường, theo thứ tự"),
        _(
            "Tên trường cách nhau bằng dấu phẩy, theo thứ tự bên kia hỏi: name, identity, birth, "
            "sex, phone, address, procedure, papers, due_at… Để trống thì dùng thứ tự thường dùng."
        ),
    ),
    _Option(
        TRANSFER,
        "code_pattern",
        _("Dạng mã bên kia cấp"),
        _("Ví dụ HKD-[0-9]{6}: mã dán về phải đúng dạng này. Để trống thì mã nào cũng được."),
        32,
    ),
)
_HELPS: Final[Mapping[str, str]] = {
    "name": _("Để trống khi chỉ có một cổng loại này; nhiều cổng cùng loại thì mỗi cổng một tên."),
    "url": _("Bắt đầu bằng https://; http:// chỉ dùng cho cổng chạy ngay trên máy này."),
    "password": _("Cất trong kho khóa của máy, hoặc mã hóa trong dữ liệu; không bao giờ hiện lại."),
    "options": _("Bấm Delete trên một dòng để bỏ dòng đó. Để trống thì mọi thủ tục đều được gửi."),
    "option": _("Mỗi dòng một mục TÊN=GIÁ TRỊ, chỉ khi quản trị cổng yêu cầu."),
    "practice": _(
        "Cơ quan thực hành chỉ gửi được tới cổng thực hành: cổng chạy ngay trên máy này, hoặc cổng "
        "cho biết nó là cổng thực hành khi được hỏi."
    ),
}
_OF_ACCOUNT: Final = ("url", "user", "password")
#: What an administrator may ask for, by family (docs/portals.md).
_EXAMPLES: Final[Mapping[str, str]] = {
    "opencps": "govAgencyCode=…\nmapping=…",
    "national": "authPath=…\nsessionMinutes=…",
    "server_numbered": "agency=…\npath.update=…",
}


class PortalRows(QWidget):
    """What a person says of one portal.

    Emits:
        edited: something is typed that was not there before.
    """

    edited = Signal()

    def __init__(self, place: Workplace) -> None:
        """Build the rows of every family; those of one are in sight."""
        super().__init__()
        self.board = Board()
        self.family = Choice(FAMILIES)
        self.name = LineEditor(32)
        self.url = LineEditor()
        self.user = LineEditor(40)
        self.password = LineEditor(40)
        self.dialect = Choice(_DIALECTS)
        self.own = {option.key: LineEditor(option.width) for option in _OPTIONS}
        self.routing = RoutingEditor(place)
        self.options = GroupsEditor(3)
        self.practice = QCheckBox(_("Cổng thực hành (dữ liệu thực hành)"))
        self._build()
        self._connect()
        self._fit()

    @property
    def group(self) -> LineEditor:
        """The line of OpenCPS's own option."""
        return self.own["groupId"]

    def _build(self) -> None:
        self.url.setPlaceholderText("https://…")
        self.password.setEchoMode(LineEditor.EchoMode.Password)
        self.family.setMaximumWidth(chars(self.family, 44))
        self.dialect.setMaximumWidth(chars(self.dialect, 24))
        add = self.board.add
        rows = [
            add("family", Field(_("Loại cổng"), self.family)),
            add("name", Field(_("Tên cổng"), self.name)),
            add("url", Field(_("Địa chỉ"), self.url)),
            add("user", Field(_("Tên đăng nhập"), self.user)),
            add("password", Field(_("Mật khẩu"), self.password)),
            add("option.dialect", Field(_("Kiểu cổng"), self.dialect)),
        ]
        for option in _OPTIONS:
            row = add(f"option.{option.key}", Field(option.label, self.own[option.key]))
            _explain(row, option.help)
            rows.append(row)
        parts = (self.routing.finder, self.routing.picked)
        rows += [
            add("options", Field(_("Thủ tục gửi tới"), self.routing, *parts)),
            add("option", Field(_("Lựa chọn khác"), self.options)),
            add("practice", Field(_("Thực hành"), self.practice)),
        ]
        for path, words in _HELPS.items():
            _explain(self.board.field(path), words)
        align_labels(*rows)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        for row in rows:
            column.addWidget(row)

    def _connect(self) -> None:
        for line in (self.name, self.url, self.user, self.password, *self.own.values()):
            line.textChanged.connect(self._tell)
        self.options.textChanged.connect(self._tell)
        self.routing.edited.connect(self._tell)
        self.practice.toggled.connect(self._tell)
        self.family.currentIndexChanged.connect(self._fit)
        self.dialect.currentIndexChanged.connect(self._tell)

    def _tell(self, _value: object = None) -> None:
        self.edited.emit()

    def _fit(self, _at: int = 0) -> None:
        """Show the rows of the chosen family."""
        family = self.family.read()
        for option in _OPTIONS:
            self.board.field(f"option.{option.key}").setVisible(family in option.families.split())
        self.board.field("option.dialect").setVisible(family == "server_numbered")
        for path in _OF_ACCOUNT:
            self.board.field(path).setVisible(family != TRANSFER)
        self.options.setPlaceholderText(_EXAMPLES.get(str(family), ""))
        # A system without an interface has no further options; what is kept stays in sight.
        wanted = family != TRANSFER or bool(self.options.read())
        self.board.field("option").setVisible(wanted)
        self.edited.emit()

    def texts(self) -> tuple[str, ...]:
        """Return everything typed, to be compared with what is kept."""
        lines = (self.name, self.url, self.user, self.password, *self.own.values())
        return (
            str(self.family.read()),
            str(self.dialect.read()),
            *(line.text() for line in lines),
            self.routing.read(),
            self.options.read(),
            str(self.practice.isChecked()),
        )

    def setting(self, kept: PortalTarget | None) -> PortalSetting:
        """Return what stands on the rows.

        Raises:
            Refused: ``bad_option``.
        """
        family = str(self.family.read())
        by_hand = family == TRANSFER
        return PortalSetting(
            family=family,
            url="" if by_hand else clean_line(self.url.text()),
            user="" if by_hand else clean_line(self.user.text()),
            options=self._options(family),
            practice=self.practice.isChecked(),
            name=kept.name if kept is not None else clean_line(self.name.text()),
        )

    def _options(self, family: str) -> dict[str, str]:
        own = {
            one.key: clean_line(self.own[one.key].text())
            for one in _OPTIONS
            if family in one.families.split()
        }
        if family == "server_numbered":
            own["dialect"] = str(self.dialect.read())
        own[PROCEDURES] = self.routing.read()
        found = {key: text for key, text in own.items() if text}
        for line in filter(None, self.options.read().split("; ")):
            name, equals, value = line.partition("=")
            if not equals or not name.strip():
                words = _("Mỗi dòng cần có dạng TÊN=GIÁ TRỊ, ví dụ govAgencyCode=000.00.01.H56.")
                raise Refused(Problem("option", "bad_option", words))
            found[name.strip()] = value.strip()
        return found

    def show_target(self, target: PortalTarget | None, *, practice: bool) -> None:
        """Show a kept portal, or empty rows for a new one."""
        self.password.clear()
        kept = dict(target.options) if target is not None else {}
        self.family.choose(target.family if target is not None else FAMILIES[0][0])
        self.family.setEnabled(target is None)
        self.name.setText(target.name if target is not None else "")
        self.name.setEnabled(target is None)
        self.url.setText(target.url if target is not None else "")
        self.user.setText(target.user if target is not None else "")
        words = _("đã cất; để trống thì giữ nguyên") if target is not None else ""
        self.password.setPlaceholderText(words)
        for key, line in self.own.items():
            line.setText(kept.pop(key, "") if self._belongs(key, target) else "")
        self.dialect.choose(kept.pop("dialect", _DIALECTS[0][0]))
        self.routing.show_text(kept.pop(PROCEDURES, ""))
        self.options.show_text("; ".join(f"{name}={value}" for name, value in kept.items()))
        self.practice.setChecked(target.practice if target is not None else practice)
        self._fit()

    @staticmethod
    def _belongs(key: str, target: PortalTarget | None) -> bool:
        family = target.family if target is not None else ""
        return any(one.key == key and family in one.families.split() for one in _OPTIONS)


def _explain(row: Field, words: str) -> None:
    row.layout().addWidget(words_label(words, "small"), 2, 1)  # type: ignore[union-attr, call-arg]
