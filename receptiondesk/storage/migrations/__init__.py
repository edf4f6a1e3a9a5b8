"""Alembic's scripts; each changes the file's shape once and is never edited after release."""
