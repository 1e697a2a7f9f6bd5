"""A virtual agent that answers over HTTP, with nothing but the standard library.

    VIRTUAL_AGENT_SECRET=... python3 examples/virtual_agent.py [PORT]

It verifies that a turn comes from chatd, answers it, and remembers its answers: the same turn may come twice, and must be
answered the same. The format is described in docs/virtual-agent.md.
"""

import base64
import datetime
import hashlib
import hmac
import json
import os
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MAX_AGE_SECONDS = 300
MAX_BODY_BYTES = 8 * 1024 * 1024
# Which queue is right for what the context of a chat says.
QUEUES = {"people": 2}


def is_signed(secret, headers, body):
    """Whether one of the signatures is ours, and fresh: HMAC-SHA256 over the timestamp's text and the raw body."""
    timestamp = headers.get("X-Signature-Timestamp", "")
    mac = hmac.new(secret.encode(), timestamp.encode() + body, hashlib.sha256)
    expected = base64.b64encode(mac.digest())
    # Split at the first `=` only: base64 has more of them.
    given = [part.partition("=")[2] for part in headers.get("X-Signature", "").split()]
    if not any([hmac.compare_digest(expected, it.encode()) for it in given]):
        return False
    try:
        at = datetime.datetime.fromisoformat(timestamp.replace("Z", "+00:00"))
        age = datetime.datetime.now(datetime.timezone.utc) - at
    except (TypeError, ValueError):
        return False
    return abs(age.total_seconds()) <= MAX_AGE_SECONDS


def text(words):
    return {"type": "text", "text": words}


def escalate(reason, menu_id=None):
    action = {"type": "escalate", "reason": reason}
    return action | ({"menu_id": menu_id} if menu_id else {})


def opening(turn):
    """What is said on joining, or who is right for the chat."""
    context = turn["context"] or {}
    queue = QUEUES.get(context.get("topic"))
    if queue:
        return {"replies": [text("I am connecting you.")], "action": escalate("by_virtual_agent", queue)}
    if turn["entrance"] == "return":
        return {"replies": [text("Welcome back!")]}
    name = turn["end_user"]["name"] or "there"
    buttons = [{"title": "Opening hours"}, {"title": "A person", "payload": "escalate"}]
    return {"replies": [{"type": "buttons", "text": f"Hello {name}! How can I help?", "buttons": buttons}]}


def answer(turn):
    """The replies and the action of one turn."""
    replies = []
    if turn["entrance"] != "none":
        opened = opening(turn)
        if "action" in opened:
            return opened
        replies += opened["replies"]
    for message in turn["messages"]:
        words = message["content"] if message["type"] == "text" else ""
        if re.search(r"\b(person|human|agent)\b", words, re.IGNORECASE):
            replies.append(text("Of course."))
            return {"replies": replies, "action": escalate("by_end_user_message")}
        if re.search(r"\bbye\b", words, re.IGNORECASE):
            return {"replies": replies + [text("Goodbye!")], "action": {"type": "end"}}
        if re.search(r"\bhours\b", words, re.IGNORECASE):
            replies.append({"type": "markdown", "text": "Monday to Friday, *9 to 18*."})
        else:
            replies.append(text(f"You wrote: {words[:100]}"))
    # At most so many replies are taken.
    return {"replies": replies[:20]}


class Turns(BaseHTTPRequestHandler):
    secret = ""
    # In memory for brevity: keep them for a day, in a database, if a turn does anything that must not happen twice.
    answered = {}

    def do_POST(self):
        length = int(self.headers.get("Content-Length") or 0)
        if length > MAX_BODY_BYTES:
            return self.send(413, {})
        body = self.rfile.read(length)
        if not is_signed(self.secret, self.headers, body):
            return self.send(401, {})
        turn = json.loads(body)
        known = self.answered.setdefault(turn["turn_id"], answer(turn))
        return self.send(200, known)

    def send(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Turns are personal data: nothing of them is logged."""


def main():
    Turns.secret = os.environ.get("VIRTUAL_AGENT_SECRET", "")
    if not Turns.secret:
        sys.exit("set VIRTUAL_AGENT_SECRET to the secret of the virtual agent")
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8090
    server = ThreadingHTTPServer(("127.0.0.1", port), Turns)
    print(f"http://127.0.0.1:{server.server_port}/", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
