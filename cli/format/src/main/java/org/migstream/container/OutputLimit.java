// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

/**
 * How many bytes a container may decompress to: a fixed number, and a number for each byte of the file or pipe. With several
 * containers, one in the other, all of them count the bytes of the file: what one stored byte may cost does not grow with the
 * layers.
 *
 * @param bytes the fixed number of bytes
 * @param bytesPerStoredByte how many bytes are added for each byte that was read from the file or pipe
 */
public record OutputLimit(long bytes, long bytesPerStoredByte) {
    /** Every container may decompress to any number of bytes. */
    public static final OutputLimit NONE = new OutputLimit(Long.MAX_VALUE, 0);

    /**
     * The limit without a choice of the user. Most streams compress to more than a hundredth of their size; a file in which QEMU
     * leaves a place for every page of an idle guest (mapped-ram), to a thousandth. zstd packs 32 KiB of zeroes into one byte.
     */
    public static final OutputLimit DEFAULT = new OutputLimit(16L << 30, 4096);

    /** Returns the limit of a number of bytes, whatever the size of the file is. */
    public static OutputLimit of(long bytes) {
        return new OutputLimit(bytes, 0);
    }

    /** Returns the limit for a number of stored bytes. */
    long after(long storedBytes) {
        long high = Math.multiplyHigh(bytesPerStoredByte, storedBytes);
        long product = bytesPerStoredByte * storedBytes;
        return high != 0 || product < 0 || bytes + product < 0 ? Long.MAX_VALUE : bytes + product;
    }
}
