// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.migstream.stream.StreamFindingCodes.PBS_STATE_LENGTH;

import java.io.IOException;
import org.migstream.io.ByteSink;
import org.migstream.io.ByteSource;
import org.migstream.stream.Element.SelfDelimitingRecord;

/**
 * The section {@code pbs-state} of the QEMU of Proxmox VE: be64 length in bytes, then the state of the backup library
 * (Proxmox pve-qemu, migration/pbs-state.c {@code pbs_state_save_setup} and {@code pbs_state_load}, since 2020). QEMU of
 * the QEMU project does not register this handler. The handler sends everything in its START section; it has no PART
 * and no END section.
 *
 * @param offset of the length
 * @param bodyLength of the state in bytes
 */
public record PbsStateRecord(long offset, long bodyLength) implements SelfDelimitingRecord {
    static PbsStateRecord read(ByteSource in) throws IOException {
        long offset = in.position();
        return new PbsStateRecord(offset, LengthField.read(in, offset, PBS_STATE_LENGTH, "the backup state"));
    }

    @Override
    public boolean isLast() {
        return true;
    }

    @Override
    public long headLength() {
        return Long.BYTES;
    }

    @Override
    public void writeHead(ByteSink out) throws IOException {
        out.writeBe64(bodyLength);
    }
}
