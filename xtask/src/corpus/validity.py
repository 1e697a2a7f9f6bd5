"""Which documents openapi-spec-validator calls invalid: paths as JSON on standard input, one JSON object per line out.

Each line has the path, the version that the document claims, and the first line of the error, or null.
"""

import json
import multiprocessing
import os
import signal
import sys

from openapi_spec_validator import validate
from openapi_spec_validator.readers import read_from_filename

# A document that keeps the validator this long is not called invalid by it.
SECONDS = 300


class OutOfTime(Exception):
    """The validator took too long."""


def out_of_time(_signal, _frame):
    """Ends the validation of one document."""
    raise OutOfTime


def first_line(error):
    """What an error says first, with its type where it says nothing."""
    lines = str(error).strip().splitlines()
    return lines[0][:300] if lines else type(error).__name__


def judge(path):
    """The verdict on one file."""
    version = None
    signal.signal(signal.SIGALRM, out_of_time)
    signal.alarm(SECONDS)
    try:
        document, base = read_from_filename(path)
        if not isinstance(document, dict):
            return path, None, "not a mapping at the top"
        version = document.get("openapi", document.get("swagger"))
        version = None if version is None else str(version)
        if "openapi" not in document:
            return path, version, "no key openapi at the top"
        validate(document, base_uri=base)
        return path, version, None
    except OutOfTime:
        return path, version, None
    except Exception as error:  # whatever the validator fails with is its verdict
        return path, version, first_line(error)
    finally:
        signal.alarm(0)


def main():
    """Judges every file, as many at a time as there are processors."""
    sys.setrecursionlimit(10_000)
    paths = json.load(sys.stdin)
    with multiprocessing.Pool(os.cpu_count()) as pool:
        for path, version, error in pool.imap(judge, paths):
            print(json.dumps({"path": path, "version": version, "error": error}), flush=True)


if __name__ == "__main__":
    main()
