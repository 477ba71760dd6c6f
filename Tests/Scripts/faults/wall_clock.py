"""The wall clock is set a year forward and an hour back, while it runs and across a restart."""
import time

from faults.checks import check, tell
from faults.clock import Clock
from faults.daemon import wait_for

HOUR, YEAR = 3600, 365 * 86400


def run(new_world):
    for name, seconds in {"a year forward": YEAR, "an hour back": -HOUR}.items():
        with new_world() as world:
            while_it_runs(world, name, seconds)
        with new_world() as world:
            across_a_restart(world, name, seconds)


def while_it_runs(world, name, seconds):
    clock = Clock(world.folder)
    # For ever: who sets the clock a year forward makes everything old.
    daemon = world.daemon(**clock.keys, COMPLETED_RETENTION=-1)
    check_clock(daemon, clock)
    later = world.later(daemon, 600)
    # Attempts are under way when it happens.
    world.receiver.pause = 1
    with world.clients.load(daemon.address, pause=0.05):
        time.sleep(2)
        clock.set(seconds)
        before = len(world.clients.accepted)
        time.sleep(2)
        check(f"{name} while it runs: tasks are accepted", len(world.clients.accepted) > before, dict(world.clients.refused))
    world.receiver.pause = 0
    finish(world, daemon, name, seconds, later, clock)


def across_a_restart(world, name, seconds):
    clock = Clock(world.folder)
    daemon = world.daemon(**clock.keys, COMPLETED_RETENTION=-1)
    later = world.later(daemon, 600)
    world.receiver.pause = 1
    with world.clients.load(daemon.address, pause=0.05):
        time.sleep(1)
    daemon.kill()
    clock.set(seconds)
    world.receiver.pause = 0
    daemon = world.daemon(**clock.keys, COMPLETED_RETENTION=-1)
    finish(world, daemon, name + " across a restart", seconds, later, clock)


def finish(world, daemon, name, seconds, later, clock):
    if seconds < 0:
        due = world.query(daemon, f"SELECT run_at_ms FROM jobs WHERE id = {later}")[0][0]
        check(f"{name}: a task that waits keeps its moment", HOUR < (due - clock.now_ms()) / 1000 < HOUR + 700,
              f"{(due - clock.now_ms()) / 1000:.0f} s to go")
        # What was due before the jump is due in an hour now; nothing but the clock can tell. Time goes on.
        tell(f"waiting: {world.query(daemon, 'SELECT run_reason, count(*) FROM jobs WHERE finished_at_ms IS NULL GROUP BY 1')}")
        tell("doctor: " + "; ".join(daemon.doctor("clock", "queue")))
        fresh = world.later(daemon, 0)
        wait_for(f"{name}: a task that comes now is run now", lambda: world.state(daemon, fresh) == "completed", 10)
        clock.set(700)
    wait_for(f"{name}: the task that waits is run", lambda: world.state(daemon, later) == "completed", 30)
    tell("log: " + "; ".join(daemon.words()))
    world.settle(daemon)
    crooked = world.query(daemon, "SELECT job_id, attempt, duration_ms FROM attempts WHERE duration_ms NOT BETWEEN 0 AND 60000")
    check(f"{name}: no attempt took longer than it did", not crooked, crooked[:3])
    states = dict(world.query(daemon, "SELECT state, count(*) FROM jobs GROUP BY state"))
    check(f"{name}: no job was given up", set(states) == {"completed"}, states)


def check_clock(daemon, clock):
    """That the library does what is wanted, before anything is concluded from it."""
    clock.set(HOUR)
    # The header is made anew every second.
    time.sleep(1.5)
    date = daemon.date()
    check("the daemon's clock can be set", abs(date - time.time() - HOUR) < 5, f"{date - time.time():.0f} s ahead")
    clock.set(0)
