"""What the page is looked at with: a daemon on a database of its own, a GitHub, a receiver, and a browser; all on loopback."""
import contextlib
import http.server
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

SECONDS = 30


class Receiver(http.server.BaseHTTPRequestHandler):
    """Answers 500, in HTML, while `refuses` has the repository; keeps a delivery of the repository `slow` until `go_on` is set."""

    refuses = set()
    go_on = threading.Event()

    def do_POST(self):
        payload = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if payload["repository"] == "slow":
            self.go_on.wait(SECONDS)
        refuses = payload["repository"] in self.refuses
        answer = b"<h1>Out of order</h1><script>alert(1)</script>" if refuses else b"thank you"
        self.send_response(500 if refuses else 200)
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


class GitHub(http.server.BaseHTTPRequestHandler):
    """One whose lists are all empty, and whose budget is as a picture may show it; `probe stand-ins` has a nearly endless one."""

    budget = {"limit": 5000, "remaining": 3187, "used": 1813, "resource": "core"}

    def do_GET(self):
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", "2")
        for name, value in (self.budget | {"reset": int(time.time()) + 1500}).items():
            self.send_header(f"x-ratelimit-{name}", str(value))
        self.end_headers()
        self.wfile.write(b"[]")

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def server(handler):
    """The URL of what answers with it."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


@contextlib.contextmanager
def process(arguments, environment):
    started = subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        yield started
    finally:
        started.terminate()
        started.wait(timeout=SECONDS)


@contextlib.contextmanager
def github(probe):
    with process([probe, "stand-ins"], {}) as stand_ins:
        yield json.loads(stand_ins.stdout.readline())["api_url"]


class Site:
    """A running daemon."""

    def __init__(self, url, database):
        self.url, self.database = url, database

    def post(self, repository, username="octocat", token=None, **fields):
        """Posts a task by the API. The status of the answer, and the task's number."""
        headers = {"content-type": "application/json"} | ({"authorization": f"Bearer {token}"} if token else {})
        body = json.dumps({"username": username, "repository": repository, **fields}).encode()
        request = urllib.request.Request(self.url + "/tasks", body, headers)
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:
                return answer.status, json.load(answer)["id"]
        except urllib.error.HTTPError as error:
            return error.code, None

    def finish(self, repository, username):
        """Posts a task by the API, and waits until it is final. The task's number."""
        _, number = self.post(repository, username)
        urllib.request.urlopen(f"{self.url}/tasks/{number}?wait={SECONDS}", timeout=2 * SECONDS).close()
        return number

    def change(self, *statements):
        """What an operator does with sqlite3 while the daemon runs: each a statement, or one with its values."""
        with contextlib.closing(sqlite3.connect(self.database, timeout=SECONDS)) as connection, connection:
            for statement in statements:
                connection.execute(*(statement if isinstance(statement, tuple) else (statement,)))


@contextlib.contextmanager
def serve(hookme, api_url, webhook_url, directory, **settings):
    database = os.path.join(directory, "hookme.db")
    environment = {
        "API_URL": api_url, "WEBHOOK_URL": webhook_url, "DATABASE_PATH": database, "PORT": "0", "LOG_FORMAT": "json",
        "SCHEDULE_INTERVAL": "0", "RESCHEDULE_INTERVAL": "100", "RETRY_MAX_ATTEMPTS": "1", **settings,
    }
    with process([hookme, "serve"], environment) as daemon:
        ready = next((line for line in map(json.loads, daemon.stdout) if line["message"] == "ready"), None)
        if ready is None:
            sys.exit("hookme did not start")
        # Nobody else reads its log, which must not fill the pipe.
        threading.Thread(target=lambda: [None for _ in daemon.stdout], daemon=True).start()
        yield Site("http://" + ready["address"], database)


def new_token(hookme, name, *scopes):
    """A token, and what AUTH_TOKENS knows of it."""
    arguments = [hookme, "token", "--name", name] + [word for scope in scopes for word in ("--scope", scope)]
    words = subprocess.run(arguments, check=True, capture_output=True, text=True).stdout.split()
    return tuple(next(word for word in words if word.startswith(start)) for start in ("hookme_", name + ":"))


@contextlib.contextmanager
def chromium(playwright):
    """The system's own, so that nothing but a package of PyPI is downloaded."""
    path = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
    if path is None:
        sys.exit("There is no Chromium: install chromium (Debian: apt-get install chromium), or Google Chrome.")
    # Its sandbox does not work for root, as in a container.
    with playwright.chromium.launch(executable_path=path, chromium_sandbox=os.geteuid() != 0) as browser:
        yield browser
