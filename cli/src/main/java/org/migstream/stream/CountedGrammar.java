// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import org.migstream.io.ByteSource;

/** A payload whose length is known from elsewhere: one run of bytes. */
final class CountedGrammar implements Grammar {
    private long left;

    /** @param length of the payload, bytes */
    CountedGrammar(long length) {
        left = length;
    }

    @Override
    public Element next(ByteSource in) {
        if (left == 0) {
            return null;
        }
        OpaqueBytes all = new OpaqueBytes(in.position(), left);
        left = 0;
        return all;
    }
}
