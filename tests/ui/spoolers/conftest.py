"""A fake spooler that is found before the machine's own."""

from pathlib import Path

import pytest

from tests.support.fake_spooler import FakeSpooler


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeSpooler:
    """The fake's programs stand first on the path."""
    made = FakeSpooler(tmp_path / "spooler")
    monkeypatch.setenv("PATH", made.path)
    return made
