"""An aggregation that lost everything is whole again after `tonghop-reports republish`; a restored ledger wins after `--raise-epoch`."""

import os
import pathlib
import subprocess

import topics
from stack import CHECKOUT, waiting
from test_kill import bring_up, stop

TOPIC = "tonghop.report.v1"
wait_for = waiting(120)


def republish(stack, *options):
    binary = pathlib.Path(os.environ.get("TONGHOP_BIN", CHECKOUT / "build/asan/bin"), "tonghop-reports")
    settings = {"TONGHOP_DB_URL": os.environ["TONGHOP_DB_REPORTS"], "TONGHOP_KAFKA_BROKERS": os.environ["TONGHOP_KAFKA"], "TONGHOP_JWKS": f"{stack.home}/secrets/jwks.json",
                "TONGHOP_ISSUER": "nobody", "TONGHOP_HTTP_PORT": "1", "TONGHOP_ADMIN_PORT": "2"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TONGHOP_")}
    return subprocess.Popen([str(binary), "republish", *options], env=kept | settings, stderr=subprocess.PIPE, text=True)


def finish(process, seconds=300):
    _, said = process.communicate(timeout=seconds)
    return process.returncode, said


def rollups(stack, asked):
    """What the service answers about each form and period, for the nation, all provinces and who is missing; without the moment of asking."""
    answers = {}
    for form, period in asked:
        middle = stack.sql("SELECT to_char(to_timestamp(avg(recorded_us) / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') FROM reports.report_version WHERE (form, period) = (%s, %s)", form, period)[0][0]
        for path in (f"/v1/rollups/{form}/VN/{period}?children=true", f"/v1/rollups/{form}/VN/{period}?asOf={middle}", f"/v1/rollups/{form}/VN/{period}?counted=accepted", f"/v1/completeness/{form}/{period}",
                     f"/v1/rollups/{form}/38/{period}?children=true"):
            answer = stack.call("GET", path)
            answers[path] = (answer.status, {name: value for name, value in answer.json.items() if name not in ("asOf", "complete", "instance", "traceId")})
    return answers


def other(now, before):
    """What is answered otherwise than before, member by member."""
    assert now.keys() == before.keys()
    return [(path, name, before[path][1].get(name), now[path][1].get(name)) for path in now for name in {**before[path][1], **now[path][1]}
            if before[path][1].get(name) != now[path][1].get(name)] + [(path, before[path][0], now[path][0]) for path in now if before[path][0] != now[path][0]]


def wait_until_answered(stack, asked, before):
    """As before. Who lost everything reads the reference again as well, in several parts, and answers from the first."""
    def is_as_before():
        assert not other(rollups(stack, asked), before)
        return True

    wait_for(is_as_before)


ROW = "report::text, form, period, unit, agency, version, state, function, form_version, period_start, period_end, timeliness, first_submitted_us, recorded_us, {}::text"
LEDGER_ROW, LEAF_ROW = ROW.format("cells"), ROW.format("aggregation.cells_unpacked(cells)")


def differences(stack):
    """Versions that the ledger and the newest epoch that aggregation has of each report do not share."""
    received, newest = stack.sql(f"SELECT epoch, {LEAF_ROW} FROM aggregation.report_version"), {}
    for row in received:
        newest[row[1]] = max(row[0], newest.get(row[1], 0))
    return set(stack.sql(f"SELECT {LEDGER_ROW} FROM reports.report_version")) ^ {row[1:] for row in received if row[0] == newest[row[1]]}


def wait_until_read(stack, versions=0):
    """Everything in the topic is taken in. What is published again is older than the mark: how many there are says when it is there."""
    wait_for(lambda: stack.sql("SELECT count(*) FROM reports.outbox")[0][0] == 0)
    wait_for(lambda: stack.sql("SELECT count(DISTINCT (report, version)) FROM aggregation.report_version")[0][0] >= versions)
    wait_for(lambda: stack.get("/v1/rollups/PCMD-S/VN/2023-H1")["complete"])


def test_an_aggregation_that_lost_everything_is_whole_again(stack):
    wait_until_read(stack)
    asked = stack.sql("SELECT DISTINCT form, period FROM reports.report_version ORDER BY 1, 2")
    before = rollups(stack, asked)
    versions = stack.sql("SELECT count(*) FROM reports.report_version")[0][0]
    assert versions > 1000 and not differences(stack)

    stop(stack, "aggregation")
    topics.empty(stack, TOPIC)
    stack.sql("DROP SCHEMA aggregation CASCADE")
    stack.sql("CREATE SCHEMA aggregation AUTHORIZATION tonghop_aggregation")
    bring_up()
    assert stack.sql("SELECT count(*) FROM aggregation.report_version")[0][0] == 0, "nothing is left to be rebuilt from but the ledger"
    wait_for(lambda: stack.call("GET", "/v1/rollups/PCMD-S/VN/2023-H1").status == 200)  # the reference is read again
    assert stack.get("/v1/rollups/PCMD-S/VN/2023-H1")["completeness"]["reported"] == 0

    status, said = finish(republish(stack, "--form", "PCMD-S", "--period", "2023-H1"))
    assert status == 0, said
    wait_until_read(stack, stack.sql("SELECT count(*) FROM reports.report_version WHERE (form, period) = ('PCMD-S', '2023-H1')")[0][0])
    some = stack.sql("SELECT DISTINCT form, period FROM aggregation.report_version")
    assert some == [("PCMD-S", "2023-H1")]
    wait_until_answered(stack, some, {path: answer for path, answer in before.items() if "PCMD-S" in path and "2023-H1" in path})

    status, said = finish(republish(stack))
    assert status == 0 and f"{versions} versions" in said, said
    wait_until_read(stack, versions)
    assert not differences(stack)
    wait_until_answered(stack, asked, before)


def put(stack, report, total, reason="as it is"):
    now = stack.call("GET", report.headers["location"])
    body = {"form": "PCMD-S", "unit": report.json["unit"], "agency": "people-committee", "period": "2020-H2", "values": {"staffTotal": total, "staffTrained": 1}, "reason": reason}
    answer = stack.call("PUT", report.headers["location"], body, headers={"If-Match": now.headers["etag"]})
    assert answer.status == 200, answer
    return answer


def own_total(stack, report):
    return stack.get(f"/v1/rollups/PCMD-S/{report.json['unit']}/2020-H2")["cells"]["staffTotal"]["sum"]


def epoch(stack):
    return stack.sql("SELECT epoch FROM reports.ledger")[0][0]


def test_a_restored_ledger_wins_over_what_it_lost(stack, units):
    said = {row[0] for row in stack.sql("SELECT split_part(unit, '@', 1) FROM reports.report_version WHERE form = 'PCMD-S' AND period = '2020-H2'")}
    code = next(row["code"] for row in units.below("42", "2020-12-14", "commune") if row["code"] not in said)
    body = {"form": "PCMD-S", "unit": code, "agency": "people-committee", "period": "2020-H2", "values": {"staffTotal": 10, "staffTrained": 1}}
    report = stack.call("POST", "/v1/reports", body)
    assert report.status == 201, report
    for total in (20, 30):
        put(stack, report, total)
    wait_for(lambda: own_total(stack, report) == 30)

    began = epoch(stack)
    status, told = finish(republish(stack, "--raise-epoch"))
    assert status == 1 and "stop every tonghop-reports" in told and epoch(stack) == began, "it would go on writing under the old epoch"

    stop(stack, "reports")
    stack.sql("DELETE FROM reports.report_version WHERE report = %s::uuid AND version > 1", report.json["id"])
    running = republish(stack, "--raise-epoch")
    wait_for(lambda: epoch(stack) == began + 1)
    bring_up()
    status, told = finish(running)
    assert status == 0 and f"epoch {began + 1}" in told, told
    wait_until_read(stack)
    assert own_total(stack, report) == 10, "the versions that were lost count no more"
    assert not differences(stack)

    put(stack, report, 25)
    wait_for(lambda: own_total(stack, report) == 25)
    assert stack.sql("SELECT epoch, version FROM aggregation.report_version WHERE report = %s::uuid ORDER BY 1, 2", report.json["id"]) == \
        [(began, 1), (began, 2), (began, 3), (began + 1, 1), (began + 1, 2)]
