"""No further file can be made where the database is, while it runs and at its start."""
import os
import time

from faults.checks import check, tell


def run(new_world):
    with new_world() as world:
        disk = world.disk(160, "-N", "32")
        daemon = world.daemon(disk.database)
        with world.clients.load(daemon.address):
            time.sleep(0.5)
            files = fill(disk.path)
            before = len(world.clients.accepted)
            time.sleep(1)
        check("a running daemon needs no further file", len(world.clients.accepted) > before, dict(world.clients.refused))
        check("doctor tells it", any("more files" in line for line in daemon.doctor()), daemon.doctor())
        world.settle(daemon)

        check("it stops in order", daemon.stop() == 0)
        fill(disk.path, files)
        code, words = world.refused_daemon(disk.database)
        check("a start without inodes ends with a clear message", code == 73 and "no more files" in words, f"{code}: {words}")
        tell("doctor: " + "; ".join(daemon.doctor()))
        for file in files:
            os.remove(file)
        world.settle(world.daemon(disk.database))


def fill(folder, files=None):
    """Makes empty files until there is no inode left."""
    files = [] if files is None else files
    while True:
        path = os.path.join(folder, f"empty-{len(files)}")
        try:
            with open(path, "xb"):
                files.append(path)
        except OSError:
            return files
