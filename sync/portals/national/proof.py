"""What the bus gives back of a dossier, laid beside what was sent.

No public source shows the columns of ``TraCuuHoSo`` (portals.md B.2, JSON), so a row proves just
what it shows: a column is known by its field's name in any case, and what has no column stays
unproved and is named.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from receptiondesk.domain.code_map import CodeKind, CodeMap
from receptiondesk.domain.dossier import Status
from receptiondesk.domain.text import clean_line, nfc
from sync.portal import Outgoing
from sync.portals.national.edges import as_moment
from sync.portals.national.message import IDENTITY, LABELS, LISTS, MOMENTS, Message

PROGRESS = "tiến độ xử lý"
WITHDRAWN = "rút hồ sơ"
_YES = "đã rút"
_IN_LISTS = (
    "TENGIAYTO",
    "SOLUONG",
    "LOAIGIAYTO",
    "TENPHILEPHI",
    "MAPHILEPHI",
    "HINHTHUCTHU",
    "GIA",
    "LOAIPHILEPHI",
    "LOAIDINHDANH",
    "SODINHDANH",
)
#: Columns that could hold the steps, the name of a status, the result [guess].
_STEPS = ("TIENDO", "TIENDOXULY", "QUATRINHXULY", "DANHSACHTIENDO")
_RESULTS = "DANHSACHGIAYTOKETQUA"
_STATUS = "TRANGTHAIHOSO"
_STATUS_NAME = "TENTRANGTHAI"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the look-up, its columns asked in any case."""

    columns: Mapping[str, Any]

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Row":
        """Read a row."""
        return cls({str(name).upper().replace("_", ""): value for name, value in row.items()})

    def text(self, name: str) -> str:
        """Return a column as text, empty when there is none."""
        return canonical(name, self.columns.get(name.upper()))

    def has(self, name: str) -> bool:
        """Return whether the row shows a field."""
        return name.upper() in self.columns

    @property
    def code(self) -> str:
        """Return the dossier's code."""
        return self.text("MaHoSo")

    @property
    def status(self) -> str:
        """Return the portal's own status code, empty when it shows none."""
        return self.text(_STATUS)

    @property
    def status_words(self) -> str:
        """Return the status as a person reads it at the portal."""
        return self.text(_STATUS_NAME) or self.status

    @property
    def result(self) -> str:
        """Return the names of the result papers, if the row shows any."""
        rows = self.columns.get(_RESULTS)
        named = (_cell(row, "TENGIAYTO") for row in _mappings(rows))
        return ", ".join(name for name in named if name)

    def steps(self) -> Counter[tuple[str, str]] | None:
        """Return how often it shows a step (moment, officer), ``None``: it shows no progress."""
        for name in _STEPS:
            if isinstance(self.columns.get(name), list):
                return Counter(
                    (as_moment(_cell(row, "THOIDIEMXULY")), _cell(row, "NGUOIXULY"))
                    for row in _mappings(self.columns[name])
                )
        return None


@dataclass(frozen=True, slots=True)
class Beside:
    """Sent and found, label by label; ``unseen`` are labels of what the row does not show."""

    expected: Mapping[str, str]
    found: Mapping[str, str]
    unseen: tuple[str, ...]


def withdrawal(dossier: Outgoing, row: Row, codes: CodeMap) -> Beside:
    """Say whether the portal has a dossier withdrawn, and whether it ought to.

    Any other status is the portal's own and is not compared.
    """
    ours = _YES if dossier.cancelled else ""
    if not row.status:
        return Beside({}, {}, (WITHDRAWN,) if dossier.cancelled else ())
    told = codes.ours(CodeKind.STATUS, row.status) == str(Status.WITHDRAWN.value)
    return Beside({WITHDRAWN: ours}, {WITHDRAWN: _YES if told else ""}, ())


def beside(message: Message, row: Row) -> Beside:
    """Lay a row beside a message; of the status see ``withdrawal``."""
    expected, found, unseen = {}, {}, []
    for name, value in message.fields.items():
        if name == "TrangThaiHoSo":
            continue
        sent = canonical(name, value)
        if row.has(name):
            expected[LABELS[name]], found[LABELS[name]] = sent, row.text(name)
        elif sent:
            unseen.append(LABELS[name])
    return Beside(expected, found, tuple(unseen))


def identity(message: Message) -> tuple[str, ...]:
    """Return what tells a dossier from another one of the same code: owner, procedure, date."""
    return tuple(canonical(name, message.fields[name]) for name in IDENTITY)


def shown_identity(row: Row) -> tuple[str | None, ...]:
    """Return the same as a row shows it; ``None`` for what it does not show."""
    return tuple(row.text(name) if row.has(name) else None for name in IDENTITY)


def canonical(name: str, value: object) -> str:
    """Return one spelling of a value: numbers come as text, lists in any order."""
    if name in LISTS:
        return "; ".join(sorted(_line(one) for one in _mappings(value)))
    text = "" if value is None else nfc(clean_line(str(value)))
    return as_moment(text) if name in MOMENTS else text


def _line(row: Mapping[str, Any]) -> str:
    """Return what we send of one row of a list; the portal may add columns of its own."""
    cells = {str(key).upper(): nfc(clean_line(str(value))) for key, value in row.items()}
    return ", ".join(f"{key}={cells[key]}" for key in _IN_LISTS if cells.get(key))


def _mappings(rows: object) -> Iterable[Mapping[str, Any]]:
    return (row for row in rows if isinstance(row, Mapping)) if isinstance(rows, list) else ()


def _cell(row: Mapping[str, Any], name: str) -> str:
    found = (value for key, value in row.items() if str(key).upper().replace("_", "") == name)
    value = next(found, None)
    return "" if value is None else nfc(clean_line(str(value)))
