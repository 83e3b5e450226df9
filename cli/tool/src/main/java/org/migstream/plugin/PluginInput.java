// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.function.BooleanSupplier;
import org.migstream.io.BlockInputStream;

/** A device's state as its decoder reads it; the reading itself is the {@link PluginThread}'s. */
final class PluginInput extends BlockInputStream {
    private final InputStream state;
    private final BooleanSupplier waitingForInput;
    private final PluginThread pluginThread;

    /**
     * A feed of that state.
     *
     * @param hungry whether nothing is there to be read, but more may come
     */
    PluginInput(InputStream state, BooleanSupplier hungry, PluginThread host) {
        this.state = state;
        this.waitingForInput = hungry;
        this.pluginThread = host;
    }

    /** Something that moves through the state and tells by how many bytes. */
    @FunctionalInterface
    private interface ReadStep {
        /** @param taken how many bytes it has moved so far, when it was hungry */
        long advance(long taken) throws IOException;
    }

    @Override
    public int read(byte[] into, int from, int length) {
        return (int) runStep(taken -> state.read(into, from, length), 1);
    }

    /** A hungry one goes on until it is there: a thread that skips much need not be woken for every piece. */
    @Override
    public long skip(long count) {
        return runStep(taken -> state.skip(count - taken), count);
    }

    private long runStep(ReadStep step, long wanted) {
        long[] taken = new long[1];
        pluginThread.runOnHost(() -> {
            try {
                taken[0] += step.advance(taken[0]);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (taken[0] < wanted && waitingForInput.getAsBoolean()) {
                return PluginThread.TaskProgress.WAITING_FOR_INPUT;
            }
            return taken[0] > 0 ? PluginThread.TaskProgress.ADVANCED : PluginThread.TaskProgress.NONE;
        });
        return taken[0];
    }
}
