// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import org.migstream.io.LimitExceededException;
import org.migstream.io.StreamException;
import org.migstream.io.UnsupportedStreamException;

/** How far an input could be read, from best to worst. */
public enum ReadOutcome {
    /** To its last byte. */
    COMPLETE,
    /** Up to malformed bytes or to a premature end. */
    DAMAGED,
    /** Up to a feature that migstream does not support, or up to a limit. */
    UNSUPPORTED;

    /** Returns the outcome of a reading that stopped with an exception: {@link #DAMAGED} or {@link #UNSUPPORTED}. */
    public static ReadOutcome of(StreamException reason) {
        return reason instanceof UnsupportedStreamException || reason instanceof LimitExceededException
                ? UNSUPPORTED
                : DAMAGED;
    }
}
