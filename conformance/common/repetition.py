"""The check `Repetition`: what `Idempotency-Key` promises."""

import copy

import requests
import schemathesis
from schemathesis.core.failures import Failure

from cases import is_well_formed

KEY = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
# Answers about the moment, which are not kept: the same request may be answered otherwise.
OF_THE_MOMENT = (401, 408, 409, 412, 413, 429)
# One request in so many that has a key is sent again.
EVERY = 3


class RepeatedOtherwise(Failure):
    """The same request with the same key is not answered as the first was."""


@schemathesis.check
class Repetition:
    """The same request again is answered as before and says so; with another body it is 422; a secret is not shown again."""

    def __init__(self):
        self._seen = 0
        self._session = requests.Session()

    def after_response(self, ctx, response, case):
        """Sends some of the well-formed requests that have a key twice more."""
        request = response.request
        if KEY not in request.headers or not is_well_formed(case):
            return
        status = response.status_code
        if status >= 500 or status in OF_THE_MOMENT or not request.body:
            return
        self._seen += 1
        if self._seen % EVERY:
            return
        self._judge_same(case, response, self._send(request))
        self._judge_other(case, self._send(_with_another_body(request)))

    def _send(self, request):
        return self._session.send(request, timeout=60, allow_redirects=False)

    @staticmethod
    def _judge_same(case, first, again):
        if again.status_code == 409:
            # Its answer held a secret, which only its operations may say.
            if again.json().get("code") == "idempotency_key_answered" and _shows_a_secret(case):
                return
        elif again.headers.get(REPLAYED) == "true":
            if (again.status_code, again.content) == (first.status_code, first.content):
                return
        _fail(case, f"{first.status_code} {first.text}, then {again.status_code} {again.text}")

    @staticmethod
    def _judge_other(case, other):
        if other.status_code != 422 or other.json().get("code") != "idempotency_key_reused":
            _fail(case, f"another body under the same key: {other.status_code} {other.text}")


def _with_another_body(request):
    other = copy.copy(request)
    body = request.body if isinstance(request.body, bytes) else request.body.encode()
    # As JSON the same, as a body another one.
    other.prepare_body(body + b" ", None)
    return other


def _shows_a_secret(case):
    """Whether a schema of the answer has a property of the format `password`."""
    return "format: password" in _flat(case.operation.schema.raw_schema, case.operation.definition.raw["responses"]["200"])


def _flat(root, node, seen=()):
    """The words of a schema and of everything that it refers to."""
    if isinstance(node, list):
        return " ".join(_flat(root, it, seen) for it in node)
    if not isinstance(node, dict):
        return ""
    reference = node.get("$ref")
    if isinstance(reference, str):
        if reference in seen:
            return ""
        target = root
        for part in reference.removeprefix("#/").split("/"):
            target = target[part]
        return _flat(root, target, (*seen, reference))
    own = "format: password " if node.get("format") == "password" else ""
    return own + " ".join(_flat(root, it, seen) for it in node.values())


def _fail(case, message):
    raise RepeatedOtherwise(
        operation=case.operation.label,
        title="A repeated request is not answered as the first was",
        message=message,
    )
