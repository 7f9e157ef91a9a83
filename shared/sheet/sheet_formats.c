/* Reads the styles of a workbook as far as they tell dates from figures. */
#include "sheet/sheet_formats.h"

#include <string.h>

#include "core/text.h"
#include "sheet/sheet_xml.h"

/* Format numbers below are the program's own, those above are given in the file. */
enum { OWN_FORMATS = 164, FORMAT_NUMBER_MAX = 1000000 };

struct given_format {
    uint32_t number;
    bool is_date;
};

struct formats {
    struct sheet_parts *parts;
    struct given_format *given;
    size_t given_count, given_capacity, capacity;
    bool in_cells; /* inside cellXfs, which cells point into */
    struct sheet_flaw *flaw;
};

/* Behind what stands in quotes or brackets, or is escaped. A bracket with only h, m or s is a span of time, others are colours and such. */
static const char *skip_literal(const char *code, bool *is_time) {
    size_t size = 1;
    if (*code == '"')
        size = strcspn(code + 1, "\"") + 1;
    else if (*code == '[')
        size = strcspn(code + 1, "]") + 1;
    if (*code == '[' && size > 1 && strspn(code + 1, "hmsHMS") == size - 1)
        *is_time = true;
    return code[size] ? code + size + 1 : code + size;
}

bool format_is_date(const char *code) {
    bool is_time = false;
    if (strcasecmp(code, "General") == 0)
        return false;
    while (*code && !is_time) {
        if (strchr("\"[\\_*", *code))
            code = skip_literal(code, &is_time);
        else if (strchr("yYmMdDhHsS", *code))
            return true;
        else
            code++;
    }
    return is_time;
}

static bool own_is_date(uint32_t number) {
    return (number >= 14 && number <= 22) || (number >= 27 && number <= 36) || (number >= 45 && number <= 47) ||
           (number >= 50 && number <= 58);
}

static bool number_is_date(const struct formats *formats, uint32_t number) {
    for (size_t i = 0; i < formats->given_count; i++)
        if (formats->given[i].number == number)
            return formats->given[i].is_date;
    return number < OWN_FORMATS && own_is_date(number);
}

static void take_given(struct formats *formats, const char *const *attributes) {
    uint32_t number;
    const char *code = xml_attribute(attributes, "formatCode");
    if (!code || !xml_attribute_number(attributes, "numFmtId", FORMAT_NUMBER_MAX, &number))
        return;
    formats->given = arena_grow(&formats->parts->arena, formats->given, formats->given_count, &formats->given_capacity,
                                sizeof *formats->given);
    formats->given[formats->given_count++] = (struct given_format){number, format_is_date(code)};
}

static void take_format(struct formats *formats, const char *const *attributes) {
    struct sheet_parts *parts = formats->parts;
    uint32_t number = 0;
    bool known = xml_attribute_number(attributes, "numFmtId", FORMAT_NUMBER_MAX, &number);
    parts->is_date =
        arena_grow(&parts->arena, parts->is_date, parts->format_count, &formats->capacity, sizeof *parts->is_date);
    parts->is_date[parts->format_count++] = known && number_is_date(formats, number);
}

static void take_open(void *context, struct sheet_xml *xml, const char *element, const char *const *attributes) {
    struct formats *formats = context;
    if (formats->given_count == SHEET_FORMATS_MAX || formats->parts->format_count == SHEET_FORMATS_MAX) {
        sheet_beyond(formats->flaw, "formats", SHEET_FORMATS_MAX);
        xml_stop(xml);
    } else if (text_equal(element, "numFmt")) {
        take_given(formats, attributes);
    } else if (text_equal(element, "cellXfs")) {
        formats->in_cells = true;
    } else if (formats->in_cells && text_equal(element, "xf")) {
        take_format(formats, attributes);
    }
}

static void take_close(void *context, struct sheet_xml *xml, const char *element) {
    struct formats *formats = context;
    (void)xml;
    if (text_equal(element, "cellXfs"))
        formats->in_cells = false;
}

bool formats_read(struct sheet_archive *archive, const char *part, struct sheet_parts *parts, struct sheet_flaw *flaw) {
    struct formats formats = {.parts = parts, .flaw = flaw};
    struct xml_reader reader = {.context = &formats, .open = take_open, .close = take_close};
    return xml_read(archive, part, &reader, flaw);
}
