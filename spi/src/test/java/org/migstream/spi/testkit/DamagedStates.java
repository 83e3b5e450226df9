// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi.testkit;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What can happen to a state; the same every time, and not too much of it if the state is large. */
final class DamagedStates {
    private static final int MAX_CONSECUTIVE_CUTS = 4096;
    private static final int MAX_FIELD_BORDERS = 512;
    private static final int SPREAD_CUTS = 256;
    private static final int MAX_BIT_FLIPS = 2048;
    private static final int MUTATED_HEAD_LENGTH = 256;
    private static final long SEED = 0x6d696773;

    /** What nobody expects of a length or count: the largest numbers of either sign, and zero. */
    private static final List<byte[]> EXTREME_NUMBERS = List.of(
            ByteBuilder.le().u32(-1).toArray(),
            ByteBuilder.le().u64(-1).toArray(),
            ByteBuilder.le().u32(Integer.MAX_VALUE).toArray(),
            ByteBuilder.le().u64(Long.MAX_VALUE).toArray(),
            ByteBuilder.le().u32(0).toArray());

    private DamagedStates() {}

    /** The lengths at which a state is cut: all in front, around the borders of fields, and some in between. */
    static IntStream truncationLengths(int length, List<DecodeResult.DecodedField> fields) {
        IntStream front = IntStream.range(0, Math.min(length, MAX_CONSECUTIVE_CUTS));
        IntStream borders = IntStream.iterate(0, i -> i < fields.size(), i -> i + 1 + fields.size() / MAX_FIELD_BORDERS)
                .mapToLong(i -> fields.get(i).field().offset())
                .flatMap(border -> LongStream.rangeClosed(border - 1, border + 1))
                .mapToInt(Math::toIntExact);
        IntStream spread = IntStream.range(0, SPREAD_CUTS).map(i -> (int) ((long) length * i / SPREAD_CUTS));
        return Stream.of(front, borders, spread, IntStream.of(length - 1))
                .flatMapToInt(cuts -> cuts)
                .filter(cut -> cut >= 0 && cut < length)
                .distinct();
    }

    /** The state with one bit turned: every bit of a small state, some of a large one, half of them in front. */
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

    /** The state with an extreme number in place of each of the first words. */
    static Stream<byte[]> extremeNumbers(byte[] state) {
        return IntStream.iterate(0, at -> at < Math.min(state.length, MUTATED_HEAD_LENGTH), at -> at + Integer.BYTES)
                .boxed()
                .flatMap(at -> EXTREME_NUMBERS.stream().map(claim -> {
                    byte[] hostile = ByteBuilder.le(state).at(at).bytes(claim).toArray();
                    return Arrays.copyOf(hostile, state.length);
                }));
    }

    /** First bytes of what is no state at all: noise of several lengths, and text. */
    static Stream<byte[]> foreignHeads(int length) {
        Random random = new Random(SEED);
        Stream<byte[]> noise = IntStream.range(0, MAX_BIT_FLIPS).mapToObj(i -> {
            byte[] bytes = new byte[i % 4 == 0 ? random.nextInt(length) : length];
            random.nextBytes(bytes);
            return bytes;
        });
        String prose = "#!/bin/sh\n# Nothing in here was ever the state of a device, nor will it be.\n";
        return Stream.concat(
                noise, Stream.of(ByteBuilder.le().text(prose, length).toArray()));
    }
}
