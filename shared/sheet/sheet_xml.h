/* One XML part of a workbook as it streams by: elements by their local names, without document type or depth beyond the limit. Private
 * to this room. */
#ifndef TONGHOP_SHEET_SHEET_XML_H
#define TONGHOP_SHEET_SHEET_XML_H

#include "sheet/sheet_archive.h"

struct sheet_xml;

/* Elements of the workbook's own vocabularies; those of others, as extensions bring them, are passed over. */
struct xml_reader {
    void *context;
    void (*open)(void *context, struct sheet_xml *xml, const char *element, const char *const *attributes);
    void (*close)(void *context, struct sheet_xml *xml, const char *element);        /* NULL: not asked for */
    void (*text)(void *context, struct sheet_xml *xml, const char *text, int length); /* in pieces; NULL: not asked for */
};

/* False: flawed. A reader that has stopped has set the flaw, or found all it wanted. */
bool xml_read(struct sheet_archive *archive, const char *part, const struct xml_reader *reader, struct sheet_flaw *flaw)
    __attribute__((warn_unused_result));
void xml_stop(struct sheet_xml *xml);

/* One of the element's own vocabulary, without prefix; NULL: not there. */
const char *xml_attribute(const char *const *attributes, const char *name);
/* The id of the relationship by which an element names another part; NULL: it names none. */
const char *xml_relation(const char *const *attributes);
/* A number from 0 to max; false: absent or none. */
bool xml_attribute_number(const char *const *attributes, const char *name, uint32_t max, uint32_t *ret_number);

#endif
