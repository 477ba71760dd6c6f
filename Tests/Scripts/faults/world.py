"""What stands around a daemon: GitHub, a receiver, clients; and the question whether what they were promised holds."""
import json
import os
import random
import shutil
import sqlite3
import subprocess
import tempfile

from faults.checks import check
from faults.clients import Clients
from faults.daemon import Daemon, wait_for
from faults.disk import Disk
from faults.receiver import Receiver

LEFT = "SELECT count(*) FROM jobs WHERE finished_at_ms IS NULL"


class World:
    """One fault's: `with World(hookme, probe) as world`. All that it started is ended with it."""

    def __init__(self, hookme, probe):
        self.hookme, self.probe = hookme, probe
        self.folder = tempfile.mkdtemp(prefix="hookme-fault-")
        # One that nobody else on this machine uses: else, while the daemon is down, another's may get its port, and its clients.
        self.host = f"127.{random.randint(1, 254)}.{random.randint(1, 254)}.{random.randint(1, 254)}"
        self.clients, self.receiver = Clients(), Receiver(self.host)
        self.daemons, self.disks = [], []
        self.github = None

    def __enter__(self):
        self.github = subprocess.Popen([self.probe, "stand-ins"], stdout=subprocess.PIPE, text=True)
        self.api_url = json.loads(self.github.stdout.readline())["api_url"]
        return self

    def __exit__(self, *_):
        for daemon in self.daemons:
            daemon.kill()
        for disk in self.disks:
            disk.unmount()
        self.github.terminate()
        self.github.wait()
        self.receiver.close()
        shutil.rmtree(self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def disk(self, megabytes, *options):
        """A small one of its own, mounted."""
        disk = Disk(self.folder, megabytes, *options)
        self.disks.append(disk)
        return disk

    def daemon(self, database=None, runner=(), **keys):
        """One that is ready."""
        return Daemon(self, database or self.path("hookme.db"), runner, **keys).start()

    def unready_daemon(self, database):
        """One that is ready, or has ended already."""
        daemon = Daemon(self, database)
        wait_for("it is ready or ends", lambda: daemon.is_ready() or daemon.process.poll() is not None)
        return daemon

    def refused_daemon(self, database=None, **keys):
        """One that does not start: its exit code and what it says."""
        daemon = Daemon(self, database or self.path("hookme.db"), **keys)
        code = daemon.end()
        return code, " ".join(daemon.words())

    def query(self, daemon, sql):
        return query(daemon.database, sql)

    def state(self, daemon, job):
        return query(daemon.database, f"SELECT state FROM jobs WHERE id = {job}")[0][0]

    def later(self, daemon, seconds):
        """The id of a task that is to be run in so many seconds."""
        known = set(self.clients.accepted)
        self.clients.post(daemon.address, delay=seconds * 1000)
        return (set(self.clients.accepted) - known).pop()

    def settle(self, daemon, seconds=180):
        """Waits until every job is finished, and checks that nothing that was accepted is lost."""
        wait_for("all jobs are finished", lambda: query(daemon.database, LEFT) == [(0,)], seconds)
        self.check_rows(daemon.database)
        self.check_deliveries()

    def check_rows(self, database, when="afterwards"):
        """Every accepted task has its row, and SQLite finds no fault. Whoever has the database may go on with it meanwhile."""
        accepted = dict(self.clients.accepted)
        lost = missing(database, accepted)
        check(f"{when}: every accepted task is in the database", not lost, f"{len(accepted)} accepted, {len(lost)} lost")
        faults = query(database, "PRAGMA integrity_check(3)")
        check(f"{when}: integrity_check is ok", faults == [("ok",)], "" if faults == [("ok",)] else faults)

    def check_deliveries(self):
        accepted, delivered = self.clients.accepted.values(), self.receiver.deliveries
        undelivered = [repository for repository in accepted if repository not in delivered]
        check("every accepted task is delivered", not undelivered,
              f"{len(accepted)} accepted, {len(undelivered)} not delivered, {self.receiver.repeats()} repeats")
        check("a repeat has the id of the first", not self.receiver.mixed())


def query(database, sql):
    """Reads it as an operator's sqlite3 does."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def missing(database, accepted):
    """The tasks of which there is no row."""
    there = dict(query(database, "SELECT id, repository FROM jobs"))
    return [repository for id, repository in accepted.items() if there.get(id) != repository]
