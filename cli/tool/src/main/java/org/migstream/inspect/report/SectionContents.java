// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import java.io.IOException;
import java.util.Map;
import org.migstream.stream.SectionKey;
import org.migstream.vmstate.SectionPayloadSource;

/**
 * What sections hold that are neither guest memory nor of a VFIO device, as it stands in the stream. Those of a device
 * that is sent in rounds, from START to END, are one content.
 */
public interface SectionContents {
    /** How many contents each device has: more than one only where QEMU gives several the same name, as its slirp does. */
    Map<SectionKey, Integer> counts();

    /**
     * Reads one content, which may be read again.
     *
     * @param occurrence index among the sections of this key, from 0
     */
    SectionPayloadSource.Payload open(SectionKey key, int occurrence) throws IOException;
}
