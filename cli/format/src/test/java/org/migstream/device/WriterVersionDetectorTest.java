// SPDX-License-Identifier: Apache-2.0
package org.migstream.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.migstream.device.QemuVersionRange.QemuVersion;
import org.migstream.stream.Command;
import org.migstream.stream.Configuration;
import org.migstream.stream.Element;
import org.migstream.stream.MappedRamRegion;
import org.migstream.stream.RamRecord;
import org.migstream.stream.RamRecord.RamPage;
import org.migstream.stream.Section;
import org.migstream.stream.Section.Framing;
import org.migstream.stream.Section.Kind;
import org.migstream.stream.SectionKey;
import org.migstream.stream.VfioConfigLayout;
import org.migstream.stream.VfioRecord;
import org.migstream.stream.VfioRecord.Tag;

/** Tests the version ranges of single clues and of combined clues. */
class WriterVersionDetectorTest {
    /** An element with a clue, and the releases that write it. */
    enum ClueCase {
        NO_CLUE("any QEMU", null, null),
        SETUP("QEMU 5.2 or newer", Kind.START, new VfioRecord.TagOnly(0, Tag.DEV_SETUP_STATE)),
        PRE_COPY_DATA("QEMU 5.2 or newer", Kind.PART, new VfioRecord.Data(0, 24)),
        STOP_COPY_DATA("QEMU 5.2 or newer", Kind.END, new VfioRecord.Data(0, 24)),
        EMPTY_DATA("QEMU 5.2 to 7.2", Kind.END, new VfioRecord.Data(0, 0)),
        CONFIG_IN_END("QEMU 5.2", Kind.END, config(false)),
        CONFIG_IN_FULL("QEMU 6.0 or newer", Kind.FULL, config(false)),
        DISPLAY("QEMU 8.2 or newer", Kind.FULL, config(true)),
        INIT_DATA_SENT("QEMU 8.1 or newer", Kind.PART, new VfioRecord.TagOnly(0, Tag.DEV_INIT_DATA_SENT)),
        LOAD_READY("QEMU 10.1 or newer", Kind.FULL, new VfioRecord.TagOnly(0, Tag.DEV_CONFIG_LOAD_READY)),
        SWITCHOVER_START("QEMU 10.0 or newer", null, new Command(0, Command.Name.SWITCHOVER_START.code(), 0)),
        PING("any QEMU", null, new Command(0, Command.Name.PING.code(), 4)),
        MAPPED_RAM(
                "QEMU 9.0 or newer",
                Kind.START,
                new MappedRamRegion(0, MappedRamRegion.Part.BITMAP, "pc.ram", 4096, 8)),
        MULTIFD_FLUSH("QEMU 8.1 or newer", Kind.PART, new RamRecord.FlagOnly(0, RamRecord.Flag.MULTIFD_FLUSH)),
        RAM_EOS("any QEMU", Kind.PART, new RamRecord.FlagOnly(0, RamRecord.Flag.EOS)),
        COMPRESSED_PAGE("QEMU 9.0 or older", Kind.PART, page(RamPage.Encoding.COMPRESSED)),
        NORMAL_PAGE("any QEMU", Kind.PART, page(RamPage.Encoding.NORMAL)),
        BLOCK_SECTION("QEMU 9.0 or older", null, section(Kind.START, "block")),
        RAM_SECTION("any QEMU", null, section(Kind.START, "ram"));

        private final String expectedRange;
        private final Section section;
        private final Element element;

        ClueCase(String expectedRange, Kind sectionKind, Element element) {
            this.expectedRange = expectedRange;
            this.section = sectionKind == null ? null : section(sectionKind, "x");
            this.element = element;
        }

        private static VfioRecord config(boolean display) {
            return new VfioRecord.Config(0, new VfioConfigLayout(276, 256, 0, display, false));
        }

        private static RamPage page(RamPage.Encoding encoding) {
            return new RamPage(0, encoding, false, "pc.ram", 0, 100);
        }

        private static Section section(Kind kind, String idstr) {
            return new Section(0, kind, 1, new SectionKey(idstr, 0), 1, Framing.SELF_DELIMITING);
        }
    }

    private final WriterVersionDetector detector = new WriterVersionDetector();

    @ParameterizedTest
    @EnumSource
    void singleClue_givesVersionRange(ClueCase clue) {
        assertEquals(clue.expectedRange, detect("none", clue).toString());
    }

    @ParameterizedTest
    @CsvSource({
        "pc-q35-10.0, SETUP, QEMU 10.0 or newer",
        "pc-q35-4.2, CONFIG_IN_FULL, QEMU 6.0 or newer",
        "pc-q35-7.1, COMPRESSED_PAGE, QEMU 7.1 to 9.0",
        "none, CONFIG_IN_FULL EMPTY_DATA, QEMU 6.0 to 7.2",
        "none, MULTIFD_FLUSH BLOCK_SECTION, QEMU 8.1 to 9.0",
        "none, MAPPED_RAM COMPRESSED_PAGE, QEMU 9.0",
        "none, CONFIG_IN_END BLOCK_SECTION, QEMU 5.2",
        "pc-q35-8.0, STOP_COPY_DATA, QEMU 8.0 or newer",
        "pc-q35-8.0, PRE_COPY_DATA, QEMU 8.1 or newer",
        "pc-q35-8.0, PRE_COPY_DATA BLOCK_SECTION, QEMU 8.1 to 9.0",
        "pc-q35-7.2, PRE_COPY_DATA, QEMU 7.2 or newer",
        "pc-q35-9.2, COMPRESSED_PAGE, no known QEMU",
        "none, CONFIG_IN_END CONFIG_IN_FULL, no known QEMU",
        "none, EMPTY_DATA LOAD_READY, no known QEMU"
    })
    void combinedClues_narrowVersionRange(String machine, String clues, String expectedRange) {
        ClueCase[] all = Arrays.stream(clues.split(" ")).map(ClueCase::valueOf).toArray(ClueCase[]::new);
        assertEquals(expectedRange, detect(machine, all).toString());
    }

    /** A newer QEMU still has the old machine types. A name without a version gives no release. */
    @ParameterizedTest
    @CsvSource({
        "pc-q35-10.0, 10.0",
        "pc-i440fx-2.12, 2.12",
        "virt-9.1, 9.1",
        "s390-ccw-virtio-8.2, 8.2",
        "pseries-10.1, 10.1",
        "xenfv-4.2, 4.2",
        "xenfv,",
        "isapc,",
        "microvm,",
        "virt,",
        "'',",
        "pseries-rhel9.4.0,",
        "pc-q35-rhel9.4.0,",
        "pc-q35-9.4.0,",
        "pc-q35-99999.0,",
        "'pc-q35-9.1\n',",
        "pc-q35-\u0669.\u0661,"
    })
    void machineType_givesQemuVersion(String machine, String release) {
        assertEquals(
                Optional.ofNullable(release), QemuVersion.ofMachineType(machine).map(QemuVersion::toString));
    }

    @Test
    void versionRange_listsReasons() {
        QemuVersionRange range =
                detect("pc-q35-8.0", ClueCase.PRE_COPY_DATA, ClueCase.INIT_DATA_SENT, ClueCase.STOP_COPY_DATA);
        assertEquals(
                List.of(
                        "machine type pc-q35-8.0: 8.0 or newer",
                        "VFIO device sections: QEMU 5.2 or newer",
                        "DEV_INIT_DATA_SENT: QEMU 8.1 or newer",
                        "device data sent while the guest ran: not QEMU 8.0"),
                range.evidence());
        assertFalse(range.isContradictory());
    }

    @Test
    void versions_areComparedNumerically() {
        assertTrue(new QemuVersion(10, 0).compareTo(new QemuVersion(9, 2)) > 0);
        assertTrue(new QemuVersion(2, 12).compareTo(new QemuVersion(2, 9)) > 0);
        assertEquals(0, new QemuVersion(8, 1).compareTo(new QemuVersion(8, 1)));
    }

    private QemuVersionRange detect(String machine, ClueCase... all) {
        detector.observe(new Configuration(8, machine, List.of()), null);
        for (ClueCase clue : all) {
            if (clue.element != null) {
                detector.observe(clue.element, clue.section);
            }
        }
        return detector.versionRange();
    }
}
