"""The write-ahead log is cut and garbled, at many offsets.

What lies behind the last commit was promised to nobody: there nothing is lost, whatever stands in it. What a tear takes of what was
synced is gone, which no database can help; what is left has to be a whole earlier state, and the daemon has to go on from it.
"""
import os
import random
import shutil

from faults.checks import check, tell
from faults.daemon import wait_for
from faults.world import missing, query

PLACES = 60
# Every so many of them a daemon starts with it, too.
DAEMONS = 10
FRAME, HEADER = 4096 + 24, 32


def run(new_world):
    with new_world() as world:
        chance = random.Random(9)
        source = make_log(world)
        end = os.path.getsize(source + "-wal")
        whole = len(world.clients.accepted)
        tell(f"{whole} tasks accepted, {end} bytes of log")

        for number in range(10):
            path = copy(world, source, f"behind-{number}")
            with open(path + "-wal", "ab") as log:
                log.write(chance.randbytes(chance.randrange(1, 3 * FRAME)))
            if lost := missing(path, world.clients.accepted):
                check(f"garbage {number} behind the last commit costs nothing", False, f"{len(lost)} lost")
        check("garbage behind the last commit costs nothing, 10 times", True)

        faults, broken, counts = [], [], []
        for number in range(PLACES):
            offset = end * number // PLACES + chance.randrange(FRAME) * (number % 3 > 0)
            path = copy(world, source, f"torn-{number}")
            tear(path + "-wal", offset, number % 2, chance)
            if number % DAEMONS == 0:
                world.daemon(path, SCHEDULE_INTERVAL=3_600_000).kill()
            faults += [line for line, in query(path, "PRAGMA integrity_check(3)") if line != "ok"]
            ids = [id for id, in query(path, "SELECT id FROM jobs ORDER BY id")] if offset > HEADER + 100 * FRAME else []
            counts.append(len(ids))
            # An id is given in the order of commits: a whole earlier state has the first of them, without a gap.
            broken += [number] if ids != list(range(1, len(ids) + 1)) else []
            for file in (path, path + "-wal", path + "-shm"):
                if os.path.exists(file):
                    os.remove(file)
        check(f"torn at {PLACES} offsets, integrity_check is ok each time", not faults, faults[:3])
        check("what is left is a whole earlier state each time", not broken, f"{min(counts)} to {max(counts)} of {whole} tasks")


def make_log(world):
    """A database of a killed daemon with a log that is not yet moved into it."""
    daemon = world.daemon(SCHEDULE_INTERVAL=3_600_000)
    with world.clients.load(daemon.address):
        wait_for("the log is long", lambda: os.path.getsize(daemon.database + "-wal") > 3_000_000)
    daemon.kill()
    return daemon.database


def copy(world, source, name):
    path = world.path(name + ".db")
    shutil.copyfile(source, path)
    shutil.copyfile(source + "-wal", path + "-wal")
    return path


def tear(log, offset, cut, chance):
    with open(log, "r+b") as file:
        if cut:
            file.truncate(offset)
        else:
            file.seek(offset)
            file.write(chance.randbytes(chance.randrange(1, 600)))
