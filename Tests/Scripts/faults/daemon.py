"""A daemon, as whoever runs it sees it: its process, its answers, its log."""
import email.utils
import http.client
import json
import os
import subprocess
import time
import urllib.error
import urllib.request

from faults.checks import GivenUp

SECONDS = 30


class Daemon:
    """Runs from its making to `stop`, `kill` or an end of its own. `keys` are of its configuration, beside those that all have here;
    `runner` is a program that becomes it, with its arguments."""

    def __init__(self, world, database, runner=(), **keys):
        self.environment = {
            "PATH": os.environ["PATH"], "API_URL": world.api_url, "WEBHOOK_URL": world.receiver.url, "DATABASE_PATH": database,
            "HOST": world.host, "PORT": "0", "LOG_FORMAT": "json", "SCHEDULE_INTERVAL": "0", "RESCHEDULE_INTERVAL": "500",
            **{key: str(value) for key, value in keys.items()},
        }
        self.hookme, self.database = world.hookme, database
        self.log = os.path.join(world.folder, f"log-{time.monotonic_ns()}")
        self.address = None
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen([*runner, self.hookme, "serve"], env=self.environment, stdout=log, stderr=log)
        world.daemons.append(self)

    @property
    def pid(self):
        return self.process.pid

    def lines(self):
        """Each line of the log; what is not JSON, such as the one that says why it ends, as its text."""
        with open(self.log, encoding="utf-8", errors="replace") as log:
            for line in log:
                try:
                    yield json.loads(line)
                except ValueError:
                    yield {"level": "end", "message": line.strip()}

    def said(self, message):
        return [line for line in self.lines() if message in line["message"]]

    def words(self, least=("warning", "error", "critical", "end")):
        """What the log has that is not everyday, each line once."""
        words = {}
        for line in self.lines():
            if line["level"] in least:
                words.setdefault(line["message"] + (f": {line['error']}" if "error" in line else ""), None)
        return list(words)

    def is_ready(self):
        ready = next((line for line in self.lines() if line["message"] == "ready"), None)
        if ready:
            self.address = ready["address"]
        return ready is not None

    def start(self):
        """Waits until it is ready."""
        wait_for("the daemon is ready", lambda: self.is_ready() or self.process.poll() is not None)
        if not self.is_ready():
            raise GivenUp(f"hookme did not start: {self.words()}")
        return self

    def end(self, seconds=SECONDS):
        """Its exit code; None where it runs on all that time."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def stop(self):
        self.process.terminate()
        return self.end()

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def get(self, path):
        """The status and the text of an answer; 0 and why where there is none."""
        try:
            with urllib.request.urlopen(f"http://{self.address}{path}", timeout=SECONDS) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            try:
                return error.code, error.read().decode()
            except http.client.HTTPException as broken:
                return 0, str(broken)
        except (OSError, http.client.HTTPException) as error:
            return 0, str(error)

    def date(self):
        """What time it has, in seconds since 1970."""
        with urllib.request.urlopen(f"http://{self.address}/livez", timeout=SECONDS) as answer:
            return email.utils.parsedate_to_datetime(answer.headers["date"]).timestamp()

    def metric(self, name):
        line = next((line for line in self.get("/metrics")[1].splitlines() if line.startswith(name + " ")), None)
        return line and float(line.split()[-1])

    def command(self, *arguments):
        """The exit code and the output of another hookme with the same configuration."""
        environment = {**self.environment, "PORT": (self.address or ":1").split(":")[-1]}
        run = subprocess.run(
            [self.hookme, *arguments], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=2 * SECONDS,
        )
        return run.returncode, run.stdout.decode()

    def doctor(self, *subjects):
        """What doctor finds about some subjects, or about all that is not well."""
        findings = json.loads(self.command("doctor", "--json")[1])
        return [f"{finding['verdict']}: {finding['subject']}: {finding['text']}" for finding in findings
                if (finding["subject"] in subjects if subjects else finding["verdict"] == "problem")]


def wait_for(what, holds, seconds=SECONDS):
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise GivenUp(f"waited {seconds} s in vain: {what}")
        time.sleep(0.05)
