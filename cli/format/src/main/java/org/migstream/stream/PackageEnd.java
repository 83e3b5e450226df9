// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import org.migstream.io.ByteSink;

/** The end of the package of a {@link Command.Name#PACKAGED} command; has no bytes. */
public record PackageEnd(long offset) implements Element {
    @Override
    public long headLength() {
        return 0;
    }

    @Override
    public void writeHead(ByteSink out) {
        // The command has the length of the package.
    }
}
