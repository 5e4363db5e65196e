"""Missing services are reported in red at the end of a run; in CI the tests that need them fail."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.services.deployment import ROOT

CONFTEST = 'pytest_plugins = "tests.services.fixtures"'
ON_REDIS = """
import pytest


@pytest.mark.services
def test_on_redis(redis):
    pass
"""


def run_without_programs(folder: Path, variables: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a test that needs Redis without Redis in PATH, in a process of pytest-xdist, as `make test` does."""
    (folder / "conftest.py").write_text(CONFTEST)
    (folder / "test_on_redis.py").write_text(ON_REDIS)
    command = [sys.executable, "-m", "pytest", "-n", "1", "test_on_redis.py"]
    environment = {"PATH": "", "PYTHONPATH": str(ROOT), **variables}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_a_skipped_test_is_named_at_the_end_of_the_run(tmp_path: Path) -> None:
    run = run_without_programs(tmp_path, {})

    assert run.returncode == 0, run.stdout
    assert "THE THIRD RING DID NOT RUN IN FULL: redis-server is not installed" in run.stdout


def test_ci_fails_without_a_service(tmp_path: Path) -> None:
    run = run_without_programs(tmp_path, {"CI": "true"})

    assert run.returncode == 1, run.stdout
    assert "redis-server is not installed" in run.stdout
