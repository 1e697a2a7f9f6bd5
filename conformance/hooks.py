"""What Schemathesis calls: makes generated requests meet data that exists, checks refusals, counts answers."""

import atexit
import copy
import json
import os
import re
import zlib

import schemathesis
from schemathesis.core.failures import Failure
from schemathesis.core.parameters import ParameterLocation

from chat_api import ChatApi
from fillers import FILLERS
from seeds import Seeds
from tally import Tally, operation_id

# One request in so many keeps the ids that were generated, which name nothing.
LEFT_ALONE = 8

SEEDS = Seeds(ChatApi.from_environment())
TALLY = Tally()
# Chats that requests of scenarios made: what a link points at.
LINKED = set()
atexit.register(TALLY.write, os.environ["CONFORMANCE_TALLY"])


class Request:
    """The parts of a case that a filler may change."""

    def __init__(self, case, keeps_path):
        self.path = dict(case.path_parameters)
        self.query = dict(case.query)
        self.body = copy.deepcopy(case.body)
        self._keeps_path = keeps_path

    def point_at(self, **ids):
        """Puts ids into the path, unless it came from an answer."""
        if not self._keeps_path:
            self.path.update(ids)


@schemathesis.hook
def before_call(context, case, kwargs):
    """Fills ids in before a request is sent, in every phase."""
    name = operation_id(case.operation)
    meta = case.meta
    if meta is None or _is_other_method(case):
        return
    if meta.is_negative_at(ParameterLocation.HEADER) and "Authorization" not in case.headers:
        # The credentials are what is missing; those of the configuration would make the request well formed again.
        kwargs["auth"] = _no_credentials
    if name not in FILLERS:
        return
    turn = _number(case)
    if turn % LEFT_ALONE == 0 and not _is_scenario(case):
        return
    if meta.generation.mode.is_positive:
        _fill(case, name, turn)
    elif not meta.is_negative_at(ParameterLocation.PATH):
        _place(case)


@schemathesis.hook
def after_call(context, case, response):
    """Counts, and takes note of what links can point at."""
    phase = "other" if case.meta is None else _phase(case)
    TALLY.add(case.operation, phase, response.request.method, response.status_code)
    if response.status_code == 200 and operation_id(case.operation) == "create_chat":
        LINKED.add(response.json()["id"])


class RefusedForAnotherReason(Failure):
    """Well-formed data is refused with a text that is not among those of the operation."""


@schemathesis.check
class DocumentedRefusals:
    """A 400 for well-formed data says one of the operation's documented texts, never that the data is malformed."""

    def __init__(self, **texts):
        self._texts = {
            name: [re.compile(text, re.DOTALL) for text in table["texts"]]
            for name, table in texts.items()
        }

    def after_response(self, ctx, response, case):
        """Looks at each answer of a well-formed request."""
        meta = case.meta
        if meta is None or meta.generation.mode.is_negative or _is_other_method(case):
            return
        if response.status_code != 400:
            return
        message = response.json()["message"]
        known = self._texts.get(operation_id(case.operation), [])
        if not any(text.fullmatch(message) for text in known):
            raise RefusedForAnotherReason(
                operation=case.operation.label,
                title="Well-formed data is refused for an undocumented reason",
                message=message,
            )


def _no_credentials(request):
    return request


def _fill(case, name, turn):
    request = Request(case, keeps_path=_is_scenario(case) and _chat_id(case) in LINKED)
    FILLERS[name](SEEDS, request, turn)
    if request.path != case.path_parameters:
        case.path_parameters = request.path
    if request.query != case.query:
        case.query = request.query
    if request.body != case.body:
        case.body = request.body


def _place(case):
    """Sends malformed data to a chat that exists: were it taken, the answer would be a success."""
    name = _chat_parameter(case)
    if name is not None and not _is_scenario(case):
        case.path_parameters = {**case.path_parameters, name: SEEDS.live_chat()["id"]}


def _phase(case):
    return case.meta.phase.name.value


def _is_scenario(case):
    """Whether a case is a step of several that follow links."""
    return _phase(case) == "stateful"


def _chat_parameter(case):
    names = [name for name in ("chat_id", "id") if name in case.path_parameters]
    return names[0] if names else None


def _chat_id(case):
    return case.path_parameters.get(_chat_parameter(case))


def _is_other_method(case):
    return case.method.upper() != case.operation.method.upper()


def _number(case):
    """The same for the same content, so that a request which is sent again is filled as before."""
    content = [case.path_parameters, case.query, case.body]
    if _is_scenario(case):
        # The ids that links put in are others whenever a scenario is run again.
        content = _without_integers(content)
    return zlib.crc32(json.dumps(content, sort_keys=True, default=str).encode())


def _without_integers(value):
    if isinstance(value, dict):
        return {key: _without_integers(it) for key, it in value.items()}
    if isinstance(value, list):
        return [_without_integers(it) for it in value]
    return 0 if isinstance(value, int) else value
