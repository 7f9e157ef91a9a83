/* Shows consolidations, in answers and in events. */
#include <string.h>

#include "consolidation.h"
#include "core/text.h"
#include "figures_json.h"

static const char *code_on(const struct snapshot *snapshot, const char *unit_id, day_t date) {
    const struct unit_tree *tree = snapshot_tree(snapshot);
    uint32_t unit = unit_by_id(tree, unit_id);
    const struct unit_version *version = unit == UNIT_NONE ? NULL : unit_version_at(tree, unit, date);
    return version == NULL ? NULL : version->code;
}

static void write_forms(struct json_writer *json, const struct consolidation *consolidation) {
    write_array(json, "forms");
    for (const char *code = consolidation->forms; *code != '\0';) {
        char form[CODE_MAX + 1];
        size_t size = strcspn(code, ",");
        text_copy(form, size + 1 < sizeof form ? size + 1 : sizeof form, code);
        write_text(json, NULL, form);
        code += size + (code[size] == ',');
    }
    write_array_end(json);
}

static void write_recipients(struct json_writer *json, const struct snapshot *snapshot,
                             const struct consolidation *consolidation) {
    write_array(json, "recipients");
    for (size_t i = 0; i < consolidation->recipient_count; i++) {
        const struct consolidation_recipient *recipient = &consolidation->recipients[i];
        write_object(json, NULL);
        write_text(json, "unit", recipient->unit);
        write_text(json, "unitCode", code_on(snapshot, recipient->unit, consolidation->period_end - 1));
        write_text(json, "agency", recipient->agency);
        write_text(json, "function", recipient->function);
        write_text(json, "state", receipt_name(recipient->receipt));
        write_moment(json, "decidedAt", recipient->decided);
        write_text(json, "reason", recipient->reason);
        write_object_end(json);
    }
    write_array_end(json);
}

static struct period period_of(const struct consolidation *consolidation) {
    struct period period = {.start = consolidation->period_start, .end = consolidation->period_end};
    text_copy(period.code, sizeof period.code, consolidation->period);
    return period;
}

void write_consolidation_head(struct json_writer *json, const struct snapshot *snapshot,
                              const struct consolidation *consolidation) {
    const struct period period = period_of(consolidation);
    write_text(json, "id", consolidation->id);
    write_int(json, "version", consolidation->version);
    write_text(json, "state", consolidation_state_name(consolidation->state));
    if (consolidation->number == 0)
        write_null(json, "number");
    else
        write_int(json, "number", consolidation->number);
    write_text(json, "programme", consolidation->programme);
    write_text(json, "unit", consolidation->unit);
    write_text(json, "unitCode", code_on(snapshot, consolidation->unit, consolidation->period_end - 1));
    write_text(json, "agency", consolidation->agency);
    write_text(json, "function", consolidation->function);
    write_forms(json, consolidation);
    write_period(json, &period);
    write_text(json, "plan", consolidation->plan);
    write_moment(json, "createdAt", consolidation->created);
    write_moment(json, "signedAt", consolidation->signed_at);
    write_moment(json, "sentAt", consolidation->sent);
    write_moment(json, "outdatedSince", consolidation->outdated);
    write_recipients(json, snapshot, consolidation);
}

static void write_json(struct json_writer *json, const char *name, const char *text) {
    if (text == NULL)
        write_null(json, name);
    else
        write_raw(json, name, text, strlen(text));
}

void write_consolidation(struct json_writer *json, const struct snapshot *snapshot,
                         const struct consolidation *consolidation, enum edition edition) {
    const struct edition_text *text = &consolidation->editions[edition];
    write_object(json, NULL);
    write_consolidation_head(json, snapshot, consolidation);
    write_json(json, "differences", text->differences);
    write_text(json, "sha256", text->sha256);
    write_text(json, "seal", text->seal);
    write_json(json, "document", text->document);
    write_object_end(json);
}

/* The digest of a document with small counts would tell them to who tries them all. */
const char *consolidation_payload(struct arena *arena, const struct snapshot *snapshot,
                                  const struct consolidation *consolidation) {
    AUTO_BUFFER payload = {0};
    struct json_writer json;
    json_writer_init(&json, &payload);
    write_object(&json, NULL);
    write_consolidation_head(&json, snapshot, consolidation);
    write_json(&json, "differences", consolidation->editions[EDITION_WITHHELD].differences);
    write_text(&json, "sha256", consolidation->editions[EDITION_WITHHELD].sha256);
    write_object_end(&json);
    return arena_slice(arena, payload.bytes, payload.size);
}

const char *consolidation_event_type(struct arena *arena, const char *what) {
    return arena_format(arena, "tonghop.consolidation.%s.v1", what);
}

const char *consolidation_trace(struct call *call) {
    return arena_format(&call->arena, "00-%s-%s-01", call->trace_id, call->span_id);
}
