/* What the handlers of reports share: finding the one in the path, storing the next version, answering with it. */
#ifndef TONGHOP_REPORTS_REPORT_CALL_H
#define TONGHOP_REPORTS_REPORT_CALL_H

#include "reports.h"

/* SHA-256 of all that makes two requests the same: path, query, kind and body. */
void request_fingerprint(const struct call *call, unsigned char ret_fingerprint[SHA256_SIZE]);

/* The newest version, of the report in the path, that the caller may see. False: refused. */
bool report_load(struct call *call, const struct snapshot *snapshot, struct report *ret_report) MUST_CHECK;

/* Answers with the document of a version, or the page where that is asked for. */
void report_answer(struct call *call, const struct snapshot *snapshot, const struct report *report, int status);

/* The key of the request was used before: answered or refused. */
bool report_replayed(struct call *call, const struct snapshot *snapshot) MUST_CHECK;

/* Compares the entry with its reporter's last report, where its form asks for it. False: refused. */
bool report_compare(struct call *call, const struct entry_setting *setting, struct entry *entry) MUST_CHECK;
bool report_compare_by(struct call *call, const struct entry_setting *setting, struct db *db,
                       struct entry *entry) MUST_CHECK;

/* A place on the way to the ledger, for as long as the request is at work; asked for before its body is looked at. NULL: all are taken, the
 * call is refused (503). */
#define AUTO_PLACE __attribute__((cleanup(place_leave)))
struct report_writer *place_take(struct call *call) MUST_CHECK;
void place_leave(struct report_writer **writer);

/* Hands a version to the writer and answers by what became of it. */
void report_store(struct call *call, const struct snapshot *snapshot, const struct report *report, int status);

/* The event of a version into the buffer; it must stay until the write is done. */
void write_prepare(struct report_write *write, const struct entry_setting *setting, struct buffer *payload);

/* 409 with the state that does not allow it. */
void refuse_state(struct call *call, enum report_state state);
/* 503: the version of the form that the report was made with has not come yet. */
void refuse_unknown_form(struct call *call, const struct report *report);
/* 403 for a unit outside what the caller may act for. */
void refuse_not_yours(struct call *call, const char *pointer, const char *unit);

#endif
