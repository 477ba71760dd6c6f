"""The disk answers EIO to a sync, to a write, to a read of the database: at the first, the second, the third … one.

strace puts the error in the place of the system call, which is not done.
"""
import contextlib
import os
import signal
import subprocess
import time

from faults.checks import check, need, tell
from faults.daemon import wait_for

CALLS = {"sync": "fsync,fdatasync", "write": "pwrite64,write", "read": "pread64,read"}


def run(new_world):
    need(strace="strace")
    for kind, calls in CALLS.items():
        for count in (1, 2, 3, 7):
            with new_world() as world:
                fail(world, kind, calls, count)


def fail(world, kind, calls, count):
    daemon = world.daemon()
    with world.clients.load(daemon.address, pause=0.01):
        wait_for("some tasks are accepted", lambda: len(world.clients.accepted) > 20)
        with errors(daemon, calls, count):
            if kind == "read":
                # Reads of its own are answered from memory. Somebody asks for what is not there.
                for number in range(1, 20):
                    daemon.get(f"/tasks/{number}")
                    daemon.get("/tasks?limit=100")
            code = daemon.end(10)
        time.sleep(0.2)
    name = f"EIO at {kind} {count}"
    words = " ".join(words for words in daemon.words(["end"]) if "strace" not in words)
    if code is None:
        check(f"{name}: it goes on, as the error was not one of what is kept", daemon.get("/readyz")[0] == 200, daemon.words())
        world.settle(daemon)
        return
    check(f"{name}: it ends with 74 and says why", code == 74 and "cannot be relied on" in words, f"{code}: {words}")
    tell(f"clients: {dict(world.clients.refused)}")
    world.settle(world.daemon())


@contextlib.contextmanager
def errors(daemon, calls, count):
    """From the `count`-th on each of the calls on the database's files fails, for as long as the block runs."""
    paths = [argument for end in ("", "-wal") for argument in ("-P", daemon.database + end)]
    tracer = subprocess.Popen(
        ["strace", "-f", "-qq", "-o", os.devnull, *paths, "-e", f"inject={calls}:error=EIO:when={count}+", "-p", str(daemon.pid)]
    )
    try:
        yield
    finally:
        tracer.send_signal(signal.SIGINT)
        tracer.wait()
