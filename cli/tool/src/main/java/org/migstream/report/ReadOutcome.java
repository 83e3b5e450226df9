// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import org.migstream.io.LimitExceededException;
import org.migstream.io.StreamException;
import org.migstream.io.UnsupportedStreamException;

/** How far an input could be read. */
public enum ReadOutcome {
    /** To its last byte. */
    COMPLETE,
    /** Up to a place where it is malformed or ends too early. */
    DAMAGED,
    /** Up to something that migstream does not read, or only beyond a limit. */
    UNSUPPORTED;

    /** What it means that reading stopped for this reason. */
    public static ReadOutcome of(StreamException reason) {
        return reason instanceof UnsupportedStreamException || reason instanceof LimitExceededException
                ? UNSUPPORTED
                : DAMAGED;
    }
}
