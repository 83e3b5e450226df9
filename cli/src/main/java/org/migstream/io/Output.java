// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.Closeable;
import java.io.IOException;

/** Where a result goes that is worth something only when it is complete. */
public interface Output extends Closeable {
    /** Takes its bytes; closing it is left to this output. */
    ByteOutput stream();

    /** The bytes are complete. */
    void commit() throws IOException;

    /** Gives it up, unless it is complete; from any thread, and again. */
    @Override
    void close() throws IOException;
}
