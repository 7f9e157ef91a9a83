/* Writes workbooks with libxlsxwriter into a file that only memory holds. */
#include "sheet/sheet_workbook.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/text.h"

enum { CELL_TEXT_MAX = 32767, EXACT_DIGITS_MAX = 15, INPUT_COLOUR = 0xFFF9DB, HEADING_COLOUR = 0xE7E6E6 };

void workbook_note(struct workbook *workbook, lxw_error error) {
    if (workbook->error == LXW_NO_ERROR)
        workbook->error = error;
}

static lxw_format *format_new(struct workbook *workbook) {
    lxw_format *format = workbook_add_format(workbook->book);
    format_set_text_wrap(format);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    return format;
}

static void properties_set(struct workbook *workbook, const char *title, moment_t created) {
    lxw_doc_properties properties = {.title = arena_text(&workbook->arena, title),
                                     .created = (time_t)(created / MOMENT_SECOND)};
    workbook_note(workbook, workbook_set_properties(workbook->book, &properties));
}

static lxw_format *input_new(struct workbook *workbook) {
    lxw_format *format = format_new(workbook);
    format_set_unlocked(format);
    format_set_border(format, LXW_BORDER_THIN);
    format_set_bg_color(format, INPUT_COLOUR);
    return format;
}

static void formats_make(struct workbook *workbook) {
    workbook->plain = format_new(workbook);
    workbook->heading = format_new(workbook);
    format_set_bold(workbook->heading);
    format_set_border(workbook->heading, LXW_BORDER_THIN);
    format_set_bg_color(workbook->heading, HEADING_COLOUR);
    workbook->guarded = format_new(workbook);
    workbook->title = workbook_add_format(workbook->book);
    format_set_bold(workbook->title);
    format_set_font_size(workbook->title, 14);
    workbook->note = workbook_add_format(workbook->book);
    format_set_italic(workbook->note);
    workbook->input = input_new(workbook);
    workbook->input_text = input_new(workbook);
    /* What is typed into such a cell later stays text too. */
    lxw_format *const texts[] = {workbook->heading, workbook->guarded, workbook->title, workbook->note,
                                 workbook->input_text};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        format_set_num_format(texts[i], "@");
}

static bool book_open(struct workbook *workbook) {
    workbook->file = memfd_create("workbook", MFD_CLOEXEC);
    if (workbook->file < 0)
        return false;
    const char *path = arena_format(&workbook->arena, "/proc/self/fd/%d", workbook->file);
    workbook->book = workbook_new(path);
    return workbook->book != NULL;
}

struct workbook *workbook_begin(const char *title, moment_t created, struct fail *fail) {
    struct workbook *workbook = calloc(1, sizeof *workbook);
    if (!workbook)
        fail_stop("sheet", "no memory left");
    if (!book_open(workbook)) {
        fail_set(fail, FAULT_BROKEN, true, "sheet", "no file in memory: %s", strerror(errno));
        workbook_drop(&workbook);
        return NULL;
    }
    properties_set(workbook, title, created);
    formats_make(workbook);
    return workbook;
}

void workbook_drop(struct workbook **workbook) {
    if (!*workbook)
        return;
    if ((*workbook)->book)
        lxw_workbook_free((*workbook)->book);
    if ((*workbook)->file >= 0)
        close((*workbook)->file);
    arena_done(&(*workbook)->arena);
    free(*workbook);
    *workbook = NULL;
}

lxw_worksheet *workbook_add(struct workbook *workbook, const char *name) {
    lxw_worksheet *sheet = workbook_add_worksheet(workbook->book, name);
    if (!sheet) {
        workbook_note(workbook, LXW_ERROR_PARAMETER_VALIDATION);
        return NULL;
    }
    worksheet_set_landscape(sheet);
    worksheet_set_paper(sheet, 9 /* A4 */);
    worksheet_fit_to_pages(sheet, 1, 0);
    workbook->sheet = sheet;
    workbook->row = 0;
    workbook->column = 0;
    return sheet;
}

void sheet_begin(struct workbook *workbook, const char *name, const struct sheet_column *columns) {
    lxw_worksheet *sheet = workbook_add(workbook, name);
    if (!sheet)
        return;
    worksheet_repeat_rows(sheet, 0, 0);
    worksheet_freeze_panes(sheet, 1, 0);
    for (lxw_col_t column = 0; columns[column].heading; column++) {
        workbook_note(workbook, worksheet_set_column(sheet, column, column, columns[column].width, NULL));
        sheet_heading(workbook, columns[column].heading);
    }
    sheet_row_end(workbook);
}

bool sheet_looks_like_formula(const char *text) {
    return *text && strchr("=+-@\t", *text) != NULL;
}

const char *workbook_held(struct workbook *workbook, const char *text) {
    return arena_slice(&workbook->arena, text, text_clip(text, CELL_TEXT_MAX));
}

void sheet_text(struct workbook *workbook, const char *text) {
    lxw_col_t column = workbook->column++;
    if (text_empty(text) || !workbook->sheet)
        return;
    const char *held = workbook_held(workbook, text);
    lxw_format *format = sheet_looks_like_formula(held) ? workbook->guarded : workbook->plain;
    workbook_note(workbook, worksheet_write_string(workbook->sheet, workbook->row, column, held, format));
}

static bool is_exact(const char *digits) {
    size_t count = 0;
    const char *at = digits + (*digits == '-');
    for (; *at; at++)
        if (*at >= '0' && *at <= '9')
            count++;
        else if (*at != '.')
            return false;
    return count > 0 && count <= EXACT_DIGITS_MAX;
}

void sheet_number(struct workbook *workbook, const char *digits) {
    if (!digits || !is_exact(digits) || !workbook->sheet) {
        sheet_text(workbook, digits);
        return;
    }
    workbook_note(workbook, worksheet_write_number(workbook->sheet, workbook->row, workbook->column++,
                                                   strtod(digits, NULL), workbook->plain));
}

void sheet_row_end(struct workbook *workbook) {
    workbook->row++;
    workbook->column = 0;
}

static bool file_take(int file, struct buffer *to) {
    struct stat known;
    if (fstat(file, &known) != 0)
        return false;
    size_t size = (size_t)known.st_size, taken = 0;
    buffer_reserve(to, size + 1);
    while (taken < size) {
        ssize_t got = pread(file, to->bytes + to->size, size - taken, (off_t)taken);
        if (got <= 0)
            return false;
        taken += (size_t)got;
        to->size += (size_t)got;
    }
    to->bytes[to->size] = '\0';
    return true;
}

bool workbook_end(struct workbook *workbook, struct buffer *to, struct fail *fail) {
    lxw_error closed = workbook_close(workbook->book); /* frees the book, whatever comes of it */
    workbook->book = NULL;
    workbook_note(workbook, closed);
    if (workbook->error != LXW_NO_ERROR)
        return fail_set(fail, FAULT_BROKEN, false, "sheet", "%s", lxw_strerror(workbook->error));
    return file_take(workbook->file, to) || fail_set(fail, FAULT_BROKEN, true, "sheet", "the file cannot be read");
}
