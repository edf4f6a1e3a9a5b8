"""What stands at a portal and is not ours: it is written over only after a person was told of it.

An update puts a whole dossier, so a correction of one fact, or a page that is bound, would write
away what an officer changed at the portal meanwhile (portals.md G.4 rule 4; house law 4). So what a
portal may show is kept as marks, a digest of each fact and its text: what was sent there last, what
may have arrived of what was sent since. Anything else was written by somebody else; what a person
was told of it may be written over by the one item that asked, which comes again by their word.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from receptiondesk.domain.events import canonical_json
from sync.answers import Answer, AnswerKind, NoAnswer
from sync.portal import Outgoing
from sync.portals.server_numbered import shape
from sync.portals.server_numbered.dialect import Dialect
from sync.portals.server_numbered.kept import Kept
from sync.portals.server_numbered.shape import Record

_MARK = 12
#: A paper that is not there has no text, so the papers are one fact.
_PAPERS = "giấy tờ"
_WRITTEN_THERE = (
    "Nội dung đang có trên cổng ở các mục này không phải do quầy gửi: đã có người sửa trên cổng."
    " Nếu trên cổng đúng, xin sửa hồ sơ tại quầy cho khớp rồi chọn gửi lại; nếu tại quầy đúng, chỉ"
    " cần chọn gửi lại để cổng theo đúng quầy."
)
_PERHAPS_OURS = (
    "Nội dung đang có trên cổng ở các mục này khác tại quầy: có thể do chính quầy đã gửi trước khi"
    " dữ liệu tại máy được phục hồi hay chuyển máy, có thể do cán bộ sửa trên cổng. Xin xem trên"
    " cổng trước: nếu trên cổng đúng, sửa hồ sơ tại quầy cho khớp rồi chọn gửi lại; chỉ khi chắc"
    " tại quầy đúng mới chọn gửi lại ngay, vì nội dung trên cổng sẽ bị ghi đè."
)


@dataclass(frozen=True, slots=True)
class Unasked:
    """What of one dossier may be written over at one portal.

    ``lacking``: a newer file that is gone may have written there what nobody here remembers.
    """

    dialect: Dialect
    kept: Kept
    lacking: bool = False

    def must_be_known(self, item: str, document: Record, found: Record, *, all_told: bool) -> None:
        """Let nothing be written over that somebody else wrote; a person told once may let it be.

        ``item``: what is to be sent, the file or the facts as they are now; another one of the
        same dossier asks for itself, for the person may not have answered yet.
        ``all_told``: the portal has all facts of the desk, so whatever differs is not the desk's.
        Else what stands there counts as ours where nobody kept what was sent, as before; not where
        a file that is gone may have sent it.

        Raises:
            NoAnswer: CONFLICT with the facts that differ.
        """
        ours = self.kept.known()
        if ours is None and not all_told and not self.lacking:
            return
        known = (ours or frozenset()) | self.kept.shown_to_a_person(item)
        told = shape.compare(document, found, self.dialect.fields)
        strange = [
            label for label in told.differing() if _mark(label, told.found[label]) not in known
        ]
        papers = self.dialect.papers(found)
        if papers is not None and _mark_of_papers(papers) not in known:
            sent = self.dialect.papers(document) or {}
            labels = {**sent, **papers}
            strange += [f"giấy tờ “{one}”" for one in labels if sent.get(one) != papers.get(one)]
        if strange:
            self.kept.keep_shown_to_a_person(item, self._shown(told, papers))
            detail = _PERHAPS_OURS if self.lacking else _WRITTEN_THERE
            raise NoAnswer(Answer(AnswerKind.CONFLICT, fields=tuple(strange), detail=detail))

    def leaves(self, document: Record) -> None:
        """Keep before it is sent what the portal may show from now on, beside what it shows now."""
        if self.dialect.can_read():
            self._add(self._sent(document))

    def stands(self, document: Record) -> None:
        """Keep that the portal has just this."""
        if self.dialect.can_read():
            self._keep(self._sent(document))
            self.kept.forget_shown_to_a_person()

    def was_read(self, item: str, document: Record, found: Record) -> None:
        """Keep what a reading showed that is laid before a person where it differs."""
        told = shape.compare(document, found, self.dialect.fields)
        papers = self.dialect.papers(found)
        if told.differing() or papers not in (None, self.dialect.papers(document) or {}):
            self._add(frozenset())  # from now on what is ours is known
            self.kept.keep_shown_to_a_person(item, self._shown(told, papers))
        else:
            self._keep(self._sent(document))

    def _sent(self, document: Record) -> frozenset[str]:
        told = shape.compare(document, document, self.dialect.fields)
        return self._shown(told, self.dialect.papers(document) or {})

    @staticmethod
    def _shown(told: shape.Compared, papers: Mapping[str, str] | None) -> frozenset[str]:
        marks = {_mark(label, text) for label, text in told.found.items()}
        return frozenset(marks if papers is None else {*marks, _mark_of_papers(papers)})

    def _add(self, marks: frozenset[str]) -> None:
        self._keep((self.kept.known() or frozenset()) | marks)

    def _keep(self, marks: frozenset[str]) -> None:
        if marks != self.kept.known():
            self.kept.keep_known(marks)


def as_now(dossier: Outgoing) -> str:
    """Return what the facts of a dossier are called as they stand after its last correction."""
    return f"facts:{dossier.revision}"


def _mark(label: str, told: Any) -> str:  # noqa: ANN401 - any JSON-ready value
    return hashlib.sha256(canonical_json([label, told]).encode()).hexdigest()[:_MARK]


def _mark_of_papers(papers: Mapping[str, str]) -> str:
    return _mark(_PAPERS, dict(papers))
