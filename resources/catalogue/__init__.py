"""The shipped catalogue of procedures and its source data."""
