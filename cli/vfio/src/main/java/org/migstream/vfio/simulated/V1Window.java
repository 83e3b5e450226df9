// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.migstream.vfio.simulated.SimulatedDevice.MigrationSession;

/**
 * The v1 data window in a data session, and the registers that describe it. An access that is not defined in the
 * session is a defect of the caller and throws {@link IllegalStateException}.
 */
interface V1Window extends MigrationSession {
    /** Reads the register pending_bytes. */
    default long pendingBytes() throws IOException {
        throw new IllegalStateException("pending_bytes was read while the device is resumed");
    }

    /** Reads the register data_offset. */
    long dataOffset() throws IOException;

    /** Reads the register data_size. */
    long dataSize() throws IOException;

    /** Writes the register data_size. */
    default void setDataSize(long size) throws IOException {
        throw new IllegalStateException("data_size was written while the device is saved");
    }

    /** Reads the window. */
    default void read(ByteBuffer into, long offset) throws IOException {
        throw new IllegalStateException("the window was read while the device is resumed");
    }

    /** Writes the window. */
    default void write(ByteBuffer from, long offset) throws IOException {
        throw new IllegalStateException("the window was written while the device is saved");
    }
}
