// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.IOException;
import java.io.InputStream;
import org.migstream.device.ByteCounter;

/** SHA-256, as {@code inspect --digest} has it. */
final class Sha256Digest {
    private static final int BUFFER_SIZE = 1 << 16;

    private Sha256Digest() {}

    /** Of all bytes of a stream, in hexadecimal. */
    static String hexOf(InputStream in) throws IOException {
        ByteCounter tally = new ByteCounter(true);
        byte[] buffer = new byte[BUFFER_SIZE];
        for (int count; (count = in.read(buffer)) >= 0; ) {
            tally.add(buffer, 0, count);
        }
        return tally.sha256();
    }
}
