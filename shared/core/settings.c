/* Reading settings from a file and the environment, checking them by their rows, and showing them. */
#include "core/settings.h"

#include <assert.h>
#include <errno.h>
#include <ini.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"
#include "core/text.h"

enum { NOT_FOUND = -1 };

struct loading {
    const struct setting *rows;
    size_t count;
    struct arena *arena;
    const char **values; /* by row; NULL: not given yet */
    struct buffer problems;
};

/* A file as inih reads it, which cuts a line that is too long without a word. */
struct source {
    FILE *file;
    struct loading *loading;
    unsigned line;
};

static ssize_t row_of(const struct setting *rows, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++) {
        if (text_equal(rows[i].name, name))
            return (ssize_t)i;
    }
    return NOT_FOUND;
}

static int take_from_file(void *user, const char *section, const char *name, const char *value) {
    struct loading *loading = user;
    ssize_t row = row_of(loading->rows, loading->count, name);
    if (*section != '\0')
        buffer_format(&loading->problems, "%s: the file has no sections, but it stands in [%s]\n", name, section);
    else if (row == NOT_FOUND)
        buffer_format(&loading->problems, "%s: there is no such setting\n", name);
    else if (loading->values[row] != NULL)
        buffer_format(&loading->problems, "%s: stands twice in the file, or its next line is indented\n", name);
    else
        loading->values[row] = arena_text(loading->arena, value);
    return 1;
}

static void skip_line(FILE *file) {
    int c;
    do
        c = getc(file);
    while (c != '\n' && c != EOF);
}

static char *read_line(char *line, int capacity, void *stream) {
    struct source *source = stream;
    if (fgets(line, capacity, source->file) == NULL)
        return NULL;
    source->line++;
    bool cut = strlen(line) + 1 == (size_t)capacity && line[capacity - 2] != '\n';
    if (cut) {
        buffer_format(&source->loading->problems, "line %u of the file is longer than %d bytes: use the environment\n",
                      source->line, capacity - 2);
        skip_line(source->file);
    }
    return line;
}

static void load_file(struct loading *loading, const char *path) {
    struct source source = {.file = fopen(path, "re"), .loading = loading};
    if (source.file == NULL) {
        buffer_format(&loading->problems, "TONGHOP_CONFIG: %s cannot be read: %s\n", path, strerror(errno));
        return;
    }
    int bad_line = ini_parse_stream(read_line, &source, take_from_file, loading);
    fclose(source.file);
    if (bad_line != 0)
        buffer_format(&loading->problems, "line %d of the file is not NAME=value\n", bad_line);
}

static void load_environment(struct loading *loading) {
    for (size_t i = 0; i < loading->count; i++) {
        const char *value = getenv(loading->rows[i].name);
        if (value != NULL)
            loading->values[i] = arena_text(loading->arena, value);
    }
}

static void load_fallbacks(struct loading *loading) {
    for (size_t i = 0; i < loading->count; i++) {
        if (loading->values[i] == NULL)
            loading->values[i] = loading->rows[i].fallback;
    }
}

static bool read_number(const char *text, int64_t *ret_number) {
    bool digit_first = text[*text == '-'] >= '0' && text[*text == '-'] <= '9';
    char *end;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    if (!digit_first || *end != '\0' || errno != 0)
        return false;
    *ret_number = number;
    return true;
}

static bool read_flag(const char *text, bool *ret_flag) {
    *ret_flag = text_equal(text, "true") || text_equal(text, "1");
    return *ret_flag || text_equal(text, "false") || text_equal(text, "0");
}

static void check_number(const struct setting *row, const char *value, struct buffer *problems) {
    int64_t number;
    if (!read_number(value, &number) || number < row->min || number > row->max)
        buffer_format(problems, "%s: must be a whole number from %" PRId64 " to %" PRId64 "\n", row->name, row->min,
                      row->max);
}

static void check_text(const struct setting *row, const char *value, struct buffer *problems) {
    int64_t max = row->max == 0 ? INT64_MAX : row->max;
    int64_t length = (int64_t)text_length(value);
    if (!text_is_utf8(value, strlen(value)))
        buffer_format(problems, "%s: is not UTF-8\n", row->name);
    else if (length < row->min)
        buffer_format(problems, "%s: must have at least %" PRId64 " characters\n", row->name, row->min);
    else if (length > max)
        buffer_format(problems, "%s: must have at most %" PRId64 " characters\n", row->name, max);
}

static void check_flag(const struct setting *row, const char *value, struct buffer *problems) {
    bool flag;
    if (!read_flag(value, &flag))
        buffer_format(problems, "%s: must be true or false\n", row->name);
}

static void check(const struct setting *row, const char *value, struct buffer *problems) {
    if (value == NULL) {
        buffer_format(problems, "%s: must be given: %s\n", row->name, row->help);
        return;
    }
    switch (row->kind) {
    case SETTING_TEXT:
        check_text(row, value, problems);
        return;
    case SETTING_NUMBER:
        check_number(row, value, problems);
        return;
    case SETTING_FLAG:
        check_flag(row, value, problems);
        return;
    }
}

bool settings_load(const struct setting *rows, size_t count, struct arena *arena, struct settings *ret_settings,
                   const char **ret_problems) {
    struct loading loading = {rows, count, arena, arena_new_array(arena, const char *, count), {0}};
    const char *path = getenv("TONGHOP_CONFIG");
    if (!text_empty(path))
        load_file(&loading, path);
    load_environment(&loading);
    load_fallbacks(&loading);
    for (size_t i = 0; i < count; i++)
        check(&rows[i], loading.values[i], &loading.problems);
    bool good = loading.problems.size == 0;
    *ret_problems = arena_text(arena, buffer_cstr(&loading.problems));
    buffer_done(&loading.problems);
    if (good)
        *ret_settings = (struct settings){.rows = rows, .count = count, .values = loading.values};
    return good;
}

static const char *value_of(const struct settings *settings, const char *name, enum setting_kind kind) {
    ssize_t row = row_of(settings->rows, settings->count, name);
    if (row == NOT_FOUND || settings->rows[row].kind != kind)
        fail_stop("settings", name);
    return settings->values[row];
}

const char *setting_text(const struct settings *settings, const char *name) {
    return value_of(settings, name, SETTING_TEXT);
}

int64_t setting_number(const struct settings *settings, const char *name) {
    int64_t number = 0;
    bool good = read_number(value_of(settings, name, SETTING_NUMBER), &number);
    assert(good);
    (void)good;
    return number;
}

bool setting_flag(const struct settings *settings, const char *name) {
    bool flag;
    read_flag(value_of(settings, name, SETTING_FLAG), &flag);
    return flag;
}

void settings_print(const struct settings *settings) {
    for (size_t i = 0; i < settings->count; i++) {
        const struct setting *row = &settings->rows[i];
        bool masked = row->secrecy == SETTING_SECRET && *settings->values[i] != '\0';
        printf("%s=%s\n", row->name, masked ? "********" : settings->values[i]);
    }
}

/* A table cell: a bar in it would end the cell. */
static void print_cell(const char *text) {
    for (; *text != '\0'; text++) {
        if (*text == '|')
            putchar('\\');
        putchar(*text);
    }
}

static void print_kind(const struct setting *row) {
    if (row->kind == SETTING_FLAG)
        printf("true or false");
    else if (row->kind == SETTING_NUMBER)
        printf("%" PRId64 " to %" PRId64, row->min, row->max);
    else if (row->max > 0)
        printf("text of %" PRId64 " to %" PRId64 " characters", row->min, row->max);
    else
        printf("text");
    if (row->secrecy == SETTING_SECRET)
        printf(", secret");
}

static void print_fallback(const char *fallback) {
    if (fallback == NULL) {
        printf("must be given");
    } else if (*fallback != '\0') {
        putchar('`');
        print_cell(fallback);
        putchar('`');
    }
}

void settings_document(const struct setting *rows, size_t count, const char *service) {
    printf("## %s\n\n| Name | Value | Default | Meaning |\n|---|---|---|---|\n", service);
    for (size_t i = 0; i < count; i++) {
        printf("| `%s` | ", rows[i].name);
        print_kind(&rows[i]);
        printf(" | ");
        print_fallback(rows[i].fallback);
        printf(" | ");
        print_cell(rows[i].help);
        printf(" |\n");
    }
}
