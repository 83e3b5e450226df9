// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.util.Arrays;

/** The runs of an XBZRLE page (QEMU migration/xbzrle.c): unchanged bytes, then changed ones, which follow. */
final class XbzrleRuns {
    private XbzrleRuns() {}

    /** The same runs, with zeroes for the changed bytes; where the runs make no sense, zeroes alone. */
    static byte[] blank(byte[] body) {
        byte[] blank = body.clone();
        int at = 0;
        while (at < blank.length) {
            at += lengthBytes(blank, at);
            if (at >= blank.length) {
                break;
            }
            int from = at + lengthBytes(blank, at);
            long to = (long) from + length(blank, at);
            if (to > blank.length) {
                return new byte[body.length];
            }
            Arrays.fill(blank, from, (int) to, (byte) 0);
            at = (int) to;
        }
        return blank;
    }

    /** A length takes one byte or two (ULEB128). */
    private static int lengthBytes(byte[] body, int at) {
        return body[at] < 0 ? 2 : 1;
    }

    private static int length(byte[] body, int at) {
        int high = lengthBytes(body, at) == 2 && at + 1 < body.length ? body[at + 1] & 0x7f : 0;
        return body[at] & 0x7f | high << 7;
    }
}
