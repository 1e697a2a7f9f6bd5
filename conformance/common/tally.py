"""How often each operation was called and what it answered, as JSON for `cargo xtask schemathesis`."""

import collections
import json


class Tally:
    """Counts answers by operation and status."""

    def __init__(self):
        self._phases = collections.defaultdict(collections.Counter)
        self._statuses = collections.defaultdict(collections.Counter)

    def add(self, operation, phase, method, status):
        """Takes note of an answer; one to a method that the operation does not have is not the operation's."""
        if method.upper() != operation.method.upper():
            return
        name = operation_id(operation)
        self._phases[name][phase] += 1
        self._statuses[name][str(status)] += 1

    def write(self, path):
        """Writes `{operation: {phases: {name: count}, statuses: {status: count}}}`."""
        tally = {
            name: {"phases": dict(self._phases[name]), "statuses": dict(sorted(statuses.items()))}
            for name, statuses in sorted(self._statuses.items())
        }
        with open(path, "w", encoding="utf-8") as file:
            json.dump(tally, file, indent=2)


def operation_id(operation):
    """The `operationId` in the spec."""
    return operation.definition.raw["operationId"]
