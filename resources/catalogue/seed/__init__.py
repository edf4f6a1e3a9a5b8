"""Makes the shipped catalogue from the published source data; see docs/catalogue.md."""
