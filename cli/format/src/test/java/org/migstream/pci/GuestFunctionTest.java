// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.migstream.spi.Reason;

/** Compares the functions that QEMU has shown to a guest with those that are computed from the view of the kernel. */
class GuestFunctionTest {
    private static final String MACHINE = "pc-q35-10.0";

    /** A function that QEMU 10.0 has saved while it was on this bus. */
    @ParameterizedTest
    @EnumSource
    void equalsTheSpaceThatQemuSaved(RecordedFunction recorded) {
        ConfigSpace saved = recorded.saved();
        GuestFunction function = GuestFunction.of(recorded.host(), recorded.bus(), MACHINE, false)
                .withGuestRegisters(saved, "saved");
        List<String> differing = new ArrayList<>();
        for (int at = 0; at < saved.size(); at++) {
            if (saved.u8(at) != function.configSpace().u8(at)) {
                differing.add("0x%x: %02x %02x"
                        .formatted(at, saved.u8(at), function.configSpace().u8(at)));
            }
        }
        assertEquals(List.of(), differing);
    }

    @ParameterizedTest
    @EnumSource
    void theSpaceThatQemuSaved_loadsIntoTheSameFunction(RecordedFunction recorded) {
        assertEquals(
                List.of(),
                new HostComparison(MACHINE, Set.of(recorded.bus())).compare(recorded.saved(), recorded.host()));
    }

    /** The kernel's own view is not what QEMU compares: this is what it reported for these spaces. */
    @ParameterizedTest
    @CsvSource({"IGB_VF_ON_ROOT_BUS, i=0xa2 read: 2 device: 92", "IGB_VF_BELOW_ROOT_PORT, i=0x103 read: 15 device: 0"})
    void theViewOfTheKernel_isRefused(RecordedFunction recorded, String message) {
        List<Reason> reasons = new HostComparison(MACHINE, Set.of(recorded.bus()))
                .compare(recorded.host().configSpace(), recorded.host());
        assertTrue(reasons.get(0).finding().message().contains(message), reasons.toString());
    }

    @Test
    void anUnknownBus_makesTheAnswerUnknown() {
        RecordedFunction recorded = RecordedFunction.IGB_VF_ON_ROOT_BUS;
        List<Reason> reasons =
                new HostComparison(MACHINE, EnumSet.allOf(GuestBus.class)).compare(recorded.saved(), recorded.host());
        assertEquals(
                List.of("pci.config-slot"),
                reasons.stream().map(reason -> reason.finding().code()).toList());
    }
}
