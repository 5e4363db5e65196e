"""Find free slots."""
