"""What schemathesis is told beside the document."""
import schemathesis


@schemathesis.hook
def map_query(context, query):
    """Nobody waits for a minute: a valid wait becomes a short one."""
    wait = (query or {}).get("wait")
    if isinstance(wait, int) and not isinstance(wait, bool) and 1 <= wait <= 60:
        query["wait"] = 1
    return query


@schemathesis.hook
def map_body(context, body):
    """Which hosts WEBHOOK_ALLOW lists is not in the document."""
    tasks = body.get("tasks") if isinstance(body, dict) else None
    for task in [body, *(tasks if isinstance(tasks, list) else [])]:
        url = task.get("webhook_url") if isinstance(task, dict) else None
        if isinstance(url, str) and url.startswith("http"):
            task["webhook_url"] = "https://example.com/hook"
    return body
