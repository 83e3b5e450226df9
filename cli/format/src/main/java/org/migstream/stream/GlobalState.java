// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The payload of the section {@code globalstate}: be32 length, then the name of the run state, padded with zeroes (QEMU
 * {@code vmstate_globalstate} in migration/global_state.c). The field of the name has 100 bytes, since QEMU 8.2 it has
 * 32. {@code global_state_post_load} refuses a name that is not in the enum {@code RunState} of qapi/run-state.json.
 */
public final class GlobalState {
    /** The name of the section. */
    public static final String IDSTR = "globalstate";
    /** Length of the beginning of the payload that contains every known name, in bytes. */
    public static final int HEAD_LENGTH = 36;

    /** Offset of the name in the payload, in bytes. */
    public static final int NAME_OFFSET = 4;

    /** The states of QEMU 5.2 to 11.1; {@code preconfig} only up to 5.2. */
    private static final Set<String> RUN_STATES = Set.of(
            "debug",
            "inmigrate",
            "internal-error",
            "io-error",
            "paused",
            "postmigrate",
            "prelaunch",
            "finish-migrate",
            "restore-vm",
            "running",
            "save-vm",
            "shutdown",
            "suspended",
            "watchdog",
            "guest-panicked",
            "colo",
            "preconfig");

    private GlobalState() {}

    /**
     * Returns the name of the run state, in ISO 8859-1: any bytes in a damaged stream.
     *
     * @param head the first bytes of the payload, at most {@link #HEAD_LENGTH}
     */
    public static String runState(byte[] head) {
        if (head.length <= NAME_OFFSET) {
            return "";
        }
        int end = NAME_OFFSET;
        while (end < head.length && head[end] != 0) {
            end++;
        }
        return new String(head, NAME_OFFSET, end - NAME_OFFSET, StandardCharsets.ISO_8859_1);
    }

    /** Returns whether a QEMU has this run state. */
    public static boolean isKnown(String runState) {
        return RUN_STATES.contains(runState);
    }
}
