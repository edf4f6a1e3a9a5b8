"""The families that the simulation lives with."""

import re
from collections import Counter as Tally
from collections.abc import Sequence

from receptiondesk.domain.attachments import Attachment
from receptiondesk.domain.clock import Clock
from sync.practice.process import DRAFT
from sync.practice.services import SITE
from tests.simulation import held
from tests.simulation.families import Act, Family, Town, Truth, act_of, first
from tests.simulation.numbered import asked_of_nothing, numbered
from tests.support.portals import national
from tests.support.portals.national import Kept, NationalCore
from tests.support.portals.opencps import PASSWORD, USER, OpenCpsCore
from tests.support.portals.opencps_desk import Refusal
from tests.support.walk_ins import COPY_OF_RECORD

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
            files=tuple(sorted(file.sha256 for file in stored.files)),
            altered={file.sha256: file.told for file in stored.files if file.told},
            facts=held.of_opencps(stored.facts, stored.marks, stored.payment),
            received_by=first([done.user for done in stored.actions]),
            withdrawn_by=first([d.user for d in stored.actions if d.code == WITHDRAWING]),
            acts=_opencps_corrected(str(stored.facts.get("briefNote", ""))),
        )
        for stored in core.dossiers()
        if stored.facts.get("applicantIdNo")
    ]


def _opencps_corrected(note: str) -> tuple[Act, ...]:
    """Return who corrected it when: there is no place for it but in words."""
    found = re.findall(r"Sửa tại quầy (\d\d)/(\d\d)/(\d{4}) ([\d:]{8}): ([^.]+)", note)
    return tuple(
        Act("corrected", who, f"{year}{month}{day}{time.replace(':', '')}")
        for day, month, year, time, who in found
    )


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


def _opencps_remove_file(core: OpenCpsCore, person: str, file: Attachment) -> None:
    del person
    for stored in list(core.site.kept.values()):
        stored.files[:] = [one for one in stored.files if one.uid != file.uid]


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
    told_of=frozenset({"corrected"}),
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
            acts=tuple(act_of(step) for step in core.steps if step["MaHoSo"] == code),
        )
        for code, kept in core.dossiers.items()
    ]


def _told(core: NationalCore, code: str, what: str) -> str:
    return first(
        [
            str(step["NguoiXuLy"])
            for step in core.steps
            if step["MaHoSo"] == code and str(step["NoiDungXuLy"]).startswith(what)
        ]
    )


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
    told_of=frozenset({"received", "corrected", "cancelled"}),
    vary=_national_vary,
)


FAMILIES = {
    family.name: family
    for family in (OPENCPS, NATIONAL, *map(numbered, ("tandan", "igate", "adapter2026")))
}

#: A ministry's system hears of one procedure only (portals.md F, routing).
_MINISTRY = FAMILIES["server_numbered:tandan"].routed(COPY_OF_RECORD)
_TOWNS = (
    *(Town(name, (family,)) for name, family in FAMILIES.items()),
    Town("server_numbered:adapter2026-blind", (asked_of_nothing(),)),
    Town("opencps+national", (OPENCPS, NATIONAL)),
    Town("opencps+ministry", (OPENCPS, _MINISTRY)),
    Town("national+by_hand", (NATIONAL,), by_hand=True),
)
TOWNS = {town.name: town for town in _TOWNS}
