"""The kernel makes the file system read-only under the daemon, as it does after an error."""
from faults.checks import check, tell
from faults.daemon import wait_for
from faults.disk import run as command


def run(new_world):
    with new_world() as world:
        disk = world.disk(160)
        daemon = world.daemon(disk.database)
        with world.clients.load(daemon.address, pause=0.01):
            wait_for("some tasks are accepted", lambda: len(world.clients.accepted) > 50)
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
        world.settle(world.daemon(disk.database))
