// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Decodes streams of QEMU 10.0: their vmdescriptions match all sections. */
class VmStateCaptureTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "q35-two-uarts.qevm.zst",
                "pc-two-devices-paused.qevm.zst",
                "q35-mapped-ram.qevm.zst",
                "multifd-two-channels.chan0.zst",
                "switchover-ack.chan0.zst"
            })
    void describedSections_areDecodedCompletely(String name) throws IOException {
        StreamWithVmDescription stream = StreamWithVmDescription.load(name);
        DecodedDeviceCollector decoded = stream.decode(64);
        assertEquals(OptionalInt.of(4096), stream.description().pageSize());
        assertEquals(List.of(), decoded.findings());
        assertEquals(Map.of(), decoded.unreadByteCounts());
        assertEquals(stream.description().sections().size(), decoded.devices().size());
        assertTrue(stream.description().sections().size() >= 30);
    }

    @Test
    void cpuSegments_haveResetValues() throws IOException {
        DecodedDeviceCollector decoded =
                StreamWithVmDescription.load("q35-two-uarts.qevm.zst").decode(64);
        Map<String, VmStateValue> cpu = decoded.deviceValues("cpu/0");
        assertEquals(new VmStateValue.Int(0xf000, 4, false), cpu.get("env.segs[1].selector"));
        assertEquals(new VmStateValue.Int(0xf0000, 8, false), cpu.get("env.segs[1].base"));
    }

    @Test
    void lastArrayElement_getsItsIndex() throws IOException {
        DecodedDeviceCollector decoded =
                StreamWithVmDescription.load("q35-two-uarts.qevm.zst").decode(64);
        Map<String, VmStateValue> ahci = decoded.deviceValues("0000:00:1f.2/ich9_ahci/0");
        assertTrue(ahci.keySet().stream().anyMatch(path -> path.startsWith("ahci.dev[5].")), ahci.keySet()::toString);
    }
}
