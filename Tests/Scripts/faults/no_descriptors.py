"""More clients connect than the process may have files (RLIMIT_NOFILE), and the limit is lowered under the running daemon.

The first is what happens; the daemon leaves descriptors to itself. The second no program prepares for: Swift's libdispatch ends a process
in which it cannot open a file (SIGILL in `_dispatch_workq_monitor_pools`). Then nothing is lost, as after every crash.
"""
import os
import resource
import socket
import time

from faults.checks import check, tell
from faults.daemon import wait_for

LIMIT = 512
# What the daemon leaves to itself, and to whom it tells that it has no more.
RESERVE = 256 + 64
# More than all those for whom there is room.
ROOM = LIMIT - RESERVE + 20


def run(new_world):
    with new_world() as world:
        too_many_clients(world)
    with new_world() as world:
        lowered(world)


def too_many_clients(world):
    daemon = world.daemon(runner=["prlimit", f"--nofile={LIMIT}:{LIMIT}"])
    tell("log: " + "; ".join(daemon.words()))
    with world.clients.load(daemon.address, pause=0.02):
        wait_for("some tasks are accepted", lambda: len(world.clients.accepted) > 30)
        # Some say nothing, and make room; as many more have begun a request.
        others = [connect(daemon, b"") for _ in range(ROOM)]
        wait_for("a client finds room that those have who say nothing", lambda: world.clients.post(daemon.address) == 202, 10)
        others += [connect(daemon, b"POST /tasks HTTP/1.1\r\n") for _ in range(ROOM)]
        before, spent = len(world.clients.accepted), cpu_seconds(daemon)
        time.sleep(5)
        spent, files = cpu_seconds(daemon) - spent, open_files(daemon)
        check("it stays below its limit, and up", daemon.process.poll() is None and files < LIMIT, f"{files} of {LIMIT} files open")
        check("clients that are connected are served on", len(world.clients.accepted) > before + 50,
              f"{len(world.clients.accepted) - before} accepted in 5 s, with {spent:.1f} s of CPU; {dict(world.clients.refused)}")
        check("the health checks answer all the same", daemon.get("/readyz")[0] == 200, daemon.get("/readyz"))
        check("a new client hears why it has to wait", world.clients.post(daemon.address) == 503, dict(world.clients.refused))
        for other in others:
            other.close()
        wait_for("a new client is served", lambda: world.clients.post(daemon.address) == 202, 10)
    world.settle(daemon)
    states = dict(world.query(daemon, "SELECT state, count(*) FROM jobs GROUP BY state"))
    check("no job was given up", set(states) == {"completed"}, states)


def lowered(world):
    daemon = world.daemon()
    with world.clients.load(daemon.address, pause=0.02):
        wait_for("some tasks are accepted", lambda: len(world.clients.accepted) > 30)
        hard = resource.prlimit(daemon.pid, resource.RLIMIT_NOFILE)[1]
        resource.prlimit(daemon.pid, resource.RLIMIT_NOFILE, (open_files(daemon), hard))
        code = daemon.end(5)
    tell(f"lowered to what is open: it ends with {code}; clients: {dict(world.clients.refused)}")
    tell("log: " + "; ".join(daemon.words())[:300])
    daemon.kill()
    world.settle(world.daemon())


def connect(daemon, beginning):
    host, port = daemon.address.split(":")
    client = socket.create_connection((host, int(port)), 5)
    client.sendall(beginning)
    return client


def open_files(daemon):
    return len(os.listdir(f"/proc/{daemon.pid}/fd"))


def cpu_seconds(daemon):
    with open(f"/proc/{daemon.pid}/stat", encoding="ascii") as stat:
        words = stat.read().rsplit(")", 1)[1].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")
