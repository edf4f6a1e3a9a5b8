"""Taking in one submission: the form, its summary, and what follows saving."""
