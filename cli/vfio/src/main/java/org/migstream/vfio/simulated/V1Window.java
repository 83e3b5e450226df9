// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The data window of v1 while a session is open, and the registers that go with it. */
interface V1Window extends MigrationSession {
    /** Reads pending_bytes. */
    long pendingBytes() throws IOException;

    /** Reads data_offset. */
    long dataOffset() throws IOException;

    /** Reads data_size. */
    long dataSize() throws IOException;

    /** Writes data_size. */
    void dataSize(long size) throws IOException;

    /** Reads from the region, behind the registers. */
    void read(ByteBuffer into, long offset) throws IOException;

    /** Writes to the region, behind the registers. */
    void write(ByteBuffer from, long offset) throws IOException;
}
