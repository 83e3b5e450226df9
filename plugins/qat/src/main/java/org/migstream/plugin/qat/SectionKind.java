// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.qat;

import java.io.IOException;
import org.migstream.spi.Severity;

/**
 * A section that the driver knows.
 *
 * @param id by which it is found; also the name of its group of fields, because an id out of a state must not be
 * @param missing how bad it is if there is none
 * @param body what stands in it
 */
record SectionKind(String id, Severity missing, Body body) {
    /** Reads what stands behind the header of a section, up to its end. */
    @FunctionalInterface
    interface Body {
        void read(Section section) throws IOException;
    }

    /** The load fails without it. */
    static SectionKind required(String id, Body body) {
        return new SectionKind(id, Severity.ERROR, body);
    }

    /** The driver always writes it, but the load does not look for it. */
    static SectionKind written(String id, Body body) {
        return new SectionKind(id, Severity.WARNING, body);
    }

    /** The driver has a name for it and does not write it. */
    static SectionKind unused(String id, Body body) {
        return new SectionKind(id, Severity.INFO, body);
    }
}
