"""Attachments: uploaded first, its id kept, then bound to the dossier by an update.

A cut between the two costs nothing but the bind; a cut before the id was kept leaves a file at the
portal that belongs to nothing, of which no call of this family can tell (portals.md C.2, E, B.7).
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sync.answers import Answer, AnswerKind, NoAnswer
from sync.never_removed import is_nothing_removed, left_there
from sync.portal import Delivered, OutFile, ReadBack
from sync.portals.server_numbered import dialect as common
from sync.portals.server_numbered import news
from sync.portals.server_numbered.delivery import Delivery, bare
from sync.portals.server_numbered.dialect import Ref
from sync.portals.server_numbered.kept import Place
from sync.portals.server_numbered.shape import Record
from sync.portals.server_numbered.words import ask_for_file

_SHA256_BYTES = 32
_SHA256_HEX = 64
_BY_HASH = "Cổng chỉ cho đọc lại mã băm của tệp, không cho đọc lại chính tệp."
_NOT_YET = "Tệp chờ hồ sơ được cổng nhận trước."


@dataclass(frozen=True, slots=True)
class Files:
    """The attachments of one dossier at one portal."""

    delivery: Delivery

    def put(self, file: OutFile) -> Delivered:
        """Bring one file there or take it away.

        Raises:
            NoAnswer: how it ended instead.
        """
        if not self.delivery.dialect.options.offers("update"):
            detail = "Không gửi được tệp qua cổng này."
            raise NoAnswer(Answer(AnswerKind.NOT_OFFERED, detail=detail))
        place, record = self._located()
        changed = (
            self._take(place, record, file) if file.removed else self._add(place, record, file)
        )
        kind = AnswerKind.ACCEPTED if changed else AnswerKind.ALREADY_EQUAL
        return Delivered(Answer(kind), news.at_place(self.delivery.dossier.uid, place))

    def _located(self) -> tuple[Place, Record | None]:
        place, record = self.delivery.locate()
        if place is None:
            raise NoAnswer(Answer(AnswerKind.LOST, detail=_NOT_YET))
        return place, record

    def _add(self, place: Place, record: Record | None, file: OutFile) -> bool:
        limit = self.delivery.dialect.options.file_limit
        if limit and file.size > limit:
            raise NoAnswer(Answer(AnswerKind.TOO_LARGE))
        kept = self.delivery.kept.files().get(file.uid)
        if kept is not None and kept.get("bound") and self._is_listed(record, kept):
            return False
        self._must_lose_nothing(place, record, file)  # before it is uploaded in vain
        if kept is None and self._is_there_already(record, file):
            return False
        if kept is None:
            kept = self._uploaded(file)
            # That takes minutes on a slow line: what stands there is read anew before it is bound.
            place, record = self._located()
        ref = kept
        others = [one for one in self.delivery.files(record) if one["id"] != ref["id"]]
        self._bind(place, record, file, (*others, bare(ref)))
        self.delivery.kept.keep_file(file.uid, {**ref, "bound": 1})
        return True

    def _is_there_already(self, record: Record | None, file: OutFile) -> bool:
        """Return whether a file that is gone brought this one there; then it is known from now on.

        Raises:
            NoAnswer: UNDECIDED where what stands there cannot be told from it. Who says then that
                it is there lets it be taken for it; who says "send again" has it sent.
                ASKED_OF_ANOTHER while a person is asked so of another file.
        """
        kept = self.delivery.kept
        there = self._perhaps_there(record, file)
        if there is None or kept.is_said_to_be_another(file.uid):
            kept.end_question(file.uid)
            return False
        if not _is_same(there, file) and not self._is_said_to_be_there(file):
            kept.take_for_another(file.uid)
            kept.end_question(file.uid)
            return False
        kept.keep_file(file.uid, {**there, "bound": 1})
        kept.end_question(file.uid)
        return True

    def _is_said_to_be_there(self, file: OutFile) -> bool:
        """Return what a person said who was asked of this file.

        Raises:
            NoAnswer: that a person is asked now, or of another file before.
        """
        kept = self.delivery.kept
        asked = kept.file_in_question()
        if asked == file.uid and kept.is_answered():
            return kept.said_to_be_there()
        if asked not in {"", file.uid}:
            raise NoAnswer(Answer(AnswerKind.ASKED_OF_ANOTHER))
        kept.ask_about_file(file.uid)
        words = ask_for_file(file.name, file.paper_name)
        raise NoAnswer(Answer(AnswerKind.UNDECIDED, changing=True, instead=words))

    def _perhaps_there(self, record: Record | None, file: OutFile) -> Ref | None:
        """Return a file of the same paper that nobody here remembers and that may be this one.

        Only where a file that is gone may have brought it; an empty one where nothing is shown.
        """
        if not self.delivery.dossier.may_lack_what_was_told:
            return None
        if record is None:
            return {}
        known = {str(ref["id"]) for ref in self.delivery.kept.files().values()}
        paper = common.key(file.paper_code, file.paper_name)
        strangers = (
            one
            for one in self.delivery.dialect.attached(record)
            if one["paper"] == paper and str(one["id"]) not in known
        )
        alike = [one for one in strangers if not _is_other(one, file)]
        return next((one for one in alike if _is_same(one, file)), alike[0] if alike else None)

    def _uploaded(self, file: OutFile) -> dict[str, Any]:
        """Send a file and keep what the portal calls it, before it is bound to anything."""
        content = file.content()
        try:
            told = self.delivery.dialect.upload(file.name, file.mime, content)
        except NoAnswer as stopped:
            answer = stopped.answer
            raise NoAnswer(
                Answer(answer.kind, answer.raw, answer.fields, answer.detail)
            ) from stopped
        ref = {**told, "paper": common.key(file.paper_code, file.paper_name)}
        self.delivery.kept.keep_file(file.uid, ref)
        return ref

    def _take(self, place: Place, record: Record | None, file: OutFile) -> bool:
        self.delivery.kept.end_question(file.uid)
        kept = self.delivery.kept.files().get(file.uid)
        if kept is None:
            self._must_not_stand_there(record, file)
            return False
        if is_nothing_removed(self.delivery.kept.memory):
            said = record is None and kept.get("left") and self.delivery.kept.is_answered()
            if self._is_listed(record, kept) and not said:
                self.delivery.kept.ask()
                self.delivery.kept.keep_file(file.uid, {**kept, "left": 1})
                raise left_there(file.paper_name)
            self.delivery.kept.keep_file(file.uid, None)
            return False
        there = self.delivery.files(record)
        left = [one for one in there if one["id"] != kept["id"]]
        if len(left) != len(there):
            self._bind(place, record, file, tuple(left))
        self.delivery.dialect.drop_file(kept)
        self.delivery.kept.keep_file(file.uid, None)
        return True

    def _must_not_stand_there(self, record: Record | None, file: OutFile) -> None:
        """Ask a person once about a file that was taken back and may have been brought there.

        Raises:
            NoAnswer: CONFLICT.
        """
        there = self._perhaps_there(record, file)
        kept = self.delivery.kept
        answered = kept.asked_about_removal(file.uid) and kept.is_answered()
        if there is not None and not answered:
            kept.ask_about_removal(file.uid)
            raise left_there(file.paper_name)

    def _bind(
        self, place: Place, record: Record | None, file: OutFile, files: tuple[Ref, ...]
    ) -> None:
        self._must_lose_nothing(place, record, file)
        dossier = self.delivery.dossier
        self.delivery.put(place, self.delivery.dialect.document(dossier, place.code, files))

    def _must_lose_nothing(self, place: Place, record: Record | None, file: OutFile) -> None:
        """Let no binding take away files, or facts, that stand there and are not the desk's.

        A file goes when all facts are there, so each that differs was changed at the portal.

        Raises:
            NoAnswer: CONFLICT.
        """
        self.delivery.must_know_its_files(record)
        if record is not None:
            document = self.delivery.document(place.code, record)
            self.delivery.unasked.must_be_known(file.uid, document, record, all_told=True)

    def _is_listed(self, record: Record | None, ref: Ref) -> bool:
        if record is None:
            return True
        return any(one["id"] == ref["id"] for one in self.delivery.dialect.attached(record))

    def read(self, file: OutFile) -> ReadBack:
        """Lay what the portal shows of a file beside ours.

        Raises:
            NoAnswer: what the line did.
        """
        place, record = self.delivery.locate()
        label = f"tệp “{file.name}”"
        if place is None and not file.removed:
            return ReadBack(Answer(AnswerKind.REFUSED, "the portal does not have this dossier"))
        if file.removed:
            return self._read_removed(record, file, at_all=place is not None)
        kept = self.delivery.kept.files().get(file.uid)
        answer = Answer(AnswerKind.ACCEPTED)
        if kept is None:
            told = "nothing is known of this file in the record that is there"
            return ReadBack(Answer(AnswerKind.REFUSED, told))
        if not self._is_listed(record, kept):
            return ReadBack(answer, {label: file.sha256}, {label: ""})
        told = sha256_in(str(self._shown(record, kept).get("hash", "")))
        if not told:
            expected = {label: str(kept["id"])}
            return ReadBack(answer, expected, dict(expected), unseen=(f"nội dung {label}",))
        return ReadBack(answer, {label: file.sha256}, {label: told}, notes=(_BY_HASH,))

    def _read_removed(self, record: Record | None, file: OutFile, *, at_all: bool) -> ReadBack:
        """Tell of a file that was taken back whether it is gone; ``at_all``: its dossier is there.

        A person who was asked may mean that what stands there is another: nothing shows which.
        """
        label = f"tệp “{file.name}”"
        kept = self.delivery.kept.files().get(file.uid)
        if kept is not None:
            left, doubted = at_all and self._is_listed(record, kept), False
        else:
            left = at_all and self._perhaps_there(record, file) is not None
            doubted = self.delivery.kept.asked_about_removal(file.uid)
        unseen = (f"{label} đã gỡ hay còn trên cổng",) if left and doubted else ()
        found = {label: "còn trên cổng" if left and not doubted else ""}
        return ReadBack(Answer(AnswerKind.ACCEPTED), {label: ""}, found, unseen=unseen)

    def _shown(self, record: Record | None, ref: Ref) -> Mapping[str, Any]:
        """Return a file as this reading shows it; what an upload once answered proves nothing."""
        there = self.delivery.dialect.attached(record) if record is not None else ()
        return next((one for one in there if one["id"] == ref["id"]), {})


def _is_same(there: Ref, file: OutFile) -> bool:
    """Return whether a portal shows a file by which it is certainly this one."""
    told = sha256_in(str(there.get("hash", "")))
    shown = (str(there.get("filename", "")), str(there.get("size", "")))
    return told == file.sha256 or shown == (file.name, str(file.size))


def _is_other(there: Ref, file: OutFile) -> bool:
    """Return whether a portal shows by its hash that a file is another one."""
    told = sha256_in(str(there.get("hash", "")))
    return bool(told) and told != file.sha256


def sha256_in(told: str) -> str:
    """Return a portal's hash as SHA-256 in hex, empty when it is none that we can compute."""
    word = told.strip().lower()
    if len(word) == _SHA256_HEX and all(sign in "0123456789abcdef" for sign in word):
        return word
    try:
        raw = base64.b64decode(told.strip(), validate=True)
    except (binascii.Error, ValueError):
        return ""
    return raw.hex() if len(raw) == _SHA256_BYTES else ""
