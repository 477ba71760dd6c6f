"""Rows as an operator may write them: a few jobs of every kind, hostile ones, and as many as one likes."""
import json
import time

MARKUP = "</script><img src=x onerror=alert(1)>"
# It ends by telling whoever shows it to go on from right to left.
RECEIVER_SAID = "The receiver answered 500: <b>Out of order</b> <script>alert(2)</script> since Monday\u202e"
OUTSIDE = "https://hooks.example.com/in/8f2c<script>alert(3)</script>"


def job(number, username, repository, state, *, attempts=0, failures=0, run_in=-60, age=600, took=4, reason="enqueued",
        stage="collect", error=(None, None), destination="default"):
    """A statement that adds a job, accepted `age` seconds ago; due in `run_in` seconds, or finished `took` seconds later."""
    now = int(time.time() * 1000)
    finished = now - (age - took) * 1000 if state in ("completed", "discarded", "cancelled") else None
    claim = ("claim", now - 2000) if state == "running" else (None, None)
    return (
        "INSERT INTO jobs (id, username, repository, destination, state, stage, run_at_ms, run_reason, attempts, failures,"
        " claim_token, claimed_at_ms, error_class, last_error, created_at_ms, finished_at_ms, webhook_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (number, username, repository, destination, state, stage, now + run_in * 1000, reason, attempts, failures, *claim,
         *error, now - age * 1000, finished, f"msg_{number:032x}"),
    )


def attempt(number, of, result, *, ago, took, stage="deliver", status=None, requests=0, error=(None, None), answer=None):
    return (
        "INSERT INTO attempts (job_id, attempt, result, stage, started_at_ms, duration_ms, http_status, requests, error_class,"
        " error, answer) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (of, number, result, stage, int((time.time() - ago) * 1000), took, status, requests, *error, answer),
    )


def payload(of, body):
    return ("INSERT INTO payloads (job_id, body, collected_at_ms) VALUES (?, ?, ?)", (of, body, int(time.time() * 1000) - 590_000))


def small_payload(username, repository, title="It does not build on a Friday"):
    label = {"name": "bug", "color": "d73a4a", "description": "Something is not as it should be"}
    return json.dumps({
        "user": username, "repository": repository, "issues": [{"title": title, "author": "hubot", "labels": [label]}],
        "contributors": [{"name": "The Octocat", "user": "octocat", "qtd_commits": 12}],
        "meta": {"issues_complete": True, "contributors_complete": True},
    })


def six():
    """A job in each state but completed, one of them twice: the first, which is number 1, is posted as any task is."""
    refused = ("webhook_status", "The receiver answered 503")
    late = ("webhook_timeout", "The receiver took longer than 15000 ms")
    return [
        job(2, "sqlite", "sqlite", "queued", run_in=5400, age=240),
        job(3, "octocat", "Hello-World", "running", attempts=1, age=20),
        job(4, "hummingbird-project", "hummingbird", "discarded", attempts=4, failures=3, stage="deliver", age=2400, took=95,
            reason="backoff", error=refused),
        attempt(1, 4, "deferred", ago=2400, took=230, stage="collect", status=403, requests=1,
                error=("github_rate_limit", "GitHub's budget is spent")),
        attempt(2, 4, "failed", ago=2390, took=2310, status=503, requests=7, error=refused, answer="upstream is restarting"),
        attempt(3, 4, "failed", ago=2375, took=15004, error=late),
        attempt(4, 4, "discarded", ago=2330, took=240, status=503, error=refused, answer="upstream is restarting"),
        payload(4, small_payload("hummingbird-project", "hummingbird")),
        job(5, "grafana", "loki", "held", attempts=1, failures=1, stage="deliver", age=900, reason="held",
            destination="https://hooks.example.com/in/8f2c", error=refused),
        attempt(1, 5, "failed", ago=890, took=640, status=503, requests=12, error=refused),
        payload(5, small_payload("grafana", "loki")),
        ("INSERT INTO destinations (destination, state, reason, failing_jobs, last_error, held_at_ms, probe_at_ms, probes)"
         " VALUES ('https://hooks.example.com/in/8f2c', 'held', 'failing', 5, ?, ?, ?, 3)",
         (refused[1], int(time.time() - 800) * 1000, int(time.time() + 200) * 1000)),
        job(6, "tigerbeetle", "tigerbeetle", "cancelled", age=1800, took=700),
        job(7, "a" * 34 + "[bot]", "a-repository-whose-name-is-as-long-as-GitHub-lets-it-be." + "-" * 44, "queued", attempts=2,
            failures=2, stage="deliver", run_in=1500, age=1200, reason="backoff", error=late),
        attempt(1, 7, "failed", ago=1190, took=15002, error=late, requests=210),
        attempt(2, 7, "failed", ago=1150, took=15003, error=late),
        payload(7, small_payload("octocat", "Hello-World")),
    ]


def hostile():
    """Markup wherever the schema allows it, in a job whose number is 900."""
    error = ("webhook_status", RECEIVER_SAID)
    return [
        job(900, "a" * 34 + "[bot]", "-" * 100, "discarded", attempts=1, failures=1, stage="deliver", error=error,
            destination=OUTSIDE),
        attempt(1, 900, "discarded", ago=599, took=80, status=500, requests=3, error=error, answer=MARKUP),
        payload(900, small_payload("octocat", "Hello-World", MARKUP)),
        ("INSERT INTO destinations (destination, state, reason, last_error, held_at_ms) VALUES (?, 'held', 'manual', ?, 0)",
         (OUTSIDE, MARKUP)),
    ]


def many(count, step=50_000):
    """So many jobs over the last day, in parts that let the daemon write too: nearly all completed, some discarded or waiting."""
    for first in range(0, count, step):
        yield ("""
            WITH RECURSIVE number(n) AS (SELECT :first UNION ALL SELECT n + 1 FROM number WHERE n + 1 < :end),
            made AS (SELECT n, iif(n % 500 = 7, 'queued', iif(n % 900 = 11, 'discarded', iif(n % 2500 = 13, 'cancelled',
                                   'completed'))) AS state,
                            :now - (:count - n) * 86000000 / :count AS at FROM number)
            INSERT INTO jobs (username, repository, state, run_at_ms, attempts, failures, error_class, last_error, created_at_ms,
                              finished_at_ms)
            SELECT 'account-' || (n % 1013), 'repository-' || n, state, iif(state = 'queued', :now + 7200000 + n, at),
                   iif(state = 'queued', 0, iif(state = 'discarded', 4, 1)), iif(state = 'discarded', 4, 0),
                   iif(state = 'discarded', 'webhook_status', NULL),
                   iif(state = 'discarded', 'The receiver answered 503', NULL), at, iif(state = 'queued', NULL, at + 900)
            FROM made""",
            {"first": first, "end": min(first + step, count), "count": count, "now": int(time.time() * 1000)})


def history(queued, completed, discarded=1, cancelled=1):
    """A day of plots, in waves, that ends with so many: rows that are added count as accepted, but nobody saw them run."""
    now = int(time.time() / 60)
    for minute in range(now - 1440, now):
        wave, ago = abs((minute + 60) % 240 - 120), now - minute
        done = 20 + wave * 5 + minute * 7919 % 60
        yield ("""
            INSERT OR REPLACE INTO history (minute, accepted, completed, failed, latencies, latency_ms, latency_ms_max)
            VALUES (?, ?, ?, ?, ?, ?, ?)""",
            (minute, done + minute * 31 % 40, done, minute * 13 % 17, done, done * (900 + wave * 10),
             4000 + wave * 60 + minute * 104_729 % 900))
        yield ("""
            INSERT OR REPLACE INTO job_counts_history (minute, queued, running, held, completed, discarded, cancelled)
            VALUES (?, ?, ?, 1, ?, ?, ?)""",
            (minute, queued + wave // 5 + minute * 31 % 7, wave // 12, max(0, completed - ago * 100),
             max(0, discarded - ago // 20), cancelled))
