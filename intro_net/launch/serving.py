"""`run.py` itself: from whatever there is to a page that answers, and on until Ctrl-C."""

import argparse
import http.client
import signal
import socket
import time
from contextlib import closing

from intro_net.launch import announcing, disk, packages, starting_over
from intro_net.launch.children import Terminated, run
from intro_net.launch.lock import only_one_running
from intro_net.launch.places import MANAGE, PYTHON, data_dir, environment, log, shown
from intro_net.launch.processes import NAMES, check, start_line
from intro_net.launch.progress import Progress
from intro_net.launch.supervisor import Child, Supervisor
from intro_net.launch.trouble import Trouble

PATIENCE = 60.0  # seconds until we say that the page does not answer
HEAD_START = 1.5  # seconds for the web server, which comes first in the list: somebody waits for the page


def serve(options: argparse.Namespace) -> int:
    progress = Progress()
    with only_one_running():
        _free(options.port)
        if options.fresh:
            starting_over.remove(progress)
        disk.need(disk.FOR_DATA, data_dir(), "the data")
        packages.ready(packages.RUN, progress)
        surroundings = environment(PORT=str(options.port), BIND=f"127.0.0.1:{options.port}")
        check(surroundings, data_dir())
        progress.step("Looking after the database")
        command = [str(PYTHON), str(MANAGE), "prepare", *([] if options.demo else ["--no-demo"])]
        if code := run(command, surroundings):
            return code  # it has said why
        _supervise(options.port, surroundings, progress)
    return 0


def _free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise Trouble(
                f"Port {port} cannot be used ({error.strerror}). Stop what uses it, or choose another one: "
                f"python3 run.py --port {port + 1}"
            ) from None


def _supervise(port: int, surroundings: dict[str, str], progress: Progress) -> None:
    children = [Child(name, start_line(name, str(PYTHON)), log(name)) for name in NAMES]
    for child in children[1:]:
        child.due = time.monotonic() + HEAD_START
    supervisor = Supervisor(children, surroundings, progress.step)
    progress.step(f"Starting {', '.join(child.name for child in children)}")
    try:
        _wait_for_the_page(port, supervisor, progress)
        while True:
            supervisor.look(time.monotonic())
            time.sleep(0.2)
    except KeyboardInterrupt as stop:
        progress.clear()
        print(f"\nStopping{' (asked by a signal)' if isinstance(stop, Terminated) else ''} …", flush=True)
    finally:
        supervisor.stop()
    print("Everything has stopped.")


def _wait_for_the_page(port: int, supervisor: Supervisor, progress: Progress) -> None:
    complain_at = time.monotonic() + PATIENCE
    while (status := _status(port)) is None:
        supervisor.look(time.monotonic())
        progress.turn("waiting for the page")
        if time.monotonic() > complain_at:
            progress.step(f"The page does not answer yet. {shown(log('web'))} may say why.")
            complain_at += PATIENCE
        time.sleep(0.1)
    progress.clear()
    if status >= http.client.INTERNAL_SERVER_ERROR:
        progress.step(f"The page answers with an error ({status}). {shown(log('web'))} says why.")
    announcing.announce(port, progress)


def _status(port: int) -> int | None:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        try:
            connection.request("GET", "/")
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None


def on_signals() -> None:
    """TERM and the terminal's going stop us as Ctrl-C does; so does INT where a shell started us with it ignored."""

    def terminate(number: int, frame: object) -> None:
        raise Terminated

    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, terminate)
