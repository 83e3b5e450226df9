// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.migstream.vfio.MigrationFlags;
import org.migstream.vfio.PreCopyInfo;

/**
 * What one driver of the kernel does behind the calls of v2: which bytes it gives and which it takes. It need not look
 * after states, sessions and faults, which are {@link SimulatedV2Device}'s part.
 */
interface SimulatedDriver extends DeviceModel {
    /** What the driver offers. */
    MigrationFlags defaultFlags();

    /** Whether a read in pre-copy that finds nothing answers ENOMSG, as uapi/linux/vfio.h says, or 0. */
    boolean returnsEnomsg();

    /** VFIO_DEVICE_FEATURE_MIG_DATA_SIZE, bytes. */
    long stopCopyLength(StateContent content) throws IOException;

    /** Begins to save, in pre-copy; whoever has none goes on with {@link StateSaver#startStopCopy}. */
    StateSaver beginSave(StateContent content, DirtyRounds dirtying) throws IOException;

    /** Begins to resume into an empty content. */
    StateLoader beginLoad(StateContent content) throws IOException;

    /** A device that is saved. */
    interface StateSaver {
        /** Gives what there is, at most as much as there is room for; nothing if there is nothing for now. */
        void read(ByteBuffer into) throws IOException;

        /** VFIO_MIG_GET_PRECOPY_INFO. */
        PreCopyInfo preCopyInfo() throws IOException;

        /** Stop-copy begins: now there is all the rest. */
        void startStopCopy() throws IOException;
    }

    /** A device that is resumed. */
    interface StateLoader {
        /** Takes all of it. */
        void write(ByteBuffer from) throws IOException;

        /** RESUMING is left: whatever was written becomes the device's content. */
        void finish() throws IOException;
    }
}
