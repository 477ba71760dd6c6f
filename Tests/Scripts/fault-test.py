#!/usr/bin/python3
"""Does one fault after another to a running hookme, and checks that nothing that it accepted is lost.

usage: fault-test.py HOOKME PROBE [FAULT…]

FAULT names a file under faults/, each of which says what it does; all of them unless it is given. Needs root, and the Debian packages
that a fault asks for; without them it is skipped, and said to be. Prints each check, and exits with 1 when one fails.
"""
import importlib
import os
import signal
import sys
import time

from faults.checks import GivenUp, Skipped, check, failures
from faults.world import World

FAULTS = [
    "full_disk", "no_inodes", "io_error", "read_only", "torn_log", "damaged_page", "newer_schema", "taken_file", "no_descriptors",
    "wall_clock", "daylight_saving", "sleep", "held_lock", "long_read",
]


def main(hookme, probe, names):
    unknown = [name for name in names if name not in FAULTS]
    if unknown:
        print(f"there is no fault {', '.join(unknown)}: choose from {' '.join(FAULTS)}", file=sys.stderr)
        return 64
    if os.geteuid() != 0:
        print("make fault-test needs root, to mount disks: skipped")
        return 0
    # So that all that was started is ended, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))
    for name in names or FAULTS:
        fault = importlib.import_module(f"faults.{name}")
        print(f"\n{name}: {fault.__doc__.splitlines()[0]}", flush=True)
        begin = time.monotonic()
        try:
            fault.run(lambda: World(hookme, probe))
        except GivenUp as reason:
            check(str(reason), False)
        except Skipped as reason:
            print(f"skipped: {reason}")
        print(f"        {time.monotonic() - begin:.0f} s", flush=True)
    print(f"\n{len(failures)} of the checks failed" if failures else "\nevery check holds")
    return 1 if failures else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(*(os.path.abspath(path) for path in sys.argv[1:3]), sys.argv[3:]))
