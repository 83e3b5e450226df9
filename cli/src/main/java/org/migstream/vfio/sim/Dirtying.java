// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.sim;

/** How a running device makes outdated what was read: {@code dirty=BYTES[*ROUNDS]}, so many bytes in each round. */
final class Dirtying {
    static final String OPTION = "dirty";

    private final long bytes;
    private long rounds;

    private Dirtying(long bytes, long rounds) {
        this.bytes = bytes;
        this.rounds = rounds;
    }

    /** As the option says; none without it. */
    static Dirtying of(Options options) {
        return options.text(OPTION)
                .map(value -> {
                    Times<String> times = Times.of(options, OPTION, value);
                    return new Dirtying(options.number(OPTION, times.what(), 0, 1L << 40), times.times());
                })
                .orElse(new Dirtying(0, 0));
    }

    /** The same from its beginning, for another session. */
    Dirtying anew() {
        return new Dirtying(bytes, rounds);
    }

    /** How much the device has changed since everything was read; the next round begins. */
    long next() {
        if (rounds == 0) {
            return 0;
        }
        rounds--;
        return bytes;
    }
}
