"""What a report is compared with, what is only warned of and kept with it, and a report that is edited as it was answered."""

import uuid

import pytest

from test_imports import send

UNIT, OTHER, THIRD = "26734", "26737", "26740"  # communes of district 760 until 2025-07-01


def indicator(stack, code, nature, over_periods):
    body = {"programme": "pcmd", "name": {"vi": code}, "unitOfMeasure": "case", "nature": nature, "decimals": 0, "min": "0", "overUnits": "sum",
            "overPeriods": over_periods}
    assert stack.call("PUT", f"/v1/indicators/{code}", body).status in (200, 201)


@pytest.fixture(scope="module")
def form(stack):
    """Cases carried in, received, done, and pending at the end: the books of a half-year open as the last ones closed."""
    mark = uuid.uuid4().hex[:8]
    stock, flow, form = f"stock-{mark}", f"flow-{mark}", f"BOOK-{mark}"
    indicator(stack, stock, "stock", "last")
    indicator(stack, flow, "flow", "sum")
    body = {"programme": "pcmd", "title": {"vi": "Sổ"}, "from": "2020", "levels": ["commune"], "functions": ["people-committee"],
            "compare": {"warnAbovePercent": 50},
            "cells": [{"code": "carriedIn", "indicator": stock, "required": True, "opens": {"cells": ["pending", "overdue"], "severity": "error"}},
                      {"code": "received", "indicator": flow, "required": True}, {"code": "pending", "indicator": stock, "required": True},
                      {"code": "overdue", "indicator": stock, "required": True}],
            "rules": [{"code": "R1", "left": [{"cell": "received"}], "op": "le", "right": [{"number": "100"}], "severity": "warning",
                       "message": {"vi": "Nhiều bất thường", "en": "Unusually many"}}]}
    assert stack.call("PUT", f"/v1/forms/{form}", body).status == 201
    for _ in range(100):
        if stack.call("GET", f"/v1/obligations?form={form}").status == 200:
            return form
    raise AssertionError("the form does not arrive")


def entry(form, unit, period, carried, received, pending, overdue, **more):
    values = {"carriedIn": carried, "received": received, "pending": pending, "overdue": overdue}
    return {"form": form, "unit": unit, "agency": "people-committee", "period": period, "values": values, **more}


def post(stack, *args, **more):
    return stack.call("POST", "/v1/reports", entry(*args, **more))


def warned(report):
    return [(w["type"], w["pointer"]) for w in report["warnings"]]


NOT_OWED = ("notOwed", "/agency")


def test_the_books_open_as_the_last_ones_closed(stack, form):
    first = post(stack, form, UNIT, "2023-H1", 5, 10, 4, 3)
    assert first.status == 201 and warned(first.json) == [NOT_OWED], first
    wrong = post(stack, form, UNIT, "2023-H2", 6, 10, 4, 3)
    assert wrong.status == 422 and wrong.issues() == [("openingDiffers", "/values/carriedIn")], wrong
    assert "2023-H1" in wrong.json["issues"][0]["detail"] and "7" in wrong.json["issues"][0]["detail"]
    right = post(stack, form, UNIT, "2023-H2", 7, 16, 4, 3)
    assert right.status == 201 and warned(right.json) == [NOT_OWED, ("changedMuch", "/values/received")], right


def test_everything_wrong_is_told_at_once(stack, form):
    wrong = post(stack, form, UNIT, "2024-H1", 1, -1, 4, 3)
    assert sorted(wrong.issues()) == [("openingDiffers", "/values/carriedIn"), ("outOfBounds", "/values/received")], wrong


def test_what_was_returned_or_withdrawn_opens_nothing(stack, form):
    first = post(stack, form, OTHER, "2023-H1", 5, 10, 4, 3)
    reviewer = stack.token("reports:read reports:write reports:review", "VN", subject="reviewer")
    path = first.headers["location"]
    back = stack.call("POST", path + "/decisions", {"decision": "return", "reason": "xem lại"}, token=reviewer, headers={"If-Match": first.headers["etag"]})
    assert back.status == 200 and warned(back.json) == warned(first.json), back
    assert post(stack, form, OTHER, "2023-H2", 99, 10, 4, 3).status == 201


def test_a_draft_is_warned_and_judged_when_it_is_handed_in(stack, form):
    assert post(stack, form, THIRD, "2023-H1", 5, 10, 4, 3).status == 201
    draft = post(stack, form, THIRD, "2023-H2", 6, 10, 4, 3, state="draft")
    assert draft.status == 201 and warned(draft.json) == [NOT_OWED, ("openingDiffers", "/values/carriedIn")], draft
    path = draft.headers["location"]
    refused = stack.call("POST", path + "/decisions", {"decision": "submit"}, headers={"If-Match": draft.headers["etag"]})
    assert refused.status == 422 and refused.issues() == [("openingDiffers", "/values/carriedIn")], refused
    mended = stack.call("PUT", path, {**draft.json, "values": {**draft.json["values"], "carriedIn": 7}}, headers={"If-Match": draft.headers["etag"]})
    assert mended.status == 200 and mended.json["state"] == "draft" and warned(mended.json) == [NOT_OWED], mended
    sent = stack.call("POST", path + "/decisions", {"decision": "submit"}, headers={"If-Match": mended.headers["etag"]})
    assert sent.status == 200 and sent.json["state"] == "submitted" and sent.json["values"]["carriedIn"] == 7, sent


def test_the_rows_of_a_file_are_compared_as_well(stack, form):
    columns = "unit,agency,carriedIn,received,pending,overdue\n"
    rows = [f"{unit},people-committee,{carried},16,1,1\n" for unit, carried in ((UNIT, 7), (THIRD, 8), ("26743", 1))]
    body = (columns + "".join(rows)).encode()
    answer, _ = send(stack, body, form=form, period="2024-H1")
    assert answer.status == 422 and [(i["type"], i["row"], i["column"]) for i in answer.json["issues"]] == [("openingDiffers", 2, "carriedIn")], answer
    _, result = send(stack, body, mode="partial", form=form, period="2024-H1")
    assert result["counts"] == {"received": 3, "created": 2, "updated": 0, "unchanged": 0, "rejected": 1}, result
    _, again = send(stack, body, mode="partial", form=form, period="2024-H1")
    assert again["counts"]["unchanged"] == 2 and again["counts"]["rejected"] == 1, again
    found = stack.get(f"/v1/reports?form={form}&unit={UNIT}&period=2024-H1")["items"]
    assert warned(found[0]) == [NOT_OWED, ("changedMuch", "/values/pending"), ("changedMuch", "/values/overdue")], found


def test_warnings_stay_as_they_were_and_are_told_in_the_readers_language(stack, form):
    made = post(stack, form, "26746", "2022-H1", 0, 101, 0, 0)
    assert warned(made.json) == [("ruleBroken", "/values/received"), NOT_OWED], made
    path = made.headers["location"]
    texts = {language: [w["detail"] for w in stack.get(path, headers={"Accept-Language": language})["warnings"]] for language in ("vi", "en")}
    assert texts["en"][0] == "Rule R1: Unusually many" and texts["vi"][0] == "Quy tắc R1: Nhiều bất thường", texts
    kept, = stack.sql("SELECT warnings::text FROM reports.report_version WHERE report = %s", made.json["id"])
    stack.sql("UPDATE reports.report_version SET warnings = NULL WHERE report = %s", made.json["id"])  # as versions of before have it
    assert warned(stack.get(path)) == [("ruleBroken", "/values/received")]
    stack.sql("UPDATE reports.report_version SET warnings = %s WHERE report = %s", kept[0], made.json["id"])  # the audit would name it


def test_a_period_that_has_not_begun(stack, form):
    early = post(stack, form, "00004", "2031-H1", 0, 1, 0, 0)
    assert early.status == 422 and ("periodNotBegun", "/period") in early.issues(), early
    draft = post(stack, form, "00004", "2031-H1", 0, 1, 0, 0, state="draft")
    assert draft.status == 201 and warned(draft.json) == [("periodNotBegun", "/period"), NOT_OWED], draft
    submit = stack.call("POST", draft.headers["location"] + "/decisions", {"decision": "submit"}, headers={"If-Match": draft.headers["etag"]})
    assert submit.status == 422 and submit.issues() == [("periodNotBegun", "/period")], submit


def test_an_answer_is_edited_and_sent_back(stack, form):
    made = post(stack, form, "26749", "2022-H1", 0, 10, 0, 0)
    path, report = made.headers["location"], made.json
    assert stack.call("PUT", path, report).status == 200
    changed = stack.call("PUT", path, {**report, "values": {**report["values"], "received": 11}}, headers={"If-Match": made.headers["etag"]})
    assert changed.status == 200 and changed.json["version"] == 2 and changed.json["values"]["received"] == 11, changed
    stale = stack.call("PUT", path, {**report, "values": {**report["values"], "received": 12}}, headers={"If-Match": made.headers["etag"]})
    assert stale.status == 412, stale
    forged = {**changed.json, "timeliness": "onTime", "sha256": "0" * 64, "values": {**report["values"], "received": 12}}
    refused = stack.call("PUT", path, forged, headers={"If-Match": changed.headers["etag"]})
    assert refused.status == 422 and sorted(refused.issues()) == [("inconsistent", "/sha256"), ("inconsistent", "/timeliness")], refused
    assert stack.call("POST", "/v1/reports", report).issues(), "a new report has none of it"


def test_an_accepted_answer_needs_a_reason_of_its_own(stack, form):
    made = post(stack, form, "26752", "2022-H1", 0, 10, 0, 0)
    path = made.headers["location"]
    reviewer = stack.token("reports:read reports:review", "VN", subject="reviewer")
    accepted = stack.call("POST", path + "/decisions", {"decision": "accept", "reason": "đã đối chiếu", "cells": {"received": "đúng"}}, token=reviewer,
                          headers={"If-Match": made.headers["etag"]})
    assert accepted.status == 200, accepted
    body = {**accepted.json, "values": {**accepted.json["values"], "received": 11}}
    refused = stack.call("PUT", path, body, headers={"If-Match": accepted.headers["etag"]})
    assert refused.status == 422 and refused.issues() == [("reasonNeeded", "/reason")], refused
    again = stack.call("PUT", path, {**body, "reason": "cộng nhầm"}, headers={"If-Match": accepted.headers["etag"]})
    assert again.status == 200 and again.json["state"] == "submitted" and again.json["reason"] == "cộng nhầm", again
