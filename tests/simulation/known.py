"""The families that the simulation lives with."""

from collections import Counter as Tally
from collections.abc import Sequence
from datetime import timedelta

from receptiondesk.domain.clock import Clock
from receptiondesk.domain.code_map import CodeKind, CodeLine
from sync.practice.process import DRAFT
from sync.practice.services import SITE
from tests.simulation import held
from tests.simulation.families import Family, Town, Truth
from tests.support.portals import national, server_numbered
from tests.support.portals.national import Kept, NationalCore
from tests.support.portals.opencps import PASSWORD, USER, OpenCpsCore
from tests.support.portals.opencps_desk import Refusal
from tests.support.portals.server_numbered import ServerNumberedCore
from tests.support.portals.server_numbered_store import without
from tests.support.walk_ins import BIRTH_REGISTRATION, COPY_OF_RECORD

#: The action by which papers are taken back (sync.practice.process).
WITHDRAWING, WITHDRAWN = "1700", "700"
#: What officers of an OpenCPS site do, by action code (sync.practice.process).
_MOVES = ("1200", "1300", "1310", "1400", "1500", "1600")


def _opencps(clock: Clock) -> OpenCpsCore:
    return OpenCpsCore(clock=clock)


def _opencps_truths(core: OpenCpsCore) -> Sequence[Truth]:
    return [
        Truth(
            person=str(stored.facts.get("applicantIdNo", "")),
            name=str(stored.facts.get("applicantName", "")),
            code=stored.code,
            withdrawn=stored.step == WITHDRAWN,
            files=frozenset(file.sha256 for file in stored.files),
            facts=held.of_opencps(stored.facts, stored.marks, stored.payment),
            received_by=_first([done.user for done in stored.actions]),
            withdrawn_by=_first([d.user for d in stored.actions if d.code == WITHDRAWING]),
        )
        for stored in core.dossiers()
        if stored.facts.get("applicantIdNo")
    ]


def _opencps_move(core: OpenCpsCore, drawn: int) -> None:
    kept = core.dossiers()
    if not kept:
        return
    stored = kept[drawn % len(kept)]
    try:
        core.move(stored.uid, _MOVES[drawn // 1_000 % len(_MOVES)])
    except Refusal:
        return  # not possible at this step


def _opencps_tidy(core: OpenCpsCore) -> None:
    """Remove drafts that were never started and hold nobody's facts."""
    for stored in list(core.site.kept.values()):
        if stored.step == DRAFT and not stored.facts.get("applicantIdNo"):
            core.site.drop(stored)


#: Requests that a site answers as if it had kept them: facts, files.
_KEEPING = ("PUT /dossiers/*", "POST */files")


def _opencps_withdraw(core: OpenCpsCore, person: str) -> None:
    for stored in core.dossiers():
        if stored.facts.get("applicantIdNo") == person:
            core.site.kept[stored.id].step = WITHDRAWN


def _opencps_remove_file(core: OpenCpsCore, uid: str, sha256: str) -> None:
    del sha256
    for stored in list(core.site.kept.values()):
        stored.files[:] = [file for file in stored.files if file.uid != uid]


def _opencps_forget(core: OpenCpsCore, drawn: int) -> str:
    kept = [one for one in core.dossiers() if one.facts.get("applicantIdNo")]
    if not kept:
        return ""
    gone = kept[drawn % len(kept)]
    core.site.drop(gone)
    return str(gone.facts["applicantIdNo"])


def _opencps_mischief(core: OpenCpsCore, drawn: int) -> None:
    core.order("drop" if drawn % 2 else "tamper", _KEEPING[drawn // 2 % 2])


def _opencps_mended(core: OpenCpsCore) -> None:
    core.chosen.ordered.clear()


OPENCPS = Family(
    name="opencps",
    make=_opencps,
    truths=_opencps_truths,
    move=_opencps_move,
    user=USER,
    password=PASSWORD,
    tidy=_opencps_tidy,
    options={"groupId": SITE},
    takes_files=True,
    mischief=_opencps_mischief,
    mended=_opencps_mended,
    withdraw=_opencps_withdraw,
    forget=_opencps_forget,
    remove_file=_opencps_remove_file,
)


def _national(clock: Clock) -> NationalCore:
    return NationalCore(clock=clock)


def _national_truths(core: NationalCore) -> Sequence[Truth]:
    return [
        Truth(
            person=str(kept.fields.get("SoGiayToChuHoSo", "")),
            name=str(kept.fields.get("ChuHoSo", "")),
            code=code,
            withdrawn=kept.fields.get("TrangThaiHoSo") == "7",
            facts=held.of_national(kept.fields),
            received_by=_told(core, code, "Tiếp nhận"),
            withdrawn_by=_told(core, code, "Hủy hồ sơ"),
        )
        for code, kept in core.dossiers.items()
    ]


def _told(core: NationalCore, code: str, what: str) -> str:
    return _first(
        [
            str(step["NguoiXuLy"])
            for step in core.steps
            if step["MaHoSo"] == code and str(step["NoiDungXuLy"]).startswith(what)
        ]
    )


def _first(found: Sequence[str]) -> str:
    return found[0] if found else ""


#: What the double puts behind a name that it keeps otherwise.
TAMPERED = " (khác)"


def _national_mischief(core: NationalCore, drawn: int) -> None:
    if drawn % 2:
        core.switches.drop = 1
    else:
        core.switches.tamper = 1


def _national_twice(core: NationalCore) -> Sequence[str]:
    told = Tally(
        (step["MaHoSo"], step["NguoiXuLy"], step["ThoiDiemXuLy"], step["NoiDungXuLy"])
        for step in core.steps
    )
    return [str(step[0]) for step, times in told.items() if times > 1]


def _national_forget(core: NationalCore, drawn: int) -> str:
    ours = [
        (code, str(kept.fields.get("SoGiayToChuHoSo", "")))
        for code, kept in core.dossiers.items()
        if not str(kept.fields.get("SoGiayToChuHoSo", "")).startswith(_NOT_OURS)
    ]
    if not ours:
        return ""
    code, person = ours[drawn % len(ours)]
    del core.dossiers[code]
    core.steps = [step for step in core.steps if step["MaHoSo"] != code]
    return person


def _national_mended(core: NationalCore) -> None:
    """End the fault, and let the officers there correct the names that it changed."""
    core.switches.drop = core.switches.tamper = 0
    for kept in core.dossiers.values():
        for fields in (kept.fields, kept.shown):
            if "ChuHoSo" in fields:
                fields["ChuHoSo"] = str(fields["ChuHoSo"]).removesuffix(TAMPERED)


#: How the numbers of people begin who never came to our counters.
_NOT_OURS = "khac-"


def _national_plant(core: NationalCore, code: str) -> Truth | None:
    """Let another commune's dossier stand under a code, with what else the newest one shows."""
    if code in core.dossiers or not core.dossiers:
        return None
    like = list(core.dossiers.values())[-1].fields
    person = {"ChuHoSo": "Người Nơi Khác", "SoGiayToChuHoSo": f"{_NOT_OURS}{code}"}
    fields = {**like, **person, "MaHoSo": code, "TrangThaiHoSo": "2"}
    core.dossiers[code] = Kept(fields, core.clock.now())
    return next(truth for truth in _national_truths(core) if truth.code == code)


def _national_tidy(core: NationalCore) -> None:
    """Let the others take theirs back."""
    for code, kept in list(core.dossiers.items()):
        if str(kept.fields.get("SoGiayToChuHoSo", "")).startswith(_NOT_OURS):
            del core.dossiers[code]


def _national_vary(core: NationalCore, drawn: int) -> None:
    core.switches.progress = drawn % 2 == 1


def _national_move(core: NationalCore, drawn: int) -> None:
    codes = sorted(
        code for code, kept in core.dossiers.items() if kept.fields.get("TrangThaiHoSo") != "7"
    )
    if codes:
        core.move(codes[drawn % len(codes)], ("4", "5", "9", "10")[drawn // 1_000 % 4])


NATIONAL = Family(
    name="national",
    make=_national,
    truths=_national_truths,
    move=_national_move,
    user=national.USER,
    password=national.PASSWORD,
    options={"dstcode": national.DSTCODE, "madonvi": national.UNIT, "unit": "UBND xã Thử Nghiệm"},
    needs_our_code=True,
    tidy=_national_tidy,
    plant=_national_plant,
    mischief=_national_mischief,
    mended=_national_mended,
    lied_of=lambda core: core.dropped,
    forget=_national_forget,
    twice=_national_twice,
    vary=_national_vary,
)


#: Ids that this make gives to procedures; every site has its own.
_IGATE_PROCEDURES = tuple(
    CodeLine(CodeKind.PROCEDURE, code, f"5f8fe7c2b80e603d5300dc{place:02d}|60f5")
    for place, code in enumerate((BIRTH_REGISTRATION, COPY_OF_RECORD))
)


#: One make's register is read page by page for news, the others' dossiers one by one.
_REGISTER: dict[str, dict[str, str]] = {
    "tandan": {"feed_days": "30", "page_size": "5", "lag_minutes": "60"},
    "igate": {},
    "adapter2026": {},
}


def _numbered(dialect: str) -> Family:
    def make(clock: Clock) -> ServerNumberedCore:
        return ServerNumberedCore(dialect, clock=clock)

    return Family(
        name=f"server_numbered:{dialect}",
        make=make,
        truths=_numbered_truths,
        move=_numbered_move,
        user=server_numbered.USER,
        password=server_numbered.PASSWORD,
        options={"dialect": dialect, **server_numbered.OPTIONS[dialect], **_REGISTER[dialect]},
        codes=_IGATE_PROCEDURES if dialect == "igate" else (),
        numbered_here=False,
        takes_files=True,
        mischief=_numbered_mischief,
        mended=_numbered_mended,
        # Where a register is read for news, what is missing in it is not looked for.
        forget=_numbered_forget if not _REGISTER[dialect] else lambda core, drawn: "",
        vary=_numbered_vary,
        remove_file=_numbered_remove_file,
        # Asked for by its code alone: one whose code came with a file that is gone is not found.
        shows_without_code=dialect != "adapter2026",
    )


def _numbered_remove_file(core: ServerNumberedCore, uid: str, sha256: str) -> None:
    del uid
    gone = {word for word, file in core.store.files.items() if file.sha256 == sha256}
    for stored in core.store.dossiers:
        stored.doc = without(stored.doc, gone)


def _numbered_truths(core: ServerNumberedCore) -> Sequence[Truth]:
    return [
        Truth(
            person=_said(stored.doc, _PERSON),
            name=_said(stored.doc, _NAME),
            code=stored.code,
            withdrawn=bool(stored.withdrawn_by),
            facts=_HELD[core.dialect](stored.doc),
            files=frozenset(
                file.sha256 for word, file in core.store.files.items() if stored.holds(word)
            ),
            received_by=_first(
                [
                    str(step["NguoiXuLy"])
                    for step in stored.steps
                    if str(step.get("NoiDungXuLy", "")).startswith("Tiếp nhận")
                ]
            ),
        )
        for stored in core.store.dossiers
    ]


_HELD = {"tandan": held.of_tandan, "igate": held.of_igate, "adapter2026": held.of_adapter2026}
_PERSON = frozenset({"SoGiayToChuHoSo", "identityNumber", "SoDinhDanhChuHs"})
_NAME = frozenset({"ChuHoSo", "ownerFullname"})


def _said(doc: object, keys: frozenset[str]) -> str:
    """Return the first text that stands under one of the keys, however deep."""
    if isinstance(doc, dict):
        for key, value in doc.items():
            if key in keys and isinstance(value, str):
                return value
        return next((found for value in doc.values() if (found := _said(value, keys))), "")
    if isinstance(doc, list):
        return next((found for value in doc if (found := _said(value, keys))), "")
    return ""


def _numbered_move(core: ServerNumberedCore, drawn: int) -> None:
    open_here = [stored for stored in core.store.dossiers if not stored.withdrawn_by]
    if open_here:
        stored = open_here[drawn % len(open_here)]
        stored.status, stored.moved_at = "4", core.store.now()


#: Minutes that a search may lag; less than a target's options allow for.
_LAG = {"tandan": 50, "igate": 5, "adapter2026": 5}


def _numbered_vary(core: ServerNumberedCore, drawn: int) -> None:
    """A search may lag, less than we allow for; a number used twice may be refused."""
    core.switches.lag = timedelta(minutes=_LAG[core.dialect] * (drawn % 2))
    core.switches.unique = drawn // 2 % 2 == 0


_OWNERS = ("ChuHoSo", "ownerFullname")
#: What a gateway says of a create that the portal behind it stored.
_AFTER = (
    *("forbidden_after", "gateway_after", "large_after", "fault_after", "signed_out_after"),
    "limited_after",
)


def _numbered_mischief(core: ServerNumberedCore, drawn: int) -> None:
    """Show another owner, or store a create and let a gateway deny it; then nothing is found."""
    if drawn % 2:
        core.switches.tamper = _OWNERS[drawn // 2 % 2]
        return
    # A limit of speed is believed (RFC 6585 section 4) where a search shows everything at once.
    after = _AFTER[:-1] if core.switches.lag else _AFTER
    setattr(core.switches, after[drawn // 2 % len(after)], 1)
    core.switches.search_fails = drawn // 20 % 4


def _numbered_forget(core: ServerNumberedCore, drawn: int) -> str:
    if not core.store.dossiers:
        return ""
    gone = core.store.dossiers.pop(drawn % len(core.store.dossiers))
    return _said(gone.doc, _PERSON)


def _numbered_mended(core: ServerNumberedCore) -> None:
    core.switches.tamper, core.switches.search_fails = "", 0
    for name in _AFTER:
        setattr(core.switches, name, 0)


FAMILIES = {
    family.name: family
    for family in (OPENCPS, NATIONAL, *map(_numbered, ("tandan", "igate", "adapter2026")))
}

#: A ministry's system hears of one procedure only (portals.md F, routing).
_MINISTRY = FAMILIES["server_numbered:tandan"].routed(COPY_OF_RECORD)
_TOWNS = (
    *(Town(name, (family,)) for name, family in FAMILIES.items()),
    Town("opencps+national", (OPENCPS, NATIONAL)),
    Town("opencps+ministry", (OPENCPS, _MINISTRY)),
    Town("national+by_hand", (NATIONAL,), by_hand=True),
)
TOWNS = {town.name: town for town in _TOWNS}
