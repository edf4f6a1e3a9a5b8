"""The office's work: take a submission, keep it, print it. No window and no wire in here."""
