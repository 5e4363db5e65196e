"""Run honcho with the grace period that docs/operations.md asks of a supervisor.

When one process ends, honcho stops the others and kills them after five seconds. It has no option for that time.
"""

import honcho.manager
from honcho.command import main

GRACE_SECONDS = 30

honcho.manager.KILL_WAIT = GRACE_SECONDS
main()
