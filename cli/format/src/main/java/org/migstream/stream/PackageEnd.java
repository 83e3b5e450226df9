// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import org.migstream.io.ByteSink;

/** Where the elements of a {@link Command.Name#PACKAGED} command end; it has no bytes. */
public record PackageEnd(long offset) implements Element {
    @Override
    public long headLength() {
        return 0;
    }

    @Override
    public void writeHead(ByteSink out) {
        // Nothing on the wire: the length stands in the command.
    }
}
