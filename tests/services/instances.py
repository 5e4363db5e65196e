"""Private instances of RabbitMQ, Redis and PostgreSQL, which a test may stop, kill and empty.

Each has a free port of 127.0.0.1 and a temporary folder of its own, so the machine's own services are never touched.
All calls block; a test that must keep its event loop running calls them through `asyncio.to_thread`.
"""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import ClassVar, Self

START_TIMEOUT = 300.0
STOP_TIMEOUT = 120.0
PORTS = range(20_000, 32_000)
"""Below the ports that systems assign to clients: Linux from 32768 on, macOS from 49152."""


class ServiceMissingError(Exception):
    """The program is not installed on this machine."""


def find_program(name: str, *folders: str) -> str:
    """Find a program: first in `folders` (glob patterns), then in PATH, where packages put wrappers for one user."""
    for folder in folders:
        for path in sorted(Path("/").glob(f"{folder.lstrip('/')}/{name}"), reverse=True):
            return str(path)
    found = shutil.which(name)
    if found is None:
        raise ServiceMissingError(f"{name} is not installed")
    return found


def free_port() -> int:
    """A free port, which is also not assigned to a client meanwhile: a stopped server must find it free again."""
    while True:
        port = secrets.choice(PORTS)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class Instance(ABC):
    """A server process that can be started again with the data it had."""

    name: ClassVar[str]
    stop_signal: ClassVar[signal.Signals] = signal.SIGTERM
    kill_signal: ClassVar[signal.Signals] = signal.SIGKILL
    greeting: ClassVar[bytes]  # what a client says first
    welcome: ClassVar[bytes]  # how the answer of a server begins that is ready
    user: ClassVar[str | None] = None  # as which root runs it

    def __init__(self) -> None:
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix=f"bronya-{self.name}-"))
        self._process: subprocess.Popen[bytes] | None = None
        if self._run_as:
            shutil.chown(self.folder, self._run_as, self._run_as)

    @property
    @abstractmethod
    def url(self) -> str:
        """The address as the settings expect it."""

    @abstractmethod
    def command(self) -> Sequence[str]: ...

    def environment(self) -> Mapping[str, str]:
        return os.environ

    def start(self) -> None:
        """Start the server, and return when it answers clients."""
        with (self.folder / "output.log").open("ab") as output:
            self._process = subprocess.Popen(
                self.command(),
                env=self.environment(),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=self._run_as,
                group=self._run_as,
            )
        deadline = time.monotonic() + START_TIMEOUT
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                tail = (self.folder / "output.log").read_text(errors="replace")[-2000:]
                raise RuntimeError(f"{self.name} did not start:\n{tail}")
            time.sleep(0.05)

    def ensure_running(self) -> None:
        """Start it if a test has left it stopped."""
        if self._process is None:
            self.start()

    def stop(self) -> None:
        """Stop it as an operator does; its data stay."""
        self._end(self.stop_signal)

    def kill(self) -> None:
        """Kill it, as a crash does; what it had written stays."""
        self._end(self.kill_signal)

    @contextlib.contextmanager
    def frozen(self) -> Iterator[None]:
        """Freeze it during the block: connections stay open, and it does not answer."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGSTOP)
        try:
            # On a busy machine a thread may go on for a moment, and answer.
            while not _is_stopped(self._process.pid):
                time.sleep(0.001)
            yield
        finally:
            os.killpg(self._process.pid, signal.SIGCONT)

    def close(self) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def _run_as(self) -> str | None:
        return self.user if os.geteuid() == 0 else None

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as client:
                client.sendall(self.greeting)
                return client.recv(1) == self.welcome
        except OSError:
            return False

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        # The group, because RabbitMQ's start script has the server as its child.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, how)
        self._process.wait(STOP_TIMEOUT)
        self._process = None


class RabbitMQ(Instance):
    name = "rabbitmq"
    greeting = b"AMQP\x00\x00\x09\x01"
    welcome = b"\x01"

    def __init__(self) -> None:
        # Debian's wrapper on PATH starts only as its own user; the program that it wraps can be started by any user.
        self._server = find_program("rabbitmq-server", "/usr/lib/rabbitmq/bin", "/usr/lib/rabbitmq/lib/*/sbin")
        name_server = find_program("epmd", "/usr/lib/erlang/erts-*/bin")
        super().__init__()
        # Erlang's server of node names: without one of its own the node would start a daemon that outlives it.
        self._names_port = free_port()
        self._names = subprocess.Popen([name_server, "-port", str(self._names_port)])
        self._distribution_port = free_port()

    @property
    def url(self) -> str:
        return f"amqp://guest:guest@127.0.0.1:{self.port}/"

    def command(self) -> Sequence[str]:
        return [self._server]

    def environment(self) -> Mapping[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "ERL_EPMD_PORT": str(self._names_port),
            "RABBITMQ_NODENAME": f"bronya-{self.port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(self._distribution_port),
            "RABBITMQ_MNESIA_BASE": str(self.folder / "data"),
            "RABBITMQ_LOG_BASE": str(self.folder / "log"),
            "RABBITMQ_PID_FILE": str(self.folder / "pid"),
            "RABBITMQ_CONF_ENV_FILE": str(self.folder / "none"),
            "RABBITMQ_CONFIG_FILE": str(self.folder / "rabbitmq.conf"),
            "RABBITMQ_CONFIG_FILES": str(self.folder / "conf.d"),
            "RABBITMQ_ADVANCED_CONFIG_FILE": str(self.folder / "advanced.config"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "plugins"),
            # No busy waiting, because the tests' processes need the cores.
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+sbwt none +sbwtdcpu none +sbwtdio none",
        }

    def start(self) -> None:
        (self.folder / "rabbitmq.conf").touch()
        super().start()

    def has_stored_queues(self) -> bool:
        """Whether the names of all queues are on disk.

        RabbitMQ 3.10 writes that of a new quorum queue up to three seconds later. If it is killed before, the queue
        stays without a leader.
        """
        names = b"".join(path.read_bytes() for path in self.folder.rglob("names.dets"))
        queues = [path.parent.name for path in self.folder.rglob("quorum/*/*/config")]
        return all(queue.encode() in names for queue in queues)

    def set_memory_limit(self, share: float) -> None:
        """Raise the memory alarm if it uses more than this share of the machine's memory, 0.4 after a start.

        While the alarm lasts it reads nothing from connections that have published.
        """
        command = [str(Path(self._server).with_name("rabbitmqctl")), "set_vm_memory_high_watermark", f"{share:f}"]
        subprocess.run(command, env=self.environment(), cwd=self.folder, check=True, capture_output=True)

    def wipe(self) -> None:
        """Start again without data, as after the loss of its disk."""
        self.kill()
        shutil.rmtree(self.folder / "data")
        self.start()

    def close(self) -> None:
        super().close()
        self._names.terminate()
        self._names.wait()


class Redis(Instance):
    name = "redis"
    greeting = b"PING\r\n"
    welcome = b"+"

    def __init__(self) -> None:
        self._server = find_program("redis-server")
        super().__init__()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def command(self) -> Sequence[str]:
        return [self._server, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]

    def flush(self) -> None:
        """Delete all data, as Redis may lose them at any time."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=START_TIMEOUT) as client:
            client.sendall(b"FLUSHALL\r\n")
            if client.recv(16) != b"+OK\r\n":
                raise RuntimeError("Redis refused to flush")


class PostgreSQL(Instance):
    name = "postgresql"
    greeting = b"\x00\x00\x00\x27\x00\x03\x00\x00user\x00bronya\x00database\x00postgres\x00\x00"
    welcome = b"R"  # the request to authenticate. While it starts up it answers with an error.
    stop_signal = signal.SIGINT  # "fast": SIGTERM would wait until the last client leaves
    kill_signal = signal.SIGQUIT  # "immediate": SIGKILL would leave children that hold the shared memory
    user = "postgres"  # it refuses to run as root

    def __init__(self) -> None:
        self._initdb = find_program("initdb", "/usr/lib/postgresql/*/bin")
        self._server = find_program("postgres", "/usr/lib/postgresql/*/bin")
        self._is_ready = find_program("pg_isready", "/usr/lib/postgresql/*/bin")
        super().__init__()

    @property
    def url(self) -> str:
        return self.database_url("postgres")

    def database_url(self, database: str) -> str:
        return f"postgresql+asyncpg://bronya@127.0.0.1:{self.port}/{database}"

    def command(self) -> Sequence[str]:
        # A crash of the server loses no committed data. A crash of the machine might, and no test simulates one.
        fast = ["-c", "fsync=off", "-c", "full_page_writes=off"]
        place = ["-D", str(self.folder / "data"), "-k", str(self.folder), "-p", str(self.port)]
        return [self._server, *place, "-c", "listen_addresses=127.0.0.1", *fast]

    def _answers(self) -> bool:
        # On a busy machine it answers long before it accepts clients.
        asked = [self._is_ready, "--quiet", "--host=127.0.0.1", f"--port={self.port}"]
        return super()._answers() and subprocess.run(asked, check=False).returncode == 0

    def start(self) -> None:
        if not (self.folder / "data").exists():
            options = ["--username=bronya", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
            subprocess.run(
                [self._initdb, "-D", str(self.folder / "data"), *options],
                check=True,
                capture_output=True,
                cwd=self.folder,
                user=self._run_as,
                group=self._run_as,
            )
        super().start()


def _is_stopped(group: int) -> bool:
    """Whether every thread of a process group is stopped. Linux only."""
    for path in Path("/proc").glob("[0-9]*/task/[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            state, _parent, its_group = path.read_text().rpartition(")")[2].split()[:3]
            if int(its_group) == group and state not in "TtZX":
                return False
    return True
