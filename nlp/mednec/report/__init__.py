"""Evidence shown to people."""
