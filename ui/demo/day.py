"""The acts of the practice day, in order, up to the evening's proof."""

import json
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ui.demo.cast import PRACTICE, Visit, offered_codes, office, visits
from ui.demo.portal_process import PracticePortal
from ui.demo.stage import Stage, Told

REFUSED = 3
TROUBLE = 4
OFFERED = 112
FIELDS = 10
POLL_S = 0.002
KILL_PATIENCE_S = 30


@dataclass(slots=True)
class Day:
    """One practice day in progress. ``accepted`` maps each dossier's code to what was told."""

    stage: Stage
    portal: PracticePortal
    accepted: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    refused: int = 0

    @property
    def officer(self) -> str:
        """Return the officer who sits at the counter."""
        return str(office()["officer"])


def set_up(day: Day) -> None:
    """Make the practice office and mark what it offers."""
    stage = day.stage
    stage.act("1. Dựng bàn tiếp nhận của xã thực hành")
    told = stage.run(*_init_words(day), officer=day.officer)
    stage.claim(
        "Đã dựng cơ sở dữ liệu mã hóa và nạp danh mục thủ tục",
        true=told.exit_code == 0,
        seen=told.complaint,
    )
    told = stage.run("catalogue", "offer", str(PRACTICE / "offered.txt"), officer=day.officer)
    fields = {row["field"] for row in _catalogue(day) if row["code"] in set(offered_codes())}
    stage.claim(
        f"Xã niêm yết {OFFERED} thủ tục thuộc {FIELDS} lĩnh vực",
        true=told.exit_code == 0 and len(offered_codes()) == OFFERED and len(fields) == FIELDS,
        seen=f"{len(offered_codes())} thủ tục, {len(fields)} lĩnh vực {told.complaint}",
    )


def _init_words(day: Day) -> list[str]:
    of = office()
    words = ["init", "--practice", "--counter", str(of["counter"]), "--range", str(of["range"])]
    named = ("org_code", "org_name", "province", "parent_org", "address", "phone", "hotline")
    for name in (*named, "lookup_url"):
        words += [f"--{name.replace('_', '-')}", str(of[name])]
    return [*words, "--recovery-out", str(day.stage.out / "ma-khoi-phuc.txt")]


def _catalogue(day: Day) -> list[Mapping[str, Any]]:
    rows = day.stage.run("catalogue", "list").answer
    return rows if isinstance(rows, list) else []


def morning_line(day: Day) -> None:
    """Show that the portal is there, then lose it."""
    stage = day.stage
    stage.act("2. Cổng một cửa đang chạy … rồi mất")
    day.portal.start()
    stage.say(f"Cổng thực hành mở tại {day.portal.reach['url']}")
    told = stage.run(
        "portal", "set", "--family", "opencps", "--url", str(day.portal.reach["url"]),
        "--user", str(day.portal.reach["user"]), "--password-stdin",
        "--option", f"groupId={day.portal.reach['groupId']}", "--practice",
        told=str(day.portal.reach["password"]), officer=day.officer,
    )  # fmt: skip
    stage.claim("Đã nối bàn tiếp nhận với cổng", true=told.exit_code == 0, seen=told.complaint)
    told = stage.run("portal", "test")
    stage.claim(
        "Thử cổng từng phần: mạng, tên, chứng thư, đăng nhập, quyền, phiên bản, giờ đều tốt",
        true=told.exit_code == 0 and bool((told.answer or {}).get("well")),
        seen=f"{told.answer} {told.complaint}",
    )
    day.portal.stop()
    told = stage.run("sync")
    stage.claim(
        "Cổng đã tắt: lệnh gửi báo không tới được cổng, không mất gì",
        true=told.exit_code == TROUBLE,
        seen=f"mã {told.exit_code} {told.complaint}",
    )


def reception(day: Day) -> None:
    """Receive everybody while the line is down; one acceptance is killed in the middle."""
    day.stage.act("3. Tiếp nhận 30 lượt người dân, không có mạng")
    everybody = visits()
    for number, visit in enumerate(everybody, 1):
        walk_in = _with_id_card(day, visit)
        if visit.power_cut:
            _killed_in_the_middle(day, visit, walk_in)
        else:
            told = day.stage.run("receive", "-", told=json.dumps(walk_in), officer=day.officer)
            _judge(day, number, visit, told)
    day.stage.claim(
        f"{len(everybody)} lượt: {len(day.accepted)} hồ sơ đã ghi, {day.refused} lượt chưa nhận",
        true=len(everybody) == len(day.accepted) + day.refused,
    )


def _with_id_card(day: Day, visit: Visit) -> dict[str, Any]:
    """Return the walk-in with what the scanner read from the card filled in."""
    walk_in = json.loads(json.dumps(visit.walk_in))
    if visit.idcard:
        card = day.stage.run("idcard", "-", told=visit.idcard).answer or {}
        applicant = walk_in.setdefault("applicant", {})
        applicant |= {key: card.get(key) for key in ("full_name", "birth", "sex")}
        applicant["identity"] = {"type": "cccd", "number": card.get("number")}
        applicant.setdefault("address", {})["detail"] = card.get("address") or ""
    return dict(walk_in)


def _judge(day: Day, number: int, visit: Visit, told: Told) -> None:
    if visit.expect:
        day.refused += 1
        sentence = (told.answer or {}).get("problems", [{}])[0].get("message", "")
        day.stage.claim(
            f"{number:>2}. {visit.who}: chưa nhận – {sentence}",
            true=told.exit_code == REFUSED and visit.expect in told.problem_codes(),
            seen=f"mã {told.exit_code} {told.problem_codes()} {told.complaint}",
        )
        return
    ok = told.exit_code == 0 and isinstance(told.answer, dict)
    day.stage.claim(f"{number:>2}. {visit.who}: {told.answer['code'] if ok else ''}", true=ok,
                    seen=f"mã {told.exit_code} {told.answer} {told.complaint}")  # fmt: skip
    if ok:
        _acknowledge(day, told.answer)


def _acknowledge(day: Day, answer: Mapping[str, Any]) -> None:
    if answer["code"] in day.accepted:
        day.stage.claim("Mỗi hồ sơ một mã", true=False, seen=f"{answer['code']} cấp hai lần")
    day.accepted[answer["code"]] = answer


def _killed_in_the_middle(day: Day, visit: Visit, walk_in: Mapping[str, Any]) -> None:
    """Kill the acceptance as soon as it writes, then look what is there and go on from that."""
    stage = day.stage
    before = {row["code"] for row in _everything(day)}
    child = stage.start(["receive", "-"], officer=day.officer)
    assert child.stdin is not None  # noqa: S101 - PIPE was asked for
    assert child.stdout is not None  # noqa: S101 - PIPE was asked for
    child.stdin.write(json.dumps(walk_in).encode())
    child.stdin.close()
    _wait_for_writing(stage.data, child.poll)
    child.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    acknowledged = child.stdout.read()
    child.stdout.close()
    child.wait()
    stage.say(f"⚡ Mất điện giữa lúc ghi hồ sơ của {visit.who} (tiến trình bị SIGKILL)")
    new = [row for row in _everything(day) if row["code"] not in before]
    stage.claim(
        "Sau khi mở lại: hoặc hồ sơ đã ghi trọn, hoặc chưa có gì – không có bản dở dang",
        true=len(new) <= 1 and stage.run("verify").exit_code == 0,
    )
    if acknowledged:
        stage.claim("Hồ sơ đã báo số thì vẫn còn nguyên", true=len(new) == 1)
    if new:
        stage.say(f"Hồ sơ {new[0]['code']} đã kịp ghi trọn trước khi mất điện; không nhập lại")
        _acknowledge(day, stage.run("show", new[0]["code"]).answer)
        return
    stage.say("Chưa kịp ghi; cán bộ nhập lại từ bản nháp")
    told = stage.run("receive", "-", told=json.dumps(walk_in), officer=day.officer)
    _judge(day, 0, visit, told)


def _wait_for_writing(data: Path, ended: Any) -> None:  # noqa: ANN401 - Popen.poll
    """Wait until the database's log grows, which is the moment a commit is being written."""

    def size() -> int:
        return sum(file.stat().st_size for file in data.glob("*-wal"))

    before, until = size(), time.monotonic() + KILL_PATIENCE_S
    while size() <= before and ended() is None and time.monotonic() < until:
        time.sleep(POLL_S)  # noqa: TID251 - a power cut has nothing to wait on


def _everything(day: Day) -> list[Mapping[str, Any]]:
    rows = day.stage.run("search", "", "--limit", "1000").answer
    return rows if isinstance(rows, list) else []


def papers(day: Day) -> None:
    """Write every receipt and the whole wall."""
    stage = day.stage
    stage.act("4. Giấy tiếp nhận và bảng niêm yết")
    folder = stage.out / "giay-tiep-nhan"
    folder.mkdir()
    good = 0
    for code in day.accepted:
        file = folder / f"{code}.pdf"
        told = stage.run("receipt", code, "--out", str(file), officer=day.officer)
        good += told.exit_code == 0 and file.read_bytes().startswith(b"%PDF")
    stage.claim(f"{good} giấy tiếp nhận và hẹn trả (PDF)", true=good == len(day.accepted))
    for kind, size in (("list", "a4"), ("sheets", "a4"), ("index", "a4"), ("list", "a3")):
        file = stage.out / f"niem-yet-{kind}-{size}.pdf"
        told = stage.run("notices", "--kind", kind, "--paper", size, "--out", str(file))
        stage.claim(
            f"Bảng niêm yết {file.name}",
            true=told.exit_code == 0 and file.exists(),
            seen=told.complaint,
        )


def closing(day: Day) -> None:
    """Close the day's book while the line is still down: sync never blocks the close."""
    stage = day.stage
    stage.act("5. Kết thúc ngày, vẫn không có mạng")
    figures = _book(day, "--dry-run").get("figures", {})
    expected = str(figures.get("money", {}).get("expected_cash", ""))
    sheet = stage.out / "tong-ket-ngay.pdf"
    sealed = _book(day, "--counted-cash", expected, "--sheet", str(sheet))
    stage.claim(
        f"Đã khóa sổ ngày {sealed.get('day')}, dấu niêm {sealed.get('fingerprint')}; bản tổng kết "
        "có chỗ cho hai chữ ký",
        true=bool(sealed.get("sealed")) and sheet.exists(),
        seen=f"{sealed}",
    )
    stage.claim(
        f"Sổ ghi đủ {len(day.accepted)} hồ sơ tiếp nhận, hồ sơ còn chờ cổng không cản việc khóa sổ",
        true=figures.get("dossiers", {}).get("received") == len(day.accepted)
        and sealed.get("stamped_at") is None,
        seen=f"{figures}",
    )


def _book(day: Day, *more: str) -> Mapping[str, Any]:
    told = day.stage.run("close-day", *more, officer=day.officer)
    return told.answer if isinstance(told.answer, dict) else {"seen": told.complaint}


def evening(day: Day) -> None:
    """Bring the portal back, send the day, and prove it from both sides."""
    stage = day.stage
    stage.act("6. Buổi tối: cổng trở lại, gửi và đối chiếu")
    day.portal.start()
    told = stage.run("sync", "--until-done")
    answer = told.answer if isinstance(told.answer, dict) else {}
    stage.claim(
        f"{len(day.accepted)} hồ sơ: cổng đã nhận đúng (đọc lại và bằng nhau), không còn gì chờ",
        true=told.exit_code == 0
        and answer.get("proved") == len(day.accepted)
        and answer.get("waiting") == 0
        and answer.get("parked") == 0,
        seen=f"mã {told.exit_code} {answer} {told.complaint}",
    )
    wrong = [row["code"] for row in _everything(day) if not _as_at_the_portal(day, row)]
    stage.claim(
        "Đọc thẳng từ cổng, không qua phần đồng bộ: từng hồ sơ đúng mã và đúng người",
        true=not wrong,
        seen=", ".join(wrong),
    )
    closed = _book(day, "--dry-run")
    stage.claim(
        "Sổ ngày tự nhận dấu thứ hai khi cổng đã xác nhận hết hồ sơ của ngày",
        true=bool(closed.get("sealed")) and closed.get("stamped_at") is not None,
        seen=f"{closed}",
    )
    _kept_safe(stage)
    day.portal.stop()


def _kept_safe(stage: Stage) -> None:
    told = stage.run("verify")
    stage.claim(
        "Sổ nhật ký nguyên vẹn, mọi dòng khớp chuỗi",
        true=told.exit_code == 0,
        seen=f"{told.answer}",
    )
    told = stage.run("backup", str(stage.out / "ban-sao-luu.desk"))
    stage.claim("Bản sao lưu đã mở thử được", true=told.exit_code == 0, seen=told.complaint)


def _as_at_the_portal(day: Day, row: Mapping[str, Any]) -> bool:
    there = day.portal.dossier(day.accepted[row["code"]]["uid"])
    return (
        there is not None
        and there.get("dossierNo") == row["code"]
        and there.get("applicantName") == row["applicant"]
    )
