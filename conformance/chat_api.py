"""A small client of the API, for making the data that generated requests need. Standard library only."""

import base64
import hashlib
import hmac
import http.client
import json
import os
import time
import urllib.parse


class Refused(Exception):
    """The platform did not do what the data needs; the run cannot mean anything then."""


class ChatApi:
    """Calls the API as the demo tenant, over one connection."""

    def __init__(self, base_url, user, token, secret):
        self._base = urllib.parse.urlsplit(base_url)
        pair = f"{user}:{token}".encode()
        self._authorization = "Basic " + base64.b64encode(pair).decode()
        self._secret = secret.encode()
        self._connection = http.client.HTTPConnection(self._base.netloc, timeout=10)

    @classmethod
    def from_environment(cls):
        """What `cargo xtask schemathesis` sets."""
        names = ("URL", "USER", "TOKEN", "SECRET")
        return cls(*(os.environ[f"CONFORMANCE_{name}"] for name in names))

    def call(self, method, path, body=None):
        """The JSON that a call answers, which must be a success."""
        content = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": self._authorization}
        if content is not None:
            headers["Content-Type"] = "application/json"
        status, answer = self._send(method, self._base.path + path, content, headers)
        if not _is_success(status):
            raise Refused(f"{method} {path}: {status} {answer.decode(errors='replace')}")
        return json.loads(answer)

    def upload(self, policy, content_type, content):
        """Posts a file with an upload policy and returns its key."""
        boundary = "----conformance"
        fields = policy["fields"]
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        ]
        parts.append(
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="file"\r\n'
            f"Content-Type: {content_type}\r\n\r\n".encode()
        )
        form = b"".join(parts) + content + f"\r\n--{boundary}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        path = urllib.parse.urlsplit(policy["url"]).path
        status, answer = self._send("POST", path, form, headers)
        if not _is_success(status):
            raise Refused(f"upload: {status} {answer.decode(errors='replace')}")
        return fields["key"]

    def signed(self, custom_data):
        """Custom data as a token that the platform takes."""
        claims = {"custom_data": custom_data, "exp": int(time.time()) + 3600}
        text = ".".join(_base64url(json.dumps(it).encode()) for it in ({"alg": "HS256"}, claims))
        digest = hmac.new(self._secret, text.encode(), hashlib.sha256).digest()
        return f"{text}.{_base64url(digest)}"

    def _send(self, method, path, content, headers):
        for last in (False, True):
            try:
                self._connection.request(method, path, content, headers)
                response = self._connection.getresponse()
                return response.status, response.read()
            except (http.client.HTTPException, ConnectionError):
                # An idle connection that the server has closed: once more on a new one.
                self._connection.close()
                if last:
                    raise
        raise AssertionError("unreachable")


def _is_success(status):
    return 200 <= status < 300


def _base64url(content):
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
