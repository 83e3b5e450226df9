// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import java.io.IOException;
import java.util.Map;
import org.migstream.stream.SectionKey;
import org.migstream.vmstate.SectionPayloadSource;

/**
 * The payloads of sections that are neither guest memory nor of a VFIO device. All sections of a device that is sent in
 * rounds, from START to END, are one payload.
 */
public interface SectionContents {
    /** Returns the number of payloads of each key. It is above 1 if QEMU gives several devices one key, as for slirp. */
    Map<SectionKey, Integer> counts();

    /**
     * Opens one payload. A payload can be opened several times.
     *
     * @param occurrence index among the sections of this key, from 0
     */
    SectionPayloadSource.Payload open(SectionKey key, int occurrence) throws IOException;
}
