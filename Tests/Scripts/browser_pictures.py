"""Pictures of every view: light, dark and 390 px wide, with no job, with seven and with many."""
import os
import tempfile

import browser_rows as rows
import browser_site as site

LOOKS = {
    "light": {"color_scheme": "light", "viewport": {"width": 1200, "height": 800}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1200, "height": 800}},
    "phone": {"color_scheme": "light", "viewport": {"width": 390, "height": 844}},
}
ALWAYS = {"overview": "/", "tasks": "/dashboard/tasks", "pause": "/dashboard/queue/pause"}
EMPTY = ALWAYS | {"no-such-task": "/dashboard/tasks/99", "no-such-state": "/dashboard/tasks?state=lost"}
SEVEN = ALWAYS | {
    "completed": "/dashboard/tasks/1", "queued": "/dashboard/tasks/2", "running": "/dashboard/tasks/3",
    "discarded": "/dashboard/tasks/4", "held": "/dashboard/tasks/5", "cancelled": "/dashboard/tasks/6",
    "long-name": "/dashboard/tasks/7", "retry": "/dashboard/tasks/4/retry", "cancel": "/dashboard/tasks/7/cancel",
    "nothing-found": "/dashboard/tasks?username=nobody", "filtered": "/dashboard/tasks?username=octocat&within=day",
}
MANY = ALWAYS | {"list": "/dashboard/tasks?state=discarded", "bulk": "/dashboard/bulk/retry?state=discarded"}
TROUBLE = {"overview": "/", "tasks": "/dashboard/tasks", "hostile": "/dashboard/tasks/900"}
UNFOLDED = ["completed", "hostile", "nothing-found"]


def take(browser, directory, name, views, url, cookies=()):
    for look, options in LOOKS.items():
        context = browser.new_context(locale="en-GB", reduced_motion="reduce", **options)
        context.add_cookies(list(cookies))
        page = context.new_page()
        for view, path in views.items():
            page.goto(url + path)
            if view in UNFOLDED:
                page.click("summary")
            page.screenshot(path=os.path.join(directory, f"{name}-{view}-{look}.png"), full_page=True)
        context.close()


def take_signed_in(browser, directory, hookme, *places):
    """Signing in, with what a wrong token is told, and what a token sees that may only read."""
    token, entry = site.new_token(hookme, "visitor", "read")
    with tempfile.TemporaryDirectory() as database, site.serve(hookme, *places, database, AUTH_TOKENS=entry) as daemon:
        daemon.change(*rows.six())
        take(browser, directory, "token", {"sign-in": "/dashboard/sign-in"}, daemon.url)
        for look, options in LOOKS.items():
            page = browser.new_context(**options).new_page()
            page.goto(daemon.url)
            page.fill("#token", "hookme_wrong")
            page.click("#sign-in-submit")
            page.screenshot(path=os.path.join(directory, f"token-wrong-{look}.png"), full_page=True)
            page.fill("#token", token)
            page.click("#sign-in-submit")
            cookies = page.context.cookies()
            page.context.close()
        take(browser, directory, "read", {"overview": "/", "discarded": "/dashboard/tasks/4"}, daemon.url, cookies)


def take_trouble(browser, directory, hookme, *places):
    """All that can keep a job waiting, at once: the queue is paused, GitHub's gate closed, a destination held."""
    with tempfile.TemporaryDirectory() as database:
        with site.serve(hookme, *places, database) as daemon:
            daemon.finish("swift-nio", "apple")
            daemon.change(
                *rows.six(), *rows.hostile(), rows.job(8, "octocat", "Spoon-Knife", "queued"),
                "INSERT INTO gates (name, closed_until_ms, reason)"
                " VALUES ('anonymous', (strftime('%s', 'now') + 1500) * 1000, 'primary')",
                "UPDATE queue SET paused_at_ms = (strftime('%s', 'now') - 300) * 1000",
            )
        with site.serve(hookme, *places, database) as daemon:
            take(browser, directory, "trouble", TROUBLE, daemon.url)


def write(browser, directory, count, hookme, *places):
    os.makedirs(directory, exist_ok=True)
    for name, views in [("0", EMPTY), ("7", SEVEN), ("many", MANY)]:
        with tempfile.TemporaryDirectory() as database, site.serve(hookme, *places, database) as daemon:
            if name != "0":
                daemon.finish("swift-nio", "apple")
                daemon.change(*rows.six())
            if name == "7":
                daemon.change(*rows.history(2, 1))
            if name == "many":
                for part in rows.many(count):
                    daemon.change(part)
                daemon.change(*rows.history(count // 500, count - count // 300, count // 900, count // 2500))
            take(browser, directory, name, views, daemon.url)
    take_signed_in(browser, directory, hookme, *places)
    take_trouble(browser, directory, hookme, *places)
