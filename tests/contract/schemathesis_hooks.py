"""What schemathesis cannot know from the documents: which requests hang together, so that more of them get behind the first check."""

import uuid
import zlib

import schemathesis

REPORTER = {"form": "PCMD-S", "unit": "14758", "agency": "people-committee", "period": "2026"}
NEEDED = {"form", "period", "cell"}
TABLE = "unit,agency,staffTotal,staffTrained\n14758,people-committee,5,"


def name_of(context):
    return context.operation.definition.raw["operationId"]


@schemathesis.hook
def before_call(context, case, kwargs):
    """A key that was used answers what was answered before: each POST that has one gets one of its own."""
    if case.headers and case.headers.get("Idempotency-Key"):
        case.headers["Idempotency-Key"] = str(uuid.uuid4())


@schemathesis.hook
def map_query(context, query):
    """About half of what may be left out is: else each question would have all there is, of which something is always wrong."""
    given = sorted((query or {}).items())
    chosen = zlib.crc32(repr(given).encode("utf-8", "surrogatepass"))
    kept = {name: value for place, (name, value) in enumerate(given) if name in NEEDED or chosen >> place % 32 & 1}
    if name_of(context) == "submitImport" and {"form", "period"} <= set(kept):
        kept |= {name: REPORTER[name] for name in ("form", "period")}
    return kept


@schemathesis.hook
def map_body(context, body):
    """Every other report is one that could be; every other table begins well."""
    if name_of(context) in ("submitReport", "changeReport") and isinstance(body, dict) and len(str(body)) % 2:
        return body | {name: value for name, value in REPORTER.items() if name in body}
    if name_of(context) == "submitImport" and isinstance(body, str) and len(body) % 2:
        return TABLE + body
    return body
