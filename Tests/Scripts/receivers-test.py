#!/usr/bin/env python3
"""Checks the receivers in examples/receivers with real deliveries of a daemon, and with what they have to refuse.

usage: receivers-test.py HOOKME PROBE

Needs nothing but Python, and the interpreter of each language; a language without one is skipped, and said to be. Runs
`PROBE stand-ins` as GitHub, `HOOKME serve` on a database of its own, and before each receiver a relay that keeps what is delivered,
all on loopback. Prints each check, and exits with 1 when one fails, or when no language could be checked.
"""
import base64
import contextlib
import gzip
import hashlib
import hmac
import http.client
import http.server
import json
import os
import queue
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

if len(sys.argv) != 3:
    sys.exit(__doc__)
HOOKME, PROBE = (os.path.abspath(path) for path in sys.argv[1:])
FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "examples", "receivers")
SECONDS = 30
# Each language with what runs its receiver; PORT stands for the port.
RECEIVERS = {
    "Python": ["python3", "receiver.py"],
    "JavaScript": ["node", "receiver.mjs"],
    "Ruby": ["ruby", "receiver.rb"],
    "PHP": ["php", "-d", "post_max_size=64M", "-d", "memory_limit=512M", "-S", "127.0.0.1:PORT", "receiver.php"],
    "Perl": ["perl", "receiver.pl"],
}


def new_secret():
    return "whsec_" + base64.b64encode(os.urandom(32)).decode()


# The daemon signs with both. The receivers know one more, and only the second of these: they have to try each with each.
OLD, NEW, OTHER = new_secret(), new_secret(), new_secret()

failures = []


def check(name, holds, detail=""):
    print(("ok      " if holds else "FAILED  ") + name + (f"  ({detail})" if detail else ""), flush=True)
    if not holds:
        failures.append(name)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Receiver:
    """One language's receiver, as a process."""

    def __init__(self, language, directory):
        self.language, self.port = language, free_port()
        self.output = os.path.join(directory, language)
        command = [part.replace("PORT", str(self.port)) for part in RECEIVERS[language]]
        environment = {
            "PATH": os.environ["PATH"], "PORT": str(self.port), "WEBHOOK_SECRET": f"{OTHER} {NEW}",
            "DONE_FOLDER": os.path.join(directory, language + "-done"),
        }
        with open(self.output, "wb") as output, open(self.output + ".log", "wb") as log:
            self.process = subprocess.Popen(command, cwd=FOLDER, env=environment, stdout=output, stderr=log)
        end = time.monotonic() + SECONDS
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except ConnectionRefusedError:
                if self.process.poll() is not None or time.monotonic() > end:
                    self.process.kill()
                    raise SystemExit(f"the receiver in {language} did not start:\n" + open(self.output + ".log").read())
                time.sleep(0.05)

    def post(self, body, headers):
        """The status of its answer; 0 where it hung up without one, which hookme takes for a failure too."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        try:
            connection.request("POST", "/hook", body, headers)
            return connection.getresponse().status
        except (ConnectionError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    @property
    def done(self):
        """The webhook-ids whose work it did, in their order. It writes each before it answers."""
        with open(self.output) as output:
            return [line.split()[1] for line in output if line.startswith("done ")]

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=SECONDS)


class Relay(http.server.BaseHTTPRequestHandler):
    """Hands each delivery on to a receiver byte for byte, and its answer back; keeps both."""

    receiver = None
    deliveries = queue.Queue()

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        wanted = ("content-type", "content-encoding", "webhook-id", "webhook-timestamp", "webhook-signature")
        headers = {name: self.headers[name] for name in wanted if name in self.headers}
        status = Relay.receiver.post(body, headers)
        self.send_response(status or 502)
        self.send_header("content-length", "0")
        self.end_headers()
        Relay.deliveries.put((body, headers, status))

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def running(arguments, environment):
    process = subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=SECONDS)


@contextlib.contextmanager
def daemon(api_url, relay_port, directory, gzip_min_bytes):
    """Yields a function that posts a task and returns its delivery once the job is recorded as completed."""
    environment = {
        "WEBHOOK_URL": f"http://127.0.0.1:{relay_port}/hook", "WEBHOOK_SECRET": f"{OLD} {NEW}", "API_URL": api_url,
        "DATABASE_PATH": os.path.join(directory, f"hookme{gzip_min_bytes}.db"), "PORT": "0", "LOG_FORMAT": "json",
        "SCHEDULE_INTERVAL": "0", "RETRY_MAX_ATTEMPTS": "0", "WEBHOOK_GZIP_MIN_BYTES": str(gzip_min_bytes),
    }
    with running([HOOKME, "serve"], environment) as process:
        lines = (json.loads(line) for line in process.stdout)
        ready = next((line for line in lines if line["message"] == "ready"), None)
        if ready is None:
            raise SystemExit("hookme did not start")

        def deliver(repository):
            task = urllib.request.Request(
                f"http://{ready['address']}/tasks", headers={"content-type": "application/json"},
                data=json.dumps({"username": "octocat", "repository": repository}).encode(),
            )
            with urllib.request.urlopen(task, timeout=SECONDS):
                pass
            delivery = Relay.deliveries.get(timeout=SECONDS)
            end = next((line["message"] for line in lines if line["message"] in ("job completed", "job discarded")), None)
            return delivery, end == "job completed"

        yield deliver


def signed(body, message_id, secrets=(NEW,), later=0):
    """Headers of a delivery that is sent so many seconds from now."""
    sent = str(int(time.time()) + later)
    message = f"{message_id}.{sent}.".encode() + body
    keys = [base64.b64decode(secret.removeprefix("whsec_")) for secret in secrets]
    codes = [base64.b64encode(hmac.digest(key, message, hashlib.sha256)).decode() for key in keys]
    return {
        "content-type": "application/json", "webhook-id": message_id, "webhook-timestamp": sent,
        "webhook-signature": " ".join("v1," + code for code in codes),
    }


def check_plain(receiver, deliver):
    def says(text, holds, detail=""):
        check(f"{receiver.language}: {text}", holds, detail)

    def refuses(text, body, headers):
        before = len(receiver.done)
        status = receiver.post(body, headers)
        says(f"refuses {text}", not 200 <= status < 300 and len(receiver.done) == before, f"answered {status}")

    (body, headers, status), is_completed = deliver(receiver.language)
    message_id = headers["webhook-id"]
    says("takes a real delivery that two secrets signed", 200 <= status < 300 and is_completed, f"answered {status}")
    says("does its work", receiver.done == [message_id])
    status = receiver.post(body, headers)
    says("takes the same id again without doing it twice", 200 <= status < 300 and receiver.done == [message_id],
         f"answered {status}")

    changed = bytearray(body)
    changed[len(changed) // 2] ^= 1
    refuses("a changed byte", bytes(changed), headers)
    refuses("an added newline", body + b"\n", headers)
    refuses("another id", body, headers | {"webhook-id": "msg_other"})
    moved = str(int(headers["webhook-timestamp"]) + 1)
    refuses("another timestamp", body, headers | {"webhook-timestamp": moved})
    refuses("what was signed an hour ago", body, signed(body, "msg_old", later=-3600))
    refuses("what is signed for in an hour", body, signed(body, "msg_new", later=3600))
    refuses("a timestamp that is no number", body, headers | {"webhook-timestamp": "now"})
    refuses("a secret that it does not know", body, signed(body, "msg_foreign", [OLD]))
    refuses("a signature of another version", body, headers | {"webhook-signature": "v2," + "A" * 43 + "="})
    for name in ("webhook-id", "webhook-timestamp", "webhook-signature"):
        refuses(f"a delivery without {name}", body, {key: value for key, value in headers.items() if key != name})
    refuses("what only says that it is gzip", body, signed(body, "msg_gzip") | {"content-encoding": "gzip"})

    first = signed(body, "msg_versions")
    first["webhook-signature"] = "v1a,c29tZXRoaW5n v1,bm90aGluZw== " + first["webhook-signature"]
    status = receiver.post(body, first)
    says("finds the signature among others", 200 <= status < 300 and receiver.done[-1] == "msg_versions", f"answered {status}")


def check_compressed(receiver, deliver):
    (body, headers, status), is_completed = deliver(receiver.language)
    is_gzip = headers.get("content-encoding") == "gzip" and json.loads(gzip.decompress(body))["user"] == "octocat"
    check(f"{receiver.language}: takes a real delivery that is compressed",
          is_gzip and 200 <= status < 300 and is_completed and receiver.done[-1] == headers["webhook-id"], f"answered {status}")


def main():
    present = {language: shutil.which(command[0]) for language, command in RECEIVERS.items()}
    for language in (language for language, path in present.items() if path is None):
        print(f"SKIPPED {language}: there is no {RECEIVERS[language][0]}")
    relay = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Relay)
    threading.Thread(target=relay.serve_forever, daemon=True).start()
    receivers = []
    with tempfile.TemporaryDirectory() as directory, running([PROBE, "stand-ins"], {}) as github:
        try:
            for language in (language for language, path in present.items() if path):
                receivers.append(Receiver(language, directory))
            api_url = json.loads(github.stdout.readline())["api_url"]
            for gzip_min_bytes, checks in [(-1, check_plain), (0, check_compressed)]:
                with daemon(api_url, relay.server_port, directory, gzip_min_bytes) as deliver:
                    for receiver in receivers:
                        Relay.receiver = receiver
                        checks(receiver, deliver)
        finally:
            for receiver in receivers:
                receiver.stop()
            relay.shutdown()
    if not receivers:
        failures.append("no language could be checked")
    print(f"{len(failures)} of the checks failed" if failures else "every check holds")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
