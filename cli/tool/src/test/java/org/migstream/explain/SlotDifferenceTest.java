// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.pci.ConfigSpace;

class SlotDifferenceTest {
    private static final int EXPRESS = 0xa0;

    /** Returns a space with an Express capability of this type, and AER at 0x100 before another capability. */
    private static ConfigSpace space(int expressFlags, int nextId) {
        ByteBuffer bytes = ByteBuffer.allocate(ConfigSpace.EXPRESS_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putShort(0, (short) 0x8086)
                .putShort(6, (short) 0x10)
                .put(0x34, (byte) EXPRESS)
                .putShort(EXPRESS, (short) 0x10)
                .putShort(EXPRESS + 2, (short) expressFlags)
                .putInt(0x100, 0x1501_0001)
                .putInt(0x150, 0x0001_0000 | nextId);
        return new ConfigSpace(bytes.array());
    }

    private static String explainWithStream(ConfigSpace space, int register, int target) {
        return SlotDifference.explain(space, register, target).orElse("");
    }

    /** Columns: value in the stream and at the target, and where the function is. */
    @ParameterizedTest
    @CsvSource({
        "0x02, 0x92, behind a port, on a PCI Express root bus",
        "0x01, 0x91, behind a port, on a PCI Express root bus",
        "0x92, 0x02, on a PCI Express root bus, behind a port"
    })
    void otherType_meansOtherSlot(int value, int target, String saved, String other) {
        String expected = "the type in the stream is that of a function " + saved + ", and the target's function is "
                + other + ": use a slot of the same kind as the source. If the source had this slot, QEMU did not write"
                + " the stream";
        assertEquals(expected, explainWithStream(space(value, 0x0e), EXPRESS + 2, target));
        assertEquals(
                Optional.of("if this is the type of an Express capability, " + expected),
                SlotDifference.explain(EXPRESS + 2, value, target));
    }

    /** Another version, another type, or another register has other causes. */
    @ParameterizedTest
    @CsvSource({"0x02, 0x91, 0xa2", "0x02, 0x42, 0xa2", "0x02, 0x12, 0xa2", "0x02, 0x92, 0xa3", "0x02, 0x92, 0x64"})
    void otherDifference_isNotExplained(int value, int target, int register) {
        assertEquals("", explainWithStream(space(value, 0x0e), register, target));
        assertEquals(Optional.empty(), SlotDifference.explain(register, value, target));
    }

    @Test
    void hiddenCapabilityInChain_meansOtherWriterOrConventionalSlot() {
        assertEquals(
                "the chain of extended capabilities has ARI at 0x150. QEMU hides ARI and SR-IOV of a VFIO device in a PCI"
                        + " Express slot: the stream was written for a slot on a conventional bus, or QEMU did not write"
                        + " it",
                explainWithStream(space(2, 0x0e), 0x103, 0));
        assertTrue(explainWithStream(space(2, 0x10), 0x102, 0).contains("has SR-IOV at 0x150"));
        assertEquals("", explainWithStream(space(2, 0x03), 0x103, 0));
        assertEquals("", explainWithStream(space(2, 0x0e), 0x108, 0));
    }

    @Test
    void startOfChain_isExplainedWithoutStream() {
        assertTrue(SlotDifference.explain(0x103, 0x15, 0).orElseThrow().contains("QEMU hides ARI and SR-IOV"));
        assertEquals(Optional.empty(), SlotDifference.explain(0x104, 0x15, 0));
    }
}
