// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.qat;

import java.io.IOException;
import org.migstream.spi.Severity;

/**
 * A section that the driver knows.
 *
 * @param id by which it is found; also the name of its group of fields, because an id out of a state must not be
 * @param missingSeverity how bad it is if there is none
 * @param body what stands in it
 */
record QatSectionKind(String id, Severity missingSeverity, Body body) {
    /** Reads what stands behind the header of a section, up to its end. */
    @FunctionalInterface
    interface Body {
        void read(QatSection section) throws IOException;
    }

    /** The load fails without it. */
    static QatSectionKind required(String id, Body body) {
        return new QatSectionKind(id, Severity.ERROR, body);
    }

    /** The driver always writes it, but the load does not look for it. */
    static QatSectionKind ignoredOnLoad(String id, Body body) {
        return new QatSectionKind(id, Severity.WARNING, body);
    }

    /** The driver has a name for it and does not write it. */
    static QatSectionKind neverWritten(String id, Body body) {
        return new QatSectionKind(id, Severity.INFO, body);
    }
}
