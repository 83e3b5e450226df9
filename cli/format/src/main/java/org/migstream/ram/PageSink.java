// SPDX-License-Identifier: Apache-2.0
package org.migstream.ram;

import java.io.IOException;
import java.util.Arrays;
import org.migstream.stream.RamRecord.RamBlock;

/** Receives guest memory: first the RAM blocks, then every {@link PageCopy} of every page. */
public interface PageSink {
    /**
     * Receives a RAM block from the list in the main stream. Is not called for a channel without its main stream; the
     * pages name their blocks.
     */
    default void acceptBlock(RamBlock block) throws IOException {}

    /** Receives a copy of a page. */
    void acceptPage(PageCopy copy) throws IOException;

    /**
     * Reads the latest copy of a page, to which an XBZRLE difference is applied.
     *
     * @param into an array as long as the page; receives the page, or zeroes if there was no copy
     * @return false if the sink did not keep the copy, or its content is unknown
     */
    boolean readLatestCopy(String block, long address, byte[] into) throws IOException;

    /**
     * A copy of a page of guest memory.
     *
     * @param block the name of the RAM block
     * @param address of the page in the block, in bytes
     * @param content the page, from index 0 on, valid only during the call; {@link #UNKNOWN_CONTENT} if it is unknown
     * @param length of the page in bytes
     * @param order the rank of the copy; the copy of a page with the highest rank is valid, or the last one if ranks
     *     are equal
     * @param inputOffset the offset of the content in the input; {@link #NO_OFFSET} if it is not there uncompressed or
     *     cannot be read again
     */
    @SuppressWarnings("ArrayRecordComponent") // A copy of the array for each page would cost too much time.
    record PageCopy(String block, long address, byte[] content, int length, long order, long inputOffset) {
        /** The offset of content that is not uncompressed in the input, or that cannot be read again. */
        static final long NO_OFFSET = -1;

        /**
         * The content of a page if it cannot be determined: the compression is unsupported, or the old page of an
         * XBZRLE difference is lost.
         */
        static final byte[] UNKNOWN_CONTENT = new byte[0];

        private static final byte[] ZERO_BYTES = new byte[1 << 16];

        /**
         * Returns the order of a copy over all connections. All connections wait for each other at a synchronisation.
         * Between two synchronisations, a page is sent only once. Packets are numbered over all channels.
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
