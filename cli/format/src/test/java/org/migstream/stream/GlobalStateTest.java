// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GlobalStateTest {
    private static final byte[] RUNNING = "\0\0\0\10running\0\0".getBytes(StandardCharsets.ISO_8859_1);

    @Test
    void runState_endsAtZeroOrAtTheEnd() {
        assertEquals("running", GlobalState.runState(RUNNING));
        for (int length = 0; length <= RUNNING.length; length++) {
            String expected = "running".substring(0, Math.max(0, Math.min(7, length - 4)));
            assertEquals(expected, GlobalState.runState(Arrays.copyOf(RUNNING, length)), "length " + length);
        }
    }

    @Test
    void onlyNamesOfQemu_areKnown() {
        assertTrue(GlobalState.isKnown("running"));
        assertFalse(GlobalState.isKnown(""));
        assertFalse(GlobalState.isKnown("Running"));
    }
}
