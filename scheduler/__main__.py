"""`python -m scheduler ...`: Taskiq's `scheduler` command, without a traceback for a mistake of the operator or a stop
while it starts."""

import sys
from asyncio import CancelledError
from contextlib import suppress

from taskiq.cli.scheduler.cmd import SchedulerCMD

from app.runtime.mistakes import exit_on_mistake

if __name__ == "__main__":
    with exit_on_mistake(), suppress(CancelledError):
        SchedulerCMD().exec(sys.argv[1:])
