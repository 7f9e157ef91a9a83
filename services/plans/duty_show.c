/* Writes entries of the calendar of duties for machines and for calendars. */
#include "duty_show.h"

#include "core/text.h"
#include "icalendar.h"

static const char *const deliverable_words[] = {"report", "consolidation", "plan"};
static const char *const binding_words[] = {"must", "request"};
static const char *const regime_words[] = {"periodic", "thematic", "adHoc", "quick"};
static const char *const deliverable_names[][2] = {
    {"báo cáo", "report"}, {"báo cáo tổng hợp", "consolidated report"}, {"kế hoạch", "plan"}};

struct showing {
    const struct snapshot *snapshot;
    const struct duty_entry *entry;
    enum language language;
    struct arena *arena;
    struct agency_ref *recipients, *via;
    size_t recipient_count, via_count;
    bool recipient_missing, via_missing;
};

static void resolve(struct showing *showing) {
    const struct duty *duty = showing->entry->duty;
    showing->recipient_count =
        duty_entry_agencies(showing->snapshot, showing->entry, duty->recipients, duty->recipient_count, showing->arena,
                            &showing->recipients, &showing->recipient_missing);
    showing->via_count = duty_entry_agencies(showing->snapshot, showing->entry, duty->via, duty->via_count,
                                             showing->arena, &showing->via, &showing->via_missing);
}

static const struct unit_version *unit_of(const struct showing *showing, uint32_t unit) {
    const struct unit_slice *slice = showing->entry->slice;
    return slice->version[slice->position_of[unit]];
}

/* The functions that exist everywhere have no name of their own. */
static const char *agency_name(const struct showing *showing, const struct agency_ref *ref) {
    bool vietnamese = showing->language == LANGUAGE_VI;
    const char *unit = unit_of(showing, ref->unit)->name;
    if (ref->registered)
        return vietnamese ? ref->registered->name_vi : ref->registered->name_en;
    if (text_equal(ref->function, "police"))
        return arena_format(showing->arena, vietnamese ? "Công an %s" : "Police of %s", unit);
    return arena_format(showing->arena, vietnamese ? "Ủy ban nhân dân %s" : "People's committee of %s", unit);
}

/* ---- JSON */

static void write_agency(struct json_writer *writer, const char *name, const struct showing *showing,
                         const struct agency_ref *ref) {
    const struct unit_version *unit = unit_of(showing, ref->unit);
    write_object(writer, name);
    write_text(writer, "unit", snapshot_tree(showing->snapshot)->units[ref->unit].id);
    write_text(writer, "unitCode", unit->code);
    write_text(writer, "unitName", unit->name);
    write_text(writer, "agency", ref->code);
    write_text(writer, "function", ref->function);
    write_text(writer, "name", agency_name(showing, ref));
    write_object_end(writer);
}

static void write_agencies(struct json_writer *writer, const char *name, const struct showing *showing,
                           const struct agency_ref *refs, size_t count) {
    write_array(writer, name);
    for (size_t i = 0; i < count; i++)
        write_agency(writer, NULL, showing, &refs[i]);
    write_array_end(writer);
}

static void write_texts(struct json_writer *writer, const char *name, const char *const *texts, uint32_t count) {
    write_array(writer, name);
    for (uint32_t i = 0; i < count; i++)
        write_text(writer, NULL, texts[i]);
    write_array_end(writer);
}

static void write_what(struct json_writer *writer, const struct duty_entry *entry) {
    const struct duty *duty = entry->duty;
    write_text(writer, "duty", duty->code);
    write_text(writer, "plan", duty->plan);
    write_text(writer, "request", duty->request ? duty->code : NULL);
    write_text(writer, "programme", duty->programme);
    write_text(writer, "deliverable", deliverable_words[duty->deliverable]);
    write_text(writer, "binding", binding_words[duty->binding]);
    write_text(writer, "regime", regime_words[duty->regime]);
    write_texts(writer, "forms", entry->forms, entry->form_count);
    write_texts(writer, "consolidates", duty->consolidates, duty->consolidates_count);
}

static void write_when(struct json_writer *writer, const struct duty_entry *entry) {
    bool extended = entry->due_at != entry->original_due_at;
    write_object(writer, "period");
    write_text(writer, "code", entry->period.code);
    write_day(writer, "start", entry->period.start);
    write_day(writer, "end", entry->period.end);
    write_object_end(writer);
    write_day(writer, "cutOff", entry->cut_off);
    write_moment(writer, "dueAt", entry->due_at);
    write_moment(writer, "originalDueAt", extended ? entry->original_due_at : MOMENT_NONE);
    if (entry->working_days < 0)
        write_null(writer, "workingDays");
    else
        write_int(writer, "workingDays", entry->working_days);
}

static void write_warnings(struct json_writer *writer, const struct showing *showing) {
    write_array(writer, "warnings");
    if (showing->entry->working_days == 0)
        write_text(writer, NULL, "noWorkingDayLeft");
    if (showing->recipient_missing)
        write_text(writer, NULL, "noRecipient");
    if (showing->via_missing)
        write_text(writer, NULL, "noVia");
    write_array_end(writer);
}

void duty_write(struct json_writer *writer, const struct snapshot *snapshot, const struct duty_entry *entry,
                enum language language, struct arena *arena) {
    struct showing showing = {.snapshot = snapshot, .entry = entry, .language = language, .arena = arena};
    resolve(&showing);
    write_object(writer, NULL);
    write_what(writer, entry);
    write_agency(writer, "reporter", &showing, &entry->reporter);
    write_agencies(writer, "recipients", &showing, showing.recipients, showing.recipient_count);
    write_agencies(writer, "via", &showing, showing.via, showing.via_count);
    write_text(writer, "viaMode", entry->duty->via_count == 0 ? NULL : entry->duty->via_any ? "any" : "each");
    write_when(writer, entry);
    write_warnings(writer, &showing);
    write_object_end(writer);
}

/* ---- iCalendar */

static const char *listed(const struct showing *showing, const char *const *texts, uint32_t count) {
    const char *text = "";
    for (uint32_t i = 0; i < count; i++)
        text = arena_format(showing->arena, "%s%s%s", text, i ? ", " : "", texts[i]);
    return text;
}

static const char *names_of(const struct showing *showing, const struct agency_ref *refs, size_t count) {
    const char *text = "";
    for (size_t i = 0; i < count; i++)
        text = arena_format(showing->arena, "%s%s%s", text, i ? "; " : "", agency_name(showing, &refs[i]));
    return text;
}

static const char *summary_of(const struct showing *showing) {
    const struct duty_entry *entry = showing->entry;
    const char *forms = listed(showing, entry->forms, entry->form_count);
    bool vietnamese = showing->language == LANGUAGE_VI, asked = entry->duty->binding == BINDING_REQUEST;
    return arena_format(showing->arena, "%s: %s%s%s%s %s%s – %s", entry->duty->code,
                        deliverable_names[entry->duty->deliverable][showing->language], *forms ? " " : "", forms,
                        vietnamese ? ", kỳ" : ",", entry->period.code,
                        !asked       ? ""
                        : vietnamese ? " (đề nghị)"
                                     : " (on request)",
                        agency_name(showing, &entry->reporter));
}

static const char *line_of(const struct showing *showing, const char *before, const char *label, const char *text) {
    return *text ? arena_format(showing->arena, "%s%s%s: %s", before, *before ? "\n" : "", label, text) : before;
}

static const char *description_of(const struct showing *showing) {
    bool vietnamese = showing->language == LANGUAGE_VI;
    const char *text = "", *warning = vietnamese ? "không còn ngày làm việc nào sau ngày chốt số liệu"
                                                 : "no working day is left after the cut-off";
    text = line_of(showing, text, vietnamese ? "Nơi nhận" : "To",
                   names_of(showing, showing->recipients, showing->recipient_count));
    text = line_of(showing, text, vietnamese ? "Qua" : "Via", names_of(showing, showing->via, showing->via_count));
    text = line_of(showing, text, vietnamese ? "Tổng hợp" : "Consolidates",
                   listed(showing, showing->entry->duty->consolidates, showing->entry->duty->consolidates_count));
    return line_of(showing, text, vietnamese ? "Lưu ý" : "Note", showing->entry->working_days == 0 ? warning : "");
}

/* The same for as long as the duty stands, whenever it is due. */
static const char *uid_of(const struct showing *showing) {
    const struct duty_entry *entry = showing->entry;
    const struct duty *duty = entry->duty;
    bool apart = entry->due_at != entry->original_due_at && duty->form_count > 1; /* a form that was extended */
    return arena_format(showing->arena, "%s/%s/%s/%s/%s/%s%s%s@tonghop", duty->programme, duty->plan ? duty->plan : "-",
                        duty->code, entry->period.code,
                        snapshot_tree(showing->snapshot)->units[entry->reporter.unit].id, entry->reporter.code,
                        apart ? "/" : "", apart ? entry->forms[0] : "");
}

/* The last day in time where it may be used up; else the first moment that is late. */
static void write_due(struct buffer *to, const struct showing *showing) {
    moment_t due_at = showing->entry->due_at;
    int32_t zone = snapshot_programme(showing->snapshot, showing->entry->duty->programme)->zone_offset_seconds;
    day_t late = moment_day(due_at, zone);
    if (moment_of_day(late, zone) == due_at)
        icalendar_day(to, "DTSTART", late - 1);
    else
        icalendar_moment(to, "DTSTART", due_at);
}

static void write_event(struct buffer *to, struct showing *showing, moment_t now) {
    resolve(showing);
    const char *description = description_of(showing);
    icalendar_begin(to, "VEVENT");
    icalendar_text(to, "UID", uid_of(showing));
    icalendar_moment(to, "DTSTAMP", now);
    write_due(to, showing);
    icalendar_text(to, "SUMMARY", summary_of(showing));
    if (*description)
        icalendar_text(to, "DESCRIPTION", description);
    icalendar_word(to, "STATUS", showing->entry->duty->binding == BINDING_REQUEST ? "TENTATIVE" : "CONFIRMED");
    icalendar_word(to, "TRANSP", "TRANSPARENT");
    icalendar_end(to, "VEVENT");
}

void duty_calendar_write(struct buffer *to, const struct snapshot *snapshot, const struct duty_entry *entries,
                         size_t count, enum language language, moment_t now, struct arena *arena) {
    icalendar_begin(to, "VCALENDAR");
    icalendar_word(to, "VERSION", "2.0");
    icalendar_word(to, "PRODID", "-//Tonghop//Plans//EN");
    icalendar_word(to, "CALSCALE", "GREGORIAN");
    for (size_t i = 0; i < count; i++) {
        struct showing showing = {.snapshot = snapshot, .entry = &entries[i], .language = language, .arena = arena};
        if (entries[i].due_at != MOMENT_NONE)
            write_event(to, &showing, now);
    }
    icalendar_end(to, "VCALENDAR");
}
