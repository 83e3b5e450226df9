// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect;

import org.migstream.inspect.decoding.DecoderChoice;
import org.migstream.ram.PageSink;

/**
 * What is wanted of an inspection.
 *
 * @param digest the SHA-256 of each device's bytes, and of the opaque parts of its state
 * @param fields the values of the described sections
 * @param strict warnings count as errors
 * @param deviceIdstr report only the VFIO device, and the values of the described section, of that idstr; null for all
 * @param decoderChoice who reads the devices' own bytes
 * @param keepLimit how many bytes of devices' states that cannot be read a second time are copied aside for it
 * @param keepContents whether what all sections hold is wanted, and raw device data too, to be read again
 * @param pageSink takes the content of guest memory, and is no concern of the report; null if nobody wants it
 */
public record InspectRequest(
        boolean digest,
        boolean fields,
        boolean strict,
        String deviceIdstr,
        DecoderChoice decoderChoice,
        long keepLimit,
        boolean keepContents,
        PageSink pageSink) {
    /** Nothing but what every inspection tells. */
    public static InspectRequest plain(DecoderChoice decoders, long keep) {
        return new InspectRequest(false, false, false, null, decoders, keep);
    }

    /** Nobody wants contents. */
    public InspectRequest(
            boolean digest, boolean fields, boolean strict, String device, DecoderChoice decoders, long keep) {
        this(digest, fields, strict, device, decoders, keep, false, null);
    }
}
