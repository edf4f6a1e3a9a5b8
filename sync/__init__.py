"""The wire: carries what happened at the desk to the portal and brings news back. No window."""
