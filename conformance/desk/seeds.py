"""What has to be there before a generated request can succeed: tenants with all that belongs to them, deliveries, snapshots.

The run steers the very platform that it judges: it moves the clock by years, breaks calls of the chat API and puts back
snapshots. So whatever is made here may be gone, and is then made again.
"""

import itertools
import json

import receiver
from client import Client, Refused

# How often a tenant is handed out before the next one is made.
USES = 16
# The snapshot of the platform as it was at first.
BEGINNING = "the-beginning"
# The clock may run ahead by so much before the beginning is put back: nothing is later than the year 9999.
FARTHEST_MS = 1000 * 365 * 24 * 3600 * 1000

SCRIPT = '[[greeting]]\nsay = "Hello!"\n\n[[fallback]]\nsay = "Pardon?"\n'
LANGUAGES = ("en", "es", "fr", "de", "it")


class Seeds:
    """Makes data through the APIs and hands it out."""

    def __init__(self, base, ready):
        self._chat_url = ready["url"] + "/apps/api/v1"
        self.api = Client(base, "admin", ready["admin_token"])
        self.receiver = receiver.start()
        # Whether a request has set the clock, the seed or faults since they were last looked at.
        self.steered = False
        self._numbers = itertools.count(1)
        self.forget()
        self.api.call("POST", "/control/snapshots", {"name": BEGINNING})

    def forget(self):
        """Begins anew: what was handed out may not be there any more."""
        self._tenants = self._handed_out(self._new_tenant)
        self._customers = self._handed_out(self._new_customer)

    def number(self):
        """Another number each time."""
        return next(self._numbers)

    def url(self, path):
        """A URL of the receiver."""
        return f"{self.receiver}/{path}"

    def tenant(self):
        """A tenant with menus, virtual agents, a webhook and a CRM, and no chats; used a few times."""
        return self._next(lambda: self._tenants)

    def customer(self):
        """A tenant with a chat that has deliveries and a ticket; used a few times."""
        return self._next(lambda: self._customers)

    def snapshot(self):
        """The name of a snapshot that is there."""
        name = f"seed-{self.number() % 4}"
        self.api.call("POST", "/control/snapshots", {"name": name})
        return name

    def now(self):
        """What the domain clock shows, and how far it is ahead."""
        self._settle()
        return self.api.call("GET", "/control/clock")

    def _next(self, pool):
        self._settle()
        try:
            return next(pool())
        except Refused:
            # Something stands in the way that a request has left behind.
            self._begin_again()
            return next(pool())

    def _settle(self):
        """Undoes what would keep the chat API from making data."""
        if not self.steered:
            return
        self.steered = False
        self.api.call("PUT", "/control/faults", {"faults": []})
        if self.api.call("GET", "/control/clock")["ahead_ms"] > FARTHEST_MS:
            self._begin_again()

    def _begin_again(self):
        self.api.call("POST", f"/control/snapshots/{BEGINNING}/restore", {})
        self.forget()

    def _new_tenant(self):
        made = self.api.call("POST", "/tenants", {"subdomain": f"seed-{self.number()}"})
        tenant = made["tenant"]
        place = f"/tenants/{tenant['id']}"
        self.api.call("PUT", f"{place}/virtual_agents/1", builtin(1))
        self.api.call("PUT", f"{place}/virtual_agents/2", self.http(2))
        self.api.call("PUT", f"{place}/menus", {"default_lang": "en", "menus": [menu(1)]})
        self.api.call("PATCH", f"{place}/crm", {"url": self.url("crm")})
        self.api.call("PATCH", f"{place}/webhook", {"url": self.url("hook"), "enabled": True})
        return {**tenant, "token": made["token"]["token"]}

    def _new_customer(self):
        tenant = self._new_tenant()
        chats = Client(self._chat_url, tenant["subdomain"], tenant["token"])
        end_user = chats.call("POST", "/end_users", {"identifier": "ada"})
        chat = {"menu_id": 1, "end_user_id": end_user["id"]}
        chat = chats.call("POST", "/chats", {"chat": chat})
        chats.call("POST", f"/chats/{chat['id']}/end-user", {"identifier": "ada", "name": "Ada"})
        found = self.api.call("GET", f"/tenants/{tenant['id']}/deliveries")["deliveries"]
        return {**tenant, "chat_id": chat["id"], "deliveries": [it["id"] for it in found]}

    def new_menu(self, tenant):
        """The id of a menu that nothing depends on."""
        made = menu(1000 + self.number())
        self.api.call("PUT", f"/tenants/{tenant['id']}/menus/{made['id']}", made)
        return made["id"]

    def new_virtual_agent(self, tenant):
        """The id of a virtual agent that no menu names."""
        number = 1000 + self.number()
        self.api.call("PUT", f"/tenants/{tenant['id']}/virtual_agents/{number}", builtin(number))
        return number

    def new_token(self, tenant):
        """The id of a token."""
        return self.api.call("POST", f"/tenants/{tenant['id']}/tokens", {"label": "seed"})["id"]

    def http(self, number):
        """A virtual agent that asks a server."""
        url = self.url("turn")
        return {"id": number, "name": "Hal", "backend": "http", "url": url}

    def _handed_out(self, make):
        while True:
            made = make()
            for _ in range(USES):
                yield made


def builtin(number):
    """The virtual agent of the demonstration."""
    return {"id": number, "name": "Vera", "backend": "builtin"}


def menu(number):
    """A menu that is always open, and whose people are there."""
    hours = {"mode": "always"}
    return {"id": number, "name": "Menu", "languages": ["en"], "hours": hours}


def copied(value):
    """A copy that can be changed."""
    return json.loads(json.dumps(value))
