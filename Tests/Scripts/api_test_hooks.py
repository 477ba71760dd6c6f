"""What schemathesis is told beside the document."""
import re
import uuid

import schemathesis


@schemathesis.hook
def before_call(context, case, kwargs):
    shorten_wait(case.query)
    name_owner(case.query)
    allow_destination(case.body)
    name_destination(case.body)
    if case.meta and case.meta.generation.mode.is_positive:
        renew_key(case.headers)


def shorten_wait(query):
    """Nobody waits for a minute: a valid wait becomes a short one."""
    wait = query.get("wait") if isinstance(query, dict) else None
    if isinstance(wait, int) and not isinstance(wait, bool) and 1 <= wait <= 60:
        query["wait"] = 1


def name_owner(query):
    """A repository is not asked for without its owner, which OpenAPI cannot say."""
    if isinstance(query, dict) and "repository" in query:
        query.setdefault("username", "octocat")


def allow_destination(body):
    """Which hosts WEBHOOK_ALLOW lists is not in the document."""
    tasks = body.get("tasks") if isinstance(body, dict) else None
    for task in [body, *(tasks if isinstance(tasks, list) else [])]:
        url = task.get("webhook_url") if isinstance(task, dict) else None
        if isinstance(url, str) and url.startswith("http"):
            task["webhook_url"] = "https://example.com/hook"


def name_destination(body):
    """What an http URL may be, the document cannot say: a valid one becomes one that no task has."""
    if isinstance(body, dict) and isinstance(body.get("destination"), str) and body["destination"].startswith("http"):
        body["destination"] = "https://example.com/none"


def renew_key(headers):
    """A key belongs to one request: a valid one becomes one that nobody has used."""
    key = headers.get("Idempotency-Key") if headers else None
    if isinstance(key, str) and re.fullmatch("[!-~]{1,255}", key):
        headers["Idempotency-Key"] = str(uuid.uuid4())
