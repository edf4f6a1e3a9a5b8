"""Ways to a printer. All are the same interface (`spooler.Spooler`); none shows a window."""
