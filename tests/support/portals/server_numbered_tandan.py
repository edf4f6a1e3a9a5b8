"""Tân Dân at the other end (portals.md E): the code and the time are the server's, always."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from receptiondesk.domain.clock import local
from tests.support.portals.server_numbered_store import (
    Store,
    Stored,
    create,
    files_of,
    json_of,
    shown,
)
from tests.support.portals.wire import Asked, Lost, Said

_BASE = "/api/v1"
_NEEDED = ("MaTTHC", "ChuHoSo", "LoaiDoiTuong")
_RECEIVED, _WITHDRAWN = "2", "7"


@dataclass
class TandanDesk:
    """Answers what a signed-in caller asks."""

    store: Store
    user: str
    password: str

    def is_sign_in(self, asked: Asked) -> bool:
        """Return whether a request asks for a token."""
        return asked.path.startswith(f"{_BASE}/tokens")

    def sign_in(self, asked: Asked) -> Said:
        """Give a token for the password, or for a refresh token."""
        told = json_of(asked)
        if asked.path.endswith("/refresh"):
            known = told.get("refreshToken") in self.store.refreshes
            if not known or self.store.switches.refresh_refused:
                return self._failed(401, "Refresh token không hợp lệ")
        elif (told.get("userName"), told.get("password")) != (self.user, self.password):
            return self._failed(401, "Sai tài khoản hoặc mật khẩu")
        token, refresh = self.store.sign_in(jwt=True)
        return self._well(200, {"token": token, "refreshToken": refresh})

    def answer(self, asked: Asked) -> Said:
        """Answer one call of the interface."""
        path = asked.path.removeprefix(f"{_BASE}/")
        match asked.method, path.split("/"):
            case "POST", ["hosos"]:
                return create(self.store, lambda: self._create(json_of(asked)))
            case "GET", ["hosos", "GetByMa", code]:
                return self._by_code(code)
            case "GET", ["hosos", "Search", "SoTheoDoiHoSo"]:
                return self._search(asked.query)
            case "PUT", ["hosos", "ThuHoiHoSo", word]:
                return self._withdraw(word, json_of(asked))
            case "PUT", ["hosos", word]:
                return self._update(word, json_of(asked))
            case "POST", ["files", "UploadFileBucket"]:
                return self._upload(asked)
        return self.store.said(404, {"message": "Not Found"})

    def _create(self, doc: dict[str, Any]) -> Said:
        refused = self._refused(doc)
        if refused is not None:
            return refused
        own = {name: value for name, value in doc.items() if name not in {"MaHoSo", "NgayTiepNhan"}}
        kept = self.store.add(self.store.next_number(), own, _RECEIVED)
        return self._well(201, {"id": kept.id, "maHoSo": kept.code})

    def _refused(self, doc: dict[str, Any]) -> Said | None:
        for name in _NEEDED:
            if not doc.get(name):
                return self._failed(400, f"Trường {name} không được để trống")
        word = self.store.switches.refuse
        if word and word in doc["ChuHoSo"]:
            return self._failed(400, "Trường ChuHoSo có ký tự không hợp lệ")
        if self.store.lacks(doc):
            return self._failed(400, "Tệp đính kèm không tồn tại")
        return None

    def _by_code(self, code: str) -> Said:
        found = [one for one in self.store.seen(direct=True) if one.code == code]
        if not found:
            return self._failed(404, "Không tìm thấy hồ sơ")
        return self._well(200, self._told(found[0]))

    def _search(self, query: dict[str, str]) -> Said:
        if self.store.switches.spend("search_fails"):
            return self.store.text(500, "Object reference not set to an instance of an object.")
        found = [one for one in self.store.seen() if self._fits(one, query)]
        size, page = int(query.get("PageSize", "10")), int(query.get("PageNumber", "1"))
        rows = found[(page - 1) * size : page * size]
        pages = -(-len(found) // size)
        told = {
            "succeeded": True,
            "failed": False,
            "message": "",
            "data": [self._told(one) for one in rows],
            "currentPage": page,
            "totalPages": pages,
            "totalCount": len(found),
            "pageSize": size,
            "hasPreviousPage": page > 1,
            "hasNextPage": page < pages,
        }
        return self.store.said(200, told)

    def _fits(self, one: Stored, query: dict[str, str]) -> bool:
        number, day = query.get("SoGiayToChuHoSo", ""), local(one.at).date()
        if number and one.doc.get("SoGiayToChuHoSo") != number:
            return False
        first, last = query.get("TuNgay", ""), query.get("DenNgay", "")
        after = not first or datetime.fromisoformat(first).date() <= day
        return after and (not last or day <= datetime.fromisoformat(last).date())

    def _withdraw(self, word: str, told: dict[str, Any]) -> Said:
        found = self._of_id(word)
        if found is None:
            return self._failed(404, "Không tìm thấy hồ sơ")
        found.status, found.withdrawn_by = _WITHDRAWN, str(told.get("NguoiXuLy", ""))
        found.moved_at = self.store.now()
        return self._well(200, found.id)

    def _update(self, word: str, doc: dict[str, Any]) -> Said:
        found = self._of_id(word)
        if found is None:
            return self._failed(404, "Không tìm thấy hồ sơ")
        refused = self._refused(doc)
        if refused is not None:
            return refused
        found.doc, found.moved_at = doc, self.store.now()
        if self.store.switches.spend("lose_update"):
            raise Lost
        return self._well(200, found.id)

    def _upload(self, asked: Asked) -> Said:
        if self.store.switches.spend("too_large"):
            return self.store.said(413, {"message": "Request body too large"})
        kept = [self.store.keep_file(name, content) for name, content in files_of(asked)]
        if self.store.switches.spend("cut_upload"):
            raise Lost
        return self._well(200, [f"hoso/{one.id}/{one.name}" for one in kept])

    def _of_id(self, word: str) -> Stored | None:
        return next((one for one in self.store.dossiers if one.id == word), None)

    def _told(self, one: Stored) -> dict[str, Any]:
        """Return a dossier as .NET writes it: names begin small."""
        doc = shown(one.doc, self.store.switches)
        told = {name[:1].lower() + name[1:]: value for name, value in doc.items()}
        return {
            **told,
            "id": one.id,
            "maHoSo": one.code,
            "ngayTiepNhan": local(one.at).strftime("%Y-%m-%dT%H:%M:%S"),
            "trangThaiHoSoId": int(one.status) if one.status.isdecimal() else one.status,
        }

    def _well(self, status: int, data: object) -> Said:
        return self.store.said(
            status, {"succeeded": True, "failed": False, "message": "", "data": data}
        )

    def _failed(self, status: int, message: str) -> Said:
        told = {"succeeded": False, "failed": True, "message": message, "data": None}
        return self.store.said(status, told)
