"""Clients that post tasks, and keep a list of what they were promised."""
import collections
import contextlib
import http.client
import itertools
import json
import threading
import time

THREADS = 4
SECONDS = 60


class Clients:
    """`accepted` has each task that got a 2xx: the job's id with the repository, a name that no other task has, in the database's
    order. `refused` counts the other answers, and requests without one, by what a client sees."""

    numbers = itertools.count(1)

    def __init__(self):
        self.accepted = {}
        self.refused = collections.Counter()
        self.slowest = 0
        self.lock = threading.Lock()

    def post(self, address, connection=None, **members):
        """Posts one task. Returns the status, 0 where no answer came."""
        with self.lock:
            repository = f"r{next(self.numbers)}"
        begin = time.monotonic()
        own = connection or http.client.HTTPConnection(address, timeout=SECONDS)
        try:
            own.request("POST", "/tasks", json.dumps({"username": "octocat", "repository": repository, **members}),
                        {"content-type": "application/json"})
            answer = own.getresponse()
            body = json.loads(answer.read())
        except (OSError, http.client.HTTPException) as error:
            own.close()
            self.refuse(f"no answer: {type(error).__name__}")
            return 0
        finally:
            if connection is None:
                own.close()
            with self.lock:
                self.slowest = max(self.slowest, time.monotonic() - begin)
        if answer.status in (200, 202):
            with self.lock:
                self.accepted[body["id"]] = repository
        else:
            after = answer.headers.get("retry-after")
            self.refuse(f"{answer.status} {body.get('detail')}" + (f", Retry-After {after}" if after else ""))
        return answer.status

    def refuse(self, words):
        with self.lock:
            self.refused[words] += 1

    @contextlib.contextmanager
    def load(self, address, threads=THREADS, pause=0.0, **members):
        """Tasks one after another from each of some clients, for as long as the block runs."""
        over = threading.Event()

        def work():
            connection = http.client.HTTPConnection(address, timeout=SECONDS)
            while not over.is_set():
                # A client that is refused waits, if not for as long as it is asked to.
                over.wait(pause if self.post(address, connection, **members) in (200, 202) else 0.1)
            connection.close()

        workers = [threading.Thread(target=work, daemon=True) for _ in range(threads)]
        for worker in workers:
            worker.start()
        try:
            yield
        finally:
            over.set()
            for worker in workers:
                worker.join(SECONDS)
