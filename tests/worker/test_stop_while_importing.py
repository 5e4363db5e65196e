"""The worker is stopped while its child process imports the code, which takes seconds."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.services.workers import HOURS, eventually

ROOT = Path(__file__).parents[2]
CATCHES_EVERYTHING = f"""
import time
from pathlib import Path

Path("is_importing").touch()
try:
    time.sleep({HOURS})
except BaseException:
    time.sleep({HOURS})
"""
"""A module that catches whatever interrupts an import, as some packages do around what is optional."""


async def test_a_stop_is_not_lost_in_an_import_that_catches_everything(tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text(CATCHES_EVERYTHING)
    worker = subprocess.Popen(  # noqa: ASYNC220  it starts at once
        [sys.executable, "-m", "worker", "slow:broker", "--workers", "1"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        start_new_session=True,
    )
    try:
        await eventually((tmp_path / "is_importing").exists)

        worker.terminate()
        await eventually(lambda: worker.poll() is not None)
    finally:
        if worker.poll() is None:
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()

    assert worker.returncode == 0
