// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.IOException;
import java.io.InputStream;
import org.migstream.device.ByteCounter;

/** SHA-256, as {@code inspect --digest} has it. */
final class Digest {
    private static final int BUFFER = 1 << 16;

    private Digest() {}

    /** Of all bytes of a stream, in hexadecimal. */
    static String of(InputStream in) throws IOException {
        ByteCounter tally = new ByteCounter(true);
        byte[] buffer = new byte[BUFFER];
        for (int count; (count = in.read(buffer)) >= 0; ) {
            tally.add(buffer, 0, count);
        }
        return tally.sha256();
    }
}
