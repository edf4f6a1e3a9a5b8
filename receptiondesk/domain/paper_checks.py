"""The papers on the counter against the procedure's checklist.

A case-dependent paper never counts as missing; a paper that is only shown is looked at and
handed back (Decree 61/2018 art. 20.2), so it is never asked for to be left and never listed as
handed in; of papers joined by "hoặc" one is enough, and a look at one that is only shown (signed
data found in the national database, say) counts when the clerk ticks it as seen.
"""

from collections.abc import Iterator

from receptiondesk.domain.errors import Problem
from receptiondesk.domain.procedures import Procedure, RequiredPaper
from receptiondesk.domain.text import fold, quoted
from receptiondesk.domain.walk_in import PaperTick, WalkIn

_COUNT_AT_MOST = 9_999


def missing(walk_in: WalkIn, procedure: Procedure) -> tuple[tuple[RequiredPaper, ...], ...]:
    """Return the required papers that are not there, each with its alternatives (one is enough)."""
    ticked = {
        paper.code
        for tick in walk_in.papers
        if (paper := _paper_of(tick, procedure))
        and (paper.shown_only or tick.originals + tick.copies > 0)
    }
    groups: dict[str, list[RequiredPaper]] = {}
    for paper in procedure.papers_for(walk_in.channel):
        groups.setdefault(paper.alternative or f"\0{paper.code}", []).append(paper)
    return tuple(
        tuple(group)
        for group in groups.values()
        if any(paper.required and not paper.shown_only for paper in group)
        and not any(paper.code in ticked for paper in group)
    )


def check_papers(walk_in: WalkIn, procedure: Procedure) -> Iterator[Problem]:
    """Yield what is wrong with the ticks, then one ``missing_paper`` for each missing paper."""
    seen: set[str] = set()
    for index, tick in enumerate(walk_in.papers):
        yield from _check_tick(tick, f"papers[{index}]", procedure)
        if tick.code and tick.code in seen:
            yield Problem(
                f"papers[{index}].code",
                "duplicate_paper",
                f"Giấy tờ “{quoted(tick.code)}” được ghi hai lần. Xin gộp số bản vào một dòng.",
            )
        seen.add(tick.code)
    for group in missing(walk_in, procedure):
        wanted = " hoặc ".join(f"“{paper.name}”" for paper in group)
        yield Problem(
            "papers",
            "missing_paper",
            f"Còn thiếu giấy tờ bắt buộc: {wanted} ({_counts(group[0])}). Xin hướng dẫn người "
            "nộp bổ sung.",
        )


def copies_for_originals(walk_in: WalkIn, procedure: Procedure) -> Iterator[Problem]:
    """Yield a warning for each paper of which an original is asked and only copies came.

    No refusal: a certified copy stands for the original (Decree 23/2015 art. 3) and the clerk has
    it in hand.
    """
    for index, tick in enumerate(walk_in.papers):
        paper = _paper_of(tick, procedure)
        if paper and paper.originals and not paper.shown_only and not tick.originals:
            yield Problem(
                f"papers[{index}]",
                "original_asked",
                f"“{paper.name}” cần {_counts(paper)}, mới nhận bản sao.",
            )


def _check_tick(tick: PaperTick, path: str, procedure: Procedure) -> Iterator[Problem]:
    if not tick.code and not tick.name:
        yield Problem(
            path, "missing", "Giấy tờ chưa có mã hoặc tên. Xin chọn trong danh mục hoặc ghi tên."
        )
    elif tick.code and all(paper.code != tick.code for paper in procedure.papers):
        yield Problem(
            f"{path}.code",
            "unknown_paper",
            f"Thủ tục {procedure.code} không có giấy tờ mã “{quoted(tick.code)}”. Xin dùng mã "
            "trong danh mục, hoặc chỉ ghi tên giấy tờ.",
        )
    for name, count in (("originals", tick.originals), ("copies", tick.copies)):
        if not 0 <= count <= _COUNT_AT_MOST:
            yield Problem(
                f"{path}.{name}",
                "bad_count",
                f"Số bản phải từ 0 đến {_COUNT_AT_MOST}. Xin ghi lại.",
            )
    paper = _paper_of(tick, procedure)
    seen_only = paper is not None and paper.shown_only
    if tick.originals == 0 and tick.copies == 0 and not seen_only:
        yield Problem(
            path, "nothing_counted", "Giấy tờ đã ghi phải có ít nhất một bản, hoặc xin bỏ dòng này."
        )


def _paper_of(tick: PaperTick, procedure: Procedure) -> RequiredPaper | None:
    if tick.code:
        return next((paper for paper in procedure.papers if paper.code == tick.code), None)
    wanted = fold(tick.name)
    return next((paper for paper in procedure.papers if fold(paper.name) == wanted), None)


def _counts(paper: RequiredPaper) -> str:
    parts = [
        f"{paper.originals} bản chính" if paper.originals else "",
        f"{paper.copies} bản sao" if paper.copies else "",
    ]
    return ", ".join(part for part in parts if part) or "1 bản"
