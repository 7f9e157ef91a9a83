/* Collecting what is wrong with an input, and saying it in a language. */
#include "core/issue.h"

#include <assert.h>
#include <string.h>

#include "core/buffer.h"
#include "core/limits.h"
#include "core/text.h"

static const struct {
    const char *name;
    const char *texts[2]; /* by enum language */
} types[] = {
#define T(constant, name, vi, en) [ISSUE_##constant] = {name, {vi, en}},
    ISSUE_TYPES(T)
#undef T
};

/* Adds a name with ~ and / written as RFC 6901 wants them; a name longer than any of ours is cut. */
static void add_name(struct buffer *to, const char *name) {
    size_t size = text_clip(name, ISSUE_TEXT_MAX);
    for (size_t i = 0; i < size; i++) {
        if (name[i] == '~')
            buffer_text(to, "~0");
        else if (name[i] == '/')
            buffer_text(to, "~1");
        else
            buffer_char(to, name[i]);
    }
}

static void add_place(struct buffer *to, const struct place *place) {
    if (place == NULL)
        return;
    add_place(to, place->up);
    buffer_char(to, '/');
    if (place->name != NULL)
        add_name(to, place->name);
    else
        buffer_int(to, (int64_t)place->index);
}

const char *place_pointer(struct arena *arena, const struct place *place) {
    AUTO_BUFFER pointer = {0};
    add_place(&pointer, place);
    return arena_slice(arena, buffer_cstr(&pointer), pointer.size);
}

void issues_init(struct issues *issues, struct arena *arena) {
    *issues = (struct issues){.arena = arena};
}

static const char *argument_copy(struct arena *arena, const char *argument) {
    return argument == NULL ? NULL : arena_slice(arena, argument, text_clip(argument, ISSUE_TEXT_MAX));
}

static struct issue *append(struct issues *issues, enum issue_type type,
                            const char *const arguments[ISSUE_ARGUMENTS_MAX]) {
    struct issue *issue = arena_new(issues->arena, struct issue);
    issue->type = type;
    for (size_t i = 0; i < ISSUE_ARGUMENTS_MAX; i++)
        issue->arguments[i] = argument_copy(issues->arena, arguments[i]);
    if (issues->last == NULL)
        issues->first = issue;
    else
        issues->last->next = issue;
    issues->last = issue;
    issues->count++;
    return issue;
}

/* An input wrong in more ways than are kept must not cost memory for each. */
static bool is_full(struct issues *issues) {
    if (issues->count < ISSUES_MAX)
        return false;
    issues->truncated = true;
    issues->spare = (struct issue){0};
    return true;
}

struct issue *issue_add(struct issues *issues, enum issue_type type, const struct place *place, const char *argument0,
                        const char *argument1, const char *argument2) {
    assert(type < ISSUE_TYPE_COUNT);
    if (is_full(issues))
        return &issues->spare;
    struct issue *issue = append(issues, type, (const char *[]){argument0, argument1, argument2});
    issue->pointer = place_pointer(issues->arena, place);
    return issue;
}

struct issue *issue_add_at(struct issues *issues, enum issue_type type, const char *pointer, const char *argument0,
                           const char *argument1, const char *argument2) {
    assert(type < ISSUE_TYPE_COUNT);
    if (is_full(issues))
        return &issues->spare;
    struct issue *issue = append(issues, type, (const char *[]){argument0, argument1, argument2});
    issue->pointer = argument_copy(issues->arena, pointer);
    return issue;
}

const char *issue_type_name(enum issue_type type) {
    assert(type < ISSUE_TYPE_COUNT);
    return types[type].name;
}

/* Parts the languages of an argument; in no text that came from outside, as a control character is refused there. */
static const char between_languages[] = "\x1E";

const char *issue_argument_of(struct arena *arena, const char *vietnamese, const char *english) {
    return arena_format(arena, "%s%s%s", vietnamese, between_languages, english);
}

static void add_argument(struct buffer *to, const char *argument, enum language language) {
    const char *between = strstr(argument, between_languages);
    if (between == NULL)
        buffer_text(to, argument);
    else if (language == LANGUAGE_VI)
        buffer_add(to, argument, (size_t)(between - argument));
    else
        buffer_text(to, between + strlen(between_languages));
}

/* Whether {0}, {1} or {2} stands here. */
static bool is_argument(const char *text) {
    return text[0] == '{' && text[1] >= '0' && text[1] < '0' + ISSUE_ARGUMENTS_MAX && text[2] == '}';
}

const char *issue_detail(struct arena *arena, const struct issue *issue, enum language language) {
    AUTO_BUFFER detail = {0};
    const char *text = types[issue->type].texts[language];
    while (*text != '\0') {
        if (!is_argument(text)) {
            buffer_char(&detail, *text++);
            continue;
        }
        const char *argument = issue->arguments[text[1] - '0'];
        add_argument(&detail, argument == NULL ? "" : argument, language);
        text += strlen("{0}");
    }
    return arena_slice(arena, buffer_cstr(&detail), detail.size);
}
