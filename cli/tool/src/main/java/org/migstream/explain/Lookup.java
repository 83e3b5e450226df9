// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.io.IOException;
import org.migstream.inspect.report.StreamReport;

/** Finds in a stream what a message is about. */
@FunctionalInterface
interface Lookup {
    /**
     * Looks.
     *
     * @param answer takes what was found, and that nothing was
     */
    void addEvidence(MessageMatch saying, StreamReport report, StreamEvidence answer) throws IOException;
}
