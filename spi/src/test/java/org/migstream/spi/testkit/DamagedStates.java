// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi.testkit;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.migstream.spi.Field;
import org.migstream.spi.FieldValue;

/** Damages states. The damage is the same in every run, and limited for large states. */
final class DamagedStates {
    private static final int MAX_CONSECUTIVE_CUTS = 4096;
    private static final int MAX_FIELD_BORDERS = 512;
    private static final int SPREAD_CUTS = 256;
    private static final int MAX_BIT_FLIPS = 2048;
    private static final int MUTATED_HEAD_LENGTH = 256;
    private static final int CHANGED_BYTES = 64;
    private static final int MAX_PAIRED_NUMBERS = 40;
    private static final long SEED = 0x6d696773;

    /** Unexpected values of a length or count: the largest numbers of either sign, and zero. */
    private static final List<byte[]> EXTREME_NUMBERS = List.of(
            ByteBuilder.le().u32(-1).toArray(),
            ByteBuilder.le().u64(-1).toArray(),
            ByteBuilder.le().u32(Integer.MAX_VALUE).toArray(),
            ByteBuilder.le().u64(Long.MAX_VALUE).toArray(),
            ByteBuilder.le().u32(0).toArray());

    /**
     * Large values of the second of two numbers; a narrow number gets the lower bytes. 2^26 bytes are more than a decoder
     * may allocate; 2^58 elements of 64 bytes have a size of 0 if the product overflows.
     */
    private static final List<Long> LARGE_NUMBERS =
            List.of(-1L, 0x7f7f_7f7f_7f7f_7f7fL, 0x0400_0001_0400_4000L, 1L << 58);

    private DamagedStates() {}

    /** Returns lengths to truncate to: all short ones, those near the ends of fields, and some between them. */
    static IntStream truncationLengths(int length, List<DecodeResult.DecodedField> fields) {
        IntStream front = IntStream.range(0, Math.min(length, MAX_CONSECUTIVE_CUTS));
        IntStream borders = IntStream.iterate(0, i -> i < fields.size(), i -> i + 1 + fields.size() / MAX_FIELD_BORDERS)
                .mapToLong(i -> fields.get(i).field().offset())
                .flatMap(border -> LongStream.rangeClosed(border - 1, border + 1))
                .mapToInt(Math::toIntExact);
        IntStream spread = IntStream.range(0, SPREAD_CUTS).map(i -> (int) ((long) length * i / SPREAD_CUTS));
        return Stream.of(front, borders, spread, IntStream.of(length - 1))
                .flatMapToInt(cuts -> cuts)
                .filter(end -> end >= 0 && end < length)
                .distinct();
    }

    /** Flips one bit: every bit of a small state, some bits of a large one, half of them at its start. */
    static Stream<byte[]> bitFlips(byte[] state) {
        int bits = Math.multiplyExact(state.length, Byte.SIZE);
        Random random = new Random(SEED);
        IntStream turned = bits <= MAX_BIT_FLIPS
                ? IntStream.range(0, bits)
                : IntStream.range(0, MAX_BIT_FLIPS).map(i -> random.nextInt(i % 2 == 0 ? MAX_BIT_FLIPS : bits));
        return turned.mapToObj(bit -> flipBit(state, bit));
    }

    /** Returns a copy with one bit changed; bit 0 is the least significant of the first byte. */
    static byte[] flipBit(byte[] state, int bit) {
        byte[] flipped = state.clone();
        flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
        return flipped;
    }

    /** Returns some offsets of a range, also the first and the last. */
    static IntStream someOffsets(int from, int to) {
        int step = 1 + (to - from) / CHANGED_BYTES;
        return IntStream.concat(IntStream.iterate(from, at -> at < to, at -> at + step), IntStream.of(to - 1))
                .distinct();
    }

    /** Replaces each of the first words by extreme numbers. */
    static Stream<byte[]> extremeNumbers(byte[] state) {
        return IntStream.iterate(0, at -> at < Math.min(state.length, MUTATED_HEAD_LENGTH), at -> at + Integer.BYTES)
                .boxed()
                .flatMap(at -> EXTREME_NUMBERS.stream().map(number -> {
                    byte[] hostile = ByteBuilder.le(state).at(at).bytes(number).toArray();
                    return Arrays.copyOf(hostile, state.length);
                }));
    }

    /**
     * Replaces two numbers at once, as the decoder reads them: one by its largest value, the other by several large
     * ones.
     */
    static Stream<byte[]> extremePairs(byte[] state, List<DecodeResult.DecodedField> fields) {
        List<Field> numbers = fields.stream()
                .map(DecodeResult.DecodedField::field)
                .filter(field -> field.value() instanceof FieldValue.Number && field.length() >= Short.BYTES)
                .toList();
        int step = 1 + numbers.size() / MAX_PAIRED_NUMBERS;
        List<Field> some = IntStream.range(0, numbers.size())
                .filter(i -> i % step == 0)
                .mapToObj(numbers::get)
                .toList();
        return some.stream().flatMap(first -> some.stream()
                .filter(second -> second != first)
                .flatMap(second -> LARGE_NUMBERS.stream()
                        .map(number -> withNumber(withNumber(state, first, -1), second, number))));
    }

    private static byte[] withNumber(byte[] state, Field field, long value) {
        FieldValue.Number number = (FieldValue.Number) field.value();
        byte[] copy = state.clone();
        for (int i = 0; i < number.width(); i++) {
            int digit = number.order() == ByteOrder.BIG_ENDIAN ? number.width() - 1 - i : i;
            copy[Math.toIntExact(field.offset()) + i] = (byte) (value >>> digit * Byte.SIZE);
        }
        return copy;
    }

    /** Describes the next damage that is not near the first; empty if there is none. */
    static String secondDamage(byte[] state, byte[] damaged, int first) {
        int from = Math.min(state.length, first + Long.BYTES);
        int second = from > damaged.length
                ? -1
                : Arrays.mismatch(
                        Arrays.copyOfRange(state, from, state.length),
                        Arrays.copyOfRange(damaged, from, damaged.length));
        return first < 0 || second < 0 ? "" : " and near byte " + (from + second);
    }

    /** Returns first bytes of data that is not a state: random bytes of several lengths, and text. */
    static Stream<byte[]> foreignHeads(int length) {
        Random random = new Random(SEED);
        Stream<byte[]> garbage = IntStream.range(0, MAX_BIT_FLIPS).mapToObj(i -> {
            byte[] bytes = new byte[i % 4 == 0 ? random.nextInt(length) : length];
            random.nextBytes(bytes);
            return bytes;
        });
        String script = "#!/bin/sh\n# This text is not the state of a device and must not match any decoder.\n";
        return Stream.concat(
                garbage, Stream.of(ByteBuilder.le().text(script, length).toArray()));
    }
}
