import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from jadro.ops import supervisor
from jadro.ops.supervisor import Address, Child, StartError, Supervisor

ROOT = Path(__file__).resolve().parents[2]

# A child that notes each start of it, ends cleanly on TERM, and has a child of its own.
GOOD = """
import os, pathlib, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
with pathlib.Path(sys.argv[1]).open("a") as notes:
    notes.write(f"{os.getpid()} {grandchild.pid}\\n")
time.sleep(300)
"""
DEAF = GOOD.replace("lambda *_: sys.exit(0)", "signal.SIG_IGN")


def wait_for(condition, *, seconds=20.0) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until and not condition():
        time.sleep(0.05)
    return condition()


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def notes(tmp_path):
    return tmp_path / "notes"


def pids(notes: Path) -> list[int]:
    return [int(pid) for pid in notes.read_text().split()] if notes.exists() else []


# --- What is said before anything starts -----------------------------------------------------------------------------


@pytest.mark.parametrize("port", ["many", "0", "70000", "80.5", "-8000"])
def test_a_wrong_port_is_explained(port):
    with pytest.raises(StartError, match=r"^PORT is '.*': write a whole number from 1 to 65535\.$"):
        supervisor.read_address({"PORT": port})


def test_without_variables_it_serves_this_machine_at_8000():
    assert supervisor.read_address({}) == Address("127.0.0.1", 8000)


def test_a_taken_port_is_explained_with_another_one():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(StartError, match=rf"^Port {port} is taken by another program: .*PORT={port + 1}"):
            supervisor.check_address(Address("127.0.0.1", port))


@pytest.mark.parametrize("host", ["no such host", "203.0.113.7"])
def test_a_host_that_is_not_here_is_explained(host):
    with pytest.raises(StartError, match=rf"^HOST is '{host}', which is no address of this machine\.$"):
        supervisor.check_address(Address(host, 8765))


def test_a_missing_program_is_explained(monkeypatch):
    monkeypatch.setattr(supervisor.importlib.util, "find_spec", lambda name: None if name == "granian" else name)

    with pytest.raises(StartError, match=r"^The program granian is not installed: run `make setup`"):
        supervisor.check_programs()


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),  # noqa: S104
        ("::", "http://[::1]:8000"),
    ],
)
def test_the_address_can_be_typed_into_a_browser(host, address):
    assert str(Address(host, 8000)) == address


def test_children_learn_the_address_people_see(monkeypatch):
    monkeypatch.delenv("BASE_URL", raising=False)
    monkeypatch.delenv("ALLOWED_HOSTS", raising=False)

    here = supervisor.child_environment(Address("192.0.2.5", 8001))
    everywhere = supervisor.child_environment(Address("0.0.0.0", 8001))  # noqa: S104

    assert here["BASE_URL"] == "http://192.0.2.5:8001"
    assert "192.0.2.5" in here["ALLOWED_HOSTS"].split(",")
    assert everywhere["ALLOWED_HOSTS"] == "*"


def test_an_address_that_is_given_is_kept(monkeypatch):
    monkeypatch.setenv("BASE_URL", "https://example.org")
    monkeypatch.setenv("ALLOWED_HOSTS", "example.org")

    given = supervisor.child_environment(Address("0.0.0.0", 8001))  # noqa: S104

    assert (given["BASE_URL"], given["ALLOWED_HOSTS"]) == ("https://example.org", "example.org")


# --- Prepare once ----------------------------------------------------------------------------------------------------


@pytest.fixture
def steps(monkeypatch) -> list[str]:
    done: list[str] = []
    monkeypatch.setattr(supervisor, "do_step", lambda title, command, environment: done.append(command[-1]))
    for name in ("DATABASE_URL", "DEBUG"):
        monkeypatch.delenv(name, raising=False)
    return done


@pytest.mark.long
def test_a_database_is_prepared_once(steps, tmp_path):
    supervisor.prepare(tmp_path, {})
    (tmp_path / "jadro.sqlite3").write_text("")
    supervisor.prepare(tmp_path, {})

    assert steps == ["migrate", "load_demo"]


def test_a_database_that_is_gone_is_prepared_again(steps, tmp_path):
    supervisor.prepare(tmp_path, {})
    supervisor.prepare(tmp_path, {})

    assert steps == ["migrate", "load_demo"] * 2


def test_new_migrations_are_run(steps, tmp_path, monkeypatch):
    (tmp_path / "jadro.sqlite3").write_text("")
    supervisor.prepare(tmp_path, {})
    monkeypatch.setattr(supervisor, "prepared_state", lambda: "another")
    supervisor.prepare(tmp_path, {})

    assert steps == ["migrate", "load_demo"] * 2


@pytest.mark.long
def test_a_database_server_is_asked_every_time(steps, tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://127.0.0.1/jadro")
    supervisor.prepare(tmp_path, {})
    supervisor.prepare(tmp_path, {})

    assert steps == ["migrate", "load_demo"] * 2


def test_no_demo_where_debug_is_off(steps, tmp_path, monkeypatch):
    monkeypatch.setenv("DEBUG", "no")
    supervisor.prepare(tmp_path, {})

    assert steps == ["migrate"]


def test_a_step_that_fails_is_told_in_its_own_words(tmp_path):
    command = [sys.executable, "-c", "import sys; sys.exit('PORT is wrong: write a number.')"]

    with pytest.raises(StartError, match=r"^PORT is wrong: write a number\.$"):
        supervisor.do_step("Preparing", command, dict(os.environ))


# --- Children --------------------------------------------------------------------------------------------------------


@pytest.fixture
def family():
    running = Supervisor(dict(os.environ))
    yield running
    for child in running.children:
        child.kill()


def child(program: str, notes: Path) -> Child:
    return Child("dummy", [sys.executable, "-c", program, str(notes)])


@pytest.mark.slow
def test_a_dead_child_is_started_again_and_said_so_once(family, notes, capsys, monkeypatch):
    monkeypatch.setattr(supervisor, "FIRST_PAUSE_SECONDS", 0.1)
    family.start(child(GOOD, notes))
    assert wait_for(lambda: len(pids(notes)) == 2)
    leader, grandchild = pids(notes)

    os.kill(leader, signal.SIGKILL)
    assert wait_for(lambda: family.look_after() or len(pids(notes)) == 4)

    assert wait_for(lambda: not is_alive(grandchild))
    assert capsys.readouterr().out.count("The dummy has ended") == 1


def test_the_pause_before_a_new_start_grows(family, capsys):
    family.start(Child("dummy", [sys.executable, "-c", "raise SystemExit(1)"]))
    restless = family.children[0]
    pauses = []

    for _end in range(3):
        restless.process.wait()
        restless.start_at = None
        family.look_after()
        pauses.append(round(restless.start_at - time.monotonic()))

    assert pauses == [1, 2, 4]


def test_the_pause_is_the_shortest_again_after_eleven_seconds_of_work(family, capsys):
    family.start(Child("dummy", [sys.executable, "-c", "raise SystemExit(1)"], pause=16))
    steady = family.children[0]
    steady.process.wait()
    steady.started_at -= 11

    family.look_after()

    assert round(steady.start_at - time.monotonic()) == 1


@pytest.mark.slow
def test_stop_ends_all_and_their_children(family, notes):
    for _number in range(2):
        family.start(child(GOOD, notes))
    assert wait_for(lambda: len(pids(notes)) == 4)
    family.look_after()

    family.stop()

    assert wait_for(lambda: not any(is_alive(pid) for pid in pids(notes)))


@pytest.mark.slow
def test_a_child_that_does_not_listen_is_killed(family, notes, monkeypatch):
    monkeypatch.setattr(supervisor, "STOP_SECONDS", 0.5)
    family.start(child(DEAF, notes))
    assert wait_for(lambda: len(pids(notes)) == 2)
    family.look_after()
    started = time.monotonic()

    family.stop()

    assert 0.4 < time.monotonic() - started < 5
    assert wait_for(lambda: not any(is_alive(pid) for pid in pids(notes)))


@pytest.mark.slow
def test_a_second_press_of_ctrl_c_hurries(family, notes):
    family.start(child(DEAF, notes))
    assert wait_for(lambda: len(pids(notes)) == 2)
    family.look_after()
    started = time.monotonic()

    with family.listening():
        os.kill(os.getpid(), signal.SIGINT)
        signal.signal(signal.SIGALRM, family.on_signal)
        signal.setitimer(signal.ITIMER_REAL, 0.5)
        family.run()
        family.stop()

    assert time.monotonic() - started < 5
    assert wait_for(lambda: not any(is_alive(pid) for pid in pids(notes)))


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_children_end_when_the_supervisor_is_killed(notes):
    program = (
        "import os, sys; from jadro.ops.supervisor import Child, Supervisor;"
        "family = Supervisor(dict(os.environ)); family.start(Child('dummy', [sys.executable, '-c', *sys.argv[1:]]));"
        "family.run()"
    )
    killed = subprocess.Popen([sys.executable, "-c", program, GOOD, str(notes)], cwd=ROOT / "site")
    assert wait_for(lambda: len(pids(notes)) == 2)
    leader, grandchild = pids(notes)

    killed.kill()
    killed.wait()

    try:
        assert wait_for(lambda: not is_alive(leader))
    finally:
        os.kill(grandchild, signal.SIGKILL)


# --- The whole start -------------------------------------------------------------------------------------------------


def start(tmp_path: Path, **variables: str) -> subprocess.Popen:
    script = str(ROOT / "site" / "jadro" / "ops" / "supervisor.py")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("TEST_")},
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "jadro.settings.dev",
        **variables,
    }
    return subprocess.Popen(
        [sys.executable, script], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def stamp_as_prepared(tmp_path: Path, monkeypatch) -> None:
    """An empty database that the start takes for a prepared one: serving /healthz needs no more."""
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "jadro.settings.dev")
    (tmp_path / "jadro.sqlite3").write_text("")
    (tmp_path / "prepared").write_text(supervisor.prepared_state(), encoding="utf-8")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.slow
def test_a_wrong_variable_is_one_sentence_also_on_a_prepared_machine(tmp_path, monkeypatch):
    stamp_as_prepared(tmp_path, monkeypatch)

    running = start(tmp_path, PORT=str(free_port()), CACHE_URL="memory")
    said, _nothing = running.communicate(timeout=60)

    assert running.returncode == 1
    assert said.startswith("CACHE_URL does not say what it is")
    assert said.count("\n") == 1


@pytest.mark.slow
def test_the_site_starts_outlives_its_server_and_stops(tmp_path, monkeypatch):
    stamp_as_prepared(tmp_path, monkeypatch)
    (tmp_path / "celerybeat-schedule").write_text("left by a machine that lost its power")
    address = Address("127.0.0.1", free_port())

    running = start(tmp_path, PORT=str(address.port))
    try:
        assert wait_for(lambda: supervisor.answers(address), seconds=90)
        server = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text().split()[0]
        os.kill(int(server), signal.SIGKILL)
        assert wait_for(lambda: not supervisor.answers(address))
        assert wait_for(lambda: supervisor.answers(address), seconds=90)
    finally:
        running.send_signal(signal.SIGTERM)
        said, _nothing = running.communicate(timeout=60)

    assert running.returncode == 0
    assert f"JADRO is at http://127.0.0.1:{address.port}/" in said
    assert "member@example.org" in said
    assert "The web server has ended; it is started again in 1 s." in said
    assert not supervisor.answers(address)
