// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.migstream.vfio.Errno;
import org.migstream.vfio.VfioException;

/** Loads a structure of a fixed size whose first bytes are looked at as soon as all of them have come, and only then. */
final class FixedSizeLoader implements SimulatedDriver.StateLoader {
    private final StateContent content;
    private final ByteBuffer bytes;
    private final int prefixLength;
    private final PrefixCheck prefixCheck;
    private final ContentBuilder contentBuilder;

    /** What a driver makes sure of. */
    @FunctionalInterface
    interface PrefixCheck {
        /** @param bytes little-endian, from 0 to its position */
        void check(ByteBuffer bytes) throws VfioException;
    }

    /** What a driver does with all of it. */
    @FunctionalInterface
    interface ContentBuilder {
        /**
         * @param bytes little-endian, from 0 to its position; there is room up to the whole length
         * @return the device's content
         */
        ByteBuffer build(ByteBuffer bytes) throws VfioException;
    }

    /**
     * @param length of all
     * @param header of the first part
     * @param check of the first part, while it is written
     * @param last when RESUMING is left
     */
    FixedSizeLoader(StateContent content, int length, int header, PrefixCheck check, ContentBuilder last) {
        this.content = content;
        bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        this.prefixLength = header;
        this.prefixCheck = check;
        this.contentBuilder = last;
    }

    @Override
    public void write(ByteBuffer from) throws VfioException {
        if (from.remaining() > bytes.remaining()) {
            throw new VfioException("write the data", Errno.ENOMEM);
        }
        boolean checked = bytes.position() >= prefixLength;
        bytes.put(from);
        if (!checked && bytes.position() >= prefixLength) {
            prefixCheck.check(bytes);
        }
    }

    @Override
    public void finish() throws IOException {
        content.append(contentBuilder.build(bytes));
    }
}
