"""The contracts drawn in pyproject.toml hold, and each breaks when it is broken."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
    "contracts"
]
NAMES = {contract["id"]: contract["name"] for contract in CONTRACTS}

SOUND = (
    "ui/cli.py",
    "ui/commands/portal.py",
    "ui/screens/walk_in/screen.py",
    "ui/screens/dossiers/screen.py",
    "sync/practice/server.py",
    "receptiondesk/desk/intake.py",
    "receptiondesk/office.py",
    "receptiondesk/printing/sheet.py",
    "receptiondesk/files/store.py",
    "receptiondesk/storage/engine.py",
    "receptiondesk/settings.py",
    "receptiondesk/credentials.py",
    "receptiondesk/logs.py",
    "receptiondesk/words.py",
    "receptiondesk/gazetteer.py",
    "receptiondesk/paths.py",
    "receptiondesk/domain/text.py",
)
"""A house with every room and nothing in them."""

PLANTED = {
    "slope": ("sync/push.py", "import ui.cli"),
    "resources": ("resources/seed.py", "import receptiondesk.storage.engine"),
    "floors": ("receptiondesk/storage/dossiers.py", "import receptiondesk.desk.intake"),
    "no-qt-below": ("receptiondesk/desk/look.py", "from PySide6.QtCore import QObject"),
    "wire": ("ui/shell.py", "import requests"),
    "sql": ("receptiondesk/desk/look.py", "import sqlite3"),
    "through-desk": ("ui/hub.py", "import receptiondesk.storage.engine"),
    "practice": ("sync/round.py", "import sync.practice.server"),
    "web-server": ("sync/round.py", "import fastapi"),
    "screens": ("ui/screens/walk_in/summary.py", "import ui.screens.dossiers.screen"),
    "acyclic": ("ui/fields/day.py", "import ui.models.days"),
}
OTHER_HALF = {"acyclic": ("ui/models/days.py", "import ui.fields.day")}

ALLOWED = {
    "receptiondesk/storage/engine.py": "import sqlmodel, sqlcipher3, receptiondesk.paths",
    "resources/seed.py": "import receptiondesk.domain.text",
    "sync/push.py": "import requests, receptiondesk.desk.intake, receptiondesk.domain.text",
    "sync/practice/server.py": "import sqlite3, fastapi",
    "ui/commands/portal.py": "import sync.practice.server",
    "ui/shell.py": "import ui.screens.walk_in.screen, ui.screens.dossiers.screen, PySide6",
}


def check(house: Path) -> dict[str, bool]:
    """Runs the linter in a house; for each contract whether it is kept."""
    program = "from importlinter.cli import lint_imports_command as run; run()"
    done = subprocess.run(
        [sys.executable, "-c", program, "--config", str(ROOT / "pyproject.toml"), "--no-cache"],
        cwd=house,
        env=dict(os.environ, PYTHONPATH=str(house), COLUMNS="300", PYTHONSAFEPATH=""),
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout + done.stderr
    verdicts = {key: f"{name} KEPT" in said for key, name in NAMES.items() if f"{name} " in said}
    assert verdicts, said
    return verdicts


def build(house: Path, *modules: tuple[str, str]) -> Path:
    """Lays a house of these modules, with a package in every folder."""
    for path, source in (("resources/seed.py", ""), *((path, "") for path in SOUND), *modules):
        file = house / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source, "utf-8")
    for folder in [folder for folder in house.rglob("*") if folder.is_dir()]:
        (folder / "__init__.py").touch()
    return house


def test_the_house_stands_as_drawn() -> None:
    kept = check(ROOT)
    assert kept == dict.fromkeys(NAMES, True), [NAMES[key] for key in NAMES if not kept.get(key)]


def test_what_is_allowed_is_allowed(tmp_path: Path) -> None:
    assert check(build(tmp_path, *ALLOWED.items())) == dict.fromkeys(NAMES, True)


@pytest.mark.parametrize("contract", NAMES)
def test_breaks_when_broken(contract: str, tmp_path: Path) -> None:
    planted = [PLANTED[contract], *([OTHER_HALF[contract]] if contract in OTHER_HALF else [])]
    assert not check(build(tmp_path, *planted))[contract]


def test_a_room_that_was_not_drawn_is_seen(tmp_path: Path) -> None:
    assert not check(build(tmp_path, ("receptiondesk/cellar.py", "")))["floors"]
