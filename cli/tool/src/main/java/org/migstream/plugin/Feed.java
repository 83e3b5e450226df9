// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.function.BooleanSupplier;
import org.migstream.io.BlockInputStream;

/** A device's state as its decoder reads it; the reading itself is the {@link Host}'s. */
final class Feed extends BlockInputStream {
    private final InputStream state;
    private final BooleanSupplier hungry;
    private final Host host;

    /**
     * A feed of that state.
     *
     * @param hungry whether nothing is there to be read, but more may come
     */
    Feed(InputStream state, BooleanSupplier hungry, Host host) {
        this.state = state;
        this.hungry = hungry;
        this.host = host;
    }

    /** Something that moves through the state and tells by how many bytes. */
    @FunctionalInterface
    private interface Step {
        /** @param taken how many bytes it has moved so far, when it was hungry */
        long take(long taken) throws IOException;
    }

    @Override
    public int read(byte[] into, int from, int length) {
        return (int) step(taken -> state.read(into, from, length), 1);
    }

    /** A hungry one goes on until it is there: a thread that skips much need not be woken for every piece. */
    @Override
    public long skip(long count) {
        return step(taken -> state.skip(count - taken), count);
    }

    private long step(Step step, long wanted) {
        long[] taken = new long[1];
        host.ask(() -> {
            try {
                taken[0] += step.take(taken[0]);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (taken[0] < wanted && hungry.getAsBoolean()) {
                return Host.Progress.HUNGRY;
            }
            return taken[0] > 0 ? Host.Progress.SOME : Host.Progress.NONE;
        });
        return taken[0];
    }
}
