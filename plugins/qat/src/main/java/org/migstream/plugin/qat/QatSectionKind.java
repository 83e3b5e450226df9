// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.qat;

import java.io.IOException;
import org.migstream.spi.Severity;

/**
 * A kind of section that the driver defines.
 *
 * @param id the id in the header, and the name of the group of fields
 * @param missingSeverity the severity of the finding for a missing section; INFO for no finding
 * @param body reads the content
 */
record QatSectionKind(String id, Severity missingSeverity, Body body) {
    /** Reads the content of a section, after its header. */
    @FunctionalInterface
    interface Body {
        void read(QatSection section) throws IOException;
    }

    /** Returns a kind that the kernel requires: without such a section it refuses the state. */
    static QatSectionKind required(String id, Body body) {
        return new QatSectionKind(id, Severity.ERROR, body);
    }

    /** Returns a kind that the driver always writes, but ignores when it loads. */
    static QatSectionKind ignoredOnLoad(String id, Body body) {
        return new QatSectionKind(id, Severity.WARNING, body);
    }

    /** Returns a kind that the driver names, but never writes. */
    static QatSectionKind neverWritten(String id, Body body) {
        return new QatSectionKind(id, Severity.INFO, body);
    }
}
