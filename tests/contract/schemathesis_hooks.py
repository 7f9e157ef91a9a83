"""What schemathesis cannot know from the documents: which requests hang together, so that more of them get behind the first check."""

import uuid
import zlib

import schemathesis

REPORTER = {"form": "PCMD-S", "unit": "14758", "agency": "people-committee", "period": "2026"}
NEEDED = {"form", "period", "cell"}
TABLE = "unit,agency,staffTotal,staffTrained\n14758,people-committee,5,"


def name_of(context):
    return context.operation.definition.raw["operationId"]


def chosen(what, count):
    """Less than count, and the same for the same question."""
    return zlib.crc32(repr(what).encode("utf-8", "surrogatepass")) % count


@schemathesis.hook
def before_call(context, case, kwargs):
    """A key that was used answers what was answered before: each POST that has one gets one of its own. Of the kinds of an answer one is asked for."""
    if case.headers.get("Idempotency-Key"):
        case.headers["Idempotency-Key"] = str(uuid.uuid4())
    kinds = list(context.operation.definition.raw["responses"].get("200", {}).get("content", {}))
    if len(kinds) > 1:
        case.headers["Accept"] = kinds[chosen((case.path_parameters, case.query), len(kinds))]


@schemathesis.hook
def map_query(context, query):
    """About half of what may be left out is: else each question would have all there is, of which something is always wrong."""
    given = sorted((query or {}).items())
    some = chosen(given, 1 << 32)
    kept = {name: value for place, (name, value) in enumerate(given) if name in NEEDED or some >> place % 32 & 1}
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
