"""Tables for lists: frozen values in, rows and columns out."""
