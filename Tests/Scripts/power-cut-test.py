#!/usr/bin/python3
"""Cuts the power of a disk again and again, in the midst of the load, and checks each time that nothing that was accepted is lost.

usage: power-cut-test.py HOOKME PROBE [CUTS [SEED]]

Needs root and python3-fusepy (Debian); skipped, and said to be, without. CUTS is 100 unless it is given.

A daemon runs on an ext4 on a disk that faults/volatile_disk.py plays. While clients post tasks and jobs are delivered, the disk's power
is cut at a random moment or in the place of a sync, and the daemon killed. What was not synced is lost, or partly there, sector by
sector. Then the disk is on again, the kernel mounts it (its journal is replayed), a copy of the database is compared with what clients
were promised, and the next daemon goes on from the database itself: the same one through all cuts, on a file system that was never
unmounted in order.

What is real: hookme, SQLite, ext4 and its journal, the kernel's page cache, block layer and loop device. What is played: the disk, which
keeps what was synced, and of the rest any part in any order, down to sectors of 512 bytes. What is not tried: a disk that says that it has
synced what it has not, one that damages what lay there before, a cut that also changes memory, and other file systems.
"""
import os
import random
import re
import shutil
import sys
import time

from faults.checks import GivenUp, Skipped, check, failures, tell
from faults.power import PoweredDisk, moment
from faults.world import LEFT, World, missing, query

FILES = ("", "-wal")
MEGABYTES = 512


def main(hookme, probe, cuts, seed):
    if os.geteuid() != 0:
        print("make power-cut-test needs root, to mount disks: skipped")
        return 0
    print(f"{cuts} power cuts, seed {seed}", flush=True)
    with World(hookme, probe) as world:
        try:
            disk = PoweredDisk(world.folder, MEGABYTES, seed)
        except Skipped as reason:
            print(f"skipped: {reason}")
            return 0
        try:
            run(world, disk, cuts, random.Random(seed))
        except GivenUp as reason:
            check(str(reason), False)
        finally:
            for daemon in world.daemons:
                daemon.kill()
            disk.close()
    print(f"{len(failures)} of the checks failed" if failures else "every check holds")
    return 1 if failures else 0


def run(world, disk, cuts, chance):
    database = os.path.join(disk.path, "hookme.db")
    begin, lossy, interrupted, lost_tasks, faults = time.monotonic(), 0, 0, set(), []
    for cut in range(1, cuts + 1):
        daemon = world.daemon(database)
        with world.clients.load(daemon.address, threads=8):
            time.sleep(moment(chance))
            disk.cut(chance)
            daemon.kill()
        disk.unmount()
        sectors = disk.last_cut()
        disk.turn("on")
        disk.mount()
        copy = copied(world, database)
        lost = missing(copy, dict(world.clients.accepted))
        faults += [line for line, in query(copy, "PRAGMA integrity_check(3)") if line != "ok"]
        lost_tasks.update(lost)
        lossy += sectors[0] > 0
        interrupted += query(copy, LEFT)[0][0] > 0
        if lost or cut % 10 == 0:
            tell(f"cut {cut}, after {time.monotonic() - begin:.0f} s: {len(world.clients.accepted)} accepted, {len(lost)} lost; "
                 f"{sectors[0]} of {sectors[1]} unsynced sectors lost")
    check(f"after each of {cuts} cuts every accepted task is in the database", not lost_tasks,
          f"{len(world.clients.accepted)} accepted, {len(lost_tasks)} lost")
    check(f"after each of {cuts} cuts integrity_check is ok", not faults, faults[:3])
    tell(f"{lossy} cuts lost sectors, after {interrupted} there were jobs to go on with")
    world.settle(world.daemon(database), 120)


def copied(world, database):
    """What the cut has left, for a look that changes nothing of it."""
    copy = world.path("copy.db")
    for end in (*FILES, "-shm"):
        if os.path.exists(copy + end):
            os.remove(copy + end)
    for end in FILES:
        if os.path.exists(database + end):
            shutil.copyfile(database + end, copy + end)
    return copy


if __name__ == "__main__":
    if not 3 <= len(sys.argv) <= 5 or len(sys.argv) > 3 and not re.fullmatch("[1-9][0-9]*", sys.argv[3]):
        sys.exit(__doc__)
    sys.exit(main(
        os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 100,
        sys.argv[4] if len(sys.argv) > 4 else str(random.randrange(1 << 32)),
    ))
