"""A wall clock for one daemon that can be set while it runs."""
import os
import subprocess
import time

from faults.checks import need


class Clock:
    """The machine's, and so many seconds. What counts intervals, the monotonic clock, goes on as it is."""

    def __init__(self, folder):
        need(cc="gcc")
        library, self.file = os.path.join(folder, "wall_clock.so"), os.path.join(folder, "clock")
        source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "wall_clock.c")
        subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", library, source], check=True)
        self.ahead = 0
        self.keys = {"LD_PRELOAD": library, "WALL_CLOCK": self.file}
        self.set(0)

    def set(self, seconds):
        """Sets it so many seconds ahead of the machine's, or behind."""
        self.ahead = seconds
        descriptor = os.open(self.file, os.O_WRONLY | os.O_CREAT, 0o600)
        os.pwrite(descriptor, (seconds * 1_000_000_000).to_bytes(8, "little", signed=True), 0)
        os.close(descriptor)

    def now_ms(self):
        return int((time.time() + self.ahead) * 1000)
