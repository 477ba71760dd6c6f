#!/usr/bin/env python3
"""Checks hookme's deliveries with the Standard Webhooks' own library for Python as the receiver, and hookme with the library.

usage: standardwebhooks-receiver.py HOOKME PROBE

Needs standardwebhooks (PyPI). Runs `PROBE stand-ins` as GitHub and `HOOKME serve` on a database of its own, all on loopback.
Prints each check, and exits with 1 when one fails.
"""
import base64
import datetime
import hashlib
import hmac
import http.server
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import unittest.mock
import urllib.request

import standardwebhooks.webhooks
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

if len(sys.argv) != 3:
    sys.exit(__doc__)
HOOKME, PROBE = (os.path.abspath(path) for path in sys.argv[1:])
SECONDS = 30


def new_secret():
    return "whsec_" + base64.b64encode(os.urandom(32)).decode()


OLD, NEW, FOREIGN = new_secret(), new_secret(), new_secret()


class Receiver(http.server.BaseHTTPRequestHandler):
    """Answers 503 to the first delivery, then 200 to whatever the library takes, and 401 to the rest."""

    deliveries = queue.Queue()
    count = 0

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        refusal = refused(NEW, body, headers)
        Receiver.count += 1
        self.send_response(503 if Receiver.count == 1 else 401 if refusal else 200)
        self.send_header("content-length", "0")
        self.end_headers()
        Receiver.deliveries.put((body, headers, refusal))

    def log_message(self, *_):
        pass


def refused(secret, body, headers, later=0):
    """Why the library refuses a delivery, by a clock that is so many seconds ahead; None where it takes it."""

    class Clock(datetime.datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.datetime.now(tz) + datetime.timedelta(seconds=later)

    with unittest.mock.patch.object(standardwebhooks.webhooks, "datetime", Clock):
        try:
            Webhook(secret).verify(body, headers)
        except WebhookVerificationError as error:
            return str(error) or type(error).__name__
    return None


failures = []


def check(name, holds, detail=""):
    print(("ok      " if holds else "FAILED  ") + name + (f"  ({detail})" if detail else ""), flush=True)
    if not holds:
        failures.append(name)


def hookme_verify(secret, body, headers):
    """What `hookme verify` says of a delivery that came as a request with CRLF in its head."""
    head = "POST /hook HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers.items()) + "\r\n"
    run = subprocess.run(
        [HOOKME, "verify", "-"], input=head.encode() + body, env={"WEBHOOK_SECRET": secret}, capture_output=True,
        timeout=SECONDS,
    )
    return run.returncode, run.stdout.decode().splitlines()[-1]


def check_delivery(body, headers):
    for name, secret in [("the old", OLD), ("the new", NEW)]:
        check(f"the library takes the delivery with {name} secret of a rotation", refused(secret, body, headers) is None)
    check("what it takes is the payload", Webhook(NEW).verify(body, headers)["repository"] == "Hello-World")

    changed = bytearray(body)
    changed[len(changed) // 2] ^= 1
    refusal = refused(NEW, bytes(changed), headers)
    check("the library rejects a changed byte", refusal is not None, refusal)
    refusal = refused(NEW, body, headers, later=3600)
    check("the library rejects it an hour later", refusal is not None and "too old" in refusal, refusal)
    moved = headers | {"webhook-timestamp": str(int(headers["webhook-timestamp"]) + 60)}
    refusal = refused(NEW, body, moved)
    check("the library rejects another timestamp", refusal is not None, refusal)
    refusal = refused(FOREIGN, body, headers)
    check("the library rejects a wrong secret", refusal is not None, refusal)

    code = hmac.new(OLD.encode(), body, hashlib.sha256).hexdigest()
    check("GitHub's header is the HMAC with the first secret's text", headers["x-hub-signature-256"] == "sha256=" + code)

    status, words = hookme_verify(NEW, body, headers)
    check("hookme verify takes the delivery", (status, words) == (0, "valid"), words)
    status, words = hookme_verify(NEW, bytes(changed), headers)
    check("hookme verify rejects a changed byte", status == 1 and "does not match" in words, words)
    status, words = hookme_verify(FOREIGN, body, headers)
    check("hookme verify rejects a wrong secret", status == 1 and "does not match" in words, words)


def check_library_signature():
    now = datetime.datetime.now(tz=datetime.timezone.utc)
    body = b'{"text": "\xc3\x9cber \xf0\x9f\x92\xa5"}'
    headers = {
        "webhook-id": "msg_of_the_library", "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(NEW).sign("msg_of_the_library", now, body.decode()),
    }
    status, words = hookme_verify(NEW, body, headers)
    check("hookme verify takes what the library signs", (status, words) == (0, "valid"), words)


def start(arguments, environment):
    return subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, text=True)


def run_daemon(api_url, webhook_url, directory):
    daemon = start([HOOKME, "serve"], {
        "WEBHOOK_URL": webhook_url, "WEBHOOK_SECRET": f"{OLD} {NEW}", "WEBHOOK_HUB_SIGNATURE": "true",
        "API_URL": api_url, "DATABASE_PATH": os.path.join(directory, "hookme.db"), "PORT": "0", "LOG_FORMAT": "json",
        # So that the second attempt is in another second.
        "SCHEDULE_INTERVAL": "0", "RESCHEDULE_INTERVAL": "1200",
    })
    try:
        lines = (json.loads(line) for line in daemon.stdout)
        ready = next((line for line in lines if line["message"] == "ready"), None)
        if ready is None:
            sys.exit("hookme did not start")
        task = urllib.request.Request(
            f"http://{ready['address']}/tasks", data=b'{"username":"octocat","repository":"Hello-World"}',
            headers={"content-type": "application/json"},
        )
        with urllib.request.urlopen(task, timeout=SECONDS) as answer:
            check("the task is accepted", answer.status == 202)
        first, second = (Receiver.deliveries.get(timeout=SECONDS) for _ in range(2))
        completed = any(line["message"] == "job completed" for line in lines)
    finally:
        daemon.terminate()
        daemon.wait(timeout=SECONDS)
    check("the library takes the first attempt as it arrives", first[2] is None, first[2] or "answered with 503")
    check("the library takes the retry as it arrives", second[2] is None, second[2] or "answered with 200")
    check("the job is completed", completed)
    check("both have the same id and the same bytes",
          first[0] == second[0] and first[1]["webhook-id"] == second[1]["webhook-id"])
    check("the retry is signed anew, with its own time",
          all(first[1][name] != second[1][name] for name in ("webhook-timestamp", "webhook-signature")))
    return second[0], second[1]


def main():
    receiver = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    github = start([PROBE, "stand-ins"], {})
    try:
        api_url = json.loads(github.stdout.readline())["api_url"]
        with tempfile.TemporaryDirectory() as directory:
            delivery = run_daemon(api_url, f"http://127.0.0.1:{receiver.server_port}/hook", directory)
        check_delivery(*delivery)
        check_library_signature()
    finally:
        github.terminate()
        github.wait(timeout=SECONDS)
        receiver.shutdown()
    print(f"{len(failures)} of the checks failed" if failures else "every check holds")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
