"""The only room that knows SQL. Rows never leave it; callers see values of ``domain``."""
