"""Mistakes of the operator: in the settings, a venue's files or the texts. Each is reported in one line."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

EX_CONFIG = 78
"""The exit status for wrong configuration (sysexits.h). Supervisors need not start the process again."""
EX_UNAVAILABLE = 69
"""The exit status for a service that does not answer (sysexits.h): trying again may help."""


class OperatorMistake(Exception):  # noqa: N818  not of the program
    """What the operator has to change before the process can start: one line of the message for each mistake."""


@contextmanager
def exit_on_mistake() -> Iterator[None]:
    """End the process with `EX_CONFIG`, and with the mistake's lines instead of a traceback."""
    try:
        yield
    except OperatorMistake as mistake:
        for line in str(mistake).splitlines():
            sys.stderr.write(f"bronya: {line}\n")
        sys.exit(EX_CONFIG)
