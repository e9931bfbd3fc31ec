"""Runs the site on one machine: prepares it when needed, then keeps web server and background worker running.

A plain script of the standard library (`python site/jadro/ops/supervisor.py`): importing Django here would cost 100 MB
for as long as the site runs, and a broken setting must be explained rather than met.
"""

import contextlib
import ctypes
import hashlib
import http.client
import importlib.util
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[3]
MANAGE = [sys.executable, str(ROOT / "manage.py")]

STOP_SECONDS = 15
START_SECONDS = 90
FIRST_PAUSE_SECONDS = 1
LONGEST_PAUSE_SECONDS = 60
# A child that lived this long was well: its next end starts with the shortest pause again.
WELL_AFTER_SECONDS = 10
PROMISED_SIGN_INS = ("member", "mentor", "editor", "coordinator")
SIGN_IN_PASSWORD = "jadro-demo"  # noqa: S105  the documented password of the demo people
PR_SET_PDEATHSIG = 1


class StartError(Exception):
    """One plain sentence for the person at the keyboard."""


def say(text: str) -> None:
    print(text, flush=True)


# --- What is asked for ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Address:
    host: str
    port: int

    @property
    def reached_at(self) -> str:
        """The host to type into a browser on this machine: a server that listens everywhere is also here."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(self.host, self.host)  # noqa: S104

    def __str__(self) -> str:
        host = f"[{self.reached_at}]" if ":" in self.reached_at else self.reached_at
        return f"http://{host}:{self.port}"


def read_address(environment: dict[str, str]) -> Address:
    port = environment.get("PORT", "").strip() or "8000"
    if not port.isdecimal() or not 1 <= int(port) <= 65535:
        raise StartError(f"PORT is {port!r}: write a whole number from 1 to 65535.")
    return Address(environment.get("HOST", "").strip() or "127.0.0.1", int(port))


def check_address(address: Address) -> None:
    try:
        family, kind, protocol, _name, where = socket.getaddrinfo(
            address.host, address.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except socket.gaierror as error:
        raise StartError(f"HOST is {address.host!r}, which is no address of this machine.") from error
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(where)
            probe.listen()
        except PermissionError as error:
            raise StartError(
                f"Port {address.port} may only be used by the administrator: choose one from 1024 up, such as "
                "`make run PORT=8000`."
            ) from error
        except OSError as error:
            if error.errno == 98:  # EADDRINUSE
                raise StartError(
                    f"Port {address.port} is taken by another program: stop that one, or choose another port with "
                    f"`make run PORT={address.port + 1 if address.port < 65535 else 8000}`."
                ) from error
            raise StartError(f"HOST is {address.host!r}, which is no address of this machine.") from error


def check_programs() -> None:
    missing = [name for name in ("django", "granian", "celery") if importlib.util.find_spec(name) is None]
    if missing:
        raise StartError(f"The program {missing[0]} is not installed: run `make setup`, then `make run` again.")


def child_environment(address: Address) -> dict[str, str]:
    """What the children inherit: the source roots, and the address people see unless one is given."""
    given = dict(os.environ)
    inherited = given.get("PYTHONPATH", "")
    roots = [str(ROOT), str(ROOT / "site"), *filter(None, inherited.split(os.pathsep))]
    given["PYTHONPATH"] = os.pathsep.join(dict.fromkeys(roots))
    given["PYTHONUNBUFFERED"] = "1"
    given.setdefault("DJANGO_SETTINGS_MODULE", "jadro.settings.dev")
    if not given.get("BASE_URL"):
        given["BASE_URL"] = str(address)
    if not given.get("ALLOWED_HOSTS"):
        # Who lets the whole network in did so by HOST; the names it has there are not known here.
        everywhere = address.host != address.reached_at
        given["ALLOWED_HOSTS"] = "*" if everywhere else f"127.0.0.1,localhost,[::1],{address.host}"
    return given


def data_folder() -> Path:
    folder = Path(os.environ.get("DATA_DIR", "").strip() or ROOT / "var").expanduser().resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StartError(f"DATA_DIR is {folder}, which cannot be made ({error.strerror}).") from error
    return folder


# --- Prepare -------------------------------------------------------------------------------------------------------


def prepared_state() -> str:
    """A digest of all that decides what migrating and loading would do."""
    digest = hashlib.sha256()
    digest.update(os.environ.get("DATABASE_URL", "").encode())
    digest.update(os.environ.get("DJANGO_SETTINGS_MODULE", "").encode())
    digest.update(str(wants_demo()).encode())
    sources = [ROOT / "requirements.txt", *sorted(ROOT.glob("*/**/migrations/*.py"))]
    sources += sorted(path for path in (ROOT / "site" / "jadro" / "demo").rglob("*") if path.suffix != ".pyc")
    for path in sources:
        if path.is_file():
            digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def is_prepared(stamp: Path, state: str) -> bool:
    """Only a database that is a file of ours is trusted to be as it was left; a server is asked every time."""
    database = os.environ.get("DATABASE_URL", "").strip()
    if not database:
        file = stamp.parent / "jadro.sqlite3"
    elif database.startswith("sqlite:///"):
        file = Path(database.removeprefix("sqlite:///"))
    else:
        return False
    return file.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == state


def prepare(folder: Path, environment: dict[str, str]) -> None:
    stamp = folder / "prepared"
    state = prepared_state()
    if is_prepared(stamp, state):
        return
    stamp.unlink(missing_ok=True)
    do_step("Preparing the database (the first time about a minute)", [*MANAGE, "migrate"], environment)
    if wants_demo():
        do_step("Loading the demo content", [*MANAGE, "load_demo"], environment)
    stamp.write_text(state, encoding="utf-8")


def wants_demo() -> bool:
    is_public = os.environ.get("DJANGO_SETTINGS_MODULE", "").endswith(".production")
    is_off = os.environ.get("DEBUG", "").strip().lower() in {"0", "no", "false", "off"}
    return not is_public and not is_off


def do_step(title: str, command: list[str], environment: dict[str, str]) -> None:
    """Runs one command and shows on one line that it is at work; what it prints is shown only when it fails."""
    started = time.monotonic()
    step = Child(title, command)
    step.start(environment)
    last = ""
    if not sys.stdout.isatty():
        say(f"{title} …")
    try:
        while step.process.poll() is None:
            time.sleep(0.2)
            latest = step.output[-1].strip()[:60] if step.output else ""
            if sys.stdout.isatty() and latest != last:
                last = latest
                print(f"\r\033[K{title} … {time.monotonic() - started:3.0f} s  {latest}", end="", flush=True)
    except KeyboardInterrupt:
        step.kill()
        raise
    step.reader.join()
    print("\r\033[K" if sys.stdout.isatty() else "", end="")
    if step.process.returncode:
        raise StartError("".join(step.output[-40:]).strip() or f"{title} failed without a word.")
    say(f"{title}: done in {time.monotonic() - started:.0f} s.")


# --- Children ------------------------------------------------------------------------------------------------------


def _end_with_parent(parent: int, libc: ctypes.CDLL | None) -> None:
    """Runs in the child before its program: should the supervisor be killed, Linux ends the child too."""
    if libc is not None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)


def _c_library() -> ctypes.CDLL | None:
    return ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass
class Child:
    """A program in a session of its own, so that Ctrl-C reaches it through us and its whole group can be ended."""

    name: str
    command: list[str]
    output: list[str] = field(default_factory=list)
    is_quiet: bool = True
    # Asked again after each start until it is true once.
    is_well: Callable[[], bool] = lambda: True
    was_well: bool = False
    started_at: float = 0
    pause: float = FIRST_PAUSE_SECONDS
    start_at: float | None = None

    def start(self, environment: dict[str, str]) -> None:
        parent, libc = os.getpid(), _c_library()
        self.output.clear()
        self.start_at = None
        self.was_well = False
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
            preexec_fn=lambda: _end_with_parent(parent, libc),
        )
        self.reader = threading.Thread(target=self._read, args=(self.process.stdout,), daemon=True)
        self.reader.start()

    def _read(self, lines: IO[str]) -> None:
        with lines:
            for line in lines:
                self.output.append(line)
                del self.output[:-200]
                if not self.is_quiet:
                    sys.stdout.write(line)
                    sys.stdout.flush()

    def speak(self) -> None:
        """Shows what was held back while it was not known whether the start succeeds, and from now on all of it."""
        self.is_quiet = False
        sys.stdout.write("".join(self.output))
        sys.stdout.flush()

    def is_running(self) -> bool:
        return self.process.poll() is None

    def terminate(self) -> None:
        """Asks it to end. A web server that is still starting does not listen to that, and has nothing to finish."""
        if not self.was_well:
            self.kill()
            return
        with contextlib.suppress(ProcessLookupError):
            self.process.terminate()

    def kill(self) -> None:
        """Ends the whole group, also what outlived its leader."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.reader.join(timeout=1)


@dataclass
class Supervisor:
    """Restarts children that end by themselves and ends all of them together."""

    environment: dict[str, str]
    children: list[Child] = field(default_factory=list)
    signals: int = 0

    def on_signal(self, _number: int, _frame: object) -> None:
        self.signals += 1

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        before = {number: signal.signal(number, self.on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def start(self, child: Child) -> None:
        child.start(self.environment)
        self.children.append(child)

    def look_after(self) -> None:
        """Restarts what has ended, each time after a longer pause."""
        now = time.monotonic()
        for child in self.children:
            if child.is_running():
                child.was_well = child.was_well or child.is_well()
            elif child.start_at is None:
                child.kill()
                if now - child.started_at > WELL_AFTER_SECONDS:
                    child.pause = FIRST_PAUSE_SECONDS
                child.start_at = now + child.pause
                say(f"The {child.name} has ended; it is started again in {child.pause:.0f} s.")
                child.pause = min(child.pause * 2, LONGEST_PAUSE_SECONDS)
            elif now >= child.start_at:
                child.start(self.environment)

    def run(self) -> None:
        while not self.signals:
            self.look_after()
            time.sleep(0.2)

    def stop(self) -> None:
        """Asks all to end, waits 15 s, then ends them; a second Ctrl-C ends them at once."""
        asked = self.signals
        for child in self.children:
            child.terminate()
        until = time.monotonic() + STOP_SECONDS
        while any(child.is_running() for child in self.children):
            if time.monotonic() > until or self.signals > asked:
                break
            time.sleep(0.1)
        for child in self.children:
            child.kill()


# --- The site ------------------------------------------------------------------------------------------------------


def web_server(address: Address) -> Child:
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "jadro.wsgi:application"]
    command += ["--host", address.host, "--port", str(address.port), "--no-ws", "--log-level", "warning"]
    # Threads mostly wait for SQLite, which writes one at a time: more of them would only hold memory.
    # A thread that ends leaves its database connection behind for a while, so they are kept.
    command += ["--workers", "1", "--blocking-threads", "3", "--blocking-threads-idle-timeout", "600"]
    # A process that is still loading when it is told to stop would never do so.
    command += ["--workers-kill-timeout", "10"]
    return Child("web server", command, is_well=lambda: answers(address))


def worker() -> Child:
    # Celery warns of a worker run by root because of pickled tasks; ours are JSON.
    command = [sys.executable, "-W", "ignore:You're running the worker with superuser privileges", "-m", "celery"]
    command += ["--quiet", "-A", "jadro", "worker", "-P", "threads", "-c", "2", "--clock"]
    command += ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING"]
    return Child("background worker", command, is_quiet=False)


def answers(address: Address) -> bool:
    connection = http.client.HTTPConnection(address.reached_at, address.port, timeout=1)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def wait_until_well(supervisor: Supervisor, web: Child) -> None:
    until = time.monotonic() + START_SECONDS
    while not supervisor.signals and not web.was_well:
        if not web.is_running() or time.monotonic() > until:
            raise StartError(why_it_failed(web, supervisor.environment))
        time.sleep(0.1)
        web.was_well = web.is_well()


def why_it_failed(web: Child, environment: dict[str, str]) -> str:
    """A wrong setting is said in one sentence by manage.py; for all else the last words of the server are shown."""
    question = subprocess.run(
        [*MANAGE, "check"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if question.returncode and "Traceback" not in question.stderr:
        return question.stderr.strip()
    return "The web server does not start. Its last words:\n" + "".join(web.output[-30:]).rstrip()


def announce(address: Address, seconds: float) -> None:
    say(f"\nJADRO is at {address}/  (ready after {seconds:.0f} s; stop it with Ctrl-C)")
    if wants_demo():
        people = ", ".join(f"{name}@example.org" for name in PROMISED_SIGN_INS)
        say(f"Demo sign-ins: {people}; password {SIGN_IN_PASSWORD}")
    say("")


def main() -> int:
    started = time.monotonic()
    try:
        check_programs()
        address = read_address(dict(os.environ))
        check_address(address)
        environment = child_environment(address)
        prepare(data_folder(), environment)
    except StartError as reason:
        say(str(reason))
        return 1
    except KeyboardInterrupt:
        return 130

    supervisor = Supervisor(environment)
    with supervisor.listening():
        try:
            web = web_server(address)
            supervisor.start(web)
            wait_until_well(supervisor, web)
            if not supervisor.signals:
                web.speak()
                announce(address, time.monotonic() - started)
                supervisor.start(worker())
                supervisor.run()
                say("Stopping …")
        except StartError as reason:
            say(str(reason))
            return 1
        finally:
            supervisor.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
