"""Another program reads in one transaction for minutes, so that the log cannot begin anew.

The hour of a forgotten prompt is scaled down: what counts is how much is written meanwhile, here more than the 64 MB to which the log is
cut back and the 128 MB from which doctor warns.
"""
import os
import sqlite3
import time

from faults.checks import check, tell
from faults.daemon import wait_for

LOG = 140 << 20


def run(new_world):
    with new_world() as world:
        # It looks every minute, or as often as it has something to prune.
        daemon = world.daemon(PAYLOAD_RETENTION=1000)
        log = daemon.database + "-wal"
        with world.clients.load(daemon.address, threads=16):
            wait_for("some tasks are accepted", lambda: len(world.clients.accepted) > 50)
            reader = sqlite3.connect(daemon.database, isolation_level=None)
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM jobs").fetchone()
            begin, before = time.monotonic(), len(world.clients.accepted)
            wait_for("the log is long", lambda: os.path.getsize(log) > LOG, 300)
            seconds, count = time.monotonic() - begin, len(world.clients.accepted) - before
            tell(f"{os.path.getsize(log) >> 20} MB of log after {seconds:.0f} s and {count} tasks")
            check("the metrics tell its length", daemon.metric("hookme_wal_bytes") > LOG)
            check("doctor tells it", any("log" in line for line in daemon.doctor("log")), daemon.doctor("log"))
            wait_for("the daemon's own log tells it", lambda: any("the log beside" in words for words in daemon.words()))
            tell("log: " + "; ".join(daemon.words()))
            reader.execute("COMMIT")
            reader.close()
            wait_for("the log is cut back", lambda: os.path.getsize(log) <= 64 << 20)
        check("the log is cut back by itself", os.path.getsize(log) <= 64 << 20, f"{os.path.getsize(log) >> 20} MB")
        check("nobody was refused", not world.clients.refused, dict(world.clients.refused))
        world.settle(daemon)
