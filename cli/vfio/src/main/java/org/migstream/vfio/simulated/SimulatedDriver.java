// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.migstream.vfio.MigrationFlags;
import org.migstream.vfio.PreCopyInfo;

/**
 * What one driver of the kernel does behind the calls of v2: which bytes it gives and which it takes. It need not look
 * after states, sessions and faults, which are {@link SimulatedV2}'s part.
 */
interface SimulatedDriver extends Model {
    /** What the driver offers. */
    MigrationFlags features();

    /** Whether a read in pre-copy that finds nothing answers ENOMSG, as uapi/linux/vfio.h says, or 0. */
    boolean answersNoMessage();

    /** VFIO_DEVICE_FEATURE_MIG_DATA_SIZE, bytes. */
    long stopCopyLength(Content content) throws IOException;

    /** Begins to save, in pre-copy; whoever has none goes on with {@link Saving#stop}. */
    Saving save(Content content, Dirtying dirtying) throws IOException;

    /** Begins to resume into an empty content. */
    Loading load(Content content) throws IOException;

    /** A device that is saved. */
    interface Saving {
        /** Gives what there is, at most as much as there is room for; nothing if there is nothing for now. */
        void read(ByteBuffer into) throws IOException;

        /** VFIO_MIG_GET_PRECOPY_INFO. */
        PreCopyInfo left() throws IOException;

        /** Stop-copy begins: now there is all the rest. */
        void stop() throws IOException;
    }

    /** A device that is resumed. */
    interface Loading {
        /** Takes all of it. */
        void write(ByteBuffer from) throws IOException;

        /** RESUMING is left: whatever was written becomes the device's content. */
        void finish() throws IOException;
    }
}
