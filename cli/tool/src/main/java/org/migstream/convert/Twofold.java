// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.IOException;
import java.io.OutputStream;

/** Writes everything twice. */
final class Twofold extends OutputStream {
    private final OutputStream one;
    private final OutputStream other;

    Twofold(OutputStream one, OutputStream other) {
        this.one = one;
        this.other = other;
    }

    @Override
    public void write(int value) throws IOException {
        one.write(value);
        other.write(value);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        one.write(from, offset, length);
        other.write(from, offset, length);
    }

    @Override
    public void flush() throws IOException {
        one.flush();
        other.flush();
    }
}
