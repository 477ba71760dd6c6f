"""What schemathesis is told beside the document."""
import schemathesis


@schemathesis.hook
def map_query(context, query):
    """Nobody waits for a minute: a valid wait becomes a short one."""
    wait = (query or {}).get("wait")
    if isinstance(wait, int) and not isinstance(wait, bool) and 1 <= wait <= 60:
        query["wait"] = 1
    return query
