"""``docs/cli.md`` says what outside programs may rely on; here it is compared with real answers."""

import csv
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.support.command_line import CommandLine
from tests.support.fake_spooler import FakeSpooler
from tests.support.portals.practice import PracticePortal
from tests.support.portals.wire import Asked, Said, Served

PAGE = Path(__file__).resolve().parents[3] / "docs" / "cli.md"
_BLOCK = re.compile(r"```json shape=(\w+)\n(.*?)```", re.DOTALL)
SHAPES: dict[str, Any] = {
    name: json.loads(body) for name, body in _BLOCK.findall(PAGE.read_text("utf-8"))
}
#: Objects whose keys depend on what they speak of.
OPEN = {"payload", "options", "of_day", "queue", "failed"}


def differences(documented: Any, real: Any, where: str = "$") -> list[str]:
    """Return where a real answer is not of the documented shape; null stands for any value."""
    if documented is None or real is None:
        return []
    if isinstance(documented, dict) and isinstance(real, dict):
        found = [f"{where}.{key}" for key in documented.keys() ^ real.keys()]
        for key in documented.keys() & real.keys() - OPEN:
            found += differences(documented[key], real[key], f"{where}.{key}")
        return found
    if isinstance(documented, list) and isinstance(real, list):
        if not documented or not real:
            return []
        return [d for item in real for d in differences(documented[0], item, f"{where}[]")]
    return [] if type(documented) is type(real) else [f"{where}: {type(real).__name__}"]


def test_the_comparison_can_fail() -> None:
    assert differences({"a": 1}, {"a": 1, "b": 2}) == ["$.b"]
    assert differences({"a": 1}, {"a": "1"}) == ["$.a: str"]
    assert differences([{"a": [1]}], [{"a": [1]}, {"a": ["x"]}]) == ["$[].a[]: str"]
    assert differences({"a": None}, {"a": {"b": 1}}) == []


@pytest.fixture
def answers(
    desk: CommandLine, walk_in_json: dict[str, Any], tmp_path: Path
) -> dict[str, tuple[str, ...]]:
    """Ask everything once, in an order in which each answer has something in it."""
    portal = PracticePortal(tmp_path / "portal").start()
    told: dict[str, Any] = {"practice_portal": portal.reach}

    def ask(name: str, *words: str, given: object = b"", code: int = 0) -> Any:
        answer = desk(*words, "--json", told=given)
        assert answer.code == code, (name, answer.out, answer.err)
        told[name] = answer.json
        return answer.json

    try:
        ask_about_settings(ask, tmp_path)
        ask_about_portals(ask, portal.reach, tmp_path)
        code = ask("receive", "receive", "-", given=walk_in_json)["code"]
        ask_about_files(ask, code, tmp_path)
        walk_in_json["note"] = "sửa"
        ask("correct", "correct", code, "-", given=walk_in_json)
        ask_about_papers(ask, code, tmp_path)
        ask_about_the_wall(ask, desk, tmp_path)
        ask_about_printing(ask, desk, code, tmp_path)
        ask("search", "search", "")
        ask("show", "show", code)
        for word in ("outbox", "clock", "numbers", "status", "sync"):
            ask(word, word)
        ask_about_hands(ask, code)
        ask("cancel", "cancel", code, "--reason", "Nhầm")
        ask_at_the_end(ask, tmp_path)
    finally:
        portal.stop()
    desk.data = tmp_path / "new"
    ask_a_new_office(ask)
    return told


def ask_at_the_end(ask: Callable[..., Any], folder: Path) -> None:
    ask("close_day", "close-day")
    ask("portal_remove", "portal", "remove", "--name", "opencps", "--reason", "đóng",
        "--set-aside")  # fmt: skip
    ask("verify", "verify")
    ask("restore", "restore", str(folder / "b.db"))


def ask_a_new_office(ask: Callable[..., Any]) -> None:
    new = ask("init", "init", "--org-code", "H56.14", "--org-name", "X", "--province", "Thanh Hóa",
              "--counter", "1", "--practice")  # fmt: skip
    ask("recover", "recover", "--recovery-in", "-", given=new["recovery_code"])


def ask_about_settings(ask: Callable[..., Any], folder: Path) -> None:
    codes = folder / "codes.txt"
    codes.write_text("1.001193\n2.000635\n")
    ask("settings_show", "settings", "show")
    ask("settings_set", "settings", "set", "phone", "0237 000 000")
    ask("catalogue_export", "catalogue", "export", str(folder / "c.zip"))
    ask("catalogue_import", "catalogue", "import", str(folder / "c.zip"))
    ask("catalogue_list", "catalogue", "list")
    ask("catalogue_show", "catalogue", "show", "2.000635")
    ask("catalogue_offer", "catalogue", "offer", str(codes))
    ask("idcard", "idcard", "001090123456||Nguyễn Văn A|01011990|Nam|Xã A|15042021")
    ask("due", "due", "1.001193", "--at", "2026-11-23T08:00")


def ask_about_portals(ask: Callable[..., Any], reach: Mapping[str, str], folder: Path) -> None:
    ask("portal_set", "portal", "set", "--family", "opencps", "--url", reach["url"],
        "--user", reach["user"], "--option", f"groupId={reach['groupId']}", "--practice",
        "--password-stdin", given=reach["password"])  # fmt: skip
    ask("portal_codes_import", "portal", "codes", "import", "opencps", "-",
        given="kind,ours,theirs,way,note\nunit,1.001193,Xã,,\n")  # fmt: skip
    ask("portal_codes_show", "portal", "codes", "show", "opencps")
    ask("portal_codes_export", "portal", "codes", "export", "opencps", str(folder / "m.csv"))


def ask_about_papers(ask: Callable[..., Any], code: str, folder: Path) -> None:
    ask("receipt", "receipt", code, "--out", str(folder / "r.pdf"))
    ask("verify_receipt", "verify-receipt", str(folder / "r.pdf"))
    ask("receipt_key", "receipt-key", "--out", str(folder / "key.pem"))
    ask("paper", "paper", "supplement", code, "--out", str(folder / "p.pdf"))
    ask("paper_register", "paper", "register", "2026", "--out", str(folder / "s.pdf"))


def ask_about_files(ask: Callable[..., Any], code: str, folder: Path) -> None:
    scan = folder / "to-khai.png"
    Image.new("L", (200, 280), "white").save(scan)
    uid = ask("attach", "attach", code, "1", str(scan))["attachments"][0]["uid"]
    ask("attach_list", "attach", "list", code)
    ask("backup", "backup", str(folder / "b.db"))
    ask("attach_remove", "attach", "remove", code, uid, "--reason", "nhầm")


def ask_about_the_wall(ask: Callable[..., Any], desk: CommandLine, folder: Path) -> None:
    given = ("notices", "--out", str(folder / "n.pdf"), "--kind", "sheets", "--board", "Sảnh")
    first, second = ask("notices", *given)["sheets"]
    ask("notices_place", "notices", "place", first, "Sảnh", "2")
    make_dearer(desk, folder)
    ask("notices_stale", "notices", "stale")
    ask("notices_look", "notices", "look", second)
    assert desk("notices", "replace", "--out", str(folder / "n.pdf")).code == 0
    ask("notices_confirm", "notices", "confirm", "--all")
    ask("notices_remove", "notices", "remove", first, "--reason", "rách")
    ask("notices_register", "notices", "register", "--all")
    ask("notices_review", "notices", "review")
    ask("links_list", "links", "list")
    with Served(Gone()) as site:
        move_codes(desk, folder, site.url)
        desk("settings", "set", "link_hosts", "127.0.0.1")
        desk("settings", "set", "link_delay", "0")
        assert ask("links_check", "links", "check")["states"]["dead"] > 0


def make_dearer(desk: CommandLine, folder: Path) -> None:
    """Import the catalogue with another price for one procedure."""
    in_catalogue(desk, folder, "fees", lambda row: [*row[:3], "99000", *row[4:]])


def move_codes(desk: CommandLine, folder: Path, url: str) -> None:
    """Import the catalogue with other addresses of the procedures."""
    in_catalogue(desk, folder, "procedures", lambda row: [*row[:8], f"{url}/x", *row[9:]])


def in_catalogue(
    desk: CommandLine, folder: Path, sheet: str, change: Callable[[list[str]], list[str]]
) -> None:
    whole, out = folder / "whole.zip", folder / "whole"
    assert desk("catalogue", "export", str(whole)).code == 0
    with zipfile.ZipFile(whole) as packed:
        packed.extractall(out)
    file = out / f"{sheet}.csv"
    rows = list(csv.reader(file.read_text("utf-8-sig").splitlines()))
    changed = [change(row) if row[0] == "2.000635" and row[3] else row for row in rows]
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows(changed)
    assert desk("catalogue", "import", str(out)).code == 0


class Gone:
    """A site where nothing is any more."""

    def handle(self, asked: Asked) -> Said:
        return Said(410)


def ask_about_printing(ask: Callable[..., Any], desk: CommandLine, code: str, folder: Path) -> None:
    desk.patch.setenv("PATH", FakeSpooler(folder / "spooler").path)
    ask("print_queues", "print", "queues")
    ask("print_send", "print", "send", "receipt", code)
    ask("print_jobs", "print", "jobs")
    ask("print_receipts", "print", "receipts", code)
    ask("print_settings", "print", "settings")
    ask("print_offset", "print", "offset", "Quay-1", "1.5", "0.5")
    ask("print_calibrate", "print", "calibrate", "--out", str(folder / "k.pdf"))


def ask_about_hands(ask: Callable[..., Any], code: str) -> None:
    ask("portal_list", "portal", "list")
    ask("portal_test", "portal", "test")
    ask("portal_set", "portal", "set", "--family", "transfer", "--name", "hkd", "--practice")
    ask("decide", "decide", code, "--target", "hkd", "--again")
    ask("transfer_show", "transfer", "show", code, "--target", "hkd")
    ask("transfer_done", "transfer", "done", code, "--target", "hkd", "--code", "HKD-0012")


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_every_documented_shape_is_the_real_one(answers: dict[str, Any]) -> None:
    assert set(SHAPES) == set(answers)
    wrong = {name: differences(SHAPES[name], answers[name]) for name in SHAPES}
    assert {name: found for name, found in wrong.items() if found} == {}


def test_every_command_stands_on_the_page() -> None:
    from ui.commands.run import MODULES

    page = PAGE.read_text("utf-8")
    assert [name for name in MODULES if f"receptiondesk {name}" not in page] == []


def test_refusals_and_trouble_have_the_documented_shape(desk: CommandLine, tmp_path: Path) -> None:
    told = desk("show", "X", "--json")
    assert list(told.json) == ["problems"]
    assert set(told.json["problems"][0]) == {"field", "code", "message"}
    assert told.err == ""
    assert desk("show", "X").out == ""
    told = desk("sync", "--json")
    assert told.code == 4
    (desk.data / "receptiondesk.db").write_bytes(b"damaged" * 4096)
    told = desk("status", "--json")
    assert told.code == 4
    assert set(told.json) == {"trouble"}
    assert set(told.json["trouble"]) == {"code", "message"}
