// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import org.migstream.vfio.simulated.OptionValues.RepeatCount;
import org.migstream.vfio.simulated.OptionValues.SimulatedOption;
import org.migstream.vfio.simulated.SparseImage.ImageRange;

/** The changes of a device's content in pre-copy: {@code dirty=BYTES[*ROUNDS]}, a number of bytes in each round. */
final class DirtyRounds {
    static final SimulatedOption OPTION = new SimulatedOption(
            "dirty",
            "BYTES[*ROUNDS]",
            "change BYTES each time when all data are read and the bytes left are queried, and at the stop");

    private final long bytesPerRound;
    private final long maxRounds;
    private long roundCount;

    private DirtyRounds(long bytesPerRound, long maxRounds) {
        this.bytesPerRound = bytesPerRound;
        this.maxRounds = maxRounds;
    }

    /** Parses the option; without it there are no changes. */
    static DirtyRounds of(OptionValues options) {
        return options.value(OPTION)
                .map(value -> {
                    RepeatCount times = options.repeatCount(OPTION, value);
                    return new DirtyRounds(
                            options.number(OPTION, times.text(), 0, SparseImage.MAX_SIZE), times.count());
                })
                .orElse(new DirtyRounds(0, 0));
    }

    /** Returns a copy that begins at the first round, for a new session. */
    DirtyRounds copyFromStart() {
        return new DirtyRounds(bytesPerRound, maxRounds);
    }

    /** Begins the next round and returns the number of changed bytes. */
    long nextRound() {
        if (roundCount == maxRounds) {
            return 0;
        }
        roundCount++;
        return bytesPerRound;
    }

    /**
     * Begins the next round, changes the next part of an image and returns that part. After the end of the image
     * continues at its start.
     */
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
