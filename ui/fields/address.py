"""An address in the two-level form: province, commune, the rest as free text."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from receptiondesk.domain.places import Commune, Gazetteer, Province
from receptiondesk.domain.text import clean_line
from receptiondesk.domain.walk_in import Address
from receptiondesk.words import _
from ui.fields.field import chars
from ui.fields.row import Row
from ui.fields.suggesting import SuggestingEdit, Suggestion
from ui.theme import GRID


class AddressField(QWidget):
    """Three lines in a row; choosing a commune fills its province in.

    Emits:
        edited: a part was changed by a person.
    """

    edited = Signal()

    def __init__(self, gazetteer: Callable[[], Gazetteer]) -> None:
        """Build the three lines; the gazetteer is read when it is first needed."""
        super().__init__()
        self._gazetteer = gazetteer
        self.province = SuggestingEdit()
        self.commune = SuggestingEdit()
        self.detail = QLineEdit()
        self._build()
        self._connect()

    def _build(self) -> None:
        names = (_("Tỉnh, thành phố"), _("Xã, phường, đặc khu"), _("Số nhà, thôn, địa chỉ cũ"))
        lines = (self.province, self.commune, self.detail)
        for line, name in zip(lines, names, strict=True):
            line.setPlaceholderText(name)
            line.setAccessibleName(name)
            line.setMinimumWidth(chars(line, 13))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(Row((self.province, 4), (self.commune, 4), (self.detail, 5), gap=GRID))
        self.setFocusProxy(self.province)

    def _connect(self) -> None:
        self.province.asked.connect(self._offer_provinces)
        self.commune.asked.connect(self._offer_communes)
        self.province.chosen.connect(self._province_chosen)
        self.commune.chosen.connect(self._commune_chosen)
        for line in (self.province, self.commune, self.detail):
            line.textEdited.connect(self._told)

    def _told(self, _text: str) -> None:
        self.edited.emit()

    def _offer_provinces(self, text: str) -> None:
        found = self._gazetteer().find_provinces(text)
        self.province.offer(text, [Suggestion(p.name, p.code, p) for p in found])

    def _offer_communes(self, text: str) -> None:
        chosen = self.province.value
        inside = chosen.code if isinstance(chosen, Province) else ""
        found = self._gazetteer().find_communes(text, inside)
        self.commune.offer(text, [Suggestion(c.name, self._detail(c, inside), c) for c in found])

    def _detail(self, commune: Commune, inside: str) -> str:
        province = self._gazetteer().province(commune.province)
        return commune.code if inside or province is None else province.name

    def _province_chosen(self, value: object) -> None:
        commune = self.commune.value
        known = isinstance(value, Province) and isinstance(commune, Commune)
        if known and commune.province != getattr(value, "code", ""):
            self.commune.set_value(None, "")
        self.edited.emit()

    def _commune_chosen(self, value: object) -> None:
        if isinstance(value, Commune):
            province = self._gazetteer().province(value.province)
            if province is not None:
                self.province.set_value(province, province.name)
        self.edited.emit()

    def read(self) -> Address:
        """Return the codes of what was chosen; a name typed and not chosen is given as typed."""
        return Address(
            province=_code(self.province),
            commune=_code(self.commune),
            detail=clean_line(self.detail.text()),
        )

    def show_address(self, address: Address) -> None:
        """Show an address; codes that are not in the list stay as text."""
        province = self._gazetteer().province(address.province) if address.province else None
        commune = self._gazetteer().commune(address.commune) if address.commune else None
        self.province.set_value(province, province.name if province else address.province)
        self.commune.set_value(commune, commune.name if commune else address.commune)
        self.detail.setText(address.detail)
        self.detail.setCursorPosition(0)


def _code(line: SuggestingEdit) -> str:
    place = line.value
    if isinstance(place, Province | Commune):
        return place.code
    return clean_line(line.text())
