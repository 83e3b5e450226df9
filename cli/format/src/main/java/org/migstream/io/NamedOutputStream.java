// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** An output stream whose errors name the output; see {@link OutputException}. */
public final class NamedOutputStream extends ByteBufferOutputStream {
    private final String name;
    private final ByteBufferOutputStream out;

    /**
     * Wraps a stream.
     *
     * @param name of the output in messages
     */
    public NamedOutputStream(String name, OutputStream out) {
        this.name = name;
        this.out = ByteBufferOutputStream.of(out);
    }

    @FunctionalInterface
    private interface WriteOperation {
        void run() throws IOException;
    }

    private void addNameToErrors(WriteOperation operation) throws IOException {
        try {
            operation.run();
        } catch (IOException e) {
            throw new OutputException(name, e);
        }
    }

    @Override
    public void write(int value) throws IOException {
        addNameToErrors(() -> out.write(value));
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        addNameToErrors(() -> out.write(from, offset, length));
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
        addNameToErrors(() -> out.write(from));
    }

    @Override
    public void flush() throws IOException {
        addNameToErrors(out::flush);
    }

    @Override
    public void close() throws IOException {
        addNameToErrors(out::close);
    }
}
