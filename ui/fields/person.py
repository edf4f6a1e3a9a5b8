"""Who applies, and who hands in for somebody else."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from receptiondesk.domain.errors import Problem
from receptiondesk.domain.text import clean_line
from receptiondesk.domain.walk_in import (
    ApplicantKind,
    Identity,
    IdentityType,
    Person,
    Sex,
    Submitter,
)
from receptiondesk.words import _
from ui.fields.address import AddressField
from ui.fields.board import Board
from ui.fields.choice import Choice
from ui.fields.date_field import DateField
from ui.fields.field import Field, align_labels, chars
from ui.fields.row import Row
from ui.theme import GRID, mark

if TYPE_CHECKING:
    from receptiondesk.domain.idcard import CardReading
    from receptiondesk.domain.places import Gazetteer

KINDS: Final = (
    (ApplicantKind.CITIZEN, _("Công dân")),
    (ApplicantKind.HOUSEHOLD, _("Hộ kinh doanh")),
    (ApplicantKind.ENTERPRISE, _("Doanh nghiệp")),
    (ApplicantKind.ORGANISATION, _("Tổ chức khác")),
)
IDENTITIES: Final = (
    (IdentityType.CCCD, _("Số định danh")),
    (IdentityType.PASSPORT, _("Hộ chiếu")),
    (IdentityType.TAX, _("Mã số thuế")),
    (IdentityType.ORG, _("Mã tổ chức")),
)
_USUAL_IDENTITY: Final = {
    ApplicantKind.CITIZEN: IdentityType.CCCD,
    ApplicantKind.HOUSEHOLD: IdentityType.CCCD,
    ApplicantKind.ENTERPRISE: IdentityType.TAX,
    ApplicantKind.ORGANISATION: IdentityType.ORG,
}


class IdentityField(QWidget):
    """The kind of document and its number."""

    def __init__(self) -> None:
        """Start with the personal number."""
        super().__init__()
        self.type = Choice(IDENTITIES)
        self.type.setAccessibleName(_("Loại giấy tờ"))
        self.number = QLineEdit()
        self.number.setAccessibleName(_("Số giấy tờ"))
        self.number.setMinimumWidth(chars(self.number, 12))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self.type)
        row.addWidget(self.number, 1)

    def read(self) -> Identity | None:
        """Return the document without spaces and in capitals, ``None`` when there is no number."""
        number = "".join(clean_line(self.number.text()).split()).upper()
        return Identity(self.type.read(), number) if number else None

    def show_identity(self, identity: Identity | None) -> None:
        """Show a document, or an empty line."""
        if identity is not None:
            self.type.choose(identity.type)
        self.number.setText(identity.number if identity else "")


class SexField(QWidget):
    """Nam, Nữ, or not said."""

    def __init__(self) -> None:
        """Start with nothing said."""
        super().__init__()
        self._buttons = {Sex.MALE: QRadioButton(_("Nam")), Sex.FEMALE: QRadioButton(_("Nữ"))}
        self.group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for button in self._buttons.values():
            self.group.addButton(button)
            row.addWidget(button)
        row.addStretch(1)
        self.setFocusProxy(self._buttons[Sex.MALE])

    def read(self) -> Sex | None:
        """Return what is said."""
        return next((sex for sex, button in self._buttons.items() if button.isChecked()), None)

    def show_sex(self, sex: Sex | None) -> None:
        """Show it, or nothing."""
        self.group.setExclusive(False)
        for each, button in self._buttons.items():
            button.setChecked(each is sex)
        self.group.setExclusive(True)


class ApplicantForm(QWidget):
    """The applicant's rows. ``old_number`` is a line that the page puts where it has room."""

    def __init__(self, gazetteer: "Callable[[], Gazetteer]", board: Board) -> None:
        """Build the rows and tell the board which problem belongs where."""
        super().__init__()
        self._old_number = ""
        self.kind = Choice(KINDS)
        self.name = QLineEdit()
        self.identity = IdentityField()
        self.birth = DateField()
        self.sex = SexField()
        self.phone = QLineEdit()
        self.email = QLineEdit()
        self.address = AddressField(gazetteer)
        self.old_number = QLabel()
        self._build(board)
        self.kind.activated.connect(self._kind_chosen)

    def _build(self, board: Board) -> None:
        self.phone.setMinimumWidth(chars(self.phone, 12))
        self.email.setMinimumWidth(chars(self.email, 20))
        self.name.setMinimumWidth(chars(self.name, 16))
        mark(self.old_number, "role", "small")
        self.old_number.hide()
        add = board.add
        name = add("applicant.full_name", Field(_("Họ và tên"), self.name))
        number = add(
            "applicant.identity",
            Field(_("Giấy tờ"), self.identity, self.identity.number),
        )
        birth = add("applicant.birth", Field(_("Ngày sinh"), self.birth))
        sex = add("applicant.sex", Field(_("Giới tính"), self.sex))
        phone = add("applicant.phone", Field(_("Điện thoại"), self.phone))
        parts = (self.address.province, self.address.commune, self.address.detail)
        address = add("applicant.address", Field(_("Địa chỉ"), self.address, *parts))
        kind = add("applicant.kind", Field(_("Đối tượng"), self.kind))
        email = add("applicant.email", Field(_("Email"), self.email))
        self._personal = (birth, sex)
        align_labels(name, birth, address, kind)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(Row((name, 5), (number, 5)))
        column.addWidget(Row((birth, 0), (sex, 0), (phone, 1)))
        column.addWidget(address)
        column.addWidget(Row((kind, 0), (email, 1)))

    def _kind_chosen(self, _index: int) -> None:
        self.identity.type.choose(_USUAL_IDENTITY[self.kind.read()])
        self.fit_kind()

    def fit_kind(self) -> None:
        """Fold away what only a person has, for an enterprise or an organisation."""
        personal = self.kind.read() in (ApplicantKind.CITIZEN, ApplicantKind.HOUSEHOLD)
        for field in self._personal:
            field.setVisible(personal)

    def read(self) -> Person:
        """Return the person as entered; what cannot be read is told by ``problems``."""
        personal = not self._personal[0].isHidden()
        return Person(
            full_name=clean_line(self.name.text()),
            kind=self.kind.read(),
            identity=self.identity.read(),
            birth=self.birth.read() if personal else None,
            sex=self.sex.read() if personal else None,
            phone=clean_line(self.phone.text()),
            email=clean_line(self.email.text()),
            address=self.address.read(),
            old_number=self._old_number,
        )

    def problems(self) -> tuple[Problem, ...]:
        """Return what was typed and cannot be read at all."""
        sentence = self.birth.problem()
        return (Problem("applicant.birth", "unreadable", sentence),) if sentence else ()

    def show_card(self, reading: "CardReading") -> None:
        """Fill in what a card told; what it did not tell stays as it is.

        The address of a card is free text and often the old three-level one, so it goes into the
        free line and is never guessed into a commune.
        """
        self.kind.choose(ApplicantKind.CITIZEN)
        self.fit_kind()
        self.name.setText(reading.full_name or self.name.text())
        if reading.number:
            self.identity.show_identity(Identity(IdentityType.CCCD, reading.number))
        if reading.birth:
            self.birth.show_date(reading.birth)
        if reading.sex:
            self.sex.show_sex(reading.sex)
        if reading.address:
            self.address.detail.setText(reading.address)
            self.address.detail.setCursorPosition(0)
        self.show_old_number(reading.old_number)
        self.name.setCursorPosition(0)

    def show_person(self, person: Person) -> None:
        """Show a person (a scan, a draft, a correction)."""
        self.kind.choose(person.kind)
        self.fit_kind()
        self.name.setText(person.full_name)
        self.identity.show_identity(person.identity)
        self.birth.show_date(person.birth)
        self.sex.show_sex(person.sex)
        self.phone.setText(person.phone)
        self.email.setText(person.email)
        self.address.show_address(person.address)
        self.show_old_number(person.old_number)
        for line in (self.name, self.email):
            line.setCursorPosition(0)

    def show_old_number(self, number: str) -> None:
        """Show the nine-digit number of the old card, kept only to search by."""
        self._old_number = number
        words = _("Số CMND cũ {number} (chỉ để tra cứu)")
        self.old_number.setText(words.format(number=number))
        self.old_number.setVisible(bool(number))


class SubmitterForm(QWidget):
    """Another person who hands in, with the paper that allows it; folded away until needed."""

    def __init__(self, board: Board) -> None:
        """Build the rows."""
        super().__init__()
        self.name = QLineEdit()
        self.identity = IdentityField()
        self.phone = QLineEdit()
        self.authority = QLineEdit()
        self.authority.setPlaceholderText(_("giấy ủy quyền, quan hệ với chủ hồ sơ…"))
        self.phone.setMinimumWidth(chars(self.phone, 12))
        self.name.setMinimumWidth(chars(self.name, 16))
        add = board.add
        name = add("submitter.full_name", Field(_("Người nộp thay"), self.name))
        add("submitter.person.full_name", name)
        number = Field(_("Giấy tờ"), self.identity, self.identity.number)
        add("submitter.identity", number)
        add("submitter.person.identity", number)
        phone = add("submitter.phone", Field(_("Điện thoại"), self.phone))
        add("submitter.person.phone", phone)
        authority = add("submitter.authority", Field(_("Được nộp theo"), self.authority))
        add("submitter", name)
        align_labels(name, authority)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(Row((name, 5), (number, 5)))
        column.addWidget(Row((authority, 5), (phone, 4)))

    def read(self) -> Submitter:
        """Return the submitter as entered."""
        person = Person(
            full_name=clean_line(self.name.text()),
            identity=self.identity.read(),
            phone=clean_line(self.phone.text()),
        )
        return Submitter(person, clean_line(self.authority.text()))

    def show_submitter(self, submitter: Submitter | None) -> None:
        """Show a submitter, or empty lines."""
        person = submitter.person if submitter else Person("")
        self.name.setText(person.full_name)
        self.identity.show_identity(person.identity)
        self.phone.setText(person.phone)
        self.authority.setText(submitter.authority if submitter else "")
