"""The desk's words and the site's: the portal's mapping table, overridden by the target's options.

Sites differ (portals.md A.7: "never hard-code it"), so every code is data: what ships in
``resources/codes/opencps.csv``, changed by the office as a version, and ``status.NAME`` options
that go before it. A word that nobody mapped is never guessed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from receptiondesk.desk import mappings
from receptiondesk.domain.code_map import CodeKind, CodeMap, Way
from receptiondesk.domain.dossier import Status
from sync.answers import Answer, AnswerKind, NoAnswer
from sync.portals.opencps.options import Override

FAMILY = "opencps"

#: Names of ours for the two kinds of paper that a tick can tell, and for none.
ORIGINAL, COPY, NO_PAPER = "original", "copy", "none"

_CALLED: Mapping[CodeKind, str] = {
    CodeKind.APPLICANT: "loại chủ hồ sơ",
    CodeKind.CHANNEL: "kênh tiếp nhận",
    CodeKind.PAPER_FORM: "loại bản giấy tờ",
    CodeKind.FEE: "hình thức thu phí",
    CodeKind.RETURN: "cách trả kết quả",
}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one portal. ``statuses`` are the options' own, which win."""

    codes: CodeMap
    statuses: Mapping[str, Status] = field(default_factory=dict)

    @classmethod
    def of(cls, codes: CodeMap, statuses: Mapping[str, Status]) -> "Words":
        """Return the words of a table; where it is silent of a kind, the shipped ones hold."""
        told = {line.kind for line in codes.lines}
        rest = tuple(line for line in mappings.shipped(FAMILY).lines if line.kind not in told)
        return cls(CodeMap(codes.version, (*codes.lines, *rest)), statuses)

    def status_of(self, *raw: str) -> Status | None:
        """Return the national state of the first word that is mapped, ``None`` if none is."""
        for word in raw:
            if word in self.statuses:
                return self.statuses[word]
            ours = self.codes.ours(CodeKind.STATUS, word) if word else None
            if ours is not None:
                return Status(int(ours))
        return None

    def theirs(self, kind: CodeKind, ours: str) -> str:
        """Return the site's word for ours.

        Raises:
            NoAnswer: NOT_OFFERED, naming the line that the mapping table lacks.
        """
        found = self.codes.theirs(kind, ours)
        if found is None:
            detail = (
                f"Bảng mã của cổng chưa có dòng “{kind.value},{ours}”"
                f" ({_CALLED.get(kind, kind.value)})."
            )
            raise NoAnswer(Answer(AnswerKind.NOT_OFFERED, detail=detail))
        return found

    def completing(self, told: Override, procedure_code: str) -> Override:
        """Return what options say of a procedure, completed by the mapping table."""
        papers = {
            line.ours: line.theirs
            for line in reversed(self.codes.lines)
            if line.kind is CodeKind.PAPER and line.way is not Way.IN
        }
        ours = self.codes.theirs(CodeKind.PROCEDURE, procedure_code) or ""
        return replace(told, service_code=told.service_code or ours, parts={**papers, **told.parts})
