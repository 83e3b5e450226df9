// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.walk;

import static org.migstream.report.MachineFindingCodes.STREAM_RUN_STATE;

import java.io.IOException;
import java.util.Set;
import org.migstream.io.ByteSource;
import org.migstream.report.FindingLog;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.Element.OpaqueBytes;
import org.migstream.stream.Section;

/**
 * Checks the run state in the section {@code globalstate}: be32 length, then the name of the state, padded with zeros
 * (QEMU {@code vmstate_globalstate} in migration/global_state.c). The name has up to 100 bytes; since QEMU 8.2 the field
 * has 32. {@code global_state_post_load} refuses a name that is not in the enum {@code RunState} of qapi/run-state.json.
 */
final class RunStateCheck {
    private static final String IDSTR = "globalstate";
    private static final int NAME_OFFSET = 4;
    private static final int MAX_NAME_LENGTH = 32;

    /** The states of QEMU 5.2 to 11.1; {@code preconfig} only up to 5.2. */
    private static final Set<String> STATES = Set.of(
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

    private final FindingLog findings;

    RunStateCheck(FindingLog findings) {
        this.findings = findings;
    }

    /**
     * Checks a piece of a section; only the first piece of {@code globalstate} has the name. Consumes no bytes.
     *
     * @param in at the first byte of the piece
     */
    void check(Section section, OpaqueBytes piece, ByteSource in) throws IOException {
        if (!section.key().idstr().equals(IDSTR)
                || piece.offset() != section.bodyOffset()
                || in.position() != piece.offset()) {
            return;
        }
        int end = (int) Math.min(
                Math.min(piece.bodyLength(), in.available(NAME_OFFSET + MAX_NAME_LENGTH)),
                NAME_OFFSET + MAX_NAME_LENGTH);
        StringBuilder name = new StringBuilder();
        for (int i = NAME_OFFSET; i < end && in.peek8(i) != 0; i++) {
            name.append((char) in.peek8(i));
        }
        if (!STATES.contains(name.toString())) {
            findings.add(
                    Finding.at(
                            piece.offset() + NAME_OFFSET,
                            Severity.ERROR,
                            STREAM_RUN_STATE,
                            "the run state \"" + name + "\" is not one that a known QEMU has: QEMU fails with: invalid"
                                    + " parameter value: " + name),
                    section.key(),
                    null);
        }
    }
}
