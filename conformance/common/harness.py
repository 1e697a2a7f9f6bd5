"""What Schemathesis calls, for any API: makes generated requests meet data that exists, and counts answers.

Each API has a `hooks.py` beside its settings, which names its fillers and registers a `Harness`.
"""

import atexit
import copy
import itertools
import json
import os
import re
import zlib

import schemathesis
from schemathesis.core.parameters import ParameterLocation

import refusals  # noqa: F401  (registers its check)
import repetition  # noqa: F401  (registers its check)
from cases import is_other_method, is_scenario, phase
from tally import Tally, operation_id

# One request in so many keeps the ids that were generated, which name nothing.
LEFT_ALONE = 8

KEY = "Idempotency-Key"
WELL_FORMED_KEY = re.compile(r'"[!#-~]{1,255}"|[!#-~]{1,255}')


class Request:
    """The parts of a case that a filler may change."""

    def __init__(self, case, keeps_path):
        self.path = dict(case.path_parameters)
        self.query = dict(case.query)
        self.headers = dict(case.headers)
        self.body = copy.deepcopy(case.body)
        # Whether the path came from an answer.
        self.is_linked = keeps_path

    def point_at(self, **ids):
        """Puts ids into the path, unless it came from an answer."""
        if not self.is_linked:
            self.path.update(ids)


class Harness:
    """The hooks of one API.

    `fillers` has a function for each operation that needs data: it is given a `Request` and a number that belongs to the
    request, and picks among equals by it. `place` gives the path of malformed requests something that exists. `links` has, by
    operation, what of an answer links point at, and `owner` is what a path leads to, or into, in the same words.
    """

    def __init__(self, fillers, place, links, owner):
        self._fillers = fillers
        self._place = place
        self._links = links
        self._owner = owner
        self._linked = set()
        self._keys = itertools.count()
        self._tally = Tally()
        atexit.register(self._tally.write, os.environ["CONFORMANCE_TALLY"])

    def register(self):
        """Has Schemathesis call this."""
        # Hooks go by their names.
        def before_call(context, case, kwargs):
            self._before(case, kwargs)

        def after_call(context, case, response):
            self._after(case, response)

        schemathesis.hook(before_call)
        schemathesis.hook(after_call)

    def forget_links(self):
        """What answers named is gone."""
        self._linked.clear()

    def _before(self, case, kwargs):
        """Fills ids in before a request is sent, in every phase."""
        name = operation_id(case.operation)
        meta = case.meta
        if meta is None or is_other_method(case):
            return
        if meta.is_negative_at(ParameterLocation.HEADER) and "Authorization" not in case.headers:
            # The credentials are what is missing; those of the configuration would make the request well formed again.
            kwargs["auth"] = _no_credentials
        self._refresh_key(case)
        if meta.generation.mode.is_positive and "If-Match" in case.headers:
            # What was generated is no version of anything; fillers ask for the true one.
            self._set(case, "headers", {**case.headers, "If-Match": "*"})
        if name not in self._fillers:
            return
        turn = _number(case)
        if turn % LEFT_ALONE == 0 and not is_scenario(case):
            return
        if meta.generation.mode.is_positive:
            self._fill(case, name, turn)
        elif not meta.is_negative_at(ParameterLocation.PATH) and not is_scenario(case):
            # Were it taken, the answer would be a success.
            self._set(case, "path_parameters", {**case.path_parameters, **self._place(case)})

    def _after(self, case, response):
        """Counts, and takes note of what links can point at."""
        of_phase = "other" if case.meta is None else phase(case)
        self._tally.add(case.operation, of_phase, response.request.method, response.status_code)
        link = self._links.get(operation_id(case.operation))
        if link is not None and response.status_code == 200 and not is_other_method(case):
            self._linked.add(link(response.json()))

    def _fill(self, case, name, turn):
        linked = self._owner(case.path_parameters) in self._linked
        request = Request(case, keeps_path=is_scenario(case) and linked)
        self._fillers[name](request, turn)
        self._set(case, "path_parameters", request.path)
        self._set(case, "query", request.query)
        self._set(case, "headers", request.headers)
        self._set(case, "body", request.body)

    def _refresh_key(self, case):
        """No two requests have one key: generated ones repeat, and another body under the same key is 422.

        Requests that do repeat are those of the check `Repetition`.
        """
        if not WELL_FORMED_KEY.fullmatch(str(case.headers.get(KEY, ""))):
            return
        quote = '"' if case.headers[KEY].startswith('"') else ""
        self._set(case, "headers", {**case.headers, KEY: f"{quote}key-{next(self._keys)}{quote}"})

    @staticmethod
    def _set(case, name, value):
        if value != getattr(case, name):
            setattr(case, name, value)


def _no_credentials(request):
    return request


def _number(case):
    """The same for the same content, so that a request which is sent again is filled as before."""
    content = [case.path_parameters, case.query, case.body]
    if is_scenario(case):
        # The ids that links put in are others whenever a scenario is run again.
        content = _without_integers(content)
    return zlib.crc32(json.dumps(content, sort_keys=True, default=str).encode())


def _without_integers(value):
    if isinstance(value, dict):
        return {key: _without_integers(it) for key, it in value.items()}
    if isinstance(value, list):
        return [_without_integers(it) for it in value]
    return 0 if isinstance(value, int) else value
