/* Says what a target counts: cells by their codes, in sums, shares and conditions. */
#include "core/text.h"
#include "plan_words.h"

static const struct words op_said[] = {{"eq", "="}, {"ge", "≥"}, {"gt", ">"}, {"le", "≤"}, {"lt", "<"}, {NULL, NULL}};

const char *texts_said(struct arena *arena, const json_t *texts, const struct words *words, const char *separator) {
    AUTO_BUFFER said = {0};
    size_t index;
    json_t *text;
    json_array_foreach(texts, index, text) {
        const char *word = json_string_value(text);
        list_add(&said, separator, words ? words_say(words, word) : word);
    }
    return list_end_text(arena, &said);
}

/* "PCMD-S.staffTotal (cấp huyện, cấp xã)": whose reports count, where not all do. */
static const char *cell_said(struct arena *arena, const json_t *term) {
    const json_t *from = json_object_get(term, "from");
    AUTO_BUFFER reporters = {0};
    list_add(&reporters, "; ", texts_said(arena, json_object_get(from, "level"), level_said, ", "));
    list_add(&reporters, "; ", texts_said(arena, json_object_get(from, "function"), NULL, ", "));
    const char *cell = member_text(term, "cell");
    return reporters.size > 0 ? arena_format(arena, "%s (%s)", cell, buffer_cstr(&reporters)) : cell;
}

static const char *sum_said(struct arena *arena, const json_t *terms) {
    AUTO_BUFFER said = {0};
    size_t index;
    json_t *term;
    json_array_foreach(terms, index, term) {
        const json_t *given = json_object_get(term, "times");
        json_int_t times = given ? json_integer_value(given) : 1, size = times < 0 ? -times : times;
        buffer_text(&said, index == 0 ? (times < 0 ? "−" : "") : times < 0 ? " − " : " + ");
        if (size != 1)
            buffer_format(&said, "%" JSON_INTEGER_FORMAT " × ", size);
        buffer_text(&said, cell_said(arena, term));
    }
    return list_end_text(arena, &said);
}

static const char *predicate_said(struct arena *arena, const json_t *predicate);

static const char *predicates_said(struct arena *arena, const json_t *list, const char *separator) {
    AUTO_BUFFER said = {0};
    size_t index;
    json_t *inner;
    json_array_foreach(list, index, inner) {
        list_add(&said, separator, predicate_said(arena, inner));
    }
    return arena_format(arena, json_array_size(list) > 1 ? "(%s)" : "%s", buffer_cstr(&said));
}

static const char *predicate_said(struct arena *arena, const json_t *predicate) {
    const json_t *all = json_object_get(predicate, "all"), *any = json_object_get(predicate, "any");
    const char *at_least = quantity_said(arena, json_object_get(predicate, "atLeast"));
    if (all || any)
        return predicates_said(arena, all ? all : any, all ? " và " : " hoặc ");
    if (at_least)
        return arena_format(arena, "ít nhất %s trong %s", at_least,
                            predicates_said(arena, json_object_get(predicate, "of"), "; "));
    const char *below = text_equal(member_text(predicate, "at"), "subtree") ? " (cộng cả cấp dưới)" : "";
    const char *value = quantity_said(arena, json_object_get(predicate, "value"));
    return arena_format(arena, "%s %s %s%s", member_text(predicate, "cell"),
                        words_say(op_said, member_text(predicate, "op")), value ? value : "", below);
}

static const char *units_said(struct arena *arena, const json_t *measure) {
    const json_t *where = json_object_get(measure, "where");
    const char *units = arena_format(arena, "số đơn vị %s", words_say(level_said, member_text(measure, "units")));
    return where ? arena_format(arena, "%s có %s", units, predicate_said(arena, where)) : units;
}

static const char *measure_said(struct arena *arena, const json_t *measure) {
    if (json_object_get(measure, "cell"))
        return cell_said(arena, measure);
    if (json_object_get(measure, "sum"))
        return sum_said(arena, json_object_get(measure, "sum"));
    if (json_object_get(measure, "units"))
        return units_said(arena, measure);
    return quantity_said(arena, json_object_get(measure, "number"));
}

static const char *channels_measured(struct arena *arena, const json_t *channels) {
    AUTO_BUFFER said = {0};
    size_t index;
    json_t *channel;
    json_array_foreach(channels, index, channel) {
        const json_t *months = json_object_get(channel, "monthsCovered");
        const char *measure = measure_said(arena, months ? months : json_object_get(channel, "measure"));
        list_add(&said, "; ", arena_format(arena, "%s: %s", member_text(channel, "name"), measure ? measure : ""));
    }
    return list_end_text(arena, &said);
}

const char *measured_said(struct arena *arena, const json_t *target) {
    static const char *const members[] = {"measure", "monthsCovered", "done", "recurrences"};
    const json_t *numerator = json_object_get(target, "numerator");
    AUTO_BUFFER said = {0};
    if (numerator) {
        const char *whole = measure_said(arena, json_object_get(target, "denominator"));
        list_add(&said, "", arena_format(arena, "%s / %s", measure_said(arena, numerator), whole ? whole : ""));
    }
    list_add(&said, "; ", channels_measured(arena, json_object_get(target, "channels")));
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        list_add(&said, "; ", measure_said(arena, json_object_get(target, members[i])));
    return list_end_text(arena, &said);
}
