// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.pci.PciConfiguration.Capability;
import org.migstream.pci.PciConfiguration.ExtendedCapability;
import org.migstream.pci.lspci.LspciText;

class PciConfigurationTest {
    @Test
    void capturedDevice_isDecoded() {
        PciConfiguration mlx5 = SavedConfig.load("mlx5").decode();
        PciConfiguration expected = new PciConfiguration(
                0x15b3,
                0x101e,
                0x0406,
                0x0010,
                0,
                0x020000,
                0,
                OptionalInt.of(0x15b3),
                OptionalInt.of(0x0058),
                0,
                0,
                List.of(new Bar(0, Bar.Kind.MEM64, 0xfebf_0000L, true)),
                List.of(new Capability(64, 0x10, "Express"), new Capability(124, 0x11, "MSI-X")),
                List.of(new ExtendedCapability(256, 1, 2, "AER"), new ExtendedCapability(352, 0xb, 1, "VSEC")),
                List.of());
        assertEquals(expected, mlx5);
    }

    @ParameterizedTest
    @FieldSource("org.migstream.pci.SavedConfig#ALL")
    void capturedDevice_hasNoFindings(String device) {
        assertEquals(List.of(), SavedConfig.load(device).decode().findings());
    }

    @Test
    void bridgeSubsystem_isReadFromCapability() {
        ConfigSpaceBuilder bridge = ConfigSpaceBuilder.conventional()
                .putU8(PciRegs.HEADER_TYPE, 1)
                .putU32(PciRegs.SUBSYSTEM_VENDOR_ID, 0xffff_ffffL);
        assertEquals(OptionalInt.empty(), bridge.decode().subsystemVendorId());
        bridge.addCapability(0x40, CapabilityId.SSVID.id()).putU16(0x44, 0x8086).putU16(0x46, 0x1234);
        assertEquals(OptionalInt.of(0x8086), bridge.decode().subsystemVendorId());
        assertEquals(OptionalInt.of(0x1234), bridge.decode().subsystemId());
        assertEquals(List.of("pci.header-bridge"), bridge.findingCodes());
    }

    @Test
    void absentDevice_hasOnlyNotPresentFinding() {
        ConfigSpaceBuilder space = ConfigSpaceBuilder.express();
        for (int offset = 0; offset < ConfigSpace.EXPRESS_SIZE; offset += 4) {
            space.putU32(offset, -1);
        }
        PciConfiguration absent = space.decode();
        assertEquals(List.of("pci.not-present"), ConfigSpaceBuilder.findingCodes(absent));
        assertEquals(List.of(), absent.bars());
        assertEquals(List.of(), absent.capabilities());
        assertEquals(List.of(), absent.extendedCapabilities());
        assertEquals(OptionalInt.empty(), absent.subsystemId());
    }

    /** Decodes and formats random bytes; the lists must stay within their limits. */
    @ParameterizedTest
    @ValueSource(ints = {256, 4096})
    void randomBytes_areDecodedWithinLimits(int size) {
        Random random = new Random(size);
        byte[] bytes = new byte[size];
        for (int round = 0; round < 2_000; round++) {
            random.nextBytes(bytes);
            bytes[PciRegs.HEADER_TYPE] &= (byte) (random.nextInt(4) == 0 ? 0xff : 0x83);
            bytes[PciRegs.STATUS] |= PciRegs.STATUS_CAP_LIST;
            for (int offset = 0x40; offset < size; offset += 4) {
                bytes[offset] &= 0x1f;
            }
            List<Integer> irqState = new ArrayList<>();
            random.ints(4, 0, 3).forEach(irqState::add);
            ConfigSpace space = new ConfigSpace(bytes);
            MsixTable table = ConfigSpaceBuilder.msixTable("pm-".substring(random.nextInt(4)));
            PciConfiguration configuration = PciConfiguration.decode(space, irqState, table);
            assertTrue(configuration.capabilities().size() <= 48);
            assertTrue(configuration.extendedCapabilities().size() <= 960);
            configuration
                    .findings()
                    .forEach(finding -> assertTrue(finding.offset().getAsLong() < size));
            assertTrue(LspciText.formatLines(configuration, space, table).size() > 1);
        }
    }
}
