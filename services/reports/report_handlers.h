/* Handlers of the routes under /v1/reports. */
#ifndef TONGHOP_REPORTS_REPORT_HANDLERS_H
#define TONGHOP_REPORTS_REPORT_HANDLERS_H

struct call;

void report_submit(struct call *call);
void report_show(struct call *call);
void report_change(struct call *call);
void report_show_versions(struct call *call);
void report_show_version(struct call *call);
void report_list(struct call *call);
void report_decide(struct call *call);
void reports_decide(struct call *call);
void report_show_diff(struct call *call);
void review_show(struct call *call);
void review_list(struct call *call);
extern const char *const report_answers[]; /* media types, JSON the first */
void obligation_list(struct call *call);
extern const char *const obligation_answers[];
void template_show(struct call *call);
extern const char *const template_answers[];

#endif
