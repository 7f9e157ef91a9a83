/* Opens the zip of a workbook and unpacks its parts within limits. */
#include "sheet/sheet_archive.h"

#include <string.h>
#include <strings.h>
#include <zip.h>

#include "core/map.h"
#include "core/text.h"

enum { PIECE_BYTES = 16 * 1024 };

bool sheet_flawed(struct sheet_flaw *flaw, enum sheet_flaw_kind kind, const char *what) {
    if (flaw->kind != SHEET_FINE)
        return false;
    flaw->kind = kind;
    text_copy(flaw->what, sizeof flaw->what, what);
    return false;
}

bool sheet_beyond(struct sheet_flaw *flaw, const char *what, uint64_t limit) {
    if (flaw->kind == SHEET_FINE)
        flaw->limit = limit;
    return sheet_flawed(flaw, SHEET_BEYOND_LIMIT, what);
}

/* ---- What it is at all */

/* The frame of Office's files before 2007, and of the later ones under a password. */
static bool is_compound_file(const char *bytes, size_t size) {
    static const char magic[] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
    return size > sizeof magic && memcmp(bytes, magic, sizeof magic - 1) == 0;
}

static bool has_password(const char *bytes, size_t size) {
    static const char name[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e"; /* a stream's name, UTF-16 */
    return memmem(bytes, size, name, sizeof name) != NULL;
}

static bool check_frame(const char *bytes, size_t size, struct sheet_flaw *flaw) {
    if (is_compound_file(bytes, size) && has_password(bytes, size))
        return sheet_flawed(flaw, SHEET_ENCRYPTED, "");
    if (is_compound_file(bytes, size))
        return sheet_flawed(flaw, SHEET_NOT_A_WORKBOOK, ".xls");
    if (size < 4 || memcmp(bytes, "PK\003\004", 4) != 0)
        return sheet_flawed(flaw, SHEET_NOT_A_WORKBOOK, "?");
    return size <= SHEET_FILE_BYTES_MAX || sheet_beyond(flaw, "bytes", SHEET_FILE_BYTES_MAX);
}

/* ---- Its list of parts */

static const struct {
    const char *piece; /* of a name */
    enum sheet_flaw_kind kind;
    const char *what;
} refused[] = {
    {"vbaproject", SHEET_ACTIVE, "macro"},
    {"macrosheets/", SHEET_ACTIVE, "macro"},
    {"activex/", SHEET_ACTIVE, "macro"},
    {"externallinks/", SHEET_ACTIVE, "external link"},
    {"xl/connections.xml", SHEET_ACTIVE, "external link"},
    {"xl/workbook.bin", SHEET_NOT_A_WORKBOOK, ".xlsb"},
    {"encryptedpackage", SHEET_ENCRYPTED, ""},
};

static bool check_name(const char *name, struct sheet_flaw *flaw) {
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (strcasestr(name, refused[i].piece))
            return sheet_flawed(flaw, refused[i].kind, refused[i].what);
    return true;
}

/* Other programs may take the other of two parts with one name. */
static bool check_once(struct map *names, struct arena *arena, const char *name, struct sheet_flaw *flaw) {
    char *folded = arena_text(arena, name);
    for (char *c = folded; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    if (map_get(names, folded))
        return sheet_flawed(flaw, SHEET_DAMAGED, name);
    map_set(names, folded, folded);
    return true;
}

static bool check_entry(zip_t *zip, zip_uint64_t index, struct map *names, struct arena *arena,
                        struct sheet_flaw *flaw) {
    const zip_uint64_t needed = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD;
    zip_stat_t entry;
    if (zip_stat_index(zip, index, 0, &entry) != 0 || (entry.valid & needed) != needed)
        return sheet_flawed(flaw, SHEET_DAMAGED, "zip");
    if ((entry.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && entry.encryption_method != ZIP_EM_NONE)
        return sheet_flawed(flaw, SHEET_ENCRYPTED, "");
    if (entry.comp_method != ZIP_CM_STORE && entry.comp_method != ZIP_CM_DEFLATE)
        return sheet_flawed(flaw, SHEET_DAMAGED, entry.name);
    return check_name(entry.name, flaw) && check_once(names, arena, entry.name, flaw);
}

static bool check_entries(zip_t *zip, struct sheet_flaw *flaw) {
    struct arena arena = {0};
    struct map names;
    zip_int64_t count = zip_get_num_entries(zip, 0);
    if (count > SHEET_ENTRIES_MAX)
        return sheet_beyond(flaw, "entries", SHEET_ENTRIES_MAX);
    map_init(&names, &arena, (size_t)count);
    bool good = true;
    for (zip_int64_t i = 0; good && i < count; i++)
        good = check_entry(zip, (zip_uint64_t)i, &names, &arena, flaw);
    arena_done(&arena);
    return good;
}

bool archive_has(const struct sheet_archive *archive, const char *part) {
    return zip_name_locate(archive->zip, part, ZIP_FL_NOCASE) >= 0;
}

static bool check_is_workbook(const struct sheet_archive *archive, struct sheet_flaw *flaw) {
    if (archive_has(archive, "[Content_Types].xml"))
        return true;
    return sheet_flawed(flaw, SHEET_NOT_A_WORKBOOK, archive_has(archive, "content.xml") ? ".ods" : ".zip");
}

bool archive_open(const char *bytes, size_t size, struct sheet_archive *ret_archive, struct sheet_flaw *flaw) {
    struct sheet_archive archive = {0};
    if (!check_frame(bytes, size, flaw))
        return false;
    zip_source_t *source = zip_source_buffer_create(bytes, size, 0, NULL);
    archive.zip = source ? zip_open_from_source(source, ZIP_RDONLY, NULL) : NULL;
    if (!archive.zip) {
        zip_source_free(source);
        return sheet_flawed(flaw, SHEET_DAMAGED, "zip");
    }
    *ret_archive = archive;
    if (check_entries(archive.zip, flaw) && check_is_workbook(&archive, flaw))
        return true;
    archive_close(ret_archive);
    return false;
}

void archive_close(struct sheet_archive *archive) {
    if (archive->zip)
        zip_discard(archive->zip);
    archive->zip = NULL;
}

/* ---- A part */

static bool within_limits(const struct sheet_archive *archive, size_t packed, size_t unpacked,
                          struct sheet_flaw *flaw) {
    if (archive->unpacked > SHEET_UNPACKED_BYTES_MAX)
        return sheet_beyond(flaw, "bytes unpacked", SHEET_UNPACKED_BYTES_MAX);
    if (unpacked > SHEET_RATIO_FREE_BYTES && unpacked / SHEET_RATIO_MAX > packed)
        return sheet_beyond(flaw, "compression ratio", SHEET_RATIO_MAX);
    return true;
}

static bool unpack(struct sheet_archive *archive, zip_file_t *file, const zip_stat_t *entry, archive_take take,
                   void *taker, struct sheet_flaw *flaw) {
    char piece[PIECE_BYTES];
    size_t unpacked = 0;
    for (;;) {
        zip_int64_t got = zip_fread(file, piece, sizeof piece);
        if (got < 0)
            return sheet_flawed(flaw, SHEET_DAMAGED, entry->name);
        if (got == 0)
            return true;
        unpacked += (size_t)got;
        archive->unpacked += (size_t)got;
        if (!within_limits(archive, entry->comp_size, unpacked, flaw))
            return false;
        if (!take(taker, piece, (size_t)got))
            return true;
    }
}

/* What the list itself says is too much is not begun with. */
static bool check_said(const struct sheet_archive *archive, const zip_stat_t *entry, struct sheet_flaw *flaw) {
    if (entry->size > SHEET_UNPACKED_BYTES_MAX)
        return sheet_beyond(flaw, "bytes unpacked", SHEET_UNPACKED_BYTES_MAX);
    return within_limits(archive, entry->comp_size, entry->size, flaw);
}

bool archive_read(struct sheet_archive *archive, const char *part, archive_take take, void *taker,
                  struct sheet_flaw *flaw) {
    zip_stat_t entry;
    zip_int64_t index = zip_name_locate(archive->zip, part, ZIP_FL_NOCASE);
    if (index < 0 || zip_stat_index(archive->zip, (zip_uint64_t)index, 0, &entry) != 0)
        return sheet_flawed(flaw, SHEET_DAMAGED, part);
    if (!check_said(archive, &entry, flaw))
        return false;
    zip_file_t *file = zip_fopen_index(archive->zip, (zip_uint64_t)index, 0);
    if (!file)
        return sheet_flawed(flaw, SHEET_DAMAGED, part);
    bool whole = unpack(archive, file, &entry, take, taker, flaw);
    zip_fclose(file);
    return whole;
}
