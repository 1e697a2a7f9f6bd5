"""A test of a back end, from a chat's creation to its end, with nothing but the standard library.

    chatd exec -- python3 examples/chat_lifecycle.py

`chatd exec` starts a platform for this command alone and puts its addresses and credentials into the environment. The
clock of that platform is frozen and advanced, so half an hour of silence takes no time: create, dismissed, resumed,
deflected, finished, each with the webhooks that tell of it.
"""

import base64
import hashlib
import hmac
import json
import os
import queue
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# A menu of the demo data: a virtual agent in front of a queue that is always full.
FULL_MENU = 4
# After so long without a word the demo tenant's chats are dismissed.
DISMISS_AFTER_MS = 30 * 60 * 1000
# Nothing may take longer.
PATIENCE_SECONDS = 10


class Api:
    """JSON over HTTP Basic."""

    def __init__(self, base, user, password):
        self.base = base
        self.authorization = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()

    def call(self, method, path, body=None):
        request = urllib.request.Request(self.base + path, method=method)
        request.add_header("Authorization", self.authorization)
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refusal:
            raise AssertionError(f"{method} {path}: {refusal.code} {refusal.read().decode()}") from None


class Receiver:
    """Takes webhooks that are signed with the secret, and hands them out in the order in which they came."""

    def __init__(self, secret):
        self.secret = secret
        self.events = queue.Queue()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                genuine = receiver.is_signed(self.headers, body)
                if genuine:
                    receiver.events.put(json.loads(body))
                self.send_response(204 if genuine else 401)
                self.end_headers()

            def log_message(self, *_):
                """The output is this test's."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/webhooks"

    def is_signed(self, headers, body):
        """HMAC-SHA256 over the timestamp's text and the raw body, by either secret of a rotation."""
        timestamp = headers.get("X-Signature-Timestamp", "")
        mac = hmac.new(self.secret.encode(), timestamp.encode() + body, hashlib.sha256)
        expected = base64.b64encode(mac.digest())
        # Split at the first `=` only: base64 has more of them.
        given = [part.partition("=")[2] for part in headers.get("X-Signature", "").split()]
        return any([hmac.compare_digest(expected, it.encode()) for it in given])

    def expect(self, chat_id, *types):
        """The next webhooks, which must be these, in this order."""
        bodies = []
        for expected in types:
            event = self.events.get(timeout=PATIENCE_SECONDS)
            found = (event["chat_id"], event["event_type"])
            assert found == (chat_id, expected), f"expected {expected} of chat {chat_id}: {event}"
            bodies.append(event["body"])
            print(f"         webhook {expected}")
        assert self.events.empty(), f"one more webhook: {self.events.get()}"
        return bodies


class Platform:
    """The two sides of a platform: what a back end calls, and the desk that steers it."""

    def __init__(self, environment):
        user, token = environment["CHATD_SUBDOMAIN"], environment["CHATD_TOKEN"]
        self.api = Api(environment["CHATD_URL"] + "/apps/api/v1", user, token)
        self.desk = Api(environment["CHATD_ADMIN_URL"] + "/desk/v1", "admin", environment["CHATD_ADMIN_TOKEN"])
        tenants = self.desk.call("GET", "/tenants")["tenants"]
        self.tenant_id = next(it["id"] for it in tenants if it["subdomain"] == user)

    def send_webhooks_to(self, url):
        body = {"url": url, "enabled": True}
        webhook = self.desk.call("PATCH", f"/tenants/{self.tenant_id}/webhook", body)
        assert webhook["enabled"] and webhook["url"] == url, webhook

    def advance(self, milliseconds=0):
        """Moves the clock; everything due on the way has happened, and its webhooks have been sent, when this returns."""
        report = self.desk.call("POST", "/control/clock/advance", {"milliseconds": milliseconds})
        assert report["complete"], report


def step(words):
    print(f"{words}")


def say(platform, chat, words):
    message = {"from_user_id": chat["end_user"]["id"], "message": {"type": "text", "content": words}}
    platform.api.call("POST", f"/chats/{chat['id']}/message", message)
    platform.advance()


def create(platform, receiver):
    user = platform.api.call("POST", "/end_users", {"identifier": "ada@example.com", "name": "Ada"})
    body = {"chat": {"menu_id": FULL_MENU, "end_user_id": user["id"]}}
    chat = platform.api.call("POST", "/chats", body)
    assert chat["status"] == "queued", chat
    step(f"create   chat {chat['id']} is queued")
    platform.advance()
    receiver.expect(chat["id"], "chat_created", "participant_joined", "message_received")
    say(platform, chat, "What are your hours?")
    asked, answer = receiver.expect(chat["id"], "message_received", "message_received")
    assert asked["message"]["content"] == "What are your hours?", asked
    assert answer["sender"]["type"] == "virtual_agent", answer
    return chat


def dismissed(platform, receiver, chat):
    platform.advance(DISMISS_AFTER_MS)
    status = platform.api.call("GET", f"/chats/{chat['id']}")["status"]
    assert status == "va_dismissed", status
    step("silence  half an hour later the chat is va_dismissed")
    *_, told = receiver.expect(chat["id"], "participant_left", "chat_dismissed")
    assert told["status"] == "va_dismissed", told


def resumed(platform, receiver, chat):
    platform.api.call("PATCH", f"/chats/{chat['id']}/resume")
    platform.advance()
    status = platform.api.call("GET", f"/chats/{chat['id']}")["status"]
    assert status == "va_assigned", status
    step("resume   the chat is va_assigned again")
    receiver.expect(chat["id"], "chat_resumed", "participant_joined", "message_received")


def deflected(platform, receiver, chat):
    path = f"/chats/{chat['id']}/escalations"
    escalation = platform.api.call("POST", path, {"reason": "by_end_user_ask"})
    assert escalation["status"] == "deflecting", escalation
    platform.advance()
    step("escalate the queue is full: the escalation is deflecting")
    (told,) = receiver.expect(chat["id"], "escalation_deflected")
    assert told["deflection"]["reason"] == "over_capacity", told
    channels = [it["channel"] for it in told["deflection"]["channels"]]
    assert "email" in channels, channels
    choice = {"deflection_channel": "email"}
    escalation = platform.api.call("PATCH", f"{path}/{escalation['id']}", choice)
    assert escalation["status"] == "deflected", escalation
    platform.advance()
    step(f"choose   email, of {', '.join(channels)}: the escalation is deflected")
    receiver.expect(chat["id"], "escalation_deflected")
    return escalation


def finished(platform, receiver, chat, escalation):
    end = {"status": "finished", "escalation_id": escalation["id"], "deflection_channel": "email"}
    body = {"finished_by_user_id": chat["end_user"]["id"], "chat": end}
    chat = platform.api.call("PATCH", f"/chats/{chat['id']}", body)
    assert chat["status"] == "finished" and chat["timeout_at"] is None, chat
    platform.advance()
    step("finish   the chat is finished")
    _, told = receiver.expect(chat["id"], "participant_left", "chat_ended")
    assert told["status"] == "finished", told


def main():
    began = time.monotonic()
    platform = Platform(os.environ)
    receiver = Receiver(os.environ["CHATD_WEBHOOK_SECRET"])
    platform.send_webhooks_to(receiver.url)
    platform.desk.call("PATCH", "/control/clock", {"frozen": True})
    chat = create(platform, receiver)
    dismissed(platform, receiver, chat)
    resumed(platform, receiver, chat)
    escalation = deflected(platform, receiver, chat)
    finished(platform, receiver, chat, escalation)
    print(f"passed in {time.monotonic() - began:.2f} s")


if __name__ == "__main__":
    main()
