"""Pure values and rules of the one-stop desk. No third-party import but ``holidays``."""
