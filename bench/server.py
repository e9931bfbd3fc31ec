"""The servers that are measured: started as in production, asked for their processes, ended."""

import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from bench import measure
from bench.clients import Ask, Client, WrongAnswer
from jadro.ops import supervisor

START_SECONDS = 120


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def web_command(application: str, port: int) -> list[str]:
    """The supervisor's own command line, with another application in it."""
    command = supervisor.web_server(supervisor.Address("127.0.0.1", port)).command
    return [application if part == "jadro.wsgi:application" else part for part in command]


SUPERVISOR = [sys.executable, str(Path(supervisor.__file__))]


@dataclass
class Server:
    """A program, all its children, and the database sessions it holds on a PostgreSQL of this machine."""

    name: str
    command: list[str]
    environment: dict[str, str]
    port: int
    log: Path
    database: str = ""
    # Sessions of the database that are not the program's.
    outsiders: set[int] = field(default_factory=set)
    process: subprocess.Popen = field(init=False)

    def start(self, first: Ask) -> float:
        """Starts the program and returns the seconds until `first` was answered rightly."""
        began = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        last = "nothing"
        while time.monotonic() - began < START_SECONDS and self.process.poll() is None:
            client = Client(self.port)
            try:
                client.ask(first)
            except OSError:
                time.sleep(0.01)
            except WrongAnswer as wrong:
                last = str(wrong)
                time.sleep(0.1)
            else:
                return time.monotonic() - began
            finally:
                client.close()
        raise SystemExit(f"{self.name} does not start; it answers {last}. Its words are in {self.log}:\n{self.words()}")

    def words(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")[-2000:]

    def processes(self, holding: str = "") -> list[psutil.Process]:
        """All processes, or those with a word in their command line; the database's sessions are always among them."""
        leader = psutil.Process(self.process.pid)
        found = [leader, *leader.children(recursive=True)]
        found = [process for process in found if (words := command_line(process)) and holding in words]
        sessions = database_sessions(self.database) if self.database else []
        return found + [session for session in sessions if session.pid not in self.outsiders]

    def cpu_seconds(self, holding: str = "") -> float:
        return measure.cpu_seconds(self.processes(holding))

    def memory(self) -> float:
        return measure.memory(self.processes())

    def stop(self) -> None:
        """Asks it to end and, when it does not, ends all that belongs to it."""
        children = psutil.Process(self.process.pid).children(recursive=True) if self.process.poll() is None else []
        self.process.terminate()
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for child in children:
            if child.is_running():
                child.kill()


def command_line(process: psutil.Process) -> str:
    """Nothing for a process that has just ended."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def database_sessions(name: str) -> list[psutil.Process]:
    """PostgreSQL names each session's process after the database: "postgres: user name address state"."""
    titles = ((process, command_line(process)) for process in psutil.process_iter())
    return [process for process, title in titles if title.startswith("postgres:") and name in title.split()]
