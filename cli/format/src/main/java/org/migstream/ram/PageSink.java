// SPDX-License-Identifier: Apache-2.0
package org.migstream.ram;

import java.io.IOException;
import java.util.Arrays;
import org.migstream.stream.RamRecord.RamBlock;

/** Receives guest memory: first the RAM blocks, then every {@link PageCopy} of every page. */
public interface PageSink {
    /** Receives a block of the main stream's list. A channel without main stream has none; its pages name their block. */
    default void acceptBlock(RamBlock block) throws IOException {}

    /** Receives a copy of a page. */
    void acceptPage(PageCopy copy) throws IOException;

    /**
     * Reads the latest copy of a page, to which an XBZRLE difference is applied.
     *
     * @param into receives the page, or zeroes if there was no copy; as long as the page
     * @return false if the sink did not keep the copy, or its content is unknown
     */
    boolean readLatestCopy(String block, long address, byte[] into) throws IOException;

    /**
     * A copy of a page of guest memory.
     *
     * @param block the name of its RAM block
     * @param address in the block, in bytes
     * @param content the page, from index 0 on, valid only during the call; {@link #UNKNOWN_CONTENT} if it is unknown
     * @param length of the page in bytes
     * @param order the copy of a page with the highest order is valid; of equal ones, the copy that comes last
     * @param inputOffset of the uncompressed content in the input; {@link #NO_OFFSET} if it has none or cannot be read again
     */
    @SuppressWarnings("ArrayRecordComponent") // A copy of the array for each page would cost too much time.
    record PageCopy(String block, long address, byte[] content, int length, long order, long inputOffset) {
        /** The offset of content that the input does not hold uncompressed, or that cannot be read again. */
        static final long NO_OFFSET = -1;

        /** The content of a page that cannot be determined, such as an unsupported compression or a lost XBZRLE base. */
        static final byte[] UNKNOWN_CONTENT = new byte[0];

        private static final byte[] ZERO_BYTES = new byte[1 << 16];

        /**
         * Returns the order of a copy over all connections. All connections meet at each synchronisation. Between two of them a
         * page is sent only once. Packets are numbered over all channels.
         */
        static long orderOf(long syncCount, long packetNum) {
            return syncCount << Integer.SIZE | packetNum & 0xffff_ffffL;
        }

        /** Returns whether the content is known. */
        public boolean isContentKnown() {
            return content.length > 0 || length == 0;
        }

        /** Returns whether all bytes of the known content are zero. */
        public boolean isZero() {
            for (int from = 0; from < length; from += ZERO_BYTES.length) {
                int end = Math.min(length, from + ZERO_BYTES.length);
                if (!Arrays.equals(content, from, end, ZERO_BYTES, 0, end - from)) {
                    return false;
                }
            }
            return true;
        }
    }
}
