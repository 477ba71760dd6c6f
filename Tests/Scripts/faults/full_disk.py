"""The disk is full while it runs and at its start, and has room again."""
import os
import time

from faults.checks import check, tell
from faults.daemon import Daemon, wait_for


def run(new_world):
    with new_world() as world:
        disk = world.disk(24)
        daemon = world.daemon(disk.database)
        ballast = os.path.join(disk.path, "ballast")
        with world.clients.load(daemon.address):
            time.sleep(1)
            before = len(world.clients.accepted)
            fill(ballast)
            wait_for("a client hears of it", lambda: any("the disk is full" in words for words in world.clients.refused))
            time.sleep(1)
            answers = []
            # The next one may find room in the log, where that has begun anew.
            wait_for("it is not ready", lambda: answers.append(daemon.get("/readyz")) or answers[-1][0] == 503)
            check("it is not ready and says why", "the disk is full" in answers[-1][1], answers[-1])
            check("it stays up", daemon.process.poll() is None)
            check("it is in the metrics", daemon.metric('hookme_store_failures_total{error="full"}') > 0)
            check("doctor tells it", any("0 bytes free" in line for line in daemon.doctor("disk")), daemon.doctor("disk", "daemon"))
            tell("log: " + "; ".join(daemon.words()))
            os.remove(ballast)
            wait_for("it is ready again by itself", lambda: daemon.get("/readyz")[0] == 200, 10)
            resumed = len(world.clients.accepted)
            wait_for("tasks are accepted again", lambda: len(world.clients.accepted) > resumed + 20)
        tell(f"accepted {before} before it; refused: {dict(world.clients.refused)}")
        world.settle(daemon)

        daemon.kill()
        fill(ballast)
        daemon = Daemon(world, disk.database)
        code, words = daemon.end(), " ".join(daemon.words())
        # What it writes may have room in the log that was left, where that begins anew: then it is ready.
        check("a start on a full disk ends with a clear message, or is ready",
              daemon.is_ready() if code is None else code in (73, 74) and "full" in words, f"{code}: {words}")
        daemon.kill()
        os.remove(ballast)
        world.settle(world.daemon(disk.database))


def fill(path):
    with open(path, "wb", buffering=0) as ballast:
        for size in (1 << 20, 4096, 1):
            try:
                while ballast.write(bytes(size)) == size:
                    pass
            except OSError:
                pass
