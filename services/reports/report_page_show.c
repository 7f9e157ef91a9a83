/* Answers with a version of a report as a page to print. */
#include "core/text.h"
#include "report_call.h"
#include "report_handlers.h"
#include "report_page.h"

static const char page_type[] = "text/html";

const char *const report_answers[] = {"application/json", page_type, NULL};

bool report_page_wanted(const struct call *call) {
    return text_equal(call->answer_type, page_type);
}

/* The page is built from escaped text alone; the policy says to browsers that nothing in it is to be run or fetched. */
void report_page_answer(struct call *call, const struct snapshot *snapshot, const struct report *report) {
    AUTO_JSON *details = json_loads(report->details, 0, NULL);
    const struct form *form = snapshot_form(snapshot, report->key.form);
    const struct programme *programme = snapshot_programme(snapshot, form->programme);
    const struct printed_report printed = {.arena = &call->arena,
                                           .snapshot = snapshot,
                                           .report = report,
                                           .form = form,
                                           .version = report_form_version(snapshot, report),
                                           .details = details,
                                           .zone_offset_seconds = programme ? programme->zone_offset_seconds : 0};
    report_page_write(&printed, &call->body);
    call_etag(call, report->version);
    call_header(call, "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    call_reply_as(call, 200, page_type);
}
