// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

/**
 * How many bytes a container may decompress to: a fixed number, and a number for each byte of the file or pipe. Of several
 * containers, one in the other, each may have this many: what one stored byte may cost does not grow with their number.
 *
 * @param bytes the fixed number of bytes
 * @param bytesPerStoredByte how many bytes are added for each byte of the file, or for each that was read from the pipe
 */
public record OutputLimit(long bytes, long bytesPerStoredByte) {
    /** Every container may decompress to any number of bytes. */
    public static final OutputLimit NONE = new OutputLimit(Long.MAX_VALUE, 0);

    /**
     * The limit without a choice of the user. Of the streams in samples, the one that zstd compresses most, a mapped-ram file,
     * has 185 times the bytes. zstd itself compresses zeroes to about a 32,000th.
     */
    public static final OutputLimit DEFAULT = new OutputLimit(16L << 30, 4096);

    /** Returns the limit of a number of bytes, whatever the size of the file is. */
    public static OutputLimit of(long bytes) {
        return new OutputLimit(bytes, 0);
    }

    /** Returns the limit for a number of stored bytes. */
    long after(long storedBytes) {
        boolean isBeyondLong = bytesPerStoredByte > 0 && storedBytes > (Long.MAX_VALUE - bytes) / bytesPerStoredByte;
        return isBeyondLong ? Long.MAX_VALUE : bytes + bytesPerStoredByte * storedBytes;
    }
}
