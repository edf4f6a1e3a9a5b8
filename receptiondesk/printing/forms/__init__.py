"""The forms of the one-stop mechanism beside the receipt, and the desk's lists."""
