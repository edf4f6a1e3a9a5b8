"""The ministry adapter of 2026 at the other end (portals.md B.7): six calls, success by code."""

from dataclasses import dataclass
from typing import Any

from tests.support.portals.server_numbered_store import (
    TWICE,
    Store,
    Stored,
    create,
    files_of,
    json_of,
    shown,
)
from tests.support.portals.wire import Asked, Lost, Said

_NEEDED = (
    "MaHoSo",
    "MaTTHC",
    "MaDichVuCong",
    "ChuHoSo",
    "LoaiDoiTuong",
    "MaDonViTiepNhan",
    "NgayNop",
    "NgayTiepNhan",
    "ThanhPhanHoSo",
    "ThongTinNguoiNop",
)
_RECEIVED = 2
_DIGITS = 7


@dataclass
class AdapterDesk:
    """Answers what a signed-in caller asks."""

    store: Store
    user: str
    password: str

    def is_sign_in(self, asked: Asked) -> bool:
        """Return whether a request asks for a token."""
        return asked.path == "/token"

    def sign_in(self, asked: Asked) -> Said:
        """Give a token for the client's secret; there is no refresh."""
        told = json_of(asked)
        if (told.get("client_id"), told.get("client_secret")) != (self.user, self.password):
            return self.store.said(401, {"code": 401, "message": "invalid client"})
        token, _ = self.store.sign_in()
        life = int(self.store.switches.token_life.total_seconds())
        answer = {"access_token": token, "expires_in": life, "token_type": "Bearer", "scope": "dvc"}
        return self._well(answer)

    def answer(self, asked: Asked) -> Said:
        """Answer one call of the adapter."""
        match asked.method, asked.path:
            case "POST", "/GetNextValue":
                return self._number(json_of(asked))
            case "POST", "/UploadFile":
                return self._upload(asked)
            case "POST", "/CreateDossier":
                return create(self.store, lambda: self._create(json_of(asked)))
            case "POST", "/CapNhatTienTrinh":
                return self._steps(json_of(asked))
            case "POST", "/CapNhatTrangThai":
                return self._states(json_of(asked))
            case "POST", "/TraCuuHoSo":
                return self._look(json_of(asked))
            case "POST", "/CapNhatHoSo":
                return self._update(json_of(asked))
        return self.store.said(404, {"code": 404, "message": "no such API"})

    def _number(self, told: dict[str, Any]) -> Said:
        if not told.get("code"):
            return self.store.said(400, {"code": 400, "message": "code"})
        code = self.store.next_number("%Y%m%d", _DIGITS)
        if self.store.switches.spend("lose_number"):
            raise Lost
        if self.store.switches.plain_number:
            return self.store.text(200, code)
        return self.store.said(200, {"code": 200, "value": code})

    def _create(self, doc: dict[str, Any]) -> Said:
        refused = self._refused(doc)
        if refused is not None:
            return refused
        code = str(doc["MaHoSo"])
        if self.store.switches.unique and self._of_code(code) is not None:
            return self.store.text(500, TWICE)
        kept = self.store.add(code, doc, str(_RECEIVED))
        return self._well({"idHoSo": kept.id, "maHoSo": kept.code})

    def _refused(self, doc: dict[str, Any]) -> Said | None:
        missing = [name for name in _NEEDED if doc.get(name) in (None, "")]
        word = self.store.switches.refuse
        if word and word in str(doc.get("ChuHoSo")):
            missing.append("ChuHoSo")
        if not missing and self.store.lacks(doc):
            return self.store.said(400, {"code": 400, "message": "IdTepTin không tồn tại"})
        if not missing:
            return None
        return self.store.said(400, {"code": 400, "message": f"Thiếu trường: {missing[0]}"})

    def _steps(self, told: list[dict[str, Any]]) -> Said:
        for step in told:
            found = self._of_code(str(step["MaHoSo"]))
            if found is None or found.id != step["IDHoSo"]:
                return self.store.said(400, {"code": 400, "message": "IDHoSo"})
            found.steps.append(step)
        if self.store.switches.spend("lose_steps"):
            raise Lost
        if self.store.switches.spend("busy_steps"):
            busy = self.store.said(503, {"message": "upstream"})
            return Said(503, {**busy.headers, "Retry-After": "1"}, busy.body)
        return self._well(None)

    def _states(self, told: list[dict[str, Any]]) -> Said:
        for state in told:
            found = self._of_code(str(state["MaHoSo"]))
            if found is None:
                return self.store.said(400, {"code": 400, "message": "MaHoSo"})
            found.status, found.moved_at = str(state["TrangThai"]), self.store.now()
            found.withdrawn_by = str(state.get("NguoiXuLy") or state.get("NoiDungXuLy", ""))
        return self._well(None)

    def _look(self, told: dict[str, Any]) -> Said:
        if self.store.switches.spend("search_fails"):
            return self.store.said(502, {"code": 502, "message": "upstream"})
        found = self._of_code(str(told.get("MaHoSo")), direct=False)
        if found is None:
            return self.store.said(200, {"code": 200, "message": "", "data": None})
        doc = shown(found.doc, self.store.switches)
        status = int(found.status) if found.status.isdecimal() else found.status
        return self._well({**doc, "idHoSo": found.id, "maHoSo": found.code, "TrangThai": status})

    def _update(self, doc: dict[str, Any]) -> Said:
        found = self._of_code(str(doc.get("MaHoSo")))
        refused = self._refused(doc)
        if found is None or refused is not None:
            return refused or self.store.said(400, {"code": 400, "message": "MaHoSo"})
        found.doc, found.moved_at = doc, self.store.now()
        if self.store.switches.spend("lose_update"):
            raise Lost
        return self._well({"idHoSo": found.id, "maHoSo": found.code})

    def _upload(self, asked: Asked) -> Said:
        if self.store.switches.spend("too_large"):
            return self.store.said(413, {"code": 413, "message": "too large"})
        kept = [self.store.keep_file(name, content) for name, content in files_of(asked)]
        if self.store.switches.spend("cut_upload"):
            raise Lost
        ids = [{"IdTepTin": one.id, "HashTepTin": one.sha256} for one in kept]
        return self._well([{"response": {"data": ids}}])

    def _of_code(self, code: str, *, direct: bool = True) -> Stored | None:
        held = self.store.dossiers if direct else self.store.seen(direct=True)
        return next((one for one in held if one.code == code), None)

    def _well(self, data: object) -> Said:
        return self.store.said(200, {"code": 200, "message": "Thành công", "data": data})
