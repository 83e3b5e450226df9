// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.IOException;
import org.migstream.io.SpillList;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.StateField;

/**
 * The fields that hold in the end: those behind the last mark that makes void what was before.
 *
 * @param cursor reads them
 * @param start where they begin in the state, bytes
 */
record ValidFields(SpillList.Cursor<StateField> cursor, long start) {
    static ValidFields of(DecodedState state) throws IOException {
        long[] seen = {0, 0, 0};
        state.fields().forEach(entry -> {
            seen[0]++;
            if (entry.kind() == StateField.Kind.RESTART) {
                seen[1] = seen[0];
                seen[2] = entry.offset();
            }
        });
        SpillList.Cursor<StateField> cursor = state.fields().cursor();
        for (long passed = 0; passed < seen[1]; passed++) {
            cursor.next();
        }
        return new ValidFields(cursor, seen[2]);
    }
}
