"""The national dossier message, carried by a province's data bus (portals.md B)."""
