"""A disk of its own for a database, whose power can be cut. See volatile_disk.py for what that does."""
import os
import random
import subprocess
import sys
import time

from faults.checks import GivenUp, Skipped
from faults.daemon import wait_for
from faults.disk import make_ext4, run


class PoweredDisk:
    """Mounted at `path`. `close` ends it; what was written stays in an image in `folder`."""

    def __init__(self, folder, megabytes, seed):
        try:
            import fusepy  # noqa: F401
        except ImportError as error:
            raise Skipped("fusepy is missing (Debian: apt-get install python3-fusepy)") from error
        if not os.path.exists("/dev/fuse"):
            raise Skipped("the kernel has no FUSE here")
        self.image, self.front, self.path = (os.path.join(folder, name) for name in ("disk", "front", "mounted"))
        make_ext4(self.image, megabytes)
        os.mkdir(self.front)
        os.mkdir(self.path)
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "volatile_disk.py")
        self.process = subprocess.Popen([sys.executable, script, self.image, self.front, str(seed)])
        wait_for("the disk is there", lambda: os.path.exists(self.switch))
        self.mount()

    @property
    def switch(self):
        return os.path.join(self.front, "power")

    def mount(self):
        run("mount", "-o", "loop", os.path.join(self.front, "disk"), self.path)

    def unmount(self):
        run("umount", self.path)

    def turn(self, state):
        with open(self.switch, "w", encoding="ascii") as switch:
            switch.write(state)

    def cut(self, chance):
        """Now, or in the place of the next sync if one comes soon."""
        if chance.random() < 0.7:
            self.turn("failing")
            end = time.monotonic() + 0.5
            while self.state()[0] == "on" and time.monotonic() < end:
                time.sleep(0.005)
        if self.state()[0] == "on":
            self.turn("off")

    def last_cut(self):
        """How many sectors it lost, of how many that were not synced."""
        return tuple(int(number) for number in self.state()[1:])

    def state(self):
        with open(self.switch, encoding="ascii") as switch:
            return switch.read().split()

    def close(self):
        try:
            self.unmount()
        except GivenUp:
            pass
        run("umount", self.front)
        self.process.wait(10)


def moment(chance: random.Random):
    """How many seconds of load there are before a cut: now and then the cut comes at the start."""
    return chance.choice([0, chance.uniform(0, 0.3), chance.uniform(0.3, 1.5)])
