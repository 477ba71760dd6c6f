#!/usr/bin/env python3
"""Looks at the page with a browser, headless Chromium, as people do: with JavaScript and without, signed in and not.

usage: browser-test.py HOOKME PROBE [--screenshots DIRECTORY [--rows COUNT]]

Needs playwright and axe-playwright-python (PyPI), and Chromium or Chrome on PATH. Runs `PROBE stand-ins` as GitHub and
`HOOKME serve` on databases of its own, all on loopback. Prints each check, and exits with 1 when one fails. With --screenshots
it checks nothing, and writes pictures of every view: with no job, with seven, and with as many as --rows says.
"""
import argparse
import os
import re
import sys
import tempfile

from playwright.sync_api import sync_playwright

import browser_pictures as pictures
import browser_rows as rows
import browser_site as site
import browser_surprises as surprises
from browser_reader import Reader, check, failures
from browser_site import Receiver


# Whether the first letter of an element stands left of its last one.
LEFT_TO_RIGHT = """selector => {
    const text = document.querySelector(selector).firstChild, range = document.createRange();
    const place = (letter) => { range.setStart(text, letter); range.setEnd(text, letter + 1); return range.getBoundingClientRect().x; };
    return place(0) < place(text.length - 1);
}"""


def check_life(browser, daemon, has_script):
    """A task from acceptance to delivery, one that fails, and what an operator does meanwhile."""
    with_script = "with a script" if has_script else "without a script"
    reader = Reader(browser, daemon.url, has_script)
    reader.open()
    check(f"{with_script}: the overview says that the queue runs", reader.sees("#queue-title", "The queue runs"))
    text = reader.confirm("#pause")
    check(f"{with_script}: pause asks, and says that it is done", "is paused" in text, text)
    check(f"{with_script}: the overview says that it is paused", reader.sees("#queue.paused"))

    Receiver.go_on.clear()
    _, slow = daemon.post("slow")
    reader.open(f"/dashboard/tasks/{slow}")
    loaded = reader.page.evaluate("performance.timeOrigin")
    check(f"{with_script}: a new task waits, and says why", reader.sees("#why", "The queue is paused"))
    operator = Reader(browser, daemon.url, has_script)
    operator.open()
    text = operator.confirm("#resume")
    check(f"{with_script}: resume asks, and says that it is done", "goes on" in text, text)
    check(f"{with_script}: it is seen to run", reader.sees("#task-title .badge", "running"))
    check(f"{with_script}: the overview counts it", operator.sees("[data-state=running]", re.compile("^1$")))
    check(f"{with_script}: the list has it", (operator.open("/dashboard/tasks?state=running"), operator.sees(f"#task-{slow}"))[1])
    Receiver.go_on.set()
    check(f"{with_script}: it is seen to be completed", reader.sees("#task-title .badge", "completed"))
    check(f"{with_script}: its attempt is in the timeline", reader.sees("#attempt-1", "thank you"))
    check(f"{with_script}: its payload is there", reader.sees("#payload-link"))
    check(f"{with_script}: the list has it no more", operator.sees("#list", "No such task"))
    if has_script:
        check("with a script: all that without loading the page again", reader.page.evaluate("performance.timeOrigin") == loaded)
    operator.leave(f"{with_script}, an operator")

    Receiver.refuses.add("broken")
    _, broken = daemon.post("broken")
    reader.open("/dashboard/tasks")
    check(f"{with_script}: one that fails is seen in the list", reader.sees(f"#task-{broken} .badge", "discarded"))
    reader.page.select_option("#filter-state", "discarded")
    reader.page.fill("#filter-owner", "OCTOCAT")
    reader.page.fill("#filter-repository", "broken")
    reader.page.select_option("#filter-error", "webhook_status")
    reader.page.select_option("#filter-within", "hour")
    reader.page.click("#filter-submit")
    ids = [row.get_attribute("id") for row in reader.find("#list tbody tr").all()]
    check(f"{with_script}: the filter leaves no other", ids == [f"task-{broken}"], str(ids))
    reader.page.click(f"#task-{broken} th a")
    check(f"{with_script}: its timeline has both attempts", reader.find(".timeline li").count() == 2)
    check(f"{with_script}: with what went wrong, in words", reader.sees("#attempt-2 .error", "500"))
    check(f"{with_script}: and what the receiver said", reader.sees("#attempt-2 .answer", "<h1>Out of order</h1><script>"))
    Receiver.refuses.discard("broken")
    text = reader.confirm("text=Retry…")
    check(f"{with_script}: retry asks, and says that it is done", str(broken) in text, text)
    check(f"{with_script}: the retried one is seen to be completed", reader.sees("#task-title .badge", "completed"))
    text = reader.confirm("text=Redeliver…")
    check(f"{with_script}: redeliver asks, and says that it is done", "once more" in text, text)
    check(f"{with_script}: its fourth attempt is seen", reader.sees("#attempt-4", "completed"))

    _, late = daemon.post("late", delay=3_600_000)
    reader.open(f"/dashboard/tasks/{late}")
    check(f"{with_script}: one that is not due says when it is", reader.find("#why time").count() == 1)
    text = reader.confirm("text=Cancel…")
    check(f"{with_script}: cancel asks, and says that it is done", "is cancelled" in text, text)
    reader.open("/dashboard/tasks?state=cancelled")
    text = reader.confirm("text=Retry all of these…")
    check(f"{with_script}: all of a list are retried at once", "1 task is queued" in text, text)

    reader.open()
    text = reader.confirm('[aria-label="Hold WEBHOOK_URL"]')
    check(f"{with_script}: a destination is held", "is held" in text and reader.sees("#destinations .badge.held"), text)
    text = reader.confirm('[aria-label="Release WEBHOOK_URL"]')
    check(f"{with_script}: and released", "is released" in text and reader.sees("#destinations .badge.completed"), text)
    reader.leave(with_script)


def check_doors(browser, hookme, places, has_script):
    """Who comes in, with which token, and what they may do."""
    with_script = "with a script" if has_script else "without a script"
    tokens = {name: site.new_token(hookme, name, *scopes) for name, scopes in [
        ("operator", ("enqueue", "read", "operate")), ("visitor", ("read",)), ("sender", ("enqueue",))]}
    entries = " ".join(entry for _, entry in tokens.values())
    with tempfile.TemporaryDirectory() as directory, site.serve(hookme, *places, directory, AUTH_TOKENS=entries) as daemon:
        Receiver.refuses.add("broken")
        _, broken = daemon.post("broken", token=tokens["operator"][0])
        reader = Reader(browser, daemon.url, has_script)
        reader.open(f"/dashboard/tasks/{broken}")
        check(f"{with_script}: nobody sees anything without signing in", reader.page.url.startswith(daemon.url + "/dashboard/sign-in"))
        reader.page.fill("#token", tokens["operator"][0])
        reader.page.click("#sign-in-submit")
        check(f"{with_script}: signing in leads to what was wanted", reader.page.url == f"{daemon.url}/dashboard/tasks/{broken}")
        check(f"{with_script}: who signed in is named", reader.sees(".who", "operator"))
        [cookie] = reader.context.cookies()
        check(f"{with_script}: no script reads the session, and no other site sends it",
              cookie["httpOnly"] and cookie["sameSite"] == "Strict" and 0 < cookie["expires"], str(cookie["name"]))
        check(f"{with_script}: an operator's token may pause", "is paused" in (reader.open(), reader.confirm("#pause"))[1])
        check(f"{with_script}: and resume", "goes on" in reader.confirm("#resume"))
        form = reader.form_token()
        for what, status in [
            ("without the form's token", reader.forge("/dashboard/queue/pause")),
            ("with another's token", reader.forge("/dashboard/queue/pause", form="0" * len(form))),
            ("from another origin", reader.forge("/dashboard/queue/pause", form=form, headers={"origin": "https://example.com"})),
        ]:
            check(f"{with_script}: a forged form is refused {what}", status == 403, str(status))
        session = reader.context.cookies()
        reader.page.click("#sign-out")
        check(f"{with_script}: signing out ends it", reader.sees("#sign-in") and reader.open().url.startswith(daemon.url + "/dashboard/sign-in"))
        check(f"{with_script}: and leaves no session behind", len(session) == 1 and not reader.context.cookies())

        reader.sign_in(tokens["visitor"][0])
        check(f"{with_script}: a read token sees the overview", reader.sees("#queue-title") and reader.sees(".note", "read only"))
        reader.open("/dashboard/tasks?state=discarded")
        check(f"{with_script}: and the tasks", reader.sees(f"#task-{broken}"))
        buttons = sum((reader.open(path), reader.find("main .button, main button[type=submit]:not(#filter-submit)").count())[1]
                      for path in ["/", "/dashboard/tasks?state=discarded", f"/dashboard/tasks/{broken}"])
        check(f"{with_script}: but no button that changes anything", buttons == 0, str(buttons))
        form = reader.form_token()
        paths = [f"/dashboard/tasks/{broken}/{verb}" for verb in ("retry", "cancel", "redeliver")] + [
            "/dashboard/queue/pause", "/dashboard/queue/resume", "/dashboard/bulk/retry", "/dashboard/bulk/cancel",
            "/dashboard/destinations/hold", "/dashboard/destinations/release"]
        statuses = [reader.forge(path, form=form, state="discarded", destination="default") for path in paths]
        check(f"{with_script}: and is refused wherever it posts", statuses == [403] * len(paths), str(statuses))
        visiting = reader.context.cookies()
        reader.page.click("#sign-out")
        reader.leave(f"{with_script}, signed in")

        # What is refused has a status that the browser tells the console about; so it has its own reader.
        stranger = Reader(browser, daemon.url, has_script)
        stranger.sign_in("hookme_wrong")
        check(f"{with_script}: a wrong token is told so", stranger.sees("#sign-in-problem", "not one that is known"))
        stranger.sign_in(tokens["sender"][0])
        check(f"{with_script}: one that may only post is told so", stranger.sees("#sign-in-problem", "lacks the scope read"))
        check(f"{with_script}: neither is let in", not stranger.context.cookies())
        stranger.context.close()
        if has_script:
            check_access(browser, daemon.url, {"sign-in": "/dashboard/sign-in"}, "a stranger")
            check_access(browser, daemon.url, {"overview": "/", "task": f"/dashboard/tasks/{broken}"}, "a visitor", visiting)


def check_hostile(browser, daemon):
    """Markup in whatever others may write is text."""
    daemon.change(*rows.hostile())
    check("a task named <script> is refused", daemon.post("<script>alert(1)</script>")[0] == 422)
    reader = Reader(browser, daemon.url)
    reader.open("/dashboard/tasks/900")
    check("an error with markup is text", reader.sees("#last-error", rows.RECEIVER_SAID))
    check("an error that turns the direction turns its own only", reader.page.evaluate(LEFT_TO_RIGHT, "#attempt-1 .error code"))
    check("an answer with markup is text", reader.sees("#attempt-1 .answer", rows.MARKUP))
    reader.page.click("#payload-text summary")
    check("a payload that ends a script is text", reader.sees("#payload-body", rows.MARKUP))
    reader.page.fill("#payload-search", "onerror")
    check("so it is when it is searched", reader.sees("#payload-found", "1 of") and reader.sees("#payload-body", rows.MARKUP))
    made = reader.page.evaluate("[...document.querySelectorAll('img, script:not([src]), [onerror], h1 b, main script')].length")
    check("no element is made of it", made == 0, str(made))
    reader.open("/dashboard/tasks?state=discarded")
    check("the list has it", reader.sees("#task-900", rows.RECEIVER_SAID))
    reader.open()
    check("the overview tells a destination's error as text", reader.sees("#destinations", rows.MARKUP))
    check("and nothing of its URL but the host", "8f2c" not in reader.page.content())
    reader.leave("hostile words")
    refused = Reader(browser, daemon.url)
    refused.open("/dashboard/tasks?username=%3Cscript%3Ealert(1)%3C/script%3E&state=%3Cimg%20src=x%20onerror=alert(1)%3E")
    check("a filter with markup is refused in words", refused.sees("#message", "onerror"))
    check("and nothing of it is run", not [line for line in refused.complaints if "dialog" in line or "policy" in line])
    refused.context.close()


def check_access(browser, url, views, what, cookies=()):
    """Every view by axe's rules, in both themes, and by its width, down to a telephone's."""
    for theme in ("light", "dark"):
        reader = Reader(browser, url, cookies=cookies, color_scheme=theme)
        for name, path in views.items():
            reader.open(path)
            for summary in reader.find("summary").all():
                summary.click()
            found = reader.barriers()
            check(f"{what}, {theme}, {name}: axe finds nothing serious", not found, "; ".join(found))
        reader.context.close()
    reader = Reader(browser, url, cookies=cookies)
    wide = []
    for name, path in views.items():
        reader.open(path)
        for width in (1100, 800, 390):
            reader.page.set_viewport_size({"width": width, "height": 844})
            needed = reader.page.evaluate("document.documentElement.scrollWidth")
            wide += [f"{name}: {needed} of {width}"] if needed > width else []
    check(f"{what}, down to 390 px wide: nothing has to be scrolled sideways", not wide, ", ".join(wide))
    reader.context.close()


def check_keyboard(browser, url):
    reader = Reader(browser, url)
    reader.open()
    reader.page.keyboard.press("Tab")
    check("the first key leads to the content", reader.page.evaluate("document.activeElement.className") == "skip")
    reader.page.keyboard.press("Enter")
    check("and there it is", reader.page.evaluate("document.activeElement.id") == "main")
    reader.leave("a keyboard")


def check_all(browser, hookme, *places):
    for has_script in (True, False):
        with tempfile.TemporaryDirectory() as directory, site.serve(hookme, *places, directory) as daemon:
            check_life(browser, daemon, has_script)
            surprises.check_deleted(browser, daemon, has_script)
            surprises.check_task_destination(browser, daemon, has_script)
        check_doors(browser, hookme, places, has_script)
    surprises.check_ended_session(browser, hookme, places)
    with tempfile.TemporaryDirectory() as directory, site.serve(hookme, *places, directory) as daemon:
        check_access(browser, daemon.url, pictures.EMPTY, "no task")
        daemon.finish("swift-nio", "apple")
        daemon.change(*rows.six(), *rows.history(2, 1))
        check_hostile(browser, daemon)
        check_access(browser, daemon.url, pictures.SEVEN | pictures.MANY | pictures.TROUBLE, "some tasks")
        check_keyboard(browser, daemon.url)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("hookme", type=os.path.abspath)
    parser.add_argument("probe", type=os.path.abspath)
    parser.add_argument("--screenshots", metavar="DIRECTORY")
    parser.add_argument("--rows", type=int, default=1_000_000, metavar="COUNT")
    options = parser.parse_args()
    with sync_playwright() as playwright, site.chromium(playwright) as browser, site.server(Receiver) as webhook_url:
        if options.screenshots:
            with site.server(site.GitHub) as api_url:
                pictures.write(browser, options.screenshots, options.rows, options.hookme, api_url, webhook_url)
        else:
            with site.github(options.probe) as api_url:
                check_all(browser, options.hookme, api_url, webhook_url)
    return f"{len(failures)} failed" if failures else 0


if __name__ == "__main__":
    sys.exit(main())
