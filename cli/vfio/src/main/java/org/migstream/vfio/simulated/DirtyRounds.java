// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;

/** How a running device makes outdated what was read: {@code dirty=BYTES[*ROUNDS]}, so many bytes in each round. */
final class DirtyRounds {
    static final SimulatedOption OPTION = new SimulatedOption(
            "dirty",
            "BYTES[*ROUNDS]",
            "changes as much whenever all was read and it is asked what is left, and at last when it is stopped");

    private final long bytesPerRound;
    private final long maxRounds;
    private long roundCount;

    private DirtyRounds(long bytes, long rounds) {
        this.bytesPerRound = bytes;
        this.maxRounds = rounds;
    }

    /** As the option says; none without it. */
    static DirtyRounds of(OptionValues options) {
        return options.value(OPTION)
                .map(value -> {
                    RepeatCount times = RepeatCount.of(options, OPTION, value);
                    return new DirtyRounds(
                            options.number(OPTION, times.text(), 0, SparseImage.MAX_SIZE), times.count());
                })
                .orElse(new DirtyRounds(0, 0));
    }

    /** The same from its beginning, for another session. */
    DirtyRounds copyFromStart() {
        return new DirtyRounds(bytesPerRound, maxRounds);
    }

    /** How much the device has changed since everything was read; the next round begins. */
    long nextRound() {
        if (roundCount == maxRounds) {
            return 0;
        }
        roundCount++;
        return bytesPerRound;
    }

    /** The same, and changes that much of an image: one part after the other, from the front again at the end. */
    ImageRange nextRound(SparseImage image) throws IOException {
        long length = Math.min(nextRound(), image.size());
        if (length == 0) {
            return ImageRange.EMPTY;
        }
        long offset = Math.floorMod((roundCount - 1) * length, image.size());
        ImageRange part = new ImageRange(offset, Math.min(length, image.size() - offset));
        image.dirty(part, roundCount);
        return part;
    }
}
