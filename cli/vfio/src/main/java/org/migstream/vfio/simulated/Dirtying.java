// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;

/** How a running device makes outdated what was read: {@code dirty=BYTES[*ROUNDS]}, so many bytes in each round. */
final class Dirtying {
    static final Option OPTION = new Option(
            "dirty",
            "BYTES[*ROUNDS]",
            "changes as much whenever all was read and it is asked what is left, and at last when it is stopped");

    private final long bytes;
    private final long rounds;
    private long round;

    private Dirtying(long bytes, long rounds) {
        this.bytes = bytes;
        this.rounds = rounds;
    }

    /** As the option says; none without it. */
    static Dirtying of(Options options) {
        return options.text(OPTION)
                .map(value -> {
                    Times times = Times.of(options, OPTION, value);
                    return new Dirtying(options.number(OPTION, times.what(), 0, Image.LARGEST), times.times());
                })
                .orElse(new Dirtying(0, 0));
    }

    /** The same from its beginning, for another session. */
    Dirtying anew() {
        return new Dirtying(bytes, rounds);
    }

    /** How much the device has changed since everything was read; the next round begins. */
    long next() {
        if (round == rounds) {
            return 0;
        }
        round++;
        return bytes;
    }

    /** The same, and changes that much of an image: one part after the other, from the front again at the end. */
    Extent next(Image image) throws IOException {
        long length = Math.min(next(), image.size());
        if (length == 0) {
            return Extent.NONE;
        }
        long offset = Math.floorMod((round - 1) * length, image.size());
        Extent part = new Extent(offset, Math.min(length, image.size() - offset));
        image.change(part, round);
        return part;
    }
}
