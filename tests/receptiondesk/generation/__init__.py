"""When a file begins a new generation, and when it does not."""
