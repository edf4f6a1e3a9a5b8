"""Fields a clerk types into: each reads itself and shows its own problem."""
