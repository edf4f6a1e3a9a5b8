"""The first start: a short guided set-up, or a practice commune."""
