// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.migstream.container.Input;
import org.migstream.container.OutputLimit;
import org.migstream.html.InputBytes;
import org.migstream.io.ByteSource;
import org.migstream.io.StreamException;

/**
 * Reads bytes of inputs a second time. A compressed file is decompressed again, up to a limit of bytes; a pipe cannot be read
 * again.
 */
final class RereadInputs implements InputBytes, Closeable {
    private final Input input;
    private final List<Input> channels;
    private final OutputLimit maxOutput;
    private final List<Input> reopened = new ArrayList<>();
    private long left;

    /**
     * @param maxOutput how many bytes each container may decompress to
     * @param limit the maximum number of bytes to decompress again
     */
    RereadInputs(Input input, List<Input> channels, OutputLimit maxOutput, long limit) {
        this.input = input;
        this.channels = channels;
        this.maxOutput = maxOutput;
        left = limit;
    }

    @Override
    public int read(@Nullable String channel, long offset, byte[] into) throws IOException {
        Input wanted = channel == null ? input : find(channels, channel);
        if (wanted == null) {
            return 0;
        }
        if (wanted.source().isSeekable()) {
            return wanted.source().readAt(offset, into);
        }
        if (Inputs.isReadOnce(wanted.name()) || offset > wanted.source().position()) {
            return 0;
        }
        try {
            return readAgain(wanted.name(), offset, into);
        } catch (StreamException e) {
            // The report has the damage, which ends what can be read.
            return 0;
        }
    }

    private static @Nullable Input find(List<Input> inputs, String name) {
        for (Input input : inputs) {
            if (input.name().equals(name)) {
                return input;
            }
        }
        return null;
    }

    private int readAgain(String name, long offset, byte[] into) throws IOException {
        Input again = find(reopened, name);
        if (again != null && again.source().position() > offset) {
            reopened.remove(again);
            again.close();
            again = null;
        }
        if (again == null) {
            again = Input.open(name, maxOutput);
            reopened.add(again);
        }
        ByteSource source = again.source();
        long distance = offset - source.position();
        if (distance > left) {
            return 0;
        }
        left -= distance;
        source.skip(distance);
        int count = source.available(into.length);
        for (int i = 0; i < Math.min(count, into.length); i++) {
            into[i] = (byte) source.peek8(i);
        }
        return Math.min(count, into.length);
    }

    @Override
    public void close() throws IOException {
        for (Input again : reopened) {
            again.close();
        }
    }
}
