// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.migstream.spi.Finding;
import org.migstream.spi.Reason;
import org.migstream.spi.Severity;

/** Compares two spaces. The quoted messages are those of QEMU 10.0.13 for the same differences. */
class ConfigCompatibilityTest {
    private static final List<String> ALL = SavedConfig.ALL;
    private static final ConfigSpace MLX5_SPACE = SavedConfig.load("mlx5").space();

    @ParameterizedTest
    @FieldSource("ALL")
    void identicalSpaces_haveNoReasons(String device) {
        ConfigSpace space = SavedConfig.load(device).space();
        assertEquals(List.of(), compare(space, space));
        assertEquals(List.of(), ConfigCompatibility.compareEmulated(space, space));
    }

    /** Columns: different bytes of the target, description of the register, message of QEMU. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    0=b4    | 0x00 Vendor ID: stream 0x15b3, target 0x15b4                        | i=0x0 read: b3 device: b4
                    2=1f    | 0x02 Device ID: stream 0x101e, target 0x101f                        | i=0x2 read: 1e device: 1f
                    8=01    | 0x08 Revision ID: stream 0x00, target 0x01                          | i=0x8 read: 0 device: 1
                    a=07    | 0x09 Class Code: stream 0x020000, target 0x020700                   | i=0xa read: 0 device: 7
                    34=98   | 0x34 Capabilities Pointer: stream 0x40, target 0x98                 | i=0x34 read: 40 device: 98
                    7e=1f   | 0x7e MSI-X Message Control: stream table size 64, target table size 32 | i=0x7e read: 3f device: 1f
                    41=00   | 0x41 Express Next Capability Pointer: stream 0x7c, target 0x00      | i=0x41 read: 7c device: 0
                    40=11   | 0x40 Capability ID: stream Express, target MSI-X                    | i=0x40 read: 10 device: 11
                    7d=88   | 0x7d MSI-X Next Capability Pointer: stream 0x00, target 0x88        | i=0x7d read: 0 device: 88
                    81=10   | 0x80 MSI-X Table: stream BAR 0 at 0x2000, target BAR 0 at 0x1000    | i=0x81 read: 20 device: 10
                    103=00  | 0x100 Extended Capability Header: stream AER version 2, next 0x160, target AER version 2, next 0x000 | i=0x103 read: 16 device: 0
                    """)
    void mismatch_namesRegisterAndQuotesQemu(String change, String description, String qemuError) {
        Finding finding = compare(MLX5_SPACE, with(MLX5_SPACE, change)).get(0).finding();
        assertEquals(
                description + "; QEMU reports: get_pci_config_device: Bad config data: " + qemuError
                        + " cmask: ff wmask: 0 w1cmask:0",
                finding.message());
        assertEquals(Severity.ERROR, finding.severity());
        assertEquals("pci.config-mismatch", finding.code());
    }

    @Test
    void differentSizes_areReported() {
        ConfigSpace target = truncate(MLX5_SPACE);
        assertEquals(
                "configuration space: stream 4096 bytes, target 256: QEMU would misread the rest of the stream"
                        + "; QEMU reports: irq state 16777750: must be 0 or 1.",
                compare(MLX5_SPACE, target).get(0).finding().message());
        assertEquals(List.of("pci.config-size"), codes(compare(target, MLX5_SPACE)));
    }

    @ParameterizedTest
    @CsvSource({
        "2c=11, WARNING, pci.config-subsystem",
        "2e=34, WARNING, pci.config-subsystem",
        "12=c0, INFO, pci.config-bar-moved",
        "10=00 11=00 12=00 13=00, ERROR, pci.config-bar-missing"
    })
    void uncheckedDifference_isReportedWithoutQemuMessage(String change, Severity severity, String code) {
        List<Reason> reasons = compare(MLX5_SPACE, with(MLX5_SPACE, change));
        assertEquals(List.of(code), codes(reasons));
        assertEquals(severity, reasons.get(0).finding().severity());
        assertFalse(reasons.get(0).finding().message().contains("QEMU reports"));
    }

    /** Changes command, interrupt line, and the enable and mask bits of MSI-X, which a guest writes. */
    @ParameterizedTest
    @CsvSource({"4=07", "3c=0b", "7f=80", "7f=c0", "90=55"})
    void guestWritableBits_mayDiffer(String change) {
        assertEquals(List.of(), codes(compare(MLX5_SPACE, with(MLX5_SPACE, change))));
        assertEquals(List.of(), codes(compare(with(MLX5_SPACE, change), MLX5_SPACE)));
    }

    @Test
    void msi_isComparedInReadOnlyBits() {
        ConfigSpace msi = ConfigSpaceBuilder.conventional()
                .addCapability(0x50, CapabilityId.MSI.id())
                .putU16(0x52, 1 << 7 | 1 << 8 | 2 << 1)
                .build();
        assertEquals(List.of(), codes(compare(msi, with(msi, "52=a5 54=fc 58=12 5c=34 5d=12 60=0f"))));
        assertEquals(List.of("pci.config-mismatch"), codes(compare(msi, with(msi, "52=86"))));
        assertEquals(
                List.of("pci.config-mismatch"),
                codes(compare(msi, with(msi, "60=10"))),
                "bit of a missing fifth vector");
        assertEquals(List.of(), codes(compare(msi, with(msi, "68=ff"))), "after the capability");
    }

    @Test
    void powerStateAndVendorRegisters_mayDiffer() {
        ConfigSpace space = ConfigSpaceBuilder.conventional()
                .addCapability(0x40, CapabilityId.PM.id())
                .addCapability(0x50, CapabilityId.VNDR.id())
                .putU8(0x52, 0x14)
                .build();
        assertEquals(List.of(), codes(compare(space, with(space, "44=03 60=77"))));
        assertEquals(List.of("pci.config-mismatch"), codes(compare(space, with(space, "45=01"))));
        assertEquals(List.of("pci.config-mismatch"), codes(compare(space, with(space, "52=10"))));
        ConfigSpace changed = with(space, "60=77");
        ComparedParts old = ComparedParts.of(List.of(GuestBus.CONVENTIONAL), "pc-i440fx-9.0");
        assertEquals(List.of("pci.config-mismatch"), codes(ConfigCompatibility.compare(space, changed, old)));
        ComparedParts unknown = ComparedParts.of(List.of(GuestBus.CONVENTIONAL), "pc");
        assertEquals(List.of("pci.config-uncertain"), codes(ConfigCompatibility.compare(space, changed, unknown)));
    }

    @Test
    void randomSpaces_areComparedWithLimitedReasons() {
        Random random = new Random(7);
        for (int run = 0; run < 500; run++) {
            byte[] one = new byte[run % 2 == 0 ? 4096 : 256];
            byte[] other = new byte[run % 3 == 0 ? 4096 : 256];
            random.nextBytes(one);
            random.nextBytes(other);
            // Equal ids, a normal header and a capability list, so that the whole spaces are compared.
            for (byte[] space : List.of(one, other)) {
                System.arraycopy(new byte[] {1, 2, 3, 4, 5, 6, 0x10}, 0, space, 0, 7);
                space[0xe] = 0;
            }
            assertTrue(compare(new ConfigSpace(one), new ConfigSpace(other)).size() < 50);
            assertTrue(ConfigCompatibility.compareEmulated(new ConfigSpace(one), new ConfigSpace(other))
                            .size()
                    < 80);
        }
    }

    @Test
    void extendedSpace_isComparedOnExpressBusesOnly() {
        ConfigSpace target = with(MLX5_SPACE, "108=5a");
        assertEquals(List.of("pci.config-mismatch"), codes(compare(MLX5_SPACE, target)));
        assertEquals(List.of(), ConfigCompatibility.compare(MLX5_SPACE, target, extended(RegisterCheck.NOT_COMPARED)));
        assertEquals(
                List.of("pci.config-uncertain"),
                codes(ConfigCompatibility.compare(MLX5_SPACE, target, extended(RegisterCheck.UNKNOWN))));
        assertEquals(
                List.of("pci.config-mismatch"),
                codes(ConfigCompatibility.compare(
                        MLX5_SPACE, with(MLX5_SPACE, "8=01"), extended(RegisterCheck.NOT_COMPARED))));
    }

    /**
     * Columns: a changed byte of a root port with the Express capability at 0x54 and a slot, the code of the reason, and
     * the rest of QEMU's message.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    0=11  | pci.config-mismatch  | i=0x0 read: 36 device: 11 cmask: ff wmask: 0 w1cmask:0
                    8=01  | pci.config-mismatch  | i=0x8
                    0e=00 | pci.config-mismatch  | i=0xe
                    34=40 | pci.config-mismatch  | i=0x34
                    55=11 | pci.config-mismatch  | i=0x55
                    56=52 | pci.config-mismatch  | i=0x56
                    1c=f1 | pci.config-mismatch  | i=0x1c
                    1c=f0 |                      |
                    18=05 |                      |
                    3c=0b |                      |
                    5c=0f |                      |
                    5e=0f |                      |
                    66=ff |                      |
                    68=61 | pci.config-mismatch  | i=0x68
                    6c=c8 |                      |
                    6d=10 | pci.config-mismatch  | i=0x6d
                    6e=09 |                      |
                    6e=40 | pci.config-uncertain | i=0x6e read: 0 device: 40 cmask: ff wmask: 0 w1cmask:19
                    7c=20 |                      |
                    104=1 |                      |
                    """)
    void emulatedPort_isComparedLikeQemu(String change, String code, String message) {
        byte[] bytes = new byte[ConfigSpace.EXPRESS_SIZE];
        ConfigSpace port = with(
                new ConfigSpace(bytes),
                "0=36 1=1b 2=0c 6=10 a=04 b=06 e=01 34=54 54=10 55=00 56=42 57=01 68=60 6c=c0 6d=03");
        List<Reason> reasons = ConfigCompatibility.compareEmulated(port, with(port, change));
        assertEquals(code == null ? List.of() : List.of(code), codes(reasons));
        if (message != null) {
            assertTrue(reasons.get(0).finding().message().contains(message), reasons.toString());
        }
    }

    private static List<Reason> compare(ConfigSpace saved, ConfigSpace target) {
        return ConfigCompatibility.compare(saved, target, extended(RegisterCheck.COMPARED));
    }

    private static List<String> codes(List<Reason> reasons) {
        return reasons.stream().map(reason -> reason.finding().code()).toList();
    }

    /** Returns a copy with bytes replaced: {@code offset=byte ...}, both in hexadecimal. */
    private static ConfigSpace with(ConfigSpace space, String changes) {
        byte[] bytes = bytes(space, space.size());
        for (String change : changes.split(" ")) {
            int separator = change.indexOf('=');
            bytes[HexFormat.fromHexDigits(change, 0, separator)] =
                    (byte) HexFormat.fromHexDigits(change, separator + 1, change.length());
        }
        return new ConfigSpace(bytes);
    }

    private static ConfigSpace truncate(ConfigSpace space) {
        return new ConfigSpace(bytes(space, ConfigSpace.CONVENTIONAL_SIZE));
    }

    private static byte[] bytes(ConfigSpace space, int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) space.u8(i);
        }
        return bytes;
    }

    private static ComparedParts extended(RegisterCheck extendedSpace) {
        return new ComparedParts(extendedSpace, RegisterCheck.NOT_COMPARED);
    }
}
