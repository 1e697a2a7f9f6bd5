"""The chat API as a tenant calls it: uploads and signed custom data, beside plain calls. Standard library only."""

import base64
import hashlib
import hmac
import json
import time
import urllib.parse

from client import Client, Refused, base_url, is_success, server


class ChatApi(Client):
    """Calls the chat API as one tenant."""

    def __init__(self, base, user, token, secret):
        super().__init__(base, user, token)
        self._secret = secret.encode()

    @classmethod
    def of_demo_tenant(cls):
        """As the demo tenant."""
        ready = server()
        return cls(base_url(), ready["subdomain"], ready["token"], ready["company_secret"])

    def etag(self, chat_id):
        """The version that a chat has now, for `If-Match`."""
        return self.answer("GET", f"/chats/{chat_id}")[1]["ETag"]

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
        status, _, answer = self.send("POST", path, form, headers)
        if not is_success(status):
            raise Refused(f"upload: {status} {answer.decode(errors='replace')}")
        return fields["key"]

    def signed(self, custom_data):
        """Custom data as a token that the platform takes."""
        claims = {"custom_data": custom_data, "exp": int(time.time()) + 3600}
        text = ".".join(_base64url(json.dumps(it).encode()) for it in ({"alg": "HS256"}, claims))
        digest = hmac.new(self._secret, text.encode(), hashlib.sha256).digest()
        return f"{text}.{_base64url(digest)}"


def _base64url(content):
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
