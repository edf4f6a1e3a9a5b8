"""VNPT-iGate (portals.md C.2): a number is taken from a pattern, then the dossier is created.

The direct reception call is an open point (I.2), so its path is an option without a default; its
body is taken to be that of the citizens' channel [guess]. Ids of procedure, process and agency are
the site's own and come from the mapping table ("procedure": ``id`` or ``id|process id``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from receptiondesk.domain.clock import local
from receptiondesk.domain.code_map import CodeKind, CodeMap
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

_DATA = ("applicant", "data")
FIELDS = (
    Field("thủ tục", ("procedure", "id")),
    Field("loại chủ hồ sơ", (*_DATA, "ownerType")),
    Field("tên chủ hồ sơ", (*_DATA, "ownerFullname")),
    Field("số giấy tờ của chủ hồ sơ", (*_DATA, "identityNumber")),
    Field("ngày sinh", (*_DATA, "birthday")),
    Field("người nộp", (*_DATA, "fullname")),
    Field("số giấy tờ của người nộp", (*_DATA, "submitterIdentityNumber")),
    Field("điện thoại", (*_DATA, "phoneNumber")),
    Field("thư điện tử", (*_DATA, "email")),
    Field("địa chỉ", (*_DATA, "address")),
    Field("tỉnh, thành phố", (*_DATA, "province", "value")),
    Field("xã, phường", (*_DATA, "village", "value")),
    Field("nội dung yêu cầu giải quyết", (*_DATA, "noidungyeucaugiaiquyet")),
    Field("cách nộp", ("applyMethod", "id")),
    Field("cách trả kết quả", ("dossierReceivingKind", "id")),
    Field("địa chỉ nhận kết quả", (*_DATA, "receivingAddress")),
    Field("số bộ", (*_DATA, "copies")),
    Field("lệ phí", ("dossierFee", "0", "paid")),
)
_ISO = "%Y-%m-%dT%H:%M:%S.000%z"
_DAY = "%Y-%m-%dT00:00:00.000%z"
_ONE_LINE = {"page": "0", "size": "1", "spec": "slice"}
_NOT_CARRIED = (
    "giới tính",
    "số CMND cũ",
    "loại giấy tờ tùy thân",
    "ngày hẹn trả",
    "địa chỉ của người nộp",
)


@dataclass(slots=True)
class IGate:
    """The calls of one iGate gateway."""

    talk: Talk
    options: Options
    codes: CodeMap
    fields: Sequence[Field] = FIELDS
    patterns: dict[str, str] = field(default_factory=dict)

    @property
    def capabilities(self) -> Capabilities:
        """Return what it can do; whether it keeps our due time is not known, so it is not said."""
        return Capabilities(
            takes_our_code=False,
            takes_our_reception_time=False,
            takes_our_due_time=False,
            idempotency_key=False,
            can_say_absent=False,
            gives_back=True,
            status_feed=self.options.feed_days > 0,
            attachments="multipart" if self.options.offers("update") else "none",
            file_limit=self.options.file_limit,
            numbering=Numbering.BEFORE_CREATE,
            not_carried=_NOT_CARRIED,
        )

    def can_search(self) -> bool:
        """Return whether the register can be searched."""
        return self.options.offers("search")

    def can_read(self) -> bool:
        """Return whether a dossier can be read by its id."""
        return self.options.offers("read")

    def check(self) -> None:
        """Ask for one line of the register."""
        asked = Ask("GET", self.options.paths["search"], _ONE_LINE)
        replies.must(self.talk.ask(asked), (), "search")

    def ask_for_right(self) -> None:
        """Ask for one line of the register, as `check` does."""
        self.check()

    def take_number(self, dossier: Outgoing) -> str:
        """Ask for the pattern of the procedure (once a round), then for its next value."""
        procedure = self._procedure(dossier)[0]
        pattern = self.patterns.get(procedure) or self._pattern(procedure)
        self.patterns[procedure] = pattern
        path = self.options.paths["number"].replace("{id}", quote(pattern, safe=""))
        # It moves the portal's counter and nothing else: a number lost on the way is only a gap.
        asked = Ask("PUT", path, {"code": self.options.number_code}, reads=True)
        return replies.number(replies.must(self.talk.ask(asked), (), "number"))

    def _pattern(self, procedure: str) -> str:
        query = {"agency-id": self.options.agency, "procedure-id": procedure}
        reply = self.talk.ask(Ask("GET", self.options.paths["pattern"], query))
        pattern = text_at(replies.must(reply, (), "pattern").data, "id")
        if not pattern:
            raise NoAnswer(Answer(AnswerKind.UNREADABLE, reply.raw))
        return pattern

    def _procedure(self, dossier: Outgoing) -> tuple[str, str]:
        """Return the site's id of the procedure and of its process."""
        told = common.theirs(self.codes, CodeKind.PROCEDURE, dossier.procedure_code)
        procedure, _, process = told.partition("|")
        return procedure, process

    def document(self, dossier: Outgoing, code: str, files: Sequence[Ref]) -> dict[str, Any]:
        """Return the whole dossier."""
        procedure, process = self._procedure(dossier)
        facts = dossier.facts
        told: dict[str, Any] = {
            "code": code,
            "agency": {"id": self.options.agency, "code": self.options.unit},
            "procedure": {"id": procedure, "code": dossier.procedure_code},
            "applyMethod": {"id": common.theirs(self.codes, CodeKind.CHANNEL, facts.channel.value)},
            "dossierReceivingKind": {
                "id": common.theirs(self.codes, CodeKind.RETURN, facts.delivery.method.value)
            },
            "applicant": {"data": self._data(dossier)},
            "dossierFormFile": self._papers(dossier, files),
            "dossierFee": _fee(facts),
            "dossierStatus": 0,
        }
        if process:
            told["procedureProcessDefinition"] = {"id": process}
        if dossier.due_at:
            told["appointmentDate"] = local(dossier.due_at).strftime(_ISO)
        return told

    def _data(self, dossier: Outgoing) -> dict[str, Any]:
        facts = dossier.facts
        who = facts.applicant
        sender = facts.submitter.person if facts.submitter else None
        told: dict[str, Any] = {
            "ownerType": common.theirs(self.codes, CodeKind.APPLICANT, who.kind.value),
            "ownerFullname": who.full_name,
            "identityNumber": who.identity.number if who.identity else "",
            "birthday": who.birth.strftime("%d/%m/%Y") if who.birth else "",
            "fullname": (sender or who).full_name,
            "submitterIdentityNumber": sender.identity.number if sender and sender.identity else "",
            "phoneNumber": who.phone,
            "email": who.email,
            "address": who.address.detail,
            "province": {"label": "", "value": who.address.province},
            "village": {"label": "", "value": who.address.commune},
            "noidungyeucaugiaiquyet": facts.note,
            "receivingAddress": facts.delivery.address,
            "copies": facts.copies,
        }
        own = self.options.marker
        if own == "noidungyeucaugiaiquyet":
            told[own] = mark.summary(dossier, common.SUMMARY_AT_MOST)
        elif own:
            told[own] = mark.text(dossier)
        return told

    def _papers(self, dossier: Outgoing, files: Sequence[Ref]) -> list[dict[str, Any]]:
        """Return a row for the originals and one for the copies of each paper."""
        told = []
        for paper in common.whole(dossier, files):
            left = common.of_paper(files, paper)
            forms = [("original", paper.originals), ("copy", paper.copies)]
            for form, number in [(f, n) for f, n in forms if n] or [("copy", 0)]:
                told.append(
                    {
                        "procedureForm": {"id": paper.code, "name": paper.name},
                        "requirement": {
                            "typeId": common.theirs(self.codes, CodeKind.PAPER_FORM, form),
                            "quantity": number,
                        },
                        "file": [
                            {name: value for name, value in ref.items() if name != "paper"}
                            for ref in left
                        ],
                    }
                )
                left = []
        return told

    def create(self, document: Mapping[str, Any]) -> Reply:
        """Send the create, where its path is known."""
        if not self.options.offers("create"):
            detail = "Chưa khai đường dẫn tiếp nhận trực tiếp của cổng (path.create)."
            raise NoAnswer(Answer(AnswerKind.NOT_OFFERED, detail=detail, connected=False))
        asked = Ask("POST", self.options.paths["create"], body=Json(dict(document)))
        return self.talk.ask_once(asked, self._probe())

    def _probe(self) -> Ask | None:
        """Return a small reading that needs a token."""
        return Ask("GET", self.options.paths["search"], _ONE_LINE) if self.can_search() else None

    def created(self, reply: Reply) -> Place:
        """Return id and code."""
        return self.place_of(reply.data if isinstance(reply.data, Mapping) else {})

    def read(self, place: Place) -> Record | None:
        """Read by id."""
        if not place.id:
            return self.find_code(place.code)
        path = self.options.paths["read"].replace("{id}", quote(place.id, safe=""))
        reply = self.talk.ask(Ask("GET", path))
        if not replies.shown(reply):
            return None
        if not isinstance(reply.data, Mapping) or text_at(reply.data, "id") != place.id:
            raise NoAnswer(Answer(AnswerKind.UNREADABLE, reply.raw))
        return reply.data

    def find_code(self, code: str) -> Record | None:
        """Search by code; ``code-match`` may match more than the very code."""
        found = [
            one for one in self.search(Asking(code=code)).records if text_at(one, "code") == code
        ]
        if len(found) > 1:
            detail = f"Trên cổng có {len(found)} hồ sơ cùng mang mã {code}."
            raise NoAnswer(Answer(AnswerKind.UNDECIDED, detail=detail, changing=True))
        return found[0] if found else None

    def search(self, asking: Asking) -> Page:
        """Read one page of the register."""
        query = {
            "code-match": asking.code,
            "identity-number": asking.identity,
            "accepted-from": local(asking.since).strftime(_DAY) if asking.since else "",
            "accepted-to": local(asking.until).strftime(_ISO) if asking.until else "",
            "page": str(asking.page),
            "size": str(self.options.page_size),
            "spec": "slice",
        }
        told = {name: text for name, text in query.items() if text}
        reply = self.talk.ask(Ask("GET", self.options.paths["search"], told))
        replies.shown(reply)
        more = text_at(reply.data, "last") != "1"
        return common.page_of(rows(reply.data, "content"), reply, more=more)

    def update(self, place: Place, document: Mapping[str, Any]) -> None:
        """Put the whole dossier; the path is a [guess] and empty as shipped."""
        path = self.options.paths["update"].replace("{id}", quote(place.id, safe=""))
        body = Json({**document, "id": place.id, "code": place.code})
        replies.must(self.talk.ask(Ask("PUT", path, body=body)), FIELDS, "update")

    def cancel(self, place: Place, dossier: Outgoing) -> bool:
        """Withdraw it where a path is set; the facts know only the deletion, which is not used."""
        if not self.options.offers("cancel"):
            return False
        path = self.options.paths["cancel"].replace("{id}", quote(place.id, safe=""))
        told = {"comment": dossier.cancel_reason, "officer": dossier.cancelled_by}
        replies.must(self.talk.ask(Ask("PUT", path, body=Json(told))), (), "cancel")
        return True

    def place_of(self, record: Record) -> Place:
        """Return id and code."""
        return Place(text_at(record, "id"), text_at(record, "code"))

    def status_of(self, record: Record) -> str:
        """Return the name of the task's state in Vietnamese, else its number."""
        names = at(record, ("dossierTaskStatus", "name"))
        if isinstance(names, list):
            return text_at(names[0], "name") if names else ""
        return str(names or "") or text_at(record, "dossierStatus", "id")

    def marker_in(self, record: Record) -> str | None:
        """Return the marker's field."""
        found = at(record, (*_DATA, self.options.marker)) if self.options.marker else None
        return None if found is None else str(found)

    def papers(self, record: Record) -> dict[str, str] | None:
        """Return name → counts."""
        parts = rows(record, "dossierFormFile")
        if parts is None:
            return None
        original = common.theirs(self.codes, CodeKind.PAPER_FORM, "original")
        return common.tally(
            [
                (
                    text_at(row, "procedureForm", "name"),
                    "0" if text_at(row, "requirement", "typeId") == original else "1",
                    common.number(text_at(row, "requirement", "quantity")),
                )
                for row in parts
            ]
        )

    def attached(self, record: Record) -> tuple[Ref, ...]:
        """Return the files of all papers."""
        return tuple(
            {**file, "paper": _key(row)}
            for row in rows(record, "dossierFormFile") or ()
            for file in rows(row, "file") or ()
            if text_at(file, "id")
        )

    def upload(self, name: str, mime: str, content: bytes) -> dict[str, Any]:
        """Send one file; it answers with id, name, size and uuid."""
        body = Multipart({}, (FilePart("files", name, mime, content),))
        asked = Ask("POST", self.options.paths["upload"], {"uuid": "1"}, body)
        reply = replies.must(self.talk.ask(asked), (), "upload")
        found = reply.data[0] if isinstance(reply.data, list) and reply.data else None
        if not isinstance(found, Mapping) or not text_at(found, "id"):
            raise NoAnswer(Answer(AnswerKind.UNREADABLE, reply.raw))
        return {name: found[name] for name in ("id", "filename", "size", "uuid") if name in found}

    def drop_file(self, ref: Ref) -> None:
        """Remove an uploaded file."""
        path = self.options.paths["drop_file"].replace("{id}", quote(str(ref["id"]), safe=""))
        self.talk.ask(Ask("DELETE", path))


def _key(row: Record) -> str:
    named = text_at(row, "procedureForm", "name")
    return common.key(text_at(row, "procedureForm", "id"), named)


def _fee(facts: WalkIn) -> list[dict[str, Any]]:
    fee = facts.fee
    if fee.method is FeeMethod.NONE or fee.amount is None:
        return []
    return [{"amount": fee.amount, "quantity": 1, "paid": fee.amount, "required": 1}]
