// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Standard output. Its failures are told apart from those of inputs. */
final class ResultStream extends FilterOutputStream {
    ResultStream(OutputStream out) {
        super(out);
    }

    /** Writing a result failed. */
    static final class ResultException extends IOException {
        private static final long serialVersionUID = 1L;

        ResultException(IOException cause) {
            super(cause.getMessage(), cause);
        }

        /** Whether there is nobody left to read it (EPIPE; Java tells only in words). */
        boolean readerGone() {
            return getMessage() != null && getMessage().contains("Broken pipe");
        }
    }

    @Override
    public void write(int value) throws IOException {
        try {
            out.write(value);
        } catch (IOException e) {
            throw new ResultException(e);
        }
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        try {
            out.write(from, offset, length);
        } catch (IOException e) {
            throw new ResultException(e);
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            out.flush();
        } catch (IOException e) {
            throw new ResultException(e);
        }
    }
}
