"""What two Python packages say about STIX objects: stix2-validator (its errors) and the parser of stix2.

Reads one object per line from standard input and writes one verdict per line to standard output:
{"stix2-validator": [MESSAGE, ...], "stix2": [MESSAGE, ...]}, where no message means that the object is taken.
"""

import json
import logging
import re
import sys

import stix2
import stix2validator

LONGEST_MESSAGE = 160

OPTIONS = stix2validator.ValidationOptions(version="2.1", silent=True, disabled="all")


def main():
    logging.disable(logging.CRITICAL)
    for line in sys.stdin:
        verdict = {"stix2-validator": validator_messages(line), "stix2": library_messages(line)}
        sys.stdout.write(json.dumps(verdict) + "\n")
        sys.stdout.flush()


def validator_messages(line):
    try:
        results = stix2validator.validate_instance(json.loads(line), OPTIONS)
    except stix2validator.ValidationError as error:
        return [kind_of(error)]
    except Exception as error:  # it breaks off on some objects that it does not expect
        return [f"breaks off with {type(error).__name__}: {kind_of(error)}"]
    return sorted({kind_of(error) for error in results.errors})


def library_messages(line):
    try:
        stix2.parse(json.loads(line), allow_custom=True, version="2.1")
    except (stix2.exceptions.STIXError, ValueError) as error:
        return [f"{type(error).__name__}: {kind_of(error)}"]
    except Exception as error:
        return [f"breaks off with {type(error).__name__}: {kind_of(error)}"]
    return []


def kind_of(error):
    """The message without what only this object has: its id, positions and long values."""
    message = re.sub(r"\s+", " ", str(error))
    message = re.sub(r"\{.*\}", "{…}", message)
    message = re.sub(r"[a-z0-9-]+--[0-9a-fA-F-]{36}", "ID", message)
    message = re.sub(r"^(?:ID: )+", "", message)
    message = re.sub(r"\[\d+\]", "[n]", message)
    message = re.sub(r"\d{4}-\d\d-\d\d[T ][^ '\"]*", "TIME", message)
    return message[:LONGEST_MESSAGE]


if __name__ == "__main__":
    main()
