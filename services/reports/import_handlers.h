/* Handlers of the routes under /v1/imports. */
#ifndef TONGHOP_REPORTS_IMPORT_HANDLERS_H
#define TONGHOP_REPORTS_IMPORT_HANDLERS_H

struct call;

void import_submit(struct call *call);
void import_list(struct call *call);
void import_show(struct call *call);
void import_stop(struct call *call);

#endif
