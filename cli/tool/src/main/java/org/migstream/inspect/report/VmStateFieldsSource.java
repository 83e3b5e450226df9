// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import java.io.IOException;
import org.migstream.vmstate.VmStateSink;

/** Decodes the values of the described sections. They are decoded each time they are written, so none are kept. */
@FunctionalInterface
public interface VmStateFieldsSource {
    /** Passes all devices with their values to {@code sink}, in the order of the vmdescription. */
    void decode(VmStateSink sink) throws IOException;
}
