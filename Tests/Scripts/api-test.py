#!/usr/bin/env python3
"""Tests the HTTP API against its own document, with schemathesis: every check of it, with made-up requests that keep to the document
and such that do not, and with sequences of requests along its links.

usage: api-test.py HOOKME PROBE [ARGUMENTS OF schemathesis run]

Needs schemathesis (PyPI), in the environment of this Python. Runs `PROBE stand-ins` as GitHub and `HOOKME serve` on a database of its own,
all on loopback. Exits as schemathesis does.
"""
import http.server
import json
import os
import subprocess
import sys
import tempfile
import threading

if len(sys.argv) < 3:
    sys.exit(__doc__)
HOOKME, PROBE = (os.path.abspath(path) for path in sys.argv[1:3])
HERE = os.path.dirname(os.path.abspath(__file__))
SCHEMATHESIS = os.path.join(os.path.dirname(sys.executable), "schemathesis")


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def start(arguments, environment):
    return subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, text=True)


def stop(process):
    process.terminate()
    process.wait(timeout=30)


def new_token():
    """A token that may do everything, and what AUTH_TOKENS knows of it."""
    arguments = [HOOKME, "token", "--name", "test", "--scope", "enqueue", "--scope", "read", "--scope", "operate"]
    words = subprocess.run(arguments, check=True, capture_output=True, text=True).stdout.split()
    return (next(word for word in words if word.startswith(start)) for start in ("hookme_", "test:"))


def serve(api_url, webhook_url, entry, directory):
    daemon = start([HOOKME, "serve"], {
        "API_URL": api_url, "WEBHOOK_URL": webhook_url, "WEBHOOK_ALLOW": "example.com", "AUTH_TOKENS": entry,
        "DATABASE_PATH": os.path.join(directory, "hookme.db"), "PORT": "0", "LOG_FORMAT": "json", "SCHEDULE_INTERVAL": "0",
    })
    lines = (json.loads(line) for line in daemon.stdout)
    ready = next((line for line in lines if line["message"] == "ready"), None)
    if ready is None:
        sys.exit("hookme did not start")
    # Nobody else reads its log, which must not fill the pipe.
    threading.Thread(target=lambda: [None for _ in daemon.stdout], daemon=True).start()
    return daemon, "http://" + ready["address"]


def main():
    receiver = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    github = start([PROBE, "stand-ins"], {})
    try:
        api_url = json.loads(github.stdout.readline())["api_url"]
        token, entry = new_token()
        with tempfile.TemporaryDirectory() as directory:
            daemon, url = serve(api_url, f"http://127.0.0.1:{receiver.server_port}/hook", entry, directory)
            try:
                result = subprocess.run(
                    [SCHEMATHESIS, "--config-file", os.path.join(HERE, "api-test.toml"), "run", url + "/openapi.json",
                     "--header", "Authorization: Bearer " + token, *sys.argv[3:]],
                    env={**os.environ, "SCHEMATHESIS_HOOKS": os.path.join(HERE, "api_test_hooks.py")},
                )
                if daemon.poll() is not None:
                    sys.exit("hookme has ended")
            finally:
                stop(daemon)
    finally:
        stop(github)
        receiver.shutdown()
    return result.returncode


if __name__ == "__main__":
    sys.exit(main())
