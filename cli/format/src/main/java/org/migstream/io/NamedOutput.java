// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** An output whose failures say which one it is: {@link OutputException}. */
public final class NamedOutput extends ByteOutput {
    private final String name;
    private final ByteOutput out;

    /** @param name as people know it */
    public NamedOutput(String name, OutputStream out) {
        this.name = name;
        this.out = ByteOutput.of(out);
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    private void named(Work work) throws IOException {
        try {
            work.run();
        } catch (IOException e) {
            throw new OutputException(name, e);
        }
    }

    @Override
    public void write(int value) throws IOException {
        named(() -> out.write(value));
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        named(() -> out.write(from, offset, length));
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
        named(() -> out.write(from));
    }

    @Override
    public void flush() throws IOException {
        named(out::flush);
    }

    @Override
    public void close() throws IOException {
        named(out::close);
    }
}
