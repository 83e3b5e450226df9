// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.migstream.vfio.Errno;
import org.migstream.vfio.MigrationDevice.PreCopyInfo;
import org.migstream.vfio.VfioException;

/** Saves and loads a state that is one structure of a fixed size. The target compares the header of the structure. */
final class FixedSizeState {
    private FixedSizeState() {}

    /** The format of a driver's structure. The buffers are little-endian, from 0 to their position. */
    interface FixedSizeFormat {
        /** Checks the header; called once, when all bytes of the header are written. */
        void checkHeader(ByteBuffer bytes) throws VfioException;

        /**
         * Returns the device's content; called when RESUMING is left.
         *
         * @param bytes the written bytes; the limit is the length of the structure
         */
        ByteBuffer buildContent(ByteBuffer bytes) throws VfioException;
    }

    /**
     * Saves the structure. Pre-copy returns only the header. {@link #preCopyInfo} reports changed bytes, but pre-copy
     * does not return them.
     */
    static final class FixedSizeSaver implements SimulatedDriver.StateSaver {
        private final ByteBuffer stopCopyBytes;
        private final DirtyRounds dirtyRounds;
        private ByteBuffer readableBytes;
        private int position;

        /**
         * Begins a save.
         *
         * @param header the bytes of pre-copy
         * @param all the bytes of pre-copy and stop-copy; a read in stop-copy continues after the bytes read in
         *     pre-copy
         */
        FixedSizeSaver(ByteBuffer header, ByteBuffer all, DirtyRounds dirtyRounds) {
            readableBytes = header;
            this.stopCopyBytes = all;
            this.dirtyRounds = dirtyRounds;
        }

        @Override
        public void read(ByteBuffer into) {
            int count = Math.min(into.remaining(), readableBytes.limit() - position);
            into.put(readableBytes.slice(position, count));
            position += count;
        }

        @Override
        public PreCopyInfo preCopyInfo() {
            int remaining = readableBytes.limit() - position;
            return new PreCopyInfo(remaining, remaining == 0 ? dirtyRounds.nextRound() : 0);
        }

        @Override
        public void startStopCopy() {
            readableBytes = stopCopyBytes;
        }
    }

    /** Loads the structure. */
    static final class FixedSizeLoader implements SimulatedDriver.StateLoader {
        private final StateContent content;
        private final ByteBuffer bytes;
        private final int headerLength;
        private final FixedSizeFormat format;

        /**
         * Begins a load.
         *
         * @param length the length of the structure, in bytes
         * @param headerLength the length of its header, in bytes
         */
        FixedSizeLoader(StateContent content, int length, int headerLength, FixedSizeFormat format) {
            this.content = content;
            bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
            this.headerLength = headerLength;
            this.format = format;
        }

        @Override
        public void write(ByteBuffer from) throws VfioException {
            DeviceModel.require(from.remaining() <= bytes.remaining(), "write the data", Errno.ENOMEM);
            boolean checked = bytes.position() >= headerLength;
            bytes.put(from);
            if (!checked && bytes.position() >= headerLength) {
                format.checkHeader(bytes);
            }
        }

        @Override
        public void finish() throws IOException {
            content.append(format.buildContent(bytes));
        }
    }
}
