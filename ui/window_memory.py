"""The few things the window remembers of itself, in a small file beside the data."""

from PySide6.QtCore import QByteArray, QSettings

from receptiondesk.paths import Paths


class WindowMemory:
    """Where the window stood and what stood in front of it. No name, nothing secret."""

    def __init__(self, paths: Paths) -> None:
        """Read the file when something is asked for."""
        self._kept = QSettings(str(paths.root / "window.ini"), QSettings.Format.IniFormat)

    @property
    def practice(self) -> bool:
        """Whether this was a practice office last time: its band is there from the first moment."""
        return str(self._kept.value("practice", "")) == "1"

    def keep_practice(self, *, practice: bool) -> None:
        """Remember what kind of office this is."""
        self._kept.setValue("practice", "1" if practice else "0")

    @property
    def asks_passphrase(self) -> bool:
        """Whether a passphrase had to be typed last time: then it is asked for at once."""
        return str(self._kept.value("asks_passphrase", "")) == "1"

    def keep_asks_passphrase(self, *, asks: bool) -> None:
        """Remember whether a passphrase had to be typed."""
        self._kept.setValue("asks_passphrase", "1" if asks else "0")

    @property
    def geometry(self) -> QByteArray | None:
        """Where the window stood, ``None`` before the first time."""
        kept = self._kept.value("geometry")
        return kept if isinstance(kept, QByteArray) else None

    def keep_geometry(self, geometry: QByteArray) -> None:
        """Remember where the window stands."""
        self._kept.setValue("geometry", geometry)
