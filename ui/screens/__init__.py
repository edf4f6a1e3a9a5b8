"""The screens; none of them imports another, the shell moves between them."""
