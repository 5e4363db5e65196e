"""Scripts that the Makefile and developers run."""
