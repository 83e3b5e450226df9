// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /** Columns: id, whether QEMU refuses another value, name. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            0x40200000200e3802, 1, DBGDEVID
            0x40200000200e3c86, 0, DBGCLAIMCLR: the guest writes it
            0x40200000200f0082, 1, ID_DFR0
            0x40200000200f0000, 0, MIDR: writable before ARMv8
            0x603000000013c000, 0, MIDR_EL1: not in the list of each version
            0x40200000200f7820, 0, CBAR: writable on some CPUs
            """)
    void value_isComparedIfNoCpuAcceptsAnother(String id, int status, String name) throws IOException {
        byte[] stream = STREAM.clone();
        if (positionOf(stream, Long.decode(id)) < 0) {
            ByteBuffer.wrap(stream).putLong(positionOf(stream, SCTLR_EL1), Long.decode(id));
        }
        byte[] target = stream.clone();
        target[valueOf(target, Long.decode(id))] ^= 1;
        CommandRun run = MachineStreams.check(folder, stream, target);
        assertEquals(status, run.exit(), () -> name + ": " + run.stdout());
    }

    /** QEMU ends with the first register that it does not have, and has not compared a value then. */
    @Test
    void valuesAfterMissingRegister_areNotCompared() throws IOException {
        byte[] target = withOtherValue(CTR_EL0);
        ByteBuffer.wrap(target).putLong(positionOf(target, SCTLR_EL1), SCTLR_EL1 + 1);
        CommandRun run = MachineStreams.check(folder, STREAM, target);
        assertEquals(1, run.exit());
        assertTrue(run.stdout().contains("[CPU_REGISTERS_MISSING]"), run.stdout());
        assertFalse(run.stdout().contains("[CPU_REGISTER_VALUES]"), run.stdout());
    }

    private static byte[] withOtherValue(long register) {
        byte[] changed = STREAM.clone();
        changed[valueOf(changed, register)] ^= 1;
        return changed;
    }

    /** Returns the offset of the last byte of the value. */
    private static int valueOf(byte[] stream, long register) {
        return positionOf(stream, register) + REGISTERS * Long.BYTES + Long.BYTES - 1;
    }

    /** Returns the offset of the id, or -1. */
    private static int positionOf(byte[] stream, long register) {
        ByteBuffer words = ByteBuffer.wrap(stream);
        for (int at = 0; at <= stream.length - Long.BYTES; at++) {
            if (words.getLong(at) == register) {
                return at;
            }
        }
        return -1;
    }
}
