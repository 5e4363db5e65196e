"""Start a process of the Procfile as a fork of one that has imported everything already.

Importing takes several seconds of CPU time for each process, which is more than all else that most tests do. The fork
is made by the `forkserver` of `multiprocessing`; in it the module of the command runs as `python -m` runs it.
"""

import os
import runpy
import shlex
import subprocess
import sys
import time
from collections.abc import Mapping
from multiprocessing import get_context, set_start_method
from pathlib import Path

PYTHON = "python -m "
"""How a command begins that can be forked."""

CONTEXT = get_context("forkserver")
"""What starts processes that have everything imported."""
CONTEXT.set_forkserver_preload(["app.main", "worker.main", "scheduler.main"])


class Fork:
    """A process with the methods of `subprocess.Popen` that tests need. It is the leader of its own process group."""

    def __init__(self, command: str, environment: Mapping[str, str], log: Path) -> None:
        """Start `command` in the folder of `log`. Returns when it has its process group, which can be killed then."""
        arguments = shlex.split(command.removeprefix(PYTHON))
        self._process = CONTEXT.Process(target=_run, args=(arguments, dict(environment), str(log)))
        self._process.start()
        assert self._process.pid
        self.pid = self._process.pid
        while self._process.is_alive() and os.getpgid(self.pid) != self.pid:
            time.sleep(0.001)

    def terminate(self) -> None:
        self._process.terminate()

    def poll(self) -> int | None:
        """The exit code, negative for a signal, or None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the exit code. Raises `subprocess.TimeoutExpired` after `timeout` seconds."""
        self._process.join(timeout)
        code = self._process.exitcode
        if code is None:
            raise subprocess.TimeoutExpired("fork", timeout or 0)
        return code


def _run(arguments: list[str], environment: dict[str, str], log: str) -> None:
    os.setsid()
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(Path(log).parent)
    output = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(output, 1)
    os.dup2(output, 2)
    sys.stdout, sys.stderr = open(1, "w", buffering=1), open(2, "w", buffering=1)  # noqa: SIM115  to the end
    set_start_method("fork", force=True)  # of the worker's child: it too has everything imported
    sys.argv = [arguments[0], *arguments[1:]]
    runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)
