"""Data in, PDF bytes out; one file per document."""
