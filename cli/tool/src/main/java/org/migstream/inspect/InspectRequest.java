// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect;

import org.jspecify.annotations.Nullable;
import org.migstream.inspect.decoding.DecoderChoice;
import org.migstream.ram.PageSink;

/**
 * The options of one inspection.
 *
 * @param digest whether to compute the SHA-256 of each device's data, and of the opaque parts of its state
 * @param fields whether to decode the fields of the described sections
 * @param strict whether warnings count as errors
 * @param deviceName report only the VFIO device, and the fields of the described section, that can be called so ({@link
 *     org.migstream.stream.SectionKey#canBeCalled}); null for all
 * @param decoderChoice the rules that choose decoders for states of devices
 * @param keepLimit maximum number of bytes of device state that are copied, if the input cannot be read a second time
 * @param keepContents whether to keep the payloads of all sections, and raw device data, for reading them again
 * @param pageSink receives the content of guest memory, which is not in the report; null if it is not needed
 */
public record InspectRequest(
        boolean digest,
        boolean fields,
        boolean strict,
        @Nullable String deviceName,
        DecoderChoice decoderChoice,
        long keepLimit,
        boolean keepContents,
        @Nullable PageSink pageSink) {
    /** Returns a request without options. */
    public static InspectRequest plain(DecoderChoice decoders, long keepLimit) {
        return new InspectRequest(false, false, false, null, decoders, keepLimit);
    }

    /**
     * Returns a request that finds every fault: it also decodes the fields of the described sections, as {@code inspect
     * --fields} does.
     */
    public static InspectRequest withAllChecks(DecoderChoice decoders, long keepLimit) {
        return new InspectRequest(false, true, false, null, decoders, keepLimit);
    }

    /** Creates a request that keeps no contents. */
    public InspectRequest(
            boolean digest,
            boolean fields,
            boolean strict,
            @Nullable String deviceName,
            DecoderChoice decoders,
            long keepLimit) {
        this(digest, fields, strict, deviceName, decoders, keepLimit, false, null);
    }
}
