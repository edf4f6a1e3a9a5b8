"""The ministry adapter of 2026 (portals.md B.7): six calls, none of them a look-up.

So a lost create cannot be asked about unless the portal's keeper names a look-up (``path.lookup``,
by code) [guess]; without one it ends with a person. Paths are the names of the calls in the facts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from receptiondesk.domain.clock import local
from receptiondesk.domain.code_map import CodeKind, CodeMap
from receptiondesk.domain.dossier import Status
from sync.answers import Answer, AnswerKind, NoAnswer
from sync.bodies import FilePart, Json, Multipart
from sync.portal import Capabilities, Numbering, Outgoing, Step
from sync.portals.server_numbered import dialect as common
from sync.portals.server_numbered import mark, replies
from sync.portals.server_numbered.dialect import Asking, Page, Ref
from sync.portals.server_numbered.kept import Place
from sync.portals.server_numbered.options import Options
from sync.portals.server_numbered.shape import Field, Record, at, rows, text_at
from sync.portals.server_numbered.talk import Talk
from sync.session import Ask, Reply

_PERSON = ("ThongTinNguoiNop", "ThongTinChiTiet")
_FORM = "EformThongTinChiTiet"
FIELDS = (
    Field("thủ tục", ("MaTTHC",)),
    Field("đơn vị tiếp nhận", ("MaDonViTiepNhan",)),
    Field("tên chủ hồ sơ", ("ChuHoSo",)),
    Field("loại chủ hồ sơ", ("LoaiDoiTuong",)),
    Field("ngày giờ tiếp nhận", ("NgayTiepNhan",), moment=True),
    Field("số giấy tờ của chủ hồ sơ", (*_PERSON, "SoDinhDanhChuHs")),
    Field("người nộp", (*_PERSON, "TenNguoiNop")),
    Field("số giấy tờ của người nộp", (*_PERSON, "SoDinhDanh")),
    Field("ngày sinh", (*_PERSON, "NgaySinh")),
    Field("điện thoại", (*_PERSON, "SoDienThoai")),
    Field("thư điện tử", (*_PERSON, "Email")),
    Field("tỉnh, thành phố", (*_PERSON, "MaTinhChuHs")),
    Field("xã, phường", (*_PERSON, "MaXaChuHs")),
    Field("địa chỉ", (*_PERSON, "DiaChiChiTietChuHs")),
    Field("tỉnh, thành phố của người nộp", (*_PERSON, "MaTinh")),
    Field("xã, phường của người nộp", (*_PERSON, "MaXa")),
    Field("địa chỉ của người nộp", (*_PERSON, "DiaChiChiTiet")),
    Field("ghi chú", (_FORM, "GhiChu")),
    Field("số bộ", (_FORM, "SoBo")),
)
_MOMENT = "%Y-%m-%d %H:%M:%S"
_STEP_MOMENT = "%Y-%m-%dT%H:%M:%S.000"
_BIRTH = "%Y%m%d000000"
_ORIGINAL, _COPY = "original", "copy"
_NAME_AT_MOST = 50
_SERVER_FAULT = 500
_NOT_CARRIED = (
    "giới tính",
    "số CMND cũ",
    "loại giấy tờ tùy thân",
    "ngày hẹn trả",
    "lệ phí",
    "cách trả kết quả",
)


@dataclass(slots=True)
class Adapter2026:
    """The calls of one ministry adapter."""

    talk: Talk
    options: Options
    codes: CodeMap
    fields: Sequence[Field] = FIELDS

    @property
    def capabilities(self) -> Capabilities:
        """Return what it can do; it gives back only where a look-up is named."""
        return Capabilities(
            takes_our_code=False,
            takes_our_reception_time=True,
            takes_our_due_time=False,
            idempotency_key=False,
            can_say_absent=False,
            gives_back=self.options.offers("lookup"),
            status_feed=False,
            attachments="multipart" if self.options.offers("update") else "none",
            file_limit=self.options.file_limit,
            files_given_back=self.options.offers("lookup"),
            steps=True,
            numbering=Numbering.BEFORE_CREATE,
            not_carried=_NOT_CARRIED,
        )

    def can_search(self) -> bool:
        """Return that there is no register."""
        return False

    def can_read(self) -> bool:
        """Return whether a look-up by code is named."""
        return self.options.offers("lookup")

    def check(self) -> None:
        """Sign in anew: every other call writes, or needs a dossier that is there.

        How a portal says that it has no such dossier is its own: in words behind HTTP 500
        (portals.md E), or by a 403. So a knock asks for none.
        """
        self.talk.sign_in()

    def ask_for_right(self) -> None:
        """Look up a code that no dossier has; words behind a 500 are an answer (portals.md E)."""
        reply = self.talk.ask(self._look_up(self.options.unit))
        in_words = reply.status == _SERVER_FAULT and reply.raw.strip()
        if reply.status >= _SERVER_FAULT and not in_words:
            raise NoAnswer(Answer(AnswerKind.PORTAL_DOWN, reply.raw))

    def take_number(self, dossier: Outgoing) -> str:
        """Take the next number of the unit."""
        del dossier
        return replies.number(replies.must(self.talk.ask(self._next_number()), (), "number"))

    def _next_number(self) -> Ask:
        told = {"code": self.options.number_code}
        # It moves the portal's counter and nothing else: a number lost on the way is only a gap.
        return Ask("POST", self.options.paths["number"], body=Json(told), reads=True)

    def document(self, dossier: Outgoing, code: str, files: Sequence[Ref]) -> dict[str, Any]:
        """Return the whole dossier (NoiHoSo)."""
        procedure = common.theirs(
            self.codes, CodeKind.PROCEDURE, dossier.procedure_code, dossier.procedure_code
        )
        kind = dossier.facts.applicant.kind.value
        at_desk = local(dossier.received_at).strftime(_MOMENT)
        form: dict[str, Any] = {"GhiChu": dossier.facts.note, "SoBo": dossier.facts.copies}
        if self.options.marker:
            form[self.options.marker] = mark.text(dossier)
        return {
            "MaHoSo": code,
            "MaTTHC": procedure,
            "MaDichVuCong": procedure,
            "ChuHoSo": dossier.facts.applicant.full_name,
            "LoaiDoiTuong": common.number(common.theirs(self.codes, CodeKind.APPLICANT, kind)),
            "MaDonViTiepNhan": self.options.unit,
            "NgayNop": at_desk,
            "NgayTiepNhan": at_desk,
            _FORM: form,
            "ThanhPhanHoSo": self._papers(dossier, files),
            "ThongTinNguoiNop": self._person(dossier),
        }

    def _person(self, dossier: Outgoing) -> dict[str, Any]:
        facts = dossier.facts
        who = facts.applicant
        sender = facts.submitter.person if facts.submitter else who
        kind = common.theirs(self.codes, CodeKind.APPLICANT, sender.kind.value)
        detail = {
            "TenNguoiNop": sender.full_name,
            "SoDinhDanh": sender.identity.number if sender.identity else "",
            "NgaySinh": sender.birth.strftime(_BIRTH) if sender.birth else "",
            "SoDienThoai": sender.phone,
            "Email": sender.email,
            "MaTinh": sender.address.province,
            "MaXa": sender.address.commune,
            "DiaChiChiTiet": sender.address.detail,
            "TenChuHs": who.full_name,
            "SoDinhDanhChuHs": who.identity.number if who.identity else "",
            "MaTinhChuHs": who.address.province,
            "MaXaChuHs": who.address.commune,
            "DiaChiChiTietChuHs": who.address.detail,
        }
        return {"LoaiDoiTuong": common.number(kind), "IdDoiTuong": "", "ThongTinChiTiet": detail}

    def _papers(self, dossier: Outgoing, files: Sequence[Ref]) -> list[dict[str, Any]]:
        """Return a row for the originals and one for the copies of each paper."""
        told = []
        for paper in common.whole(dossier, files):
            left = common.of_paper(files, paper)
            forms = [(_ORIGINAL, paper.originals), (_COPY, paper.copies)]
            for form, count in [(f, n) for f, n in forms if n] or [(_COPY, 0)]:
                told.append(
                    {
                        "MaThanhPhanHoSo": paper.code,
                        "TenThanhPhanHoSo": paper.name,
                        "SoLuong": count,
                        "LoaiBan": common.number(
                            common.theirs(self.codes, CodeKind.PAPER_FORM, form)
                        ),
                        "GiayToDinhKem": [
                            {
                                "IdGiayTo": ref["id"],
                                "MaKetQua": "KQ.DVC.THONGTIN",
                                "TenGiayTo": ref.get("name", ""),
                                "HashTepTin": ref.get("hash", ""),
                            }
                            for ref in left
                        ],
                    }
                )
                left = []
        return told

    def create(self, document: Mapping[str, Any]) -> Reply:
        """Send the create."""
        asked = Ask("POST", self.options.paths["create"], body=Json(dict(document)))
        return self.talk.ask_once(asked, self._probe(str(document["MaHoSo"])))

    def _probe(self, code: str) -> Ask:
        """Return a call that needs a token and stores nothing; the next number costs but a gap."""
        return self._look_up(code) if self.can_read() else self._next_number()

    def _look_up(self, code: str) -> Ask:
        return Ask("POST", self.options.paths["lookup"], body=Json({"MaHoSo": code}), reads=True)

    def created(self, reply: Reply) -> Place:
        """Return idHoSo and maHoSo."""
        data = at(reply.data, ("data",))
        return self.place_of(data if isinstance(data, Mapping) else {})

    def read(self, place: Place) -> Record | None:
        """Look up by code, where that is offered."""
        return self.find_code(place.code)

    def find_code(self, code: str) -> Record | None:
        """Look up by code."""
        reply = self.talk.ask(self._look_up(code))
        if not replies.shown(reply):
            return None
        data = at(reply.data, ("data",))
        if data is None or data == []:
            return None
        if not isinstance(data, Mapping) or text_at(data, "MaHoSo") != code:
            raise NoAnswer(Answer(AnswerKind.UNREADABLE, reply.raw))
        return data

    def search(self, asking: Asking) -> Page:
        """Never asked: there is no register."""
        del asking
        raise NoAnswer(Answer(AnswerKind.NOT_OFFERED))

    def update(self, place: Place, document: Mapping[str, Any]) -> None:
        """Put the whole dossier; the path is a [guess] and empty as shipped."""
        body = Json({**document, "IdHoSo": place.id, "MaHoSo": place.code})
        asked = Ask("POST", self.options.paths["update"], body=body)
        replies.must(self.talk.ask(asked), FIELDS, "update")

    def cancel(self, place: Place, dossier: Outgoing) -> bool:
        """Tell the state "withdrawn" with the reason, as the officer who cancelled."""
        told = {
            "IdHoSo": place.id,
            "MaHoSo": place.code,
            "TrangThai": self._status(Status.WITHDRAWN),
            "NoiDungYKien": dossier.cancel_reason,
            "PhongBanXuLy": self.options.department,
            "NoiDungXuLy": f"{dossier.cancelled_by} ghi rút hồ sơ: {dossier.cancel_reason}",
        }
        asked = Ask("POST", self.options.paths["states"], body=Json([told]))
        replies.must(self.talk.ask(asked), (), "states")
        return True

    def send_steps(self, place: Place, dossier: Outgoing, steps: Sequence[Step]) -> None:
        """Tell what happened at the desk, each step as the officer who did it."""
        told = [self._step(place, dossier, step) for step in steps]
        asked = Ask("POST", self.options.paths["steps"], body=Json(told))
        reply = self.talk.ask_once(asked, self._probe(place.code))
        replies.must(reply, (), "steps")

    def _step(self, place: Place, dossier: Outgoing, step: Step) -> dict[str, Any]:
        return {
            "IDHoSo": place.id,
            "MaHoSo": place.code,
            "NguoiXuLy": step.officer[:_NAME_AT_MOST],
            "ThoiDiemXuLy": _step_moment(step.at),
            "PhongBanXuLy": self.options.department,
            "NoiDungXuLy": step.text,
            "TrangThai": self._status(step.status),
            "NgayBatDau": _step_moment(dossier.received_at),
            "NgayKetThucTheoQuyDinh": _step_moment(dossier.due_at) if dossier.due_at else None,
        }

    def _status(self, status: Status) -> int:
        return common.number(common.theirs(self.codes, CodeKind.STATUS, str(int(status))))

    def place_of(self, record: Record) -> Place:
        """Return idHoSo and maHoSo."""
        return Place(text_at(record, "idHoSo"), text_at(record, "maHoSo"))

    def status_of(self, record: Record) -> str:
        """Return TrangThai."""
        return text_at(record, "TrangThai")

    def marker_in(self, record: Record) -> str | None:
        """Return the marker's field of the e-form."""
        found = at(record, (_FORM, self.options.marker)) if self.options.marker else None
        return None if found is None else str(found)

    def papers(self, record: Record) -> dict[str, str] | None:
        """Return name → counts."""
        parts = rows(record, "ThanhPhanHoSo")
        if parts is None:
            return None
        original = common.theirs(self.codes, CodeKind.PAPER_FORM, _ORIGINAL)
        return common.tally(
            [
                (
                    text_at(row, "TenThanhPhanHoSo"),
                    "0" if text_at(row, "LoaiBan") == original else "1",
                    common.number(text_at(row, "SoLuong")),
                )
                for row in parts
            ]
        )

    def attached(self, record: Record) -> tuple[Ref, ...]:
        """Return the files of all papers."""
        return tuple(
            {
                "paper": common.key(
                    text_at(row, "MaThanhPhanHoSo"), text_at(row, "TenThanhPhanHoSo")
                ),
                "id": text_at(file, "IdGiayTo"),
                "name": text_at(file, "TenGiayTo"),
                "hash": text_at(file, "HashTepTin"),
            }
            for row in rows(record, "ThanhPhanHoSo") or ()
            for file in rows(row, "GiayToDinhKem") or ()
            if text_at(file, "IdGiayTo")
        )

    def upload(self, name: str, mime: str, content: bytes) -> dict[str, Any]:
        """Send one file; it answers with id and hash."""
        body = Multipart({}, (FilePart("files", name, mime, content),))
        reply = self.talk.ask(Ask("POST", self.options.paths["upload"], body=body))
        path = ("data", "0", "response", "data", "0")
        found = at(replies.must(reply, (), "upload").data, path)
        word = text_at(found, "IdTepTin")
        if not word:
            raise NoAnswer(Answer(AnswerKind.UNREADABLE, reply.raw))
        return {"id": word, "name": name, "hash": text_at(found, "HashTepTin")}

    def drop_file(self, ref: Ref) -> None:
        """Keep it: no call removes a file."""
        del ref


def _step_moment(moment: datetime) -> str:
    return local(moment).strftime(_STEP_MOMENT)
