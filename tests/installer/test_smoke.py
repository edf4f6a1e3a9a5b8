"""The judge of a frozen folder sees what must not be inside, and a program that fails."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def smoke(project_root: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("smoke", project_root / "installer/smoke.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "smoke", module)  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "part",
    [
        "_internal/PySide6/Qt/lib/libQt6WebEngineCore.so.6",
        "_internal/PySide6/Qt6Qml.dll",
        "_internal/PySide6/Qt/lib/libQt6Quick.so.6",
        "_internal/PySide6/Qt/qml/QtQuick/plugins.qmltypes",
    ],
)
def test_an_unwanted_part_is_seen(smoke: ModuleType, tmp_path: Path, part: str) -> None:
    (tmp_path / part).parent.mkdir(parents=True)
    (tmp_path / part).touch()
    with pytest.raises(smoke.SmokeError, match="is inside"):
        smoke.check_parts(tmp_path)


def test_what_the_window_needs_is_wanted(smoke: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "libQt6Widgets.so.6").touch()
    (tmp_path / "libQt6Pdf.so.6").touch()
    smoke.check_parts(tmp_path)


def test_a_program_that_fails_is_not_shipped(smoke: ModuleType, tmp_path: Path) -> None:
    program = tmp_path / "receptiondesk"
    program.write_text("#!/bin/sh\necho broken >&2\nexit 1\n")
    program.chmod(0o755)
    with pytest.raises(smoke.SmokeError, match="broken"):
        smoke.smoke(tmp_path)


def test_a_folder_without_a_program_is_not_shipped(smoke: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(smoke.SmokeError, match="is not there"):
        smoke.smoke(tmp_path)
