"""What an act changed, announced once and read by every screen that shows such things."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """The dossiers an act touched and the kinds of other things it touched.

    Screens refresh only what is named here. ``dossiers`` holds dossier uids.
    """

    dossiers: frozenset[str] = frozenset()
    catalogue: bool = False
    settings: bool = False
    outbox: bool = False
    printing: bool = False

    def __or__(self, other: "ChangeSet") -> "ChangeSet":
        """Return the union of two change sets."""
        return ChangeSet(
            dossiers=self.dossiers | other.dossiers,
            catalogue=self.catalogue or other.catalogue,
            settings=self.settings or other.settings,
            outbox=self.outbox or other.outbox,
            printing=self.printing or other.printing,
        )

    def __bool__(self) -> bool:
        """Return whether anything changed at all."""
        others = self.catalogue or self.settings or self.outbox or self.printing
        return bool(self.dossiers) or others
