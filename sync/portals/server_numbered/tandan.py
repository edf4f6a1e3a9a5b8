"""Tân Dân (portals.md E): the code and the time of reception are the server's, made at the create.

Of the some ninety fields of its create the facts name only a part. A field that is not named there
(email, phone, address line, number of the person who hands in) is a [guess]; .NET leaves out what
it does not know, and reading back tells what was kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from receptiondesk.domain.clock import local
from receptiondesk.domain.code_map import CodeKind, CodeMap
from receptiondesk.domain.text import clean_line
from receptiondesk.domain.walk_in import FeeMethod, WalkIn
from sync.answers import Answer, AnswerKind, NoAnswer
from sync.bodies import FilePart, Json, Multipart
from sync.portal import Capabilities, Numbering, Outgoing
from sync.portals.server_numbered import dialect as common
from sync.portals.server_numbered import mark, replies
from sync.portals.server_numbered.dialect import Asking, Page, Ref
from sync.portals.server_numbered.kept import Place
from sync.portals.server_numbered.options import Options
from sync.portals.server_numbered.shape import Field, Record, at, rows, text_at
from sync.portals.server_numbered.talk import Talk
from sync.session import Ask, Reply

FIELDS = (
    Field("thủ tục", ("MaTTHC",)),
    Field("tên chủ hồ sơ", ("ChuHoSo",)),
    Field("loại chủ hồ sơ", ("LoaiDoiTuong",)),
    Field("số giấy tờ của chủ hồ sơ", ("SoGiayToChuHoSo",)),
    Field("địa chỉ", ("DiaChiChuHoSo",)),
    Field("tỉnh, thành phố", ("TinhThanhChuHoSo",)),
    Field("xã, phường", ("XaPhuongChuHoSo",)),
    Field("điện thoại", ("SoDienThoai",)),
    Field("thư điện tử", ("Email",)),
    Field("người nộp thay", ("NguoiUyQuyen",)),
    Field("số giấy tờ của người nộp thay", ("SoGiayToNguoiUyQuyen",)),
    Field("ngày hẹn trả", ("NgayHenTra",), moment=True),
    Field("cách nộp", ("KenhThucHien",)),
    Field("cách trả kết quả", ("HinhThucTra",)),
    Field("địa chỉ nhận kết quả", ("DiaChiTraKetQua",)),
    Field("số bộ", ("SoBoHoSo",)),
    Field("cách thu lệ phí", ("HinhThucThu",)),
    Field("lệ phí", ("TongTien",)),
    Field("trích yếu", ("TrichYeuHoSo",)),
)
_MOMENT = "%Y-%m-%dT%H:%M:%S"
_JOIN = "##"
_ONE_LINE = {"PageNumber": "1", "PageSize": "1"}
_NOT_CARRIED = (
    "ngày sinh",
    "giới tính",
    "số CMND cũ",
    "loại giấy tờ tùy thân",
    "địa chỉ của người nộp",
)


@dataclass(slots=True)
class Tandan:
    """The calls of one Tân Dân system."""

    talk: Talk
    options: Options
    codes: CodeMap
    fields: Sequence[Field] = FIELDS

    @property
    def capabilities(self) -> Capabilities:
        """Return what it can do."""
        return Capabilities(
            takes_our_code=False,
            takes_our_reception_time=False,
            takes_our_due_time=True,
            idempotency_key=False,
            can_say_absent=False,
            gives_back=True,
            status_feed=self.options.feed_days > 0,
            attachments="multipart" if self.options.offers("update") else "none",
            file_limit=self.options.file_limit,
            numbering=Numbering.AT_CREATE,
            not_carried=_NOT_CARRIED,
        )

    def can_search(self) -> bool:
        """Return whether the register can be searched."""
        return self.options.offers("search")

    def can_read(self) -> bool:
        """Return whether a dossier can be read by its code."""
        return self.options.offers("read")

    def check(self) -> None:
        """Ask for one line of the register."""
        replies.must(self._list(_ONE_LINE), (), "search")

    def ask_for_right(self) -> None:
        """Ask for one line of the register, as `check` does."""
        self.check()

    def take_number(self, dossier: Outgoing) -> str:
        """Never asked: the code comes with the create."""
        del dossier
        raise NoAnswer(Answer(AnswerKind.NOT_OFFERED))

    def document(self, dossier: Outgoing, code: str, files: Sequence[Ref]) -> dict[str, Any]:
        """Return the create's fields; neither code nor reception time, as both are ignored."""
        del code
        facts = dossier.facts
        procedure = dossier.procedure_code
        told: dict[str, Any] = {
            "MaTTHC": common.theirs(self.codes, CodeKind.PROCEDURE, procedure, procedure),
            "TenTTHC": dossier.procedure_name,
            **self._people(facts),
            "NgayHenTra": local(dossier.due_at).strftime(_MOMENT) if dossier.due_at else None,
            "KenhThucHien": common.theirs(self.codes, CodeKind.CHANNEL, facts.channel.value),
            "HinhThucTra": common.theirs(self.codes, CodeKind.RETURN, facts.delivery.method.value),
            "DiaChiTraKetQua": facts.delivery.address,
            "SoBoHoSo": facts.copies,
            "HinhThucThu": common.theirs(self.codes, CodeKind.FEE, facts.fee.method.value),
            "TrichYeuHoSo": self._summary(dossier),
            "ThanhPhanHoSos": _papers(dossier, files),
        }
        own = self.options.marker
        if own and own not in told:
            told[own] = mark.text(dossier)
        if facts.fee.method is not FeeMethod.NONE and facts.fee.amount is not None:
            told["TongTien"] = facts.fee.amount
        return told

    def _people(self, facts: WalkIn) -> dict[str, Any]:
        who = facts.applicant
        sender = facts.submitter.person if facts.submitter else None
        return {
            "LoaiDoiTuong": common.theirs(self.codes, CodeKind.APPLICANT, who.kind.value),
            "ChuHoSo": who.full_name,
            "SoGiayToChuHoSo": who.identity.number if who.identity else "",
            "DiaChiChuHoSo": who.address.detail,
            "TinhThanhChuHoSo": who.address.province,
            "XaPhuongChuHoSo": who.address.commune,
            "SoDienThoai": who.phone,
            "Email": who.email,
            "UyQuyen": sender is not None,
            "NguoiUyQuyen": sender.full_name if sender else "",
            "SoGiayToNguoiUyQuyen": sender.identity.number if sender and sender.identity else "",
        }

    def _summary(self, dossier: Outgoing) -> str:
        if self.options.marker == "TrichYeuHoSo":
            return mark.summary(dossier, common.SUMMARY_AT_MOST)
        said = clean_line(f"{dossier.procedure_name}. {dossier.facts.note}")
        return said[: common.SUMMARY_AT_MOST].strip()

    def create(self, document: Mapping[str, Any]) -> Reply:
        """Send the create."""
        asked = Ask("POST", self.options.paths["create"], body=Json(dict(document)))
        return self.talk.ask_once(asked, self._probe())

    def _probe(self) -> Ask | None:
        """Return a small reading that needs a token."""
        if self.can_search():
            return Ask("GET", self.options.paths["search"], _ONE_LINE)
        path = self.options.paths["read"].replace("{code}", self.options.unit)
        return Ask("GET", path) if self.can_read() else None

    def created(self, reply: Reply) -> Place:
        """Return id and code: an object, or the code alone."""
        data = at(reply.data, ("data",))
        if isinstance(data, Mapping):
            return self.place_of(data)
        return Place("", str(data or "").strip())

    def read(self, place: Place) -> Record | None:
        """Read by code."""
        return self.find_code(place.code)

    def find_code(self, code: str) -> Record | None:
        """Read by code."""
        path = self.options.paths["read"].replace("{code}", quote(code, safe=""))
        reply = self.talk.ask(Ask("GET", path))
        if not replies.shown(reply):
            return None
        data = at(reply.data, ("data",))
        if data is None:
            return None
        if not isinstance(data, Mapping) or text_at(data, "MaHoSo") != code:
            raise NoAnswer(Answer(AnswerKind.UNREADABLE, reply.raw))
        return data

    def search(self, asking: Asking) -> Page:
        """Read one page of the register; names of its questions are a [guess]."""
        query = {
            "SoGiayToChuHoSo": asking.identity,
            "TuNgay": local(asking.since).date().isoformat() if asking.since else "",
            "DenNgay": local(asking.until).date().isoformat() if asking.until else "",
            "PageNumber": str(asking.page + 1),
            "PageSize": str(self.options.page_size),
        }
        reply = self._list({name: text for name, text in query.items() if text})
        replies.shown(reply)
        more = text_at(reply.data, "hasNextPage") == "1"
        return common.page_of(rows(reply.data, "data"), reply, more=more)

    def _list(self, query: Mapping[str, str]) -> Reply:
        return self.talk.ask(Ask("GET", self.options.paths["search"], query))

    def update(self, place: Place, document: Mapping[str, Any]) -> None:
        """Put the whole dossier; the path is a [guess] and empty as shipped."""
        path = self.options.paths["update"].replace("{id}", quote(place.id, safe=""))
        body = Json({**document, "Id": place.id, "MaHoSo": place.code})
        replies.must(self.talk.ask(Ask("PUT", path, body=body)), FIELDS, "update")

    def cancel(self, place: Place, dossier: Outgoing) -> bool:
        """Withdraw it (ThuHoiHoSo); what its body is called is a [guess]."""
        if not self.options.offers("cancel"):
            return False
        path = self.options.paths["cancel"].replace("{id}", quote(place.id, safe=""))
        told = {
            "Id": place.id,
            "LyDo": dossier.cancel_reason,
            "NguoiXuLy": dossier.cancelled_by,
        }
        replies.must(self.talk.ask(Ask("PUT", path, body=Json(told))), (), "cancel")
        return True

    def place_of(self, record: Record) -> Place:
        """Return id and code."""
        return Place(text_at(record, "id"), text_at(record, "MaHoSo"))

    def status_of(self, record: Record) -> str:
        """Return TrangThaiHoSoId."""
        return text_at(record, "TrangThaiHoSoId")

    def marker_in(self, record: Record) -> str | None:
        """Return the marker's field."""
        found = at(record, (self.options.marker,)) if self.options.marker else None
        return None if found is None else str(found)

    def papers(self, record: Record) -> dict[str, str] | None:
        """Return name → counts."""
        parts = rows(record, "ThanhPhanHoSos")
        if parts is None:
            return None
        return common.tally(
            [
                (text_at(row, "Ten"), form, common.number(text_at(row, name)))
                for row in parts
                for form, name in (("0", "SoBanChinh"), ("1", "SoBanSao"))
            ]
        )

    def attached(self, record: Record) -> tuple[Ref, ...]:
        """Return the files of all papers; they are joined in one column."""
        return tuple(
            {"paper": common.key(text_at(row, "MaGiayTo"), text_at(row, "Ten")), "id": one}
            for row in rows(record, "ThanhPhanHoSos") or ()
            for one in text_at(row, "DinhKem").split(_JOIN)
            if one
        )

    def upload(self, name: str, mime: str, content: bytes) -> dict[str, Any]:
        """Send one file to the bucket; it answers with the file's path."""
        body = Multipart({}, (FilePart("files", name, mime, content),))
        reply = self.talk.ask(Ask("POST", self.options.paths["upload"], body=body))
        data = at(replies.must(reply, (), "upload").data, ("data",))
        found = data[0] if isinstance(data, list) and data else data
        if not isinstance(found, str) or not found:
            raise NoAnswer(Answer(AnswerKind.UNREADABLE, reply.raw))
        return {"id": found}

    def drop_file(self, ref: Ref) -> None:
        """Keep it: no call removes a file of the bucket."""
        del ref


def _papers(dossier: Outgoing, files: Sequence[Ref]) -> list[dict[str, Any]]:
    return [
        {
            "MaGiayTo": paper.code,
            "Ten": paper.name,
            "SoBanChinh": paper.originals,
            "SoBanSao": paper.copies,
            "DinhKem": _JOIN.join(str(ref["id"]) for ref in common.of_paper(files, paper)),
        }
        for paper in common.whole(dossier, files)
    ]
