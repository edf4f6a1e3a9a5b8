"""Attachments at an OpenCPS site: one multipart upload each, read back whole and compared.

Rules (portals.md A.6, last rows): the same ``referenceUid`` with a newer ``modifiedDate`` replaces,
an equal or older one is refused as "Conflict dossier file", one without a date is added twice. A
single-valued part keeps one file: a second one would take its place without a word, so it goes to
the part for other papers instead, or to a person.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sync.answers import Answer, AnswerKind, NoAnswer
from sync.bodies import FilePart, Multipart
from sync.never_removed import left_there
from sync.portal import OutFile, Outgoing, ReadBack
from sync.portals.opencps import fields, replies
from sync.portals.opencps.portal_site import Found, Site, moment_of, path
from sync.portals.opencps.routes import Part, Route
from sync.session import SIZE_LIMIT, Ask, Reply

GONE = "đã gỡ"
_STILL_THERE = "còn trên cổng"
_MISSING = 204
#: The list tells times by the second, so this much later is newer whatever was cut off.
_NEWER = timedelta(seconds=1)
_MEGABYTE = 1024 * 1024


@dataclass(slots=True)
class Files:
    """The attachments of one site; remembers the list of the dossier at hand, for this round."""

    site: Site
    _uid: str = ""
    _listed: dict[str, Found] = field(default_factory=dict)

    def put(self, dossier: Outgoing, file: OutFile) -> Answer:
        """Bring one file there, or take it away.

        Raises:
            NoAnswer: how it ended otherwise.
        """
        try:
            if file.removed:
                return self._remove(dossier, file)
            return self._put(dossier, file)
        except NoAnswer:
            self._uid = ""  # what is there now is not known any more
            raise

    def read(self, dossier: Outgoing, file: OutFile) -> ReadBack:
        """Read one file whole and lay its hash beside ours; a removed one must not be listed.

        Raises:
            NoAnswer: the portal did not show it.
        """
        label = f"tệp “{file.name}”"
        good = Answer(AnswerKind.ACCEPTED)
        if file.removed:
            self._uid = ""
            there = file.uid in self._list(dossier)
            return ReadBack(good, {label: GONE}, {label: _STILL_THERE if there else GONE})
        reply = self._content(dossier, file)
        if not reply.ok:
            raise replies.refusal(reply)
        return ReadBack(good, {label: file.sha256}, {label: _sha256(reply)})

    def _put(self, dossier: Outgoing, file: OutFile) -> Answer:
        if file.size > self.site.options.file_limit:
            most = self.site.options.file_limit // _MEGABYTE
            raise NoAnswer(Answer(AnswerKind.TOO_LARGE, detail=f"Cổng chỉ nhận tệp đến {most} MB."))
        listed = self._list(dossier)
        mine = listed.get(file.uid)
        if mine is not None and self._is_equal(dossier, file):
            return Answer(AnswerKind.ALREADY_EQUAL)
        route = self.site.routes.resolve(dossier.procedure_code)
        part = self._place(dossier, file, route) if mine is None else route.part(_part(mine))
        reply = self._upload(dossier, file, route, part)
        if reply.ok:
            return self._kept(file, reply)
        replies.check_login(reply)
        # Look before judging: it may be "Conflict dossier file", which is never told by words.
        self._uid = ""
        if file.uid not in self._list(dossier):
            part = self._another_part(dossier, file, route, (part, reply))
        elif self._is_equal(dossier, file):
            return Answer(AnswerKind.ALREADY_EQUAL)
        again = self._upload(dossier, file, route, part)
        if not again.ok:
            raise replies.refusal(again, AnswerKind.CONFLICT)
        return self._kept(file, again)

    def _another_part(
        self, dossier: Outgoing, file: OutFile, route: Route, refused: tuple[Part, Reply]
    ) -> Part:
        """Return where a refused file goes when somebody else's file took its place meanwhile.

        Raises:
            NoAnswer: REFUSED, when that was not the reason or nothing else is free.
        """
        tried, reply = refused
        part = self._place(dossier, file, route)
        if part.number == tried.number:
            raise replies.refusal(reply)
        return part

    def _kept(self, file: OutFile, reply: Reply) -> Answer:
        """Take the portal's answer for a kept file only when it is about this very file."""
        told = replies.record(reply)
        came_back = fields.canonical(told.get("referenceUid")) if told is not None else ""
        if told is None or came_back != file.uid:
            detail = "Cổng trả về một tệp khác với tệp vừa gửi."
            answer = Answer(AnswerKind.CONFLICT, reply.raw, (file.paper_name,), detail)
            raise NoAnswer(replace(answer, changing=True))
        self._listed[file.uid] = told
        return Answer(AnswerKind.ACCEPTED)

    def _upload(self, dossier: Outgoing, file: OutFile, route: Route, part: Part) -> Reply:
        at = file.added_at
        mine = self._listed.get(file.uid)
        if mine is not None:
            at = max(at, (moment_of(mine.get("modifiedDate")) or at) + _NEWER)
        own = self._own_part(dossier, file, route) == part.number
        form = {
            "referenceUid": file.uid,
            "dossierTemplateNo": route.template,
            "dossierPartNo": part.number,
            "fileTemplateNo": part.file_template,
            "displayName": file.name if own else f"{file.paper_name} - {file.name}",
            "fileType": file.name.rpartition(".")[2].lower(),
            "isSync": "false",
            "formData": "",
            "removed": "false",
            "eForm": "false",
            "modifiedDate": str(int(at.timestamp() * 1000)),
        }
        sent = FilePart("file", file.name, file.mime, file.content())
        return self.site.line.ask(Ask("POST", self._path(dossier), body=Multipart(form, (sent,))))

    def _own_part(self, dossier: Outgoing, file: OutFile, route: Route) -> str:
        own = self.site.override(dossier.procedure_code).parts
        return route.part_of(file.paper_code, file.paper_name, own)

    def _place(self, dossier: Outgoing, file: OutFile, route: Route) -> Part:
        """Return the part for a new file: the paper's own, or the one for other papers.

        Raises:
            NoAnswer: REFUSED, naming the paper, when nothing is free.
        """
        number = self._own_part(dossier, file, route)
        if number and (route.part(number).multiple or not any(self._in(number))):
            return route.part(number)
        other = route.collecting(self.site.options.other_part)
        if other is not None and (other.multiple or not any(self._in(other.number))):
            return other
        detail = (
            "Trên cổng, giấy tờ này chỉ giữ được một tệp và đã có tệp khác; gửi thêm sẽ mất tệp cũ."
            " Gộp các trang thành một tệp, hoặc đặt otherPart trong phần thiết lập cổng."
            if number
            else "Cổng không có thành phần nào cho giấy tờ này; cần đặt otherPart trong phần thiết"
            " lập cổng."
        )
        raise NoAnswer(Answer(AnswerKind.REFUSED, fields=(file.paper_name,), detail=detail))

    def _in(self, number: str) -> Iterator[Found]:
        return (one for one in self._listed.values() if _part(one) == number)

    def _list(self, dossier: Outgoing) -> Mapping[str, Found]:
        """Return what the portal lists of a dossier, asked once for each dossier in a row."""
        if self._uid != dossier.uid:
            reply = self.site.line.get(self._path(dossier))
            rows = replies.listed(reply)
            self._listed = {fields.canonical(row.get("referenceUid")): row for row in rows}
            self._uid = dossier.uid
        return self._listed

    def _is_equal(self, dossier: Outgoing, file: OutFile) -> bool:
        told = fields.canonical(self._listed[file.uid].get("fileSize"))
        if told not in {"", str(file.size)}:
            return False
        reply = self._content(dossier, file)
        return reply.ok and _sha256(reply) == file.sha256

    def _content(self, dossier: Outgoing, file: OutFile) -> Reply:
        limit = SIZE_LIMIT + 2 * file.size
        reply = self.site.line.ask(
            Ask("GET", self._path(dossier, file.uid), binary=True, limit=limit)
        )
        replies.check_login(reply)
        return reply

    def _remove(self, dossier: Outgoing, file: OutFile) -> Answer:
        if file.uid not in self._list(dossier):
            return Answer(AnswerKind.ALREADY_EQUAL)
        if self.site.removes_nothing:
            raise left_there(file.paper_name)
        reply = self.site.line.delete(self._path(dossier, file.uid))
        replies.check_login(reply)
        if not reply.ok and reply.status != _MISSING:
            raise replies.refusal(reply)
        self._listed.pop(file.uid, None)
        return Answer(AnswerKind.ACCEPTED)

    def _path(self, dossier: Outgoing, *more: str) -> str:
        return path(self.site.number_of(dossier.uid), "files", *more)


def _part(row: Found) -> str:
    return fields.canonical(row.get("dossierPartNo"))


def _sha256(reply: Reply) -> str:
    return hashlib.sha256(reply.content).hexdigest()
