// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.checks;

import java.io.IOException;
import java.util.List;
import org.migstream.device.SavedDevice;
import org.migstream.report.FindingLog;
import org.migstream.stream.Element;

/**
 * Looks for a fault that leaves the framing of a stream intact. An instance checks one stream, because a check may keep
 * state. {@link StreamChecks} calls the methods in the order in which they are declared.
 */
interface StreamCheck {
    /** Creates every check, in the order in which findings are reported. */
    static List<StreamCheck> createAll() {
        return List.of(
                new SectionSequenceCheck(),
                new LoadabilityCheck(),
                new ScannedSectionCheck(),
                new TrailingBytesCheck(),
                new VmDescCheck(),
                new VmDescPresenceCheck(),
                new DialectCheck(),
                new ChannelInputsCheck(),
                new DeviceDataCheck(),
                new DeviceConfigCheck());
    }

    /** Checks one element of the main stream, in stream order. Records of sections are not visited. */
    default void visit(Element element, FindingLog findings) {}

    /** Checks the main stream after its last element, damaged or not. */
    default void finishMainStream(MainStreamSummary stream, FindingLog findings) throws IOException {}

    /** Checks a main stream together with the recordings of its channels, after all have been read. */
    default void finishInputs(InputsSummary inputs, FindingLog findings) {}

    /** Checks one VFIO device, after all inputs have been read. */
    default void checkDevice(SavedDevice device, InputsSummary inputs, FindingLog findings) {}
}
