"""A page of the database is overwritten: of a stopped one, and under the running daemon.

SQLite has no sum for its pages: what it sees is a page whose structure is wrong. Nothing that is damaged is promised to be there; what is
checked is that the daemon says so rather than works on, and that both ways out which it names lead out.
"""
import os
import random
import shutil
import sqlite3
import subprocess
import time

from faults.checks import check, need, tell
from faults.clients import Clients
from faults.world import query

PAGE = 4096
FAILURES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "docs", "FAILURES.md")


def run(new_world):
    need(sqlite3="sqlite3")
    with new_world() as world:
        source = make_database(world)
        backup = world.path("backup.db")
        tell(world.daemons[0].command("backup", backup)[1])
        for name, number in pages(source).items():
            at_rest(world, source, name, number)
        restore(world, source, backup)
        for name in ("jobs_due", "attempts", "job_counts"):
            save(world, source, name)
    for name in ("jobs", "jobs_due", "attempts"):
        with new_world() as world:
            while_it_runs(world, name)


def make_database(world):
    daemon = world.daemon()
    with world.clients.load(daemon.address):
        time.sleep(3)
    world.settle(daemon)
    check("it stops in order", daemon.stop() == 0)
    return daemon.database


def pages(database):
    """A page of each kind, by its number: the first one, and the root of a table or an index."""
    roots = dict(query(database, "SELECT name, rootpage FROM sqlite_schema WHERE rootpage > 0"))
    return {"header": 1, **{name: roots[name] for name in ("jobs", "jobs_due", "jobs_live", "attempts", "job_counts", "payloads")}}


def damage(database, number):
    with open(database, "r+b") as file:
        file.seek((number - 1) * PAGE)
        file.write(random.Random(number).randbytes(PAGE))


def at_rest(world, source, name, number):
    path = world.path(f"{name}.db")
    shutil.copyfile(source, path)
    damage(path, number)
    daemon = world.unready_daemon(path)
    code = daemon.end(0.1)
    if code is None:
        # Not one of those that are asked for afterwards.
        Clients().post(daemon.address)
        daemon.get("/tasks?limit=100")
        code = daemon.end(3)
    words = " ".join(daemon.words(["end"]))
    doctor = daemon.doctor("database")
    seen = any(line.startswith("problem") for line in doctor)
    check(f"{name} at rest: it ends and says why, or doctor does", (code in (65, 74) and "hookme" in words) or (code is None and seen),
          f"{code}: {words}")
    tell("doctor: " + "; ".join(doctor)[:300])
    daemon.kill()


def restore(world, source, backup):
    path = world.path("restored.db")
    shutil.copyfile(source, path)
    damage(path, pages(source)["jobs"])
    daemon = world.unready_daemon(path)
    daemon.kill()
    code, words = daemon.command("restore", "--replace", backup)
    check("restore puts a backup in its place", code == 0, words.strip())
    world.settle(world.daemon(path))


def save(world, source, name):
    """As docs/FAILURES.md says, where there is no backup: the recipe is read there."""
    folder = world.path(f"without-{name}")
    os.mkdir(folder)
    path = os.path.join(folder, "hookme.db")
    shutil.copyfile(source, path)
    damage(path, pages(source)[name])
    with open(FAILURES, encoding="utf-8") as file:
        recipe = file.read().split("### A damaged file")[1].split("```sh\n")[1].split("```")[0]
    recipe = recipe.replace("/var/lib/hookme", folder).replace("hookme restore", f"{world.hookme} restore")
    environment = {**world.daemons[0].environment, "DATABASE_PATH": path}
    run = subprocess.run(["bash", "-c", recipe], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    check(f"without {name} the rest can be saved", run.returncode == 0, run.stdout.decode().strip().splitlines()[:1])
    daemon = world.unready_daemon(path)
    check("and a daemon goes on from it", daemon.is_ready() and Clients().post(daemon.address) == 202, daemon.words(["end"]))
    world.settle(daemon)
    daemon.stop()


def while_it_runs(world, name):
    daemon = world.daemon()
    with world.clients.load(daemon.address):
        time.sleep(1)
        # Everything is in the file, so that what is overwritten is not merely an older copy.
        sqlite3.connect(daemon.database).execute("PRAGMA wal_checkpoint(TRUNCATE)")
        damage(daemon.database, pages(daemon.database)[name])
        time.sleep(2)
        code = daemon.end(0.1)
        tell(f"{name} while it runs: " + "; ".join([f"{code}", *daemon.words()])[:600])
        tell(f"clients: {dict(world.clients.refused)}"[:400])
    if code is None:
        tell("doctor: " + "; ".join(daemon.doctor("database"))[:300])
        code = daemon.stop()
    faults = check_integrity(daemon.database)
    lives = world.unready_daemon(daemon.database)
    told = lives.end(0.1) in (65, 74) or any("problem" in line for line in lives.doctor("database"))
    check(f"{name} while it runs: it is told, or nothing is wrong in the end", code in (65, 74) or told or faults == ["ok"],
          f"{code}, {faults[:1]}")


def check_integrity(database):
    try:
        return [line for line, in query(database, "PRAGMA integrity_check(3)")]
    except sqlite3.DatabaseError as error:
        return [str(error)]
