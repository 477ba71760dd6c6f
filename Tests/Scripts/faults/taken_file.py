"""The database's file is deleted, renamed or replaced under the running daemon, or its log, its index or its lock is.

Who still has the old file open could go on with it, and would promise what is gone at the next start.
"""
import glob
import os

from faults.checks import check, tell
from faults.daemon import wait_for
from faults.world import query


def run(new_world):
    for take in (delete, delete_log, delete_index, delete_lock, delete_all, rename, replace, overwrite):
        with new_world() as world:
            taken(world, take)


def taken(world, take):
    """Each `take` takes the files away, and says where all that was accepted has to be found afterwards."""
    name = take.__name__
    other = world.path("other.db")
    world.daemon(other).stop()
    daemon = world.daemon()
    with world.clients.load(daemon.address, pause=0.01):
        wait_for("some tasks are accepted", lambda: len(world.clients.accepted) > 50)
        before = len(world.clients.accepted)
        place = take(daemon.database, other)
        code = daemon.end(5)
    words = daemon.words(["end"])
    told = any("deleted, renamed or replaced" in line for line in words)
    check(f"{name}: it ends with 74 and says why", code == 74 and told, f"{code}: {words}")
    tell(f"clients: {before} accepted before, {len(world.clients.accepted) - before} more; {dict(world.clients.refused)}")
    daemon.kill()
    places = glob.glob(place)
    if len(places) != 1:
        lost = len(world.clients.accepted)
        return check(f"{name}: all that was accepted is in {os.path.basename(place)}", False, f"{lost} accepted, {lost} lost")
    if os.path.exists(daemon.database):
        world.daemon().stop()
        faults = query(daemon.database, "PRAGMA integrity_check(3)")
        check(f"{name}: what has the name now is whole, also after a start", faults == [("ok",)], faults)
    return world.settle(world.daemon(places[0]))


def delete(database, _other):
    os.remove(database)
    return database


def delete_log(database, _other):
    os.remove(database + "-wal")
    return database


def delete_index(database, _other):
    os.remove(database + "-shm")
    return database


def delete_lock(database, _other):
    os.remove(database + ".lock")
    return database


def delete_all(database, _other):
    for end in ("", "-wal", "-shm"):
        os.remove(database + end)
    return database


def rename(database, _other):
    renamed = database.replace("hookme.db", "renamed.db")
    os.rename(database, renamed)
    return renamed


def replace(database, other):
    os.rename(database, database + ".old")
    os.rename(other, database)
    return database + ".old"


def overwrite(database, other):
    os.rename(other, database)
    return database + ".saved-*"
