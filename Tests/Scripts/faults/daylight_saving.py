"""The machine's time zone goes back an hour, and forward, while jobs wait: what is 02:30 comes twice, or never."""
import calendar
import time

from faults.checks import check
from faults.clock import Clock

# In Berlin, UTC: each leap at 01:00.
LEAPS = {"back": (2026, 10, 25, 0, 59, 57), "forward": (2027, 3, 28, 0, 59, 57)}


def run(new_world):
    for name, moment in LEAPS.items():
        with new_world() as world:
            clock = Clock(world.folder)
            clock.set(int(calendar.timegm(moment) - time.time()))
            daemon = world.daemon(**clock.keys, TZ="Europe/Berlin", COMPLETED_RETENTION=-1, SCHEDULE_INTERVAL=4000)
            begin = time.monotonic()
            with world.clients.load(daemon.address, pause=0.1):
                time.sleep(6)
            world.settle(daemon)
            waits = world.query(daemon, "SELECT min(run_at_ms - created_at_ms), max(run_at_ms - created_at_ms) FROM jobs")[0]
            check(f"{name}: every task is due after its interval", waits == (4000, 4000), waits)
            late = world.query(daemon, "SELECT max(finished_at_ms - run_at_ms) FROM jobs")[0][0]
            check(f"{name}: and is run then", 0 <= late < 10_000, f"the latest after {late} ms")
            hours = {line["time"][11:13] for line in daemon.lines() if "time" in line}
            check(f"{name}: the log is in UTC", hours == {"00", "01"}, f"{sorted(hours)}, after {time.monotonic() - begin:.0f} s")
