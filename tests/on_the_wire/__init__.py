"""What sending costs: bytes, requests and time, by themselves and over a bad line."""
