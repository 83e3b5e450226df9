// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi.testkit;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Damages states. The damage is the same in every run, and limited for large states. */
final class DamagedStates {
    private static final int MAX_CONSECUTIVE_CUTS = 4096;
    private static final int MAX_FIELD_BORDERS = 512;
    private static final int SPREAD_CUTS = 256;
    private static final int MAX_BIT_FLIPS = 2048;
    private static final int MUTATED_HEAD_LENGTH = 256;
    private static final long SEED = 0x6d696773;

    /** Unexpected values of a length or count: the largest numbers of either sign, and zero. */
    private static final List<byte[]> EXTREME_NUMBERS = List.of(
            ByteBuilder.le().u32(-1).toArray(),
            ByteBuilder.le().u64(-1).toArray(),
            ByteBuilder.le().u32(Integer.MAX_VALUE).toArray(),
            ByteBuilder.le().u64(Long.MAX_VALUE).toArray(),
            ByteBuilder.le().u32(0).toArray());

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
        return turned.mapToObj(bit -> {
            byte[] flipped = state.clone();
            flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            return flipped;
        });
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
