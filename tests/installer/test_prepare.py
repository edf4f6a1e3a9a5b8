"""Set-up asks apt for what the loader misses, or a person when it may not."""

import importlib.util
import os
import subprocess
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def prepare(project_root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("prepare", project_root / "installer/prepare.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def bare_machine(prepare: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose loader finds no Qt library, with an apt that only writes down."""
    tools = tmp_path / "bin"
    tools.mkdir()
    monkeypatch.setattr(prepare, "LIBRARIES", {"libnobody-has-this.so.9": "libnobody9"})
    monkeypatch.setattr(prepare, "PROGRAMS", {"nobody-has-this": "nobody"})
    monkeypatch.setenv("PATH", f"{tools}:/usr/bin:/bin")
    tool(tools, "apt-get")
    return tools


def tool(tools: Path, name: str, *, code: int = 0) -> None:
    file = tools / name
    file.write_text(f'#!/bin/sh\necho "{name} $*" >> "{tools}/said"\nexit {code}\n')
    file.chmod(0o755)


def said(tools: Path) -> list[str]:
    return (tools / "said").read_text().splitlines()


def test_missing_parts_are_named_as_packages(prepare: ModuleType, bare_machine: Path) -> None:
    assert prepare.missing_packages() == ["libnobody9", "nobody"]


def test_what_the_loader_finds_is_not_asked_for(
    prepare: ModuleType, bare_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepare, "LIBRARIES", {"libc.so.6": "libc6"})
    monkeypatch.setattr(prepare, "PROGRAMS", {"sh": "dash"})
    assert prepare.missing_packages() == []


def test_root_installs_without_asking(
    prepare: ModuleType, bare_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    prepare.install_system_packages(["libnobody9"])
    update, install = said(bare_machine)
    assert update.endswith("update")
    assert install.endswith("install -y --no-install-recommends libnobody9")


def test_without_rights_the_one_line_is_told(
    prepare: ModuleType, bare_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    tool(bare_machine, "sudo", code=1)
    with pytest.raises(prepare.UnreadyError) as told:
        prepare.install_system_packages(["libnobody9", "nobody"])
    assert str(told.value).splitlines()[-1] == (
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends libnobody9 nobody"
    )
    assert said(bare_machine) == ["sudo -n true"]


def test_an_apt_that_fails_is_told(
    prepare: ModuleType, bare_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    tool(bare_machine, "apt-get", code=100)
    with pytest.raises(prepare.UnreadyError, match="apt could not install"):
        prepare.install_system_packages(["libnobody9"])


def test_a_changed_lock_makes_unready(
    prepare: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("one==1\n")
    monkeypatch.setattr(prepare, "LOCK", lock)
    before = prepare.fingerprint()
    assert prepare.fingerprint() == before
    lock.write_text("one==2\n")
    assert prepare.fingerprint() != before


def test_an_old_python_is_refused(project_root: Path, tmp_path: Path) -> None:
    for name in ("dirname", "env"):
        (tmp_path / name).symlink_to(f"/usr/bin/{name}")
    tool(tmp_path, "python3", code=1)
    done = subprocess.run(
        ["/bin/sh", str(project_root / "installer/prepare")],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr
