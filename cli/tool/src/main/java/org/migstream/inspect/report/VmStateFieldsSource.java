// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import java.io.IOException;
import org.migstream.vmstate.VmStateSink;

/** The values of a stream's described sections, decoded anew each time they are shown: nothing holds them all. */
@FunctionalInterface
public interface VmStateFieldsSource {
    /** Hands every device with its values to the sink, in the order of the description. */
    void decode(VmStateSink sink) throws IOException;
}
