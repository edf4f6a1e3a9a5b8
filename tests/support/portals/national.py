"""A double of a province's bus to the national portal (portals.md H.2), its faults as switches.

Guesses of the facts stay switches here too: how a session's end is said, which columns a look-up
shows, how long it lags.
"""

import itertools
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from receptiondesk.domain.clock import Clock, SystemClock
from tests.support.portals.national_catalogue import procedures_of
from tests.support.portals.national_switches import Switches
from tests.support.portals.wire import Asked, Lost, Said, http_date

DSTCODE, UNIT = "VN:GOV:000.00.00.H56:dvcqg", "000.00.14.H56"
USER, PASSWORD = "tinh.thu", "mật khẩu trục"
_REQUIRED = (
    "MaHoSo", "MaTTHC", "TenTTHC", "MaLinhVuc", "TenLinhVuc", "LoaiDoiTuong", "TrichYeuHoSo",
    "NgayTiepNhan", "TrangThaiHoSo", "HinhThuc", "DonViXuLy",
)  # fmt: skip
_LONGEST = {"TrichYeuHoSo": 1000, "GhiChu": 2000, "TenGiayTo": 2000, "TenTepDinhKem": 4000}
_STEP_LONGEST = {"NguoiXuLy": 50}
_STATUSES = {str(number) for number in range(1, 11)}
_MOMENT = re.compile(r"\d{14}")


@dataclass
class Kept:
    """One dossier there: its message, when it came and when it changed."""

    fields: dict[str, Any]
    at: datetime
    shown: dict[str, Any] = field(default_factory=dict)
    created: int = 1
    updated: int = 0


class _Answered(Exception):  # noqa: N818 - an answer, not an error
    def __init__(self, code: Any, text: str) -> None:
        super().__init__(text)
        self.code, self.text = code, text


@dataclass
class NationalCore:
    """The bus. ``dossiers``, ``steps`` and ``calls`` are read past all the traps."""

    clock: Clock = field(default_factory=SystemClock)
    switches: Switches = field(default_factory=Switches)
    dossiers: dict[str, Kept] = field(default_factory=dict)
    steps: list[dict[str, Any]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    dropped: set[str] = field(default_factory=set)
    asked_files: list[str] = field(default_factory=list)
    procedures: dict[str, dict[str, Any]] = field(default_factory=procedures_of)
    logins: int = 0
    practice: bool = False
    _sessions: dict[str, tuple[datetime, int]] = field(default_factory=dict)
    _zeros: Iterator[int] = field(default_factory=itertools.count)
    _step_calls: int = 0

    def handle(self, asked: Asked) -> Said:
        """Answer one request."""
        fault = self._line_fault()
        if fault is not None:
            return fault
        body = self._body(asked)
        service = str(body.get("service") or ("login" if asked.path == "/auth" else ""))
        self.calls.append(service)
        self._lose("lose_before", service)
        if asked.headers.get("dstcode") != DSTCODE or asked.method != "POST":
            return self._said({"error_code": "-2", "message": "dstcode không hợp lệ"})
        answer = self._answer(asked.path, service, body)
        self._lose("lose_after", service)
        status = self.switches.deny_after
        if status and service == self.switches.deny_service:
            self.switches.deny_after = 0
            return self._plain(status, b'{"message":"request blocked"}')
        return self._said(answer, after=self.switches.stall)

    def codes(self) -> set[str]:
        """Return the codes of everything there."""
        return set(self.dossiers)

    def put(self, fields: Mapping[str, Any]) -> None:
        """Lay a dossier there that somebody else has sent."""
        self.dossiers[str(fields["MaHoSo"])] = Kept(dict(fields), self.clock.now(), dict(fields))

    def move(self, code: str, status: str) -> None:
        """Let an officer there take a dossier further."""
        kept = self.dossiers[code]
        kept.fields["TrangThaiHoSo"] = status
        if kept.shown:
            kept.shown["TrangThaiHoSo"] = status

    def _line_fault(self) -> Said | None:
        faults: tuple[tuple[str, Callable[[], Said]], ...] = (
            ("down", lambda: self._plain(500, b"upstream")),
            ("busy", lambda: self._plain(503, b"busy", {"Retry-After": self._wish()})),
            ("too_fast", lambda: self._plain(429, b"slower", {"Retry-After": self._wish()})),
            ("html", lambda: self._plain(200, _PAGE, {"Content-Type": "text/html"})),
            ("html_called_json", lambda: self._plain(200, _PAGE)),
        )
        for name, said in faults:
            if self._next(name):
                self.calls.append(name)
                return said()
        return None

    def _wish(self) -> str:
        return str(self.switches.retry_after)

    def _next(self, name: str) -> bool:
        left: int = getattr(self.switches, name)
        if left > 0:
            setattr(self.switches, name, left - 1)
        return left > 0

    def _lose(self, name: str, service: str) -> None:
        if self.switches.lose_service in {"", service} and self._next(name):
            raise Lost

    def _body(self, asked: Asked) -> dict[str, Any]:
        try:
            body = json.loads(asked.body)
        except ValueError:
            return {}
        return body if isinstance(body, dict) else {}

    def _answer(self, path: str, service: str, body: Mapping[str, Any]) -> dict[str, Any]:
        try:
            if service == "login":
                return self._login(body)
            self._check_call(path, service, body)
            return self._services()[service](body)
        except _Answered as answered:
            return {"error_code": answered.code, "message": answered.text}

    def _services(self) -> dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]]:
        return {
            "DongBoHoSoMC": self._take_dossiers,
            "CapNhatTienDoHoSoMC": self._take_steps,
            "TraCuuHoSo": self._look_up,
            "LayDanhMucLinhVuc": self._list_fields,
            "LayDanhSachTTHC": self._list_procedures,
            "LayThuTuc": self._show_procedure,
        }

    def _check_call(self, path: str, service: str, body: Mapping[str, Any]) -> None:
        self._check_session(str(body.get("session") or ""))
        if body.get("madonvi") != UNIT:
            raise _Answered("-2", "madonvi không hợp lệ")
        writes = service in {"DongBoHoSoMC", "CapNhatTienDoHoSoMC"}
        if service not in self._services() or path != ("/integration" if writes else "/share"):
            raise _Answered("-2", f"Không có dịch vụ {service} ở đây")

    def _login(self, body: Mapping[str, Any]) -> dict[str, Any]:
        if (body.get("username"), body.get("password")) != (USER, PASSWORD):
            raise _Answered("-1", "Tài khoản hoặc mật khẩu không đúng")
        self.logins += 1
        session = f"phien-{self.logins}"
        self._sessions[session] = (self.clock.now(), 0)
        return {"error_code": self._zero(), "session": session}

    def _check_session(self, session: str) -> None:
        since, calls = self._sessions.get(session, (None, 0))
        most = self.switches.session_calls
        old = since is None or self.clock.now() - since >= timedelta(
            minutes=self.switches.session_minutes
        )
        if old or (most and calls >= most):
            raise _Answered(*self.switches.expired)
        assert since is not None
        self._sessions[session] = (since, calls + 1)

    def _take_dossiers(self, body: Mapping[str, Any]) -> dict[str, Any]:
        flag, data = body.get("isUpdating"), body.get("data")
        if self.switches.no_right:
            raise _Answered("-1", self.switches.no_right)
        if self.switches.strict_flag and flag not in {"True", "False"}:
            raise _Answered("-1", "isUpdating không hợp lệ")
        if not isinstance(data, list) or not data:
            raise _Answered("-1", "data phải là mảng")
        for row in data:  # one bad row is the answer for the whole call
            self._check(row, updating=flag == "True")
        if self._next("failing_text"):
            raise _Answered(0, "Đồng bộ không thành công, xin kiểm tra lại")
        for row in data:
            self._keep(row, updating=flag == "True")
        return {"error_code": self._zero(), "message": "Đồng bộ hồ sơ thành công"}

    def _check(self, row: Mapping[str, Any], *, updating: bool) -> None:
        for name in _REQUIRED:
            if not row.get(name):
                raise _Answered("-1", f"Thiếu trường bắt buộc {name}")
        for name in ("NgayTiepNhan", "NgayHenTra", "NgayNopHoSo"):
            if row.get(name) and not _MOMENT.fullmatch(str(row[name])):
                raise _Answered("-1", f"{name} sai định dạng yyyyMMddHHmmss")
        code_day = str(row["MaHoSo"]).split("-")[-2:][0]
        if self.switches.day_of_code and code_day != str(row["NgayTiepNhan"])[2:8]:
            raise _Answered("-1", "MaHoSo không đúng ngày tiếp nhận")
        if row["TrangThaiHoSo"] not in _STATUSES:
            raise _Answered("-1", "TrangThaiHoSo không hợp lệ")
        procedure = self.procedures.get(str(row["MaTTHC"]))
        if procedure is None:
            raise _Answered("-1", "MaTTHC không có trong danh mục")
        if row["MaLinhVuc"] != procedure["LINHVUCTHUCHIEN"][0]["MALINHVUC"]:
            raise _Answered("-1", "MaLinhVuc không có trong danh mục")
        _check_lengths(row, _LONGEST)
        self._check_there(row, updating=updating)

    def _check_there(self, row: Mapping[str, Any], *, updating: bool) -> None:
        if self.switches.poison and self.switches.poison in str(row.get("ChuHoSo")):
            raise _Answered("-1", "ChuHoSo chứa ký tự không hợp lệ")
        there = str(row["MaHoSo"]) in self.dossiers
        if there and not updating:
            raise _Answered(self.switches.exists_code, f"Mã hồ sơ {row['MaHoSo']} đã tồn tại")
        if updating and not there:
            raise _Answered("-1", f"Hồ sơ {row['MaHoSo']} không tồn tại")

    def _keep(self, row: Mapping[str, Any], *, updating: bool) -> None:
        if self._next("drop"):
            self.dropped.add(str(row.get("SoGiayToChuHoSo", "")))
            return
        fields = dict(row)
        if self._next("tamper"):
            fields["ChuHoSo"] = f"{fields['ChuHoSo']} (khác)"
        # Files are fetched later; one that cannot be had is not reported in the answer [guess].
        self.asked_files += [one["DuongDanTaiTepTin"] for one in fields.get("TaiLieuNop", ())]
        kept = self.dossiers.get(str(row["MaHoSo"]))
        if not updating or kept is None:
            self.dossiers[str(row["MaHoSo"])] = Kept(fields, self.clock.now())
            return
        kept.shown = self._shown(kept)
        kept.fields, kept.at, kept.updated = fields, self.clock.now(), kept.updated + 1

    def _take_steps(self, body: Mapping[str, Any]) -> dict[str, Any]:
        self._step_calls += 1
        data = body.get("data")
        if not isinstance(data, list) or not data:
            raise _Answered("-1", "data phải là mảng")
        if self._step_calls in self.switches.refuse_steps:
            raise _Answered("-1", "NoiDungXuLy chưa hợp lệ")
        for step in data:
            if str(step.get("MaHoSo")) not in self.dossiers:
                raise _Answered("-1", f"Hồ sơ {step.get('MaHoSo')} không tồn tại")
            if not step.get("NguoiXuLy") or not _MOMENT.fullmatch(str(step.get("ThoiDiemXuLy"))):
                raise _Answered("-1", "NguoiXuLy, ThoiDiemXuLy không hợp lệ")
            _check_lengths(step, _STEP_LONGEST)
        if self.switches.steps_in_order:
            self._check_order(data)
        self.steps += [{**step, "_at": self.clock.now()} for step in data]  # no key: twice is two
        return {"error_code": self._zero(), "message": "Cập nhật tiến độ thành công"}

    def _check_order(self, data: Sequence[Mapping[str, Any]]) -> None:
        last: dict[str, str] = {}
        for step in (*self.steps, *data):
            code, at = str(step["MaHoSo"]), str(step["ThoiDiemXuLy"])
            if at < last.get(code, ""):
                raise _Answered("-1", "ThoiDiemXuLy sớm hơn bước trước")
            last[code] = at

    def _look_up(self, body: Mapping[str, Any]) -> dict[str, Any]:
        how = self.switches.look_up
        if how == "error":
            raise _Answered("-1", "Lỗi hệ thống tra cứu")
        if how == "no_result":
            return {"error_code": "0", "message": "Thành công"}
        if how == "unreadable":
            return {"error_code": "0", "message": "Thành công", "result": "???"}
        rows = [] if how == "empty" else list(self._rows(str(body.get("mahoso"))))
        if not rows and self.switches.absent_says == "error":
            raise _Answered("1", "Không tìm thấy hồ sơ")
        return {"error_code": self._zero(), "message": "Tra cứu thành công", "result": rows}

    def _rows(self, code: str) -> Iterator[dict[str, Any]]:
        kept = self.dossiers.get(code)
        shown = {} if kept is None else self._shown(kept)
        if not shown:
            return
        columns = self.switches.columns
        row = {
            name.upper(): value
            for name, value in shown.items()
            if columns is None or name in columns
        }
        if self.switches.progress:
            row["TIENDO"] = [
                {name.upper(): text for name, text in step.items() if not name.startswith("_")}
                for step in self.steps[:: -1 if self.switches.newest_first else 1]
                if step["MaHoSo"] == code and self._old_enough(step["_at"])
            ]
        yield row

    def _shown(self, kept: Kept) -> dict[str, Any]:
        return kept.fields if self._old_enough(kept.at) else kept.shown

    def _old_enough(self, at: datetime) -> bool:
        return self.clock.now() - at >= timedelta(seconds=self.switches.lag)

    def _list_fields(self, body: Mapping[str, Any]) -> dict[str, Any]:
        fields = {
            one["MALINHVUC"]: one
            for procedure in self.procedures.values()
            for one in procedure["LINHVUCTHUCHIEN"]
        }
        return {"error_code": "00", "message": "", "result": list(fields.values())}

    def _list_procedures(self, body: Mapping[str, Any]) -> dict[str, Any]:
        rows = [
            {"MATTHC": code, "TENTTHC": one["TENTTHC"]} for code, one in self.procedures.items()
        ]
        return {"error_code": self._zero(), "message": "", "result": rows}

    def _show_procedure(self, body: Mapping[str, Any]) -> dict[str, Any]:
        found = self.procedures.get(str(body.get("maTTHC")))
        return {"error_code": self._zero(), "message": "", "result": [found] if found else []}

    def _zero(self) -> Any:
        return self.switches.zeros[next(self._zeros) % len(self.switches.zeros)]

    def _said(self, answer: Mapping[str, Any], *, after: float = 0.0) -> Said:
        text = json.dumps(answer, ensure_ascii=False)
        if self.switches.wrapped:
            text = json.dumps({"message": text}, ensure_ascii=False)
        said = self._plain(200, text.encode())
        return Said(said.status, said.headers, said.body, after)

    def _plain(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> Said:
        own = {
            "Content-Type": "application/json; charset=utf-8",
            "Date": http_date(self.clock.now() + self.switches.skew),
            **({"X-Practice-Portal": "1"} if self.practice else {}),
        }
        return Said(status, {**own, **(headers or {})}, body)


_PAGE = "<!DOCTYPE html><html><body>Cổng kết nối tạm ngừng</body></html>".encode()


def _check_lengths(row: Mapping[str, Any], longest: Mapping[str, int]) -> None:
    papers = row.get("DanhSachTepDinhKemKhac") or []
    for one in (row, *papers):
        for name, most in longest.items():
            if len(str(one.get(name) or "")) > most:
                raise _Answered("-1", f"{name} vượt quá {most} ký tự")
