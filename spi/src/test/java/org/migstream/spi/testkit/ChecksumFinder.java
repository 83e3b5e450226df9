// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.migstream.spi.FieldValue;

/**
 * Finds numbers of a valid state that are checksums of other bytes of it. A number of four or eight bytes is a checksum
 * if it equals the CRC-32, CRC-32C or Adler-32 of
 *
 * <pre>
 *   the bytes before it        from the start of a field to the number
 *   the bytes after it         from the end of the number to the end of a field
 *   the bytes around it        from the start of a field to the end of a later one; the number itself counts as 0
 * </pre>
 *
 * <p>In a state of a hundred fields, the chance that another number equals one of these sums is below one in 1,000.
 */
final class ChecksumFinder {
    private static final Map<String, Supplier<Checksum>> ALGORITHMS = algorithms();

    /** The maximum number of fields at which a range may start or end. Those at the start of the state are tried. */
    private static final int MAX_BORDERS = 256;

    /** Shorter ranges, and those with fewer bytes that are not 0, have sums that other numbers may have. */
    private static final int MIN_LENGTH = 4;

    private static final int MIN_NONZERO = 16;

    /** The maximum number of bytes that are summed up with each algorithm, so that large samples take a few seconds. */
    private static final long MAX_SUMMED = 1 << 27;

    private final byte[] state;
    private final List<DecodeResult.DecodedField> candidates = new ArrayList<>();
    private final SortedSet<Integer> borders = new TreeSet<>();
    private final List<Found> found = new ArrayList<>();
    private long summed;
    private boolean isCut;

    /**
     * The result of a search.
     *
     * @param found the checksums
     * @param isCut whether the state is so large that not all ranges were tried
     */
    record Result(List<Found> found, boolean isCut) {}

    /**
     * A checksum.
     *
     * @param field the full name of the field with the checksum
     * @param algorithm the name of the algorithm
     * @param from the first byte that it covers
     * @param to the end of the bytes that it covers, exclusive
     */
    record Found(String field, String algorithm, int from, int to) {}

    private ChecksumFinder(byte[] state, DecodeResult decoded) {
        this.state = state;
        long start = decoded.restarts().stream().reduce(0L, Math::max);
        borders.add(state.length);
        for (DecodeResult.DecodedField leaf : decoded.fields()) {
            if (leaf.field().offset() >= start) {
                if (borders.size() < MAX_BORDERS) {
                    borders.add(Math.toIntExact(leaf.field().offset()));
                }
                if (checksumOf(leaf) != 0) {
                    candidates.add(leaf);
                }
            }
        }
    }

    private static Map<String, Supplier<Checksum>> algorithms() {
        Map<String, Supplier<Checksum>> all = new LinkedHashMap<>();
        all.put("CRC-32", CRC32::new);
        all.put("CRC-32C", CRC32C::new);
        all.put("Adler-32", Adler32::new);
        return all;
    }

    /** Returns the checksums in a state that was read without findings. */
    static Result find(byte[] state, DecodeResult decoded) {
        ChecksumFinder finder = new ChecksumFinder(state, decoded);
        ALGORITHMS.forEach((name, algorithm) -> {
            finder.summed = 0;
            finder.borders.forEach(from -> finder.findBefore(name, algorithm.get(), from));
            finder.candidates.forEach(field -> finder.findAfter(name, algorithm.get(), field));
            finder.candidates.forEach(field -> finder.findAround(name, algorithm.get(), field));
        });
        return new Result(finder.found, finder.isCut);
    }

    /** Returns the value that may be a checksum; 0 if the field cannot be one. */
    private static long checksumOf(DecodeResult.DecodedField leaf) {
        if (leaf.field().value() instanceof FieldValue.Number number && number.width() >= Integer.BYTES) {
            long value =
                    number.width() == Integer.BYTES ? Integer.toUnsignedLong((int) number.value()) : number.value();
            return value >>> Integer.SIZE == 0 ? value : 0;
        }
        return 0;
    }

    /** Finds checksums of the bytes from {@code from} to the checksum. */
    private void findBefore(String name, Checksum checksum, int from) {
        int end = from;
        for (DecodeResult.DecodedField leaf : candidates) {
            int at = startOf(leaf);
            if (at >= from) {
                if (!update(checksum, end, at)) {
                    return;
                }
                end = at;
                addIfEqual(name, checksum, leaf, from, at);
            }
        }
    }

    /** Finds checksums of the bytes from the end of the checksum to the end of a field. */
    private void findAfter(String name, Checksum checksum, DecodeResult.DecodedField leaf) {
        findToEnd(name, checksum, leaf, endOf(leaf));
    }

    /** Finds checksums of bytes that contain the checksum, as 0. */
    private void findAround(String name, Checksum checksum, DecodeResult.DecodedField leaf) {
        for (int from : borders.headSet(startOf(leaf) + 1)) {
            checksum.reset();
            if (!update(checksum, from, startOf(leaf))) {
                return;
            }
            checksum.update(new byte[endOf(leaf) - startOf(leaf)]);
            findToEnd(name, checksum, leaf, from);
        }
    }

    private void findToEnd(String name, Checksum checksum, DecodeResult.DecodedField leaf, int from) {
        int end = endOf(leaf);
        for (int border : borders.tailSet(end)) {
            if (!update(checksum, end, border)) {
                return;
            }
            end = border;
            addIfEqual(name, checksum, leaf, from, border);
        }
    }

    /** Sums up bytes; returns false if the limit does not allow it. */
    private boolean update(Checksum checksum, int from, int to) {
        if (to - from > MAX_SUMMED - summed) {
            isCut = true;
            return false;
        }
        checksum.update(state, from, to - from);
        summed += to - from;
        return true;
    }

    private static int startOf(DecodeResult.DecodedField leaf) {
        return Math.toIntExact(leaf.field().offset());
    }

    private static int endOf(DecodeResult.DecodedField leaf) {
        return Math.toIntExact(leaf.field().offset() + leaf.field().length());
    }

    private void addIfEqual(String name, Checksum checksum, DecodeResult.DecodedField leaf, int from, int to) {
        if (to - from >= MIN_LENGTH && checksum.getValue() == checksumOf(leaf) && hasContent(checksum, from, to)) {
            found.add(new Found(leaf.path(), name, from, to));
        }
    }

    private boolean hasContent(Checksum checksum, int from, int to) {
        return !(checksum instanceof Adler32)
                || IntStream.range(from, to).filter(at -> state[at] != 0).count() >= MIN_NONZERO;
    }
}
