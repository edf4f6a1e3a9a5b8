"""Proves that a frozen folder works: a receipt, a scanned page, a closed day, the window opens.

Usage: smoke.py FOLDER. The program gets an empty data folder, no keyring and no network. Exit
code: 0 it works, 1 it does not (the last line says what is wrong).
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

UNWANTED = re.compile(r"webengine|qt6?qml|qt6?quick|/qml/|virtualkeyboard", re.IGNORECASE)
COMMAND_TIMEOUT_S = 120
WINDOW_STAYS_S = 8
"""How long the window has to stay open before we believe it."""

PROCEDURE = "1.001193"
"""Đăng ký khai sinh: the commonest one, so it is in every catalogue."""
OFFICE = {
    "--org-code": "H99.99",
    "--org-name": "Ủy ban nhân dân xã Thử Nghiệm",
    "--province": "Cao Bằng",
    "--counter": "1",
}


class SmokeError(RuntimeError):
    """The folder must not be shipped; the message says why."""


@dataclass(frozen=True)
class Frozen:
    """The frozen program with a data folder of its own."""

    program: Path
    work: Path

    def environment(self) -> Mapping[str, str]:
        """What the program sees: nothing of this checkout and nothing of the person's."""
        kept = ("PATH", "SYSTEMROOT", "TEMP", "LC_ALL", "LANG")
        return {name: os.environ[name] for name in kept if name in os.environ} | {
            "HOME": str(self.work),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
            "QT_QPA_PLATFORM": "offscreen",
            "RECEPTIONDESK_DATA": str(self.work / "data"),
            "RECEPTIONDESK_OFFICER": "Cán bộ thử",
            "RECEPTIONDESK_PASSPHRASE": "chỉ để thử bản đóng gói",
        }

    def run(self, *words: str, typed: str = "") -> str:
        """Runs one command; what it wrote.

        Raises:
            SmokeError: when it fails.
        """
        done = subprocess.run(  # noqa: S603 -- the program under test, no shell
            [str(self.program), *words],
            input=typed.encode(),
            capture_output=True,
            env=dict(self.environment()),
            cwd=self.work,
            timeout=COMMAND_TIMEOUT_S,
            check=False,
        )
        if done.returncode:
            said = (done.stdout + done.stderr).decode(errors="replace")
            message = f"`{' '.join(words)}` ended with {done.returncode}:\n{said}"
            raise SmokeError(message)
        return done.stdout.decode()

    def ask(self, *words: str, typed: str = "") -> Any:  # noqa: ANN401 -- whatever JSON it is
        """Runs one command with `--json`; what it answered."""
        return json.loads(self.run(*words, "--json", typed=typed))


def size_mb(folder: Path) -> float:
    """Megabytes on disk."""
    return sum(file.lstat().st_size for file in folder.rglob("*") if not file.is_dir()) / 1e6


def check_parts(folder: Path) -> None:
    """Fails when a part is inside that a counter never needs."""
    inside = sorted(
        file.relative_to(folder).as_posix()
        for file in folder.rglob("*")
        if UNWANTED.search(f"/{file.relative_to(folder).as_posix()}")
    )
    if inside:
        message = f"web engine, QML or Quick is inside: {', '.join(inside[:10])}"
        raise SmokeError(message)


def page(wide: int = 600, high: int = 800) -> bytes:
    """A grey page with bars, as a PNG; made by hand, so that only the program knows pictures."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data).to_bytes(4, "big")
        return len(data).to_bytes(4, "big") + kind + data + check

    shape = wide.to_bytes(4, "big") + high.to_bytes(4, "big") + bytes((8, 0, 0, 0, 0))
    rows = b"".join(b"\0" + bytes((60 + 180 * (row // 8 % 2),)) * wide for row in range(high))
    start = b"\x89PNG\r\n\x1a\n"
    return start + chunk(b"IHDR", shape) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def check_receipt(frozen: Frozen) -> str:
    """Takes in one dossier at a practice office and prints its receipt; its code."""
    options = [word for pair in OFFICE.items() for word in pair]
    recovery = str(frozen.work / "recovery.txt")
    frozen.ask("init", *options, "--practice", "--recovery-out", recovery)
    procedure = frozen.ask("catalogue", "show", PROCEDURE)
    walk_in = {
        "procedure": PROCEDURE,
        "channel": "counter",
        "applicant": {"kind": "citizen", "full_name": "Nguyễn Thị Thử", "phone": "0900000000"},
        "papers": [
            {"code": paper["code"], "originals": 1, "copies": 0}
            for paper in procedure["papers"]
            if paper["required"]
        ],
        "delivery": {"method": "counter"},
    }
    code: str = frozen.ask("receive", "-", typed=json.dumps(walk_in))["code"]
    receipt = frozen.work / "receipt.pdf"
    frozen.run("receipt", code, "--out", str(receipt))
    if not receipt.read_bytes().startswith(b"%PDF-"):
        message = f"the receipt of {code} is no PDF"
        raise SmokeError(message)
    return code


def check_scan(frozen: Frozen, code: str) -> None:
    """Attaches a scanned page: the libraries of pictures and PDF are inside and do their work."""
    scan = frozen.work / "scan.png"
    scan.write_bytes(page())
    (made,) = frozen.ask("attach", code, "1", str(scan))["attachments"]
    if made["pages"] != 1 or not made["bytes"]:
        message = f"the scanned page came out as {made}"
        raise SmokeError(message)


def check_day(frozen: Frozen) -> None:
    """Closes the day, writes its sheet, and has everything compared with the journal."""
    sheet = frozen.work / "day.pdf"
    frozen.run("close-day", "--sheet", str(sheet))
    if not sheet.read_bytes().startswith(b"%PDF-"):
        message = "the sheet of the day is no PDF"
        raise SmokeError(message)
    frozen.run("verify")


def check_printing(frozen: Frozen) -> None:
    """The part that talks to printers answers, even where there is none."""
    answer = json.loads(frozen.run("--print-paper", "--list"))
    if "printers" not in answer:
        message = f"the printing part answered {answer}"
        raise SmokeError(message)


def check_window(frozen: Frozen) -> None:
    """Opens the window of the same office; it has to stay open until it is told to go."""
    window = subprocess.Popen(  # noqa: S603 -- the program under test, no shell
        [str(frozen.program)],
        env=dict(frozen.environment()),
        cwd=frozen.work,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        _, said = window.communicate(timeout=WINDOW_STAYS_S)
    except subprocess.TimeoutExpired:
        window.terminate()
        window.communicate(timeout=COMMAND_TIMEOUT_S)
    else:
        message = f"the window went away by itself:\n{said.decode(errors='replace')}"
        raise SmokeError(message)


def smoke(folder: Path) -> None:
    """Goes through everything.

    Raises:
        SmokeError: at the first thing that does not work.
    """
    program = folder / ("receptiondesk.exe" if sys.platform == "win32" else "receptiondesk")
    if not program.is_file():
        message = f"{program} is not there"
        raise SmokeError(message)
    check_parts(folder)
    with tempfile.TemporaryDirectory() as work:
        frozen = Frozen(program.resolve(), Path(work))
        frozen.run("--help")
        code = check_receipt(frozen)
        check_scan(frozen, code)
        check_day(frozen)
        check_printing(frozen)
        check_window(frozen)
    print(
        f"{folder}: {size_mb(folder):.0f} MB, one receipt printed, one page attached,"
        " one day closed, window opened, nothing unwanted"
    )


def main() -> int:
    """Exit code as the module says."""
    try:
        smoke(Path(sys.argv[1]))
    except (SmokeError, subprocess.TimeoutExpired) as trouble:
        print(f"not fit to ship: {trouble}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
