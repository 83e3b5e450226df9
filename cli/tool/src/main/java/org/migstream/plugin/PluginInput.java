// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.function.BooleanSupplier;
import org.migstream.io.BlockInputStream;

/**
 * The input of a decoder: the state of a device. The host of the {@link PluginThread} reads the bytes for the decoder.
 */
final class PluginInput extends BlockInputStream {
    private final InputStream state;
    private final BooleanSupplier waitingForInput;
    private final PluginThread<?> thread;

    /**
     * Reads a state for the thread of a plugin.
     *
     * @param state the state; only the host reads it
     * @param waitingForInput returns whether no bytes are available now but more may come
     * @param thread the thread of the plugin
     */
    PluginInput(InputStream state, BooleanSupplier waitingForInput, PluginThread<?> thread) {
        this.state = state;
        this.waitingForInput = waitingForInput;
        this.thread = thread;
    }

    /** Reads or skips a part of the state. */
    @FunctionalInterface
    private interface ReadStep {
        /**
         * Reads or skips bytes.
         *
         * @param done the number of bytes of the earlier steps of this call
         * @return the number of bytes of this step
         */
        long advance(long done) throws IOException;
    }

    @Override
    public int read(byte[] into, int from, int length) {
        return (int) runStep(done -> state.read(into, from, length), 1);
    }

    /** Skips all the bytes before it returns, so that the plugin's thread is not woken for each piece of input. */
    @Override
    public long skip(long count) {
        return runStep(done -> state.skip(count - done), count);
    }

    private long runStep(ReadStep step, long wanted) {
        long[] done = new long[1];
        thread.runOnHost(() -> {
            try {
                done[0] += step.advance(done[0]);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (done[0] < wanted && waitingForInput.getAsBoolean()) {
                return PluginThread.TaskProgress.WAITING_FOR_INPUT;
            }
            return done[0] > 0 ? PluginThread.TaskProgress.ADVANCED : PluginThread.TaskProgress.NONE;
        });
        return done[0];
    }
}
