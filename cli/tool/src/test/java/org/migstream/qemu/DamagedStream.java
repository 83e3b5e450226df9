// SPDX-License-Identifier: Apache-2.0
package org.migstream.qemu;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.migstream.qemu.StreamParts.Kind;
import org.migstream.qemu.StreamParts.Part;
import org.migstream.stream.Mutant;

/**
 * A stream in which one part was changed: bytes of a head, a payload, a footer or the vmdescription, or a whole section.
 *
 * @param change what was changed
 */
record DamagedStream(byte[] bytes, String change) {
    private static final int MAX_INSERTED = 16;
    private static final int COMMAND = 8;
    private static final int HIGHEST_COMMAND = 13;

    /** How often a kind is chosen, in percent. Whole sections, commands and truncations take the rest. */
    private static final List<Weight> WEIGHTS = List.of(
            new Weight(Kind.FIELD, 45),
            new Weight(Kind.SECTION_HEAD, 14),
            new Weight(Kind.FOOTER, 4),
            new Weight(Kind.CONFIGURATION, 4),
            new Weight(Kind.HEADER, 1),
            new Weight(Kind.RAM_RECORD, 4),
            new Weight(Kind.VMDESCRIPTION, 5),
            new Weight(Kind.END, 1));

    private record Weight(Kind kind, int percent) {}

    /** Damages a stream. Equal arguments give equal results. */
    static DamagedStream of(StreamParts stream, long seed) {
        Random random = new Random(seed);
        int roll = random.nextInt(100);
        for (Weight weight : WEIGHTS) {
            if (roll < weight.percent()) {
                List<Part> parts = stream.ofKind(weight.kind());
                // First the section, so that a device with thousands of registers is not chosen most of the time.
                String owner =
                        choose(parts.stream().map(Part::section).distinct().toList(), random);
                return changedBytes(
                        stream,
                        choose(
                                parts.stream()
                                        .filter(part -> part.section().equals(owner))
                                        .toList(),
                                random),
                        random);
            }
            roll -= weight.percent();
        }
        return switch (roll % 11) {
            case 0, 1 -> withCommand(stream, random);
            case 2, 3 -> truncated(stream, random);
            default -> movedSection(stream, random);
        };
    }

    private static <T> T choose(List<T> choices, Random random) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** Changes a part as {@link Mutant} does, or inserts bytes into it. */
    private static DamagedStream changedBytes(StreamParts stream, Part part, Random random) {
        byte[] old = slice(stream.stream(), part.from(), part.to());
        boolean isInsertion = random.nextInt(8) == 0;
        byte[] changed = isInsertion ? withInsertedBytes(old, random) : Mutant.withOneChange(old, random);
        return new DamagedStream(
                replaced(stream.stream(), part.from(), part.to(), changed),
                "%s, from %d: %d bytes became %d".formatted(part, part.from(), old.length, changed.length));
    }

    private static byte[] withInsertedBytes(byte[] old, Random random) {
        byte[] inserted = new byte[1 + random.nextInt(MAX_INSERTED)];
        if (random.nextBoolean()) {
            random.nextBytes(inserted);
        }
        int at = random.nextInt(old.length + 1);
        return replaced(old, at, at, inserted);
    }

    /** Inserts a command that QEMU defines or almost defines, between two sections. */
    private static DamagedStream withCommand(StreamParts stream, Random random) {
        int at = choose(stream.sections(), random).from();
        int code = random.nextInt(HIGHEST_COMMAND + 1);
        byte[] data = new byte[choose(List.of(0, 0, 4, 16, random.nextInt(MAX_INSERTED)), random)];
        ByteBuffer command =
                ByteBuffer.allocate(5 + data.length).put((byte) COMMAND).putShort((short) code);
        command.putShort((short) data.length).put(data);
        return new DamagedStream(
                replaced(stream.stream(), at, at, command.array()),
                "command %d with %d bytes inserted at %d".formatted(code, data.length, at));
    }

    /** Truncates the stream at a part or inside of one. */
    private static DamagedStream truncated(StreamParts stream, Random random) {
        Part part = choose(stream.parts(), random);
        int at = part.from() + (random.nextBoolean() ? 0 : random.nextInt(part.length()));
        boolean hasEndMark = random.nextInt(4) == 0;
        byte[] kept = slice(stream.stream(), 0, at);
        return new DamagedStream(
                hasEndMark ? replaced(kept, at, at, new byte[1]) : kept,
                "truncated at %d, in the %s%s".formatted(at, part, hasEndMark ? ", with a byte 0 after it" : ""));
    }

    /** Deletes, repeats, exchanges or moves whole sections. */
    private static DamagedStream movedSection(StreamParts stream, Random random) {
        List<Part> order = new ArrayList<>(stream.sections());
        int one = random.nextInt(order.size());
        int other = random.nextInt(order.size());
        String names = order.get(one).owner() + " and " + order.get(other).owner();
        String change;
        switch (random.nextInt(4)) {
            case 0 -> change = "section deleted: " + order.remove(one).owner();
            case 1 -> {
                order.add(other, order.get(one));
                change = "section repeated before another: " + names;
            }
            case 2 -> {
                order.set(other, order.set(one, order.get(other)));
                change = "sections exchanged: " + names;
            }
            default -> {
                order.add(other, order.remove(one));
                change = "section moved to the place of another: " + names;
            }
        }
        ByteArrayOutputStream sections = new ByteArrayOutputStream();
        order.forEach(part -> sections.write(stream.stream(), part.from(), part.length()));
        return new DamagedStream(
                replaced(
                        stream.stream(),
                        stream.sections().get(0).from(),
                        stream.sections().get(stream.sections().size() - 1).to(),
                        sections.toByteArray()),
                change);
    }

    private static byte[] slice(byte[] bytes, int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    private static byte[] replaced(byte[] bytes, int from, int to, byte[] part) {
        return ByteBuffer.allocate(bytes.length - (to - from) + part.length)
                .put(bytes, 0, from)
                .put(part)
                .put(bytes, to, bytes.length - to)
                .array();
    }
}
