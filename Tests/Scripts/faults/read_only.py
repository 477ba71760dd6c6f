"""The kernel makes the file system read-only under the daemon, as it does after an error.

A sync that overlaps this returns 0 now and then, and what it should have synced is dropped with the aborted journal (seen with ext4 of
Linux 6.18: fdatasync() returned 0, 18 ms after the abort had begun and 7 ms before it was done). No program above can know of that. So what
was answered meanwhile is told apart: it may be gone; all that was answered before must be there.
"""
from faults.checks import check, tell
from faults.daemon import wait_for
from faults.disk import run as command
from faults.world import missing


def run(new_world):
    with new_world() as world:
        disk = world.disk(160)
        daemon = world.daemon(disk.database)
        with world.clients.load(daemon.address, pause=0.01):
            wait_for("some tasks are accepted", lambda: len(world.clients.accepted) > 50)
            before = dict(world.clients.accepted)
            command("mount", "-o", "remount,abort", disk.path)
            code = daemon.end()
        check("it ends with 74 and says why", code == 74, f"{code}: {daemon.words()}")
        tell(f"clients: {dict(world.clients.refused)}")
        code, words = world.refused_daemon(disk.database)
        check("a start on a read-only disk ends with a clear message", code == 73, f"{code}: {words}")
        check("doctor tells it", any("read-only" in line for line in daemon.doctor("disk")), daemon.doctor("disk"))
        disk.unmount()
        command("e2fsck", "-fp", disk.image, fine=(0, 1))
        disk.mount()
        daemon = world.daemon(disk.database)
        meanwhile = {id: task for id, task in world.clients.accepted.items() if id not in before}
        dropped = missing(disk.database, meanwhile)
        tell(f"{len(before)} tasks accepted before, and {len(meanwhile)} meanwhile, of which the kernel dropped {len(dropped)}")
        world.clients.accepted = before | {id: task for id, task in meanwhile.items() if task not in dropped}
        world.settle(daemon)
