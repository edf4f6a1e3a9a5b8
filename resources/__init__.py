"""What the program ships as data: fonts, icons, style, catalogue seed, forms' fixed words."""
