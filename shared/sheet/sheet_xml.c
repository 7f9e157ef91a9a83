/* Streams a part through expat; refuses what a workbook has no use for and an attacker has. */
#include "sheet/sheet_xml.h"

#include <expat.h>
#include <string.h>

#include "core/fail.h"
#include "core/text.h"

/* Stands between a namespace and a local name, and in neither. */
#define SEPARATOR '\n'

struct sheet_xml {
    XML_Parser parser;
    const struct xml_reader *reader;
    struct sheet_flaw *flaw;
    uint32_t depth;
    size_t fed;
    bool stopped;
};

/* Those of the standard's two conformance classes, and of its packages. */
static const char *const vocabularies[] = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/package/2006/relationships",
    "http://schemas.openxmlformats.org/package/2006/content-types",
};

/* NULL: of another vocabulary. */
static const char *local_name(const char *name) {
    const char *separator = strchr(name, SEPARATOR);
    size_t size = separator ? (size_t)(separator - name) : 0;
    for (size_t i = 0; i < sizeof vocabularies / sizeof *vocabularies; i++)
        if (size == strlen(vocabularies[i]) && memcmp(name, vocabularies[i], size) == 0)
            return separator + 1;
    return NULL;
}

void xml_stop(struct sheet_xml *xml) {
    xml->stopped = true;
    XML_StopParser(xml->parser, XML_FALSE);
}

static void take_open(void *user, const char *name, const char **attributes) {
    struct sheet_xml *xml = user;
    const char *element = local_name(name);
    if (xml->stopped)
        return;
    if (++xml->depth > SHEET_DEPTH_MAX) {
        sheet_beyond(xml->flaw, "depth", SHEET_DEPTH_MAX);
        xml_stop(xml);
    } else if (element) {
        xml->reader->open(xml->reader->context, xml, element, (const char *const *)attributes);
    }
}

static void take_close(void *user, const char *name) {
    struct sheet_xml *xml = user;
    const char *element = local_name(name);
    if (xml->stopped)
        return;
    xml->depth--;
    if (element && xml->reader->close)
        xml->reader->close(xml->reader->context, xml, element);
}

static void take_text(void *user, const char *text, int length) {
    struct sheet_xml *xml = user;
    if (!xml->stopped)
        xml->reader->text(xml->reader->context, xml, text, length);
}

/* Without it there are no entities either, neither to blow up nor to fetch. */
static void take_doctype(void *user, const char *name, const char *system, const char *public, int internal) {
    struct sheet_xml *xml = user;
    (void)name;
    (void)system;
    (void)public;
    (void)internal;
    sheet_flawed(xml->flaw, SHEET_ACTIVE, "DOCTYPE");
    xml_stop(xml);
}

static bool take_piece(void *taker, const char *bytes, size_t size) {
    struct sheet_xml *xml = taker;
    if (XML_Parse(xml->parser, bytes, (int)size, XML_FALSE) != XML_STATUS_OK)
        return false;
    xml->fed += size;
    XML_Index at = XML_GetCurrentByteIndex(xml->parser); /* where the tag that has not ended yet began */
    return at < 0 || xml->fed - (size_t)at <= SHEET_TOKEN_BYTES_MAX ||
           sheet_beyond(xml->flaw, "tag bytes", SHEET_TOKEN_BYTES_MAX);
}

static void begin(struct sheet_xml *xml) {
    xml->parser = XML_ParserCreateNS(NULL, SEPARATOR);
    if (!xml->parser)
        fail_stop("sheet", "no memory left");
    XML_SetUserData(xml->parser, xml);
    XML_SetElementHandler(xml->parser, take_open, take_close);
    XML_SetStartDoctypeDeclHandler(xml->parser, take_doctype);
    if (xml->reader->text)
        XML_SetCharacterDataHandler(xml->parser, take_text);
}

/* Whether it came to its end, or was stopped for a reason of the reader's. */
static bool end(struct sheet_xml *xml, const char *part) {
    if (xml->flaw->kind != SHEET_FINE)
        return false;
    return xml->stopped || XML_Parse(xml->parser, NULL, 0, XML_TRUE) == XML_STATUS_OK ||
           sheet_flawed(xml->flaw, SHEET_DAMAGED, part);
}

bool xml_read(struct sheet_archive *archive, const char *part, const struct xml_reader *reader,
              struct sheet_flaw *flaw) {
    struct sheet_xml xml = {.reader = reader, .flaw = flaw};
    begin(&xml);
    bool good = archive_read(archive, part, take_piece, &xml, flaw) && end(&xml, part);
    XML_ParserFree(xml.parser);
    return good;
}

const char *xml_attribute(const char *const *attributes, const char *name) {
    for (; *attributes; attributes += 2)
        if (text_equal(*attributes, name))
            return attributes[1];
    return NULL;
}

const char *xml_relation(const char *const *attributes) {
    static const char *const names[] = {"http://schemas.openxmlformats.org/officeDocument/2006/relationships\nid",
                                        "http://purl.oclc.org/ooxml/officeDocument/relationships\nid"};
    const char *id = xml_attribute(attributes, names[0]);
    return id ? id : xml_attribute(attributes, names[1]);
}

bool xml_attribute_number(const char *const *attributes, const char *name, uint32_t max, uint32_t *ret_number) {
    const char *text = xml_attribute(attributes, name);
    uint64_t number = 0;
    if (text_empty(text))
        return false;
    for (; *text >= '0' && *text <= '9' && number <= max; text++)
        number = number * 10 + (uint64_t)(*text - '0');
    *ret_number = (uint32_t)number;
    return *text == '\0' && number <= max;
}
