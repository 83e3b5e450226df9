// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the comparison of the values of the system registers of ARM CPUs. */
class ArmCpuComparisonTest {
    private static final byte[] STREAM = MachineStreams.bytes("arm-7.2");
    private static final int REGISTERS = 304;
    private static final long CTR_EL0 = 0x603000000013d801L;
    private static final long SCTLR_EL1 = 0x603000000013c080L;

    @TempDir
    private Path folder;

    /** QEMU 7.2 refuses a stream of cortex-a53 with the CPU model cortex-a57, and the other way round. */
    @Test
    void registerThatTheCpuModelDecides_mustBeEqual() throws IOException {
        CommandRun run = MachineStreams.check(folder, STREAM, withOtherValue(CTR_EL0));
        assertEquals(1, run.exit());
        String first = run.stdout().lines().findFirst().orElse("");
        assertTrue(first.contains(": INCOMPATIBLE with "), first);
        assertTrue(first.contains("0x603000000013d801 S3_3_C0_C0_1, 64 bits: 0x"), first);
        assertTrue(
                first.contains("QEMU reports: error while loading state for instance 0x0 of device 'cpu'"
                        + " [CPU_REGISTER_VALUES]"),
                first);
    }

    @Test
    void registerThatTheGuestWrites_isNotCompared() throws IOException {
        CommandRun run = MachineStreams.check(folder, STREAM, withOtherValue(SCTLR_EL1));
        assertEquals(0, run.exit(), run.stdout());
    }

    private static byte[] withOtherValue(long register) {
        byte[] changed = STREAM.clone();
        ByteBuffer words = ByteBuffer.wrap(changed);
        int at = 0;
        while (words.getLong(at) != register) {
            at++;
        }
        changed[at + REGISTERS * Long.BYTES + Long.BYTES - 1] ^= 1;
        return changed;
    }
}
