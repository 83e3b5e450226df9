// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import org.migstream.io.ByteBufferOutputStream;
import org.migstream.io.CommittableOutput;

/** Standard output as something that is complete or not: which of them, only the exit status tells its reader. */
record StandardOutput(ByteBufferOutputStream stream) implements CommittableOutput {
    @Override
    public void commit() throws IOException {
        stream.flush();
    }

    @Override
    public void close() {
        // It is everybody's, and has what it has.
    }
}
