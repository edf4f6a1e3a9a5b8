"""The national catalogue as the bus reads it out: where a procedure stands, and whole procedures.

Columns are UPPER CASE without separators (portals.md B.2).
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from receptiondesk.domain.code_map import CodeKind, CodeMap
from receptiondesk.domain.text import clean_line, nfc
from sync.answers import Answer, AnswerKind, NoAnswer
from sync.portal import Memory, Outgoing, RemoteProcedure
from sync.portals.national.bus import Bus
from sync.portals.national.message import Place
from sync.portals.national.options import Options

_CHANNELS = {"1": "trực tiếp", "2": "trực tuyến", "3": "bưu chính"}
_PUBLIC = "1"


@dataclass(slots=True)
class Catalogue:
    """Reads the catalogue through one bus; where a procedure stands is remembered."""

    bus: Bus
    codes: CodeMap
    options: Options
    memory: Memory

    def place(self, dossier: Outgoing) -> Place:
        """Return where a dossier's procedure stands: the table first, then the bus.

        Raises:
            NoAnswer: NOT_OFFERED when neither knows; whatever the line did.
        """
        ours = dossier.procedure_code
        code = self.codes.theirs(CodeKind.PROCEDURE, ours) or ours
        unit = (
            self.codes.theirs(CodeKind.UNIT, ours)
            or self.codes.theirs(CodeKind.UNIT, dossier.procedure_field)
            or self.options.unit
        )
        known = self.codes.theirs(CodeKind.FIELD, dossier.procedure_field)
        if known is not None:
            return Place(code, known, dossier.procedure_field, unit)
        field_code, field_name = self._field(code)
        return Place(code, field_code, field_name, unit)

    def forget(self, dossier: Outgoing) -> None:
        """Drop what was remembered of a procedure: the portal refused something of it."""
        ours = dossier.procedure_code
        self.memory.forget((_key(self.codes.theirs(CodeKind.PROCEDURE, ours) or ours),))

    def procedures(self) -> Iterator[RemoteProcedure]:
        """Yield every procedure of the portal in our terms.

        Each is asked for by itself; where the routing names single procedures, only those are,
        and the others come with what the list says of them.
        """
        for listed in self.bus.share("LayDanhSachTTHC"):
            code = _text(_upper(listed), "MATTHC")
            ours = self.codes.ours(CodeKind.PROCEDURE, code) or code
            if not code:
                continue
            wanted = not self.options.procedures or ours in self.options.procedures
            row = (self._procedure(code) if wanted else None) or {}
            yield RemoteProcedure(ours, _columns({**_upper(listed), **row}))

    def _field(self, code: str) -> tuple[str, str]:
        kept = self.memory.recall(_key(code))
        if kept is not None:
            field_code, field_name = json.loads(kept)
            return str(field_code), str(field_name)
        row = self._procedure(code)
        if row is None:
            detail = f"Cổng không có thủ tục mã {code}."
            raise NoAnswer(Answer(AnswerKind.NOT_OFFERED, detail=detail))
        found = next(iter(_rows(row.get("LINHVUCTHUCHIEN"))), {})
        field_code, field_name = _text(found, "MALINHVUC"), _text(found, "TENLINHVUC")
        if not field_code:
            detail = f"Cổng không cho biết lĩnh vực của thủ tục {code}; khai trong bảng mã (field)."
            raise NoAnswer(Answer(AnswerKind.NOT_OFFERED, detail=detail))
        self.memory.remember(_key(code), json.dumps([field_code, field_name], ensure_ascii=False))
        return field_code, field_name

    def _procedure(self, code: str) -> dict[str, Any] | None:
        """Return the row of one procedure, ``None`` when the bus answers without it."""
        rows = [_upper(row) for row in self.bus.share("LayThuTuc", maTTHC=code)]
        return next((row for row in rows if _text(row, "MATTHC") in {"", code}), None)


def _columns(row: Mapping[str, Any]) -> dict[str, str]:
    """Return a procedure in our columns, as text; several cases stand one after the other."""
    whole = _upper(row)
    ways = list(_rows(whole.get("CACHTHUCTHUCHIEN")))
    status = _text(whole, "TRANGTHAI")
    return {
        "name": _text(whole, "TENTTHC"),
        "field": _joined(_text(one, "TENLINHVUC") for one in _rows(whole.get("LINHVUCTHUCHIEN"))),
        "level": _joined(_text(one, "TENCAP") for one in _rows(whole.get("CAPTHUCHIEN"))),
        "applicants": _joined(
            _text(one, "TENDOITUONG") for one in _rows(whole.get("DOITUONGTHUCHIEN"))
        ),
        "result": _joined(_text(one, "TENKETQUA") for one in _rows(whole.get("KETQUATHUCHIEN"))),
        "competent_body": _joined(
            _text(one, "TENDONVI") for one in _rows(whole.get("COQUANCOTHAMQUYEN"))
        ),
        "legal_basis": _joined(_text(one, "SOVANBAN") for one in _rows(whole.get("CANCUPHAPLY"))),
        "limit_text": _joined(_limits(ways)),
        "fee_text": _joined(_fees(ways)),
        "papers": "\n".join(_papers(whole)),
        "published": "" if not status else "yes" if status == _PUBLIC else "no",
    }


def _limits(ways: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for way in ways:
        for time in _rows(way.get("THOIGIAN")):
            said = f"{_text(time, 'THOIGIANGIAIQUYET')} {_text(time, 'DONVITINH')}".strip()
            if said:
                yield f"{_channel(way)}: {said}"


def _fees(ways: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for way in ways:
        for time in _rows(way.get("THOIGIAN")):
            for fee in _rows(time.get("PHILEPHI")):
                said = " ".join(
                    one
                    for one in (_text(fee, "SOTIEN"), _text(fee, "DONVI"), _text(fee, "MOTA"))
                    if one
                )
                if said:
                    yield f"{_channel(way)}: {said}"


def _papers(row: Mapping[str, Any]) -> Iterator[str]:
    """Yield a line per paper; the case stands before it when there are several (TRUONGHOP)."""
    cases = list(_rows(row.get("THANHPHANHOSO")))
    for case in cases:
        name = _text(case, "TRUONGHOP") if len(cases) > 1 else ""
        for paper in _rows(case.get("GIAYTO")):
            counts = f"{_text(paper, 'SOBANCHINH') or '0'}/{_text(paper, 'SOBANSAO') or '0'}"
            before = f"[{name}] " if name else ""
            yield f"{before}{_text(paper, 'MAGIAYTO')} {_text(paper, 'TENGIAYTO')} ({counts})"


def _channel(way: Mapping[str, Any]) -> str:
    code = _text(way, "KENH")
    return _CHANNELS.get(code, code)


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(text for text in texts if text))


def _rows(value: object) -> Iterator[dict[str, Any]]:
    """Yield the rows of a nested list; a single row may come without its list."""
    several = [value] if isinstance(value, Mapping) else value
    if isinstance(several, list):
        yield from (_upper(one) for one in several if isinstance(one, Mapping))


def _upper(row: Mapping[str, Any]) -> dict[str, Any]:
    return {str(name).upper().replace("_", ""): value for name, value in row.items()}


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return "" if value is None or isinstance(value, list | dict) else nfc(clean_line(str(value)))


def _key(code: str) -> str:
    return f"field:{code}"
