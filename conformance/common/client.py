"""A small HTTP client for making the data that generated requests need. Standard library only."""

import base64
import http.client
import json
import os
import urllib.parse


class Refused(Exception):
    """The platform did not do what the data needs; the run cannot mean anything then."""


class Client:
    """Calls one API with one pair of credentials, over one connection."""

    def __init__(self, base_url, user, token):
        self._base = urllib.parse.urlsplit(base_url)
        pair = f"{user}:{token}".encode()
        self._authorization = "Basic " + base64.b64encode(pair).decode()
        self._connection = http.client.HTTPConnection(self._base.netloc, timeout=60)

    def call(self, method, path, body=None):
        """The JSON that a call answers, which must be a success."""
        return self.answer(method, path, body)[0]

    def answer(self, method, path, body=None):
        """The JSON and the headers that a call answers, which must be a success."""
        content = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": self._authorization}
        if content is not None:
            headers["Content-Type"] = "application/json"
        status, answered, answer = self.send(method, self._base.path + path, content, headers)
        if not is_success(status):
            raise Refused(f"{method} {path}: {status} {answer.decode(errors='replace')}")
        return json.loads(answer), answered

    def send(self, method, path, content, headers):
        """Status, headers and body of whatever is answered."""
        for last in (False, True):
            try:
                self._connection.request(method, path, content, headers)
                response = self._connection.getresponse()
                return response.status, response.headers, response.read()
            except (http.client.HTTPException, ConnectionError):
                # An idle connection that the server has closed: once more on a new one.
                self._connection.close()
                if last:
                    raise
        raise AssertionError("unreachable")


def server():
    """What the server said when it was ready: its addresses and credentials."""
    return json.loads(os.environ["CONFORMANCE_SERVER"])


def base_url():
    """The base URL of the API that is judged."""
    return os.environ["CONFORMANCE_URL"]


def is_success(status):
    """Whether a status is 2xx."""
    return 200 <= status < 300
