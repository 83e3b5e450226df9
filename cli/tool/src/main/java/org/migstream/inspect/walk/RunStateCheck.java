// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.walk;

import static org.migstream.report.MachineFindingCodes.STREAM_RUN_STATE;

import java.io.IOException;
import org.migstream.io.ByteSource;
import org.migstream.report.FindingLog;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.Element.OpaqueBytes;
import org.migstream.stream.GlobalState;
import org.migstream.stream.Section;

/** Checks the run state in the section {@code globalstate}: QEMU refuses a name that it does not know. */
final class RunStateCheck {
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
        if (!section.key().idstr().equals(GlobalState.IDSTR)
                || piece.offset() != section.bodyOffset()
                || in.position() != piece.offset()) {
            return;
        }
        byte[] head = new byte[(int) Math.min(piece.bodyLength(), in.available(GlobalState.HEAD_LENGTH))];
        for (int i = 0; i < head.length; i++) {
            head[i] = (byte) in.peek8(i);
        }
        String name = GlobalState.runState(head);
        if (!GlobalState.isKnown(name)) {
            findings.add(
                    Finding.at(
                            piece.offset() + GlobalState.NAME_OFFSET,
                            Severity.ERROR,
                            STREAM_RUN_STATE,
                            "the run state \"" + name + "\" is not one that a known QEMU has: QEMU fails with: invalid"
                                    + " parameter value: " + name),
                    section.key(),
                    null);
        }
    }
}
