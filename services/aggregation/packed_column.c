/* Writes and reads columns of packed figures. */
#include "packed_column.h"

#include "db/binary.h"

void column_figures(struct buffer *to, const int64_t *figures, size_t count) {
    binary_int32(to, TYPE_BYTEA);
    size_t start = length_open(to);
    char *room = buffer_room(to, count * PACKED_FIGURE_SIZE);
    buffer_taken(to, figures_pack(figures, count, (unsigned char *)room));
    length_close(to, start);
}

int figures_read(const PGresult *rows, int row, int column, int64_t *figures, int max) {
    const unsigned char *bytes = (const unsigned char *)PQgetvalue(rows, row, column);
    return figures_unpack(bytes, (size_t)PQgetlength(rows, row, column), figures, max);
}
