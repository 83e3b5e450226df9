// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.util.Optional;
import org.migstream.vfio.OpenDevice.DeviceConfiguration;

/** The calls of a device that a test of the migration protocol does not use. */
abstract class StubDevice {
    public Optional<String> decoderName() {
        return Optional.empty();
    }

    public DeviceConfiguration readConfiguration() {
        throw new AssertionError("not used");
    }

    public void writeConfiguration(DeviceConfiguration configuration) {
        throw new AssertionError("not used");
    }

    public void reset() {
        throw new AssertionError("not used");
    }

    public void close() {
        // Nothing to close.
    }
}
