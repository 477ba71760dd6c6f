"""The database was written by a newer hookme."""
import hashlib
import sqlite3
import time

from faults.checks import check


def run(new_world):
    with new_world() as world:
        daemon = world.daemon()
        with world.clients.load(daemon.address):
            time.sleep(0.5)
        check("it stops in order", daemon.stop() == 0)
        version = set_version(daemon.database, 99)
        before = digest(daemon.database)
        code, words = world.refused_daemon()
        check("it does not start, with 65 and a clear message", code == 65 and "newer hookme" in words, f"{code}: {words}")
        for command in (["jobs", "list"], ["migrate"], ["queue", "pause"]):
            code, words = daemon.command(*command)
            check(f"nor does hookme {' '.join(command)}", code == 65 and "newer hookme" in words, f"{code}: {words.strip()}")
        check("doctor tells it", any("newer hookme" in line for line in daemon.doctor("database")), daemon.doctor("database"))
        check("nothing was changed", digest(daemon.database) == before)
        set_version(daemon.database, version)
        world.settle(world.daemon())


def set_version(database, version):
    """Returns the one that it had."""
    connection = sqlite3.connect(database)
    before = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()
    return before


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()
