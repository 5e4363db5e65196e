"""`python -m scheduler ...`: Taskiq's `scheduler` command, without a traceback for a mistake of the operator."""

import sys

from taskiq.cli.scheduler.cmd import SchedulerCMD

from app.runtime.mistakes import exit_on_mistake

if __name__ == "__main__":
    with exit_on_mistake():
        SchedulerCMD().exec(sys.argv[1:])
