// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.migstream.io.BlockStream;

/** A device's state as its decoder reads it; the reading itself is the {@link Host}'s. */
final class Feed extends BlockStream {
    private final InputStream state;
    private final Host host;

    Feed(InputStream state, Host host) {
        this.state = state;
        this.host = host;
    }

    /** Something that moves through the state and tells by how many bytes. */
    @FunctionalInterface
    private interface Step {
        long take() throws IOException;
    }

    @Override
    public int read(byte[] into, int from, int length) {
        return (int) step(() -> state.read(into, from, length));
    }

    @Override
    public long skip(long count) {
        return step(() -> state.skip(count));
    }

    private long step(Step step) {
        long[] taken = new long[1];
        host.ask(() -> {
            try {
                taken[0] = step.take();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return taken[0] > 0;
        });
        return taken[0];
    }
}
