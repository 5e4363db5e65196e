"""`python -m worker ...`: Taskiq's `worker` command, which ends when the operator has made a mistake.

Taskiq itself would start the child process again, with the same mistake, and print a traceback each time.
"""

import logging
import os
import signal
import sys
from importlib import import_module

from taskiq.cli.worker.args import WorkerArgs
from taskiq.cli.worker.process_manager import ProcessManager
from taskiq.cli.worker.run import start_listen

from app.runtime.collector import collector_paused
from app.runtime.mistakes import EX_CONFIG, exit_on_mistake


def main() -> int | None:
    """Run the child processes until SIGTERM. Return the exit status: `EX_CONFIG` if a child ended with it."""
    args = WorkerArgs.from_cli(sys.argv[1:])
    logging.getLogger("taskiq").setLevel(args.log_level)
    manager = ProcessManager(args, worker_function=listen)
    status = manager.start()
    for child in manager.workers:
        child.join()
    return EX_CONFIG if any(child.exitcode == EX_CONFIG for child in manager.workers) else status


def listen(args: WorkerArgs) -> None:
    """Run the worker in a child process. After a mistake of the operator it makes the parent stop."""
    # Until Taskiq sets its handlers, a stop ends the child at once. The handler that it has from the parent raises
    # KeyboardInterrupt, which may be lost in what is imported here, and the parent would wait for ever.
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.SIG_DFL)
    try:
        with exit_on_mistake():
            with collector_paused():
                import_module(args.broker.partition(":")[0])
            start_listen(args)
    except SystemExit as end:
        if end.code == EX_CONFIG:
            # The parent then interrupts its children, which must not change this one's exit status.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            os.kill(os.getppid(), signal.SIGTERM)
        raise


if __name__ == "__main__":
    sys.exit(main())
