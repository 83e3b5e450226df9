// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.migstream.inspect.InspectRequest;
import org.migstream.inspect.decoding.DecoderChoice;
import org.migstream.inspect.decoding.DecoderChoice.ExpectedDecoders;
import org.migstream.pci.GuestSlots;

/**
 * The options of a check.
 *
 * @param targets the targets; empty to check the stream alone; at most one target has no idstr
 * @param slots the kinds of slot in which the guest will see the devices; they replace those in the targets
 * @param decoders selects the decoders of the devices' states
 * @param keep the maximum size, in bytes, of the copies of states that cannot be read twice
 */
public record CheckRequest(List<TargetInput> targets, GuestSlots slots, DecoderChoice decoders, long keep) {
    /** Copies the list. */
    public CheckRequest {
        targets = List.copyOf(targets);
    }

    /** Creates a request in which no slot is named. */
    public CheckRequest(List<TargetInput> targets, DecoderChoice decoders, long keep) {
        this(targets, GuestSlots.NONE, decoders, keep);
    }

    InspectRequest inspectRequest() {
        return inspectRequest(null);
    }

    /**
     * Returns the request to inspect the stream. It includes the fields of emulated devices.
     *
     * @param driver the driver of raw device data, used if the bytes do not identify the decoder; null if the driver is
     *     not known
     */
    InspectRequest inspectRequest(@Nullable String driver) {
        ExpectedDecoders expected = driver == null ? ExpectedDecoders.NONE : ExpectedDecoders.raw(driver);
        return InspectRequest.withAllChecks(decoders.withExpected(expected), keep);
    }
}
