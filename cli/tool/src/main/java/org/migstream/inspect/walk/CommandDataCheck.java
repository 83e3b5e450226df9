// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.walk;

import static org.migstream.report.MigrationModeFindingCodes.STREAM_COMMAND_DATA;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.migstream.report.FindingLog;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.Command;

/**
 * Checks the data of commands that every QEMU refuses ({@code loadvm_postcopy_handle_advise} and {@code
 * loadvm_handle_recv_bitmap} in migration/savevm.c, QEMU 5.2 to 11.1).
 */
final class CommandDataCheck {
    private final FindingLog findings;

    CommandDataCheck(FindingLog findings) {
        this.findings = findings;
    }

    /**
     * Checks a command.
     *
     * @param body its data; only those of the checked commands are read
     */
    void check(Command command, InputStream body) throws IOException {
        if (command.is(Command.Name.POSTCOPY_ADVISE) && command.bodyLength() > 0) {
            checkPageSizes(command, ByteBuffer.wrap(body.readAllBytes()));
        } else if (command.is(Command.Name.RECV_BITMAP)) {
            checkBlockName(command, body.readAllBytes());
        }
    }

    /**
     * Checks the sizes, in bytes: be64, all page sizes of RAM blocks with OR, and be64, the page size of the guest. With
     * postcopy, no RAM block has smaller pages than the guest ({@code postcopy_ram_supported_by_host}).
     */
    private void checkPageSizes(Command command, ByteBuffer sizes) {
        if (sizes.remaining() < 2 * Long.BYTES) {
            return;
        }
        long blocks = sizes.getLong();
        long guest = sizes.getLong();
        if (Long.bitCount(guest) != 1 || Long.compareUnsigned(Long.lowestOneBit(blocks), guest) < 0) {
            refuse(
                    command,
                    "the command POSTCOPY_ADVISE has the page sizes 0x%x of RAM blocks and 0x%x of the guest, which no machine has"
                            .formatted(blocks, guest));
        }
    }

    /** Checks the name of a RAM block: a byte with its length, then the name. */
    private void checkBlockName(Command command, byte[] data) {
        if (data.length < 2 || (data[0] & 0xff) != data.length - 1) {
            refuse(command, "the data of the command RECV_BITMAP are not the name of a RAM block after its length");
        }
    }

    private void refuse(Command command, String problem) {
        findings.add(Finding.at(
                command.offset(), Severity.ERROR, STREAM_COMMAND_DATA, problem + ": QEMU fails to load the stream"));
    }
}
