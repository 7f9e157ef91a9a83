/* A report as it comes in: read strictly, its names resolved, its content checked against the form, its due moment known. No storage.
 *
 * The same way for POST, PUT and the rows of imports. All problems become issues at once; places are those of the report document. */
#ifndef TONGHOP_REPORTS_ENTRY_H
#define TONGHOP_REPORTS_ENTRY_H

#include "core/caller.h"
#include "report.h"
#include "json/read.h"

/* On whose request, when, and against which reference. */
struct entry_setting {
    const struct snapshot *snapshot;
    const struct caller *caller;
    moment_t now;
    day_t today;
    enum language language;
    struct arena *arena; /* what is made lives here */
    bool is_change;      /* the document may be our own answer, edited: what only we set is let through (sent_back.h) */
};

/* NULL: absent or already reported. */
struct entry_names {
    const char *form, *unit, *agency, *period;
};

struct entry {
    /* Resolved; each only where everything before it is. */
    const struct form *form;
    struct period period;
    bool has_period;
    const struct form_version *version;
    uint32_t unit; /* UNIT_NONE */
    struct agency_ref agency;
    bool has_agency;
    bool forbidden; /* the unit or agency is outside what the caller may act for: nothing else about it may be told */

    struct report_content content; /* where version is */
    bool draft, estimated, has_data_until;
    day_t data_until;
    const char *entered_for, *reason; /* NULL where there is none */
    const json_t *act;

    /* Found by entry_check. */
    const struct obligation *obligation; /* NULL: nobody asked for it */
    struct issues warnings;
};

/* Resolves form, period, unit, agency and asks authority. */
void entry_resolve(const struct entry_setting *setting, const struct entry_names *names, struct entry *ret_entry,
                   struct issues *issues);

/* Reads a whole document. Texts of the entry point into it. */
void entry_read(const struct entry_setting *setting, const json_t *document, struct entry *ret_entry,
                struct issues *issues);

/* The same from its bytes. Texts of the entry point into *ret_document, for the caller to release; NULL: it is no JSON. */
void entry_parse(const struct entry_setting *setting, const char *bytes, size_t size, struct entry *ret_entry,
                 json_t **ret_document, struct issues *issues);

/* One value as text, as a table has it. */
void entry_value(struct entry *entry, uint32_t cell, const char *text, const struct place *place,
                 struct issues *issues);

/* Why the report changes, as a table has it. The text must live as long as the entry. */
void entry_reason(struct entry *entry, const char *text, const struct place *place, struct issues *issues);

/* A stored report as an entry again, its texts in the arena. */
void entry_of_report(const struct entry_setting *setting, const struct report *report,
                     const struct form_version *version, struct entry *ret_entry);

/* Bounds, rules, completeness, privacy, and whether it was asked for and is time: after everything was read. What does not stand in its way is a
 * warning: of a draft also that its period has not begun. */
void entry_check(const struct entry_setting *setting, struct entry *entry, struct issues *issues);

/* The entry as a first version, without id; state, moments, timeliness as of setting->now. Only where nothing was found wrong. */
void entry_make(const struct entry_setting *setting, const struct entry *entry, struct report *ret_report);

enum timeliness timeliness_at(moment_t submitted, moment_t due);

/* Looks for personal data in what is told beside the figures: who it is entered for, why it changes, its act. */
void entry_screen(const struct entry *entry, struct issues *issues);

#endif
