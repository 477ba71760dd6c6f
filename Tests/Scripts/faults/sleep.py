"""The machine sleeps for two hours: no time passes for the process, and the wall clock is later afterwards.

The process is stopped (SIGSTOP) and its wall clock set forward, while its monotonic clock goes on as if nothing had been.
"""
import signal
import time

from faults.checks import check, tell
from faults.clock import Clock
from faults.daemon import wait_for

HOURS = 2


def run(new_world):
    with new_world() as world:
        clock = Clock(world.folder)
        daemon = world.daemon(**clock.keys, SHUTDOWN_GRACE=5000)
        later = world.later(daemon, 3600)
        world.receiver.pause = 0.5
        with world.clients.load(daemon.address, pause=0.05):
            time.sleep(1)
            daemon.process.send_signal(signal.SIGSTOP)
            clock.set(HOURS * 3600)
            time.sleep(2)
            daemon.process.send_signal(signal.SIGCONT)
            begin = time.monotonic()
            wait_for("what was due meanwhile is run", lambda: world.state(daemon, later) == "completed", 20)
            check("what became due in its sleep is run when it wakes", time.monotonic() - begin < 10,
                  f"after {time.monotonic() - begin:.1f} s")
            time.sleep(1)
        world.receiver.pause = 0
        tell(f"log: {'; '.join(daemon.words())}; clients: {dict(world.clients.refused)}")
        world.settle(daemon)
        attempts = world.query(daemon, "SELECT count(*), max(duration_ms) FROM attempts WHERE result <> 'completed'")[0]
        tell(f"attempts that did not complete: {attempts}")
