"""The check `DocumentedRefusals`."""

import re

import schemathesis
from schemathesis.core.failures import Failure

from cases import is_well_formed
from tally import operation_id

# Those that well-formed data may meet, where an operation lists them.
STATUSES = (400, 409, 412, 422)


class RefusedForAnotherReason(Failure):
    """Well-formed data is refused with a text that is not among those of the operation."""


@schemathesis.check
class DocumentedRefusals:
    """A refusal of well-formed data says one of the operation's documented texts, never that the data is malformed."""

    def __init__(self, **texts):
        self._texts = {
            name: [re.compile(text, re.DOTALL) for text in table["texts"]]
            for name, table in texts.items()
        }

    def after_response(self, ctx, response, case):
        """Looks at each answer of a well-formed request."""
        if response.status_code not in STATUSES or not is_well_formed(case):
            return
        message = response.json()["message"]
        known = self._texts.get(operation_id(case.operation), [])
        if not any(text.fullmatch(message) for text in known):
            raise RefusedForAnotherReason(
                operation=case.operation.label,
                title="Well-formed data is refused for an undocumented reason",
                message=message,
            )
