"""Turns the published paper rows of one procedure into a checklist.

The rules stand in docs/catalogue.md ("Cleaning rules"), each with a test. A row is dropped only
when it is a note and not a paper; whatever is doubtful stays and is marked for review.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from receptiondesk.domain.procedures import PublishedChannel, RequiredPaper
from resources.catalogue.seed.paper_names import Naming, case_label, is_torn, shorten, was_cut
from resources.catalogue.seed.raw import RawPaper

_DESK = frozenset({PublishedChannel.COUNTER, PublishedChannel.POST})
_ONLINE = frozenset({PublishedChannel.ONLINE})

_OR = re.compile(r"^hoặc$", re.IGNORECASE)
_TAIL = re.compile(r"^\)[;,]?\s*")
_CERTIFIED = re.compile(r"^có chứng thực(?:\)| hoặc$)?\s*")
_NOTES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"^(?:lưu ý|ghi chú|số lượng hồ sơ)\b",
        r"^(?:\([ivx]+\) )?người ủy quyền và người được ủy quyền .*chịu trách nhiệm",
        r"^(?:\([ivx]+\) )?trường hợp ủy quyền cho đơn vị cung cấp dịch vụ bưu chính không phải",
        r"^trừ trường hợp quy định tại khoản 1 điều 12 nghị định số 92/2024",
        r"^cá nhân ký tên tại văn bản đề nghị",
        r"^người được ủy quyền đăng ký thành lập .* được ghi trong ngh",
        r"^hồ sơ đăng ký .* trên môi trường điện tử bao gồm các giấy tờ theo",
        r"^nội dung khai báo tạm vắng gồm",
        r"^ngoài số lượng",
        r"^đối với bản trình báo",
        r"^người có yêu cầu ghi vào sổ .* thực hiện việc nộp/xuất trình",
        r"^giá trị sử dụng của giấy tờ",
        r"^thủ tục về (?:phòng cháy|bảo vệ môi trường).* nguyên tắc đồng thời",
        r"^trường hợp nộp hồ sơ trực tuyến thì thành phần hồ sơ phải",
        r"^thành phần hồ sơ của ubnd cấp xã lập gửi",
    )
)
_KINDS = re.compile(
    r"^(?:các )?giấy tờ phải (?:nộp|xuất trình)"
    r"(?:$|[ ,]*(?:gồm|để lưu giữ|khi nộp hồ sơ|\(bản chính))"
    r"|^thành phần hồ sơ$|^người yêu cầu chứng thực|^hồ sơ của người|^số lượng hồ sơ"
    r"|^hồ sơ (?:đăng ký tạm trú|gia hạn tạm trú)? ?gồm|^xuất trình hoặc gửi|^trong phiếu nêu rõ"
    r"|^1\) hồ sơ đăng ký bao gồm|^hồ sơ đề nghị công bố hoạt động$|^theo quy định tại điều 31",
    re.IGNORECASE,
)
_SHOWN = re.compile(r"xuất trình", re.IGNORECASE)
_APPLICATION = re.compile(
    r"^(?:tờ khai|đơn|giấy đề nghị|phiếu (?:đề nghị|yêu cầu|khai)|văn bản (?:đề nghị|yêu cầu)"
    r"|thông báo|tờ trình|đề nghị|giấy khai|kháng nghị|trình báo|bản đăng ký)",
    re.IGNORECASE,
)
_INTERACTIVE = "điện tử tương tác"
_VAGUE = re.compile(
    r"^(?:các )?(?:hồ sơ, )?(?:tài liệu|giấy tờ)(?:, tài liệu)? (?:khác|liên quan)", re.IGNORECASE
)
_CONDITIONAL = re.compile(
    r"\b(?:nếu|trường hợp|đối với|tùy từng|trừ|trong thời hạn)\b|^ngoài |^một trong", re.IGNORECASE
)
_KIND_MARK = re.compile(
    r" – (bản chính|bản sao có chứng thực|bản sao kèm bản chính để đối chiếu)(?= |$)"
)
_CUT_REVIEW = "Tên giấy tờ trên Cổng bị cắt ở 200 ký tự"
_TORN_REVIEW = "Dòng trên Cổng bị đứt đoạn"
_UNSURE = frozenset({_CUT_REVIEW, _TORN_REVIEW})
_TORN = re.compile(r"^(?:có chứng thực|định về|kèm bản chính|[);,.])", re.IGNORECASE)


@dataclass(slots=True)
class _Draft:
    """One paper while its row, its group and its neighbours are being read."""

    row: RawPaper
    naming: Naming
    alternative: str = ""
    channels: frozenset[PublishedChannel] = frozenset()
    required: bool = False
    shown: bool = False
    originals: int = 1
    copies: int = 0
    reviews: list[str] = field(default_factory=list)


def clean(rows: Sequence[RawPaper]) -> tuple[RequiredPaper, ...]:
    """Return the checklist of one procedure, in the order in which a clerk asks for papers.

    Args:
        rows: the published rows of one procedure.

    Returns:
        Papers with codes ``<procedure>-NN`` in checklist order.
    """
    drafts = [_draft(row, alternative) for row, alternative in _join(rows) if not is_note(row)]
    drafts = _merge_same(drafts)
    _settle_interactive(drafts)
    _settle_requirements(drafts)
    _settle_alternatives(drafts)
    _settle_same_names(drafts)
    ordered = sorted(enumerate(drafts), key=lambda pair: (*_rank(pair[1]), pair[0]))
    return tuple(_paper(draft, number) for number, (_, draft) in enumerate(ordered, start=1))


def is_note(row: RawPaper) -> bool:
    """Tell a note from a paper: no copy is asked for, or the words instruct and name nothing."""
    if not int(row.originals) and not int(row.copies):
        return True
    return any(note.search(row.text) for note in _NOTES)


def _join(rows: Sequence[RawPaper]) -> Iterable[tuple[RawPaper, str]]:
    """Mend rows torn at brackets and turn "hoặc" rows into alternatives of their neighbours."""
    joined: list[tuple[RawPaper, str]] = []
    open_or = False
    for row in rows:
        if _OR.match(row.text):
            open_or = bool(joined)
            continue
        previous = joined[-1][0] if joined and joined[-1][0].group == row.group else None
        if open_or and previous:
            joined[-1:] = _alternatives(joined[-1], row, len(joined))
        elif previous and _TAIL.match(row.text):
            rest = _TAIL.sub("", row.text)
            if rest and not rest.startswith("("):
                joined.append((replace(row, text=rest), ""))
        else:
            joined.append((row, ""))
        open_or = row.text.lower().endswith(" hoặc")
    return joined


def _alternatives(
    before: tuple[RawPaper, str], row: RawPaper, place: int
) -> list[tuple[RawPaper, str]]:
    """Return the two (or the third) neighbours of a "hoặc" as alternatives of one group."""
    previous, name = before
    name = name or f"hoặc-{place}"
    stem = re.sub(r"\s*(?:\($|– (?:bản chính|bản sao).*$)", "", previous.text)
    if not _TORN.match(row.text):
        return [(previous, name), (row, name)]
    kind = "bản sao kèm bản chính để đối chiếu" if "kèm bản chính" in row.text else ""
    tail = _CERTIFIED.sub("", row.text) if not kind else ""
    tail = "" if tail.startswith("(") else tail.lstrip(") ")
    first = previous if name == before[1] else replace(previous, text=f"{stem} – bản chính")
    text = f"{stem} – {kind or 'bản sao có chứng thực'} {tail}".strip()
    return [(first, name), (replace(row, text=text, originals="0", copies="1"), name)]


def _draft(row: RawPaper, alternative: str) -> _Draft:
    kind = _KIND_MARK.search(row.text)
    naming = shorten(_KIND_MARK.sub("", row.text).rstrip())
    if kind:
        naming = replace(naming, name=f"{naming.name} ({kind[1]})")
    draft = _Draft(row, naming, alternative or naming.alternative)
    draft.originals, draft.copies = int(row.originals[-1]), int(row.copies[-1])
    if len(row.originals) > 1:
        draft.reviews.append(f"Cổng ghi số bản chính là {row.originals}")
    if was_cut(row.text) and not draft.naming.settled:
        draft.reviews.append(_CUT_REVIEW)
    if is_torn(row.text):
        draft.reviews.append(_TORN_REVIEW)
    draft.shown = draft.naming.shown or bool(_SHOWN.search(row.group))
    if _INTERACTIVE in row.text.lower():
        draft.channels = _ONLINE
    return draft


def _merge_same(drafts: list[_Draft]) -> list[_Draft]:
    """Keep one of the rows that name the same paper in the same group."""
    kept: dict[tuple[str, ...], _Draft] = {}
    for draft in drafts:
        naming = draft.naming
        key = (draft.row.group, naming.name.lower(), naming.case, naming.form, draft.alternative)
        kept.setdefault(key, draft)
    return list(kept.values())


def _settle_interactive(drafts: list[_Draft]) -> None:
    """Where an interactive form exists, it replaces the paper form online and only there."""
    if not any(draft.channels == _ONLINE for draft in drafts):
        return
    for draft in drafts:
        form = draft.naming.name.lower().startswith("tờ khai")
        if not form or draft.channels:
            continue
        draft.channels = _DESK
        if "trực tuyến" in draft.row.text:
            draft.reviews.append("Cổng ghi tờ khai giấy cho hình thức trực tuyến")
        if "hình thức" in draft.naming.case:
            draft.naming = replace(draft.naming, case="")
    for draft in drafts:
        if draft.channels == _ONLINE:
            name = re.sub(r"\s*\((?:do|nếu)\b.*$", "", draft.row.text)
            draft.naming = Naming(name, settled=True)
            draft.reviews = [r for r in draft.reviews if r != _CUT_REVIEW]


def _settle_requirements(drafts: list[_Draft]) -> None:
    """Mark a paper required only when neither its words nor its group make it a case."""
    groups = {draft.row.group for draft in drafts if draft.row.group}
    for draft in drafts:
        group = draft.row.group
        in_case = bool(group) and not (_KINDS.match(group) or _only_heading(group, groups, drafts))
        label = case_label(group) if in_case else ""
        own = draft.naming.case
        interactive = draft.channels == _ONLINE
        vague = _VAGUE.match(draft.naming.name) or _CONDITIONAL.search(draft.naming.name)
        doubtful = any(review in _UNSURE for review in draft.reviews)
        applies = bool(_APPLICATION.match(draft.naming.name)) and _TORN_REVIEW not in draft.reviews
        draft.required = interactive or not (label or own or vague or (doubtful and not applies))
        if draft.required:
            continue
        joined = f"{label}; {own}".strip("; ")
        case = label if own in {"", "nếu có"} else own if draft.naming.settled else joined
        draft.naming = replace(draft.naming, case=case or own or ("tùy trường hợp"))


def _only_heading(group: str, groups: set[str], drafts: list[_Draft]) -> bool:
    """Tell a heading over everything, which is no case, from one case of several."""
    alone = groups == {group} and all(draft.row.group for draft in drafts)
    return alone and not re.match(r"^[^:]*trường hợp", group, re.IGNORECASE)


def _settle_alternatives(drafts: list[_Draft]) -> None:
    """Ask for one of several alternatives: the first is required, the others stand in for it."""
    first: dict[str, _Draft] = {}
    for draft in drafts:
        if not draft.alternative or not draft.required:
            continue
        leader = first.setdefault(draft.alternative, draft)
        if leader is not draft:
            draft.required = False
            draft.naming = replace(draft.naming, case=f"thay cho “{leader.naming.name}”")


def _settle_same_names(drafts: list[_Draft]) -> None:
    """Required papers of one name but different forms are cases of one form."""
    names = [draft.naming.name for draft in drafts if draft.required]
    for draft in drafts:
        if draft.required and names.count(draft.naming.name) > 1:
            draft.required = False
            form = draft.naming.form or "tùy trường hợp"
            draft.naming = replace(draft.naming, case=f"dùng {form}" if draft.naming.form else form)
            draft.reviews.append("Nhiều mẫu cùng tên, Cổng không nêu khi nào dùng mẫu nào")


def _rank(draft: _Draft) -> tuple[int, str]:
    """Order: the application, required papers, cases by group, papers only shown."""
    form = draft.row.has_form or bool(_APPLICATION.match(draft.naming.name))
    if draft.channels == _ONLINE:
        return (1, "")
    if draft.required and not draft.shown:
        return (0 if form else 2, "")
    if draft.shown:
        return (5, "")
    return (3 if not draft.row.group or _KINDS.match(draft.row.group) else 4, draft.row.group)


def _paper(draft: _Draft, number: int) -> RequiredPaper:
    naming = draft.naming
    return RequiredPaper(
        code=f"{draft.row.procedure}-{number:02d}",
        name=naming.name,
        originals=draft.originals,
        copies=draft.copies,
        required=draft.required,
        shown_only=draft.shown,
        case="" if draft.required else naming.case,
        alternative=draft.alternative,
        channels=draft.channels,
        form=naming.form or _unnamed_form(draft),
        review="; ".join(draft.reviews),
    )


def _unnamed_form(draft: _Draft) -> str:
    """Say that a form exists where the portal attaches one to an application but names none."""
    applies = _APPLICATION.match(draft.naming.name) and not draft.shown
    return "Theo mẫu" if draft.row.has_form and applies else ""
