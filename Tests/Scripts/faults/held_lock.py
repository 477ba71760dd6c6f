"""An operator's sqlite3 holds the write lock for 20 seconds."""
import sqlite3
import time

from faults.checks import check, tell
from faults.daemon import wait_for


def run(new_world):
    with new_world() as world:
        daemon = world.daemon()
        with world.clients.load(daemon.address):
            wait_for("some tasks are accepted", lambda: len(world.clients.accepted) > 50)
            operator = sqlite3.connect(daemon.database, isolation_level=None)
            operator.execute("BEGIN IMMEDIATE")
            begin = time.monotonic()
            time.sleep(13)
            status, text = daemon.get("/livez")
            check("it lives meanwhile", status == 200, f"{status} {text}")
            doctor = daemon.doctor("daemon")
            check("doctor tells it", any("it does not answer" in line or "holds the database's lock" in line for line in doctor), doctor)
            time.sleep(max(0, 20 - (time.monotonic() - begin)))
            before = len(world.clients.accepted)
            operator.execute("COMMIT")
            operator.close()
            wait_for("tasks are accepted again", lambda: len(world.clients.accepted) > before + 50, 5)
        refused = {words: count for words, count in world.clients.refused.items() if "holds the database's lock" in words}
        # After 10 s, or longer where the machine is busy; who has come late is served when the lock is free.
        check("who waited too long hears why, and when to come again", refused == dict(world.clients.refused),
              f"{dict(world.clients.refused)}, the slowest answer after {world.clients.slowest:.1f} s")
        check("it stays up", daemon.process.poll() is None)
        tell("log:\n" + "\n".join(daemon.words()))
        world.settle(daemon)
