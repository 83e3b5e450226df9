// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import java.util.List;
import org.migstream.inspect.DecoderChoice;
import org.migstream.inspect.DecoderChoice.ExpectedDecoders;
import org.migstream.inspect.InspectRequest;

/**
 * What is to be checked.
 *
 * @param targets what shall load the stream; none to judge the stream alone. At most one is for no device in particular
 * @param decoders who reads the devices' own bytes
 * @param keep how many bytes of devices' states that cannot be read a second time are copied aside for it
 */
public record CheckRequest(List<TargetInput> targets, DecoderChoice decoders, long keep) {
    /** A copy that nobody can change. */
    public CheckRequest {
        targets = List.copyOf(targets);
    }

    InspectRequest inspectRequest() {
        return inspectRequest(null);
    }

    /** @param driver whose raw device data are, if the bytes hardly tell; null if nobody knows */
    InspectRequest inspectRequest(String driver) {
        return InspectRequest.plain(decoders.withExpected(ExpectedDecoders.raw(driver)), keep);
    }
}
