"""What people do not expect: a task that goes while they look at it, a session that ends, a page that is come back to."""
import tempfile
import urllib.parse
import urllib.request

import browser_rows as rows
import browser_site as site
from browser_reader import Reader, check


def check_deleted(browser, daemon, has_script):
    """A task is deleted while its page is open."""
    with_script = "with a script" if has_script else "without a script"
    number = daemon.finish("gone", "octocat")
    # What is not there has a status that the browser tells the console about.
    reader = Reader(browser, daemon.url, has_script)
    reader.open(f"/dashboard/tasks/{number}")
    check(f"{with_script}: a task is there, and its payload", reader.sees("#task-title") and reader.sees("#payload-link"))
    request = urllib.request.Request(f"{daemon.url}/tasks/{number}", method="DELETE")
    urllib.request.urlopen(request, timeout=site.SECONDS).close()
    check(f"{with_script}: that it is deleted is seen", reader.sees("#problem", "There is no such task"))
    if has_script:
        reader.page.wait_for_selector("#payload", state="detached")
    check(f"{with_script}: and nothing of it is left", reader.find("#task, #timeline, #payload").count() == 0)
    reader.context.close()


def check_task_destination(browser, daemon, has_script):
    """The destination of a task that never failed is held and released where the task is."""
    with_script = "with a script" if has_script else "without a script"
    _, number = daemon.post("Spoon-Knife", delay=3_600_000)
    reader = Reader(browser, daemon.url, has_script)
    reader.open(f"/dashboard/tasks/{number}")
    text = reader.confirm("text=Hold its destination…")
    check(f"{with_script}: a task's destination is held from its page", "is held" in text and reader.sees("#task-title"), text)
    reader.confirm("text=Run now…")
    check(f"{with_script}: the task is seen to be held", reader.sees("#task-title .badge", "held") and reader.sees("#why", "Somebody holds"))
    text = reader.confirm("text=Release its destination…")
    check(f"{with_script}: and released, which says how many go on", "1 held task goes on" in text, text)
    check(f"{with_script}: and is seen to be completed", reader.sees("#task-title .badge", "completed"))
    reader.leave(f"{with_script}, a task's destination")


def check_ended_session(browser, hookme, places):
    """Who has signed out sees nothing by going back, and whose token is taken away is led to the sign-in."""
    token, entry = site.new_token(hookme, "guard", "read", "operate")
    _, other = site.new_token(hookme, "guard", "read", "operate")
    with tempfile.TemporaryDirectory() as directory:
        with site.serve(hookme, *places, directory, AUTH_TOKENS=entry) as daemon:
            daemon.change(*rows.six())
            for has_script in (True, False):
                with_script = "with a script" if has_script else "without a script"
                reader = Reader(browser, daemon.url, has_script)
                reader.sign_in(token)
                reader.open("/dashboard/tasks/4/retry")
                reader.page.click("#sign-out")
                reader.page.go_back()
                check(f"{with_script}: going back after signing out shows nothing", reader.sees("#sign-in"))
                check(f"{with_script}: and there is nothing to press", reader.find("#confirm").count() == 0)
                reader.leave(f"{with_script}, gone back")
            watching, pressing = Reader(browser, daemon.url), Reader(browser, daemon.url)
            for reader in (watching, pressing):
                reader.sign_in(token)
            pressing.open("/dashboard/tasks/4/retry")
            port = str(urllib.parse.urlsplit(daemon.url).port)
        with site.serve(hookme, *places, directory, AUTH_TOKENS=other, PORT=port):
            check("a page whose token is taken away leads to the sign-in by itself", watching.sees("#sign-in"))
            pressing.page.click("#confirm")
            check("a form whose token is taken away says to sign in", pressing.sees("#message", "have a token"))
            with_cookie = pressing.context.request.get(daemon.url + "/dashboard/events?view=overview").status
            check("and its session is told no changes", with_cookie == 401, str(with_cookie))
        for reader in (watching, pressing):
            reader.context.close()
