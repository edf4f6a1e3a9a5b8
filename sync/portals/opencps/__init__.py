"""OpenCPS v2: the open source one-stop portal (interface facts in docs/portals.md)."""
