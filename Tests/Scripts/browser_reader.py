"""Somebody who looks at the page, and how what they see is checked."""
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from browser_site import SECONDS

# Any violation of the policy, told by the browser itself.
REPORT = "addEventListener('securitypolicyviolation', e => console.error('policy: ' + e.violatedDirective + ' ' + e.blockedURI))"
failures = []


def check(name, holds, detail=""):
    print(("ok      " if holds else "FAILED  ") + name + (f"  ({detail})" if detail else ""), flush=True)
    if not holds:
        failures.append(name)


class Reader:
    """Somebody who looks at the page, in a browser of their own, which notes what it complains about."""

    def __init__(self, browser, url, has_script=True, cookies=(), **options):
        self.url, self.has_script, self.complaints = url, has_script, []
        self.context = browser.new_context(java_script_enabled=has_script, reduced_motion="reduce", **options)
        self.context.add_cookies(list(cookies))
        self.context.add_init_script(REPORT)
        self.page = self.context.new_page()
        self.page.set_default_timeout(SECONDS * 1000)
        self.page.on("console", lambda line: line.type in ("error", "warning") and self.complaints.append(line.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.complaints.append("dialog: " + dialog.message), dialog.dismiss()))
        self.find = self.page.locator

    def open(self, path="/"):
        return self.page.goto(self.url + path)

    def sees(self, selector, text=None):
        """Whether it comes to be seen: by itself where there is a script, else by loading the page again."""
        found = self.find(selector, has_text=text).first
        for _ in range(1 if self.has_script else SECONDS * 2):
            try:
                expect(found).to_be_visible(timeout=SECONDS * 1000 if self.has_script else 500)
                return True
            except AssertionError:
                if not self.has_script:
                    self.page.reload()
        return False

    def confirm(self, selector):
        """Presses what asks first, and then confirms it. What the next page says was done."""
        self.page.click(selector)
        self.page.click("#confirm")
        return self.find("#flash").inner_text()

    def sign_in(self, token):
        self.open("/dashboard/sign-in")
        self.page.fill("#token", token)
        self.page.click("#sign-in-submit")

    def form_token(self):
        return self.find("input[name=form]").first.get_attribute("value")

    def forge(self, path, **form):
        """The status of a POST in this reader's session that no page of ours has made."""
        headers = form.pop("headers", {})
        return self.context.request.post(self.url + path, form=form, headers=headers, max_redirects=0).status

    def barriers(self):
        """What axe finds on this page that keeps somebody out."""
        found = Axe().run(self.page).response["violations"]
        return [f"{one['id']} on {', '.join(node['target'][0] for node in one['nodes'][:3])}"
                for one in found if one["impact"] in ("serious", "critical")]

    def leave(self, what):
        check(f"{what}: the browser complains about nothing", not self.complaints, "; ".join(self.complaints))
        self.context.close()
