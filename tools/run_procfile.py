# ruff: noqa: INP001  a script that `make run` starts, imported by nobody
"""honcho, as patient with our processes as docs/operations.md asks a supervisor to be.

By itself it kills whoever is left five seconds after the first process has ended, and has no option for that.
"""

import honcho.manager
from honcho.command import main

GRACE_SECONDS = 30

honcho.manager.KILL_WAIT = GRACE_SECONDS
main()
