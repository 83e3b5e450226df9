// SPDX-License-Identifier: Apache-2.0
package org.migstream.device;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.migstream.device.QemuVersionRange.QemuVersion;
import org.migstream.stream.Command;
import org.migstream.stream.Configuration;
import org.migstream.stream.Element;
import org.migstream.stream.MappedRamRegion;
import org.migstream.stream.RamRecord;
import org.migstream.stream.RamRecord.RamPage;
import org.migstream.stream.Section;
import org.migstream.stream.VfioRecord;
import org.migstream.stream.VfioRecord.Tag;

/**
 * Detects which QEMU releases could have written a stream. The clues are elements that only some releases write. A
 * machine type sets only a lower bound, because newer releases still have the old types. To add a clue, add a {@code
 * Clue} and the code that finds it.
 */
public final class WriterVersionDetector {
    /**
     * A property of a stream, and the first and the last release that writes it. The bounds are from the code in
     * hw/vfio/migration.c, hw/vfio/pci.c, migration/ram.c and migration/savevm.c.
     */
    @SuppressWarnings("ImmutableEnumChecker") // QemuVersion is a record of two ints.
    private enum Clue {
        VFIO_SECTION("VFIO device sections", version(5, 2), null),
        CONFIG_IN_END("the configuration of a VFIO device in its END section", version(5, 2), version(5, 2)),
        CONFIG_IN_FULL("the configuration of a VFIO device in a FULL section", version(6, 0), null),
        EMPTY_DATA("data records of length 0, which only the v1 protocol had", version(5, 2), version(7, 2)),
        INIT_DATA_SENT("DEV_INIT_DATA_SENT", version(8, 1), null),
        INIT_DATA_SENT_AGAIN("DEV_INIT_DATA_SENT twice for one device", version(11, 1), null),
        DISPLAY_SUBSECTION("a VFIODisplay subsection", version(8, 2), null),
        MULTIFD_DEVICE_STATE("device state on multifd channels", version(10, 0), null),
        LOAD_READY("DEV_CONFIG_LOAD_READY", version(10, 1), null),
        SWITCHOVER_START("the command SWITCHOVER_START", version(10, 0), null),
        MAPPED_RAM("mapped-ram", version(9, 0), null),
        LEFT_OUT_BLOCK("a shared RAM block without regions in a mapped-ram file", version(11, 0), null),
        CPR_DEVICE("a VFIO device that CPR hands over", version(10, 1), null),
        MULTIFD_FLUSH("MULTIFD_FLUSH in the ram section", version(8, 1), null),
        COMPRESSED_PAGES("compressed pages, removed after 9.0", null, version(9, 0)),
        BLOCK_SECTION("a block section, removed after 9.0", null, version(9, 0));

        private final String description;
        private final @Nullable QemuVersion oldest;
        private final @Nullable QemuVersion newest;

        Clue(String description, @Nullable QemuVersion oldest, @Nullable QemuVersion newest) {
            this.description = description;
            this.oldest = oldest;
            this.newest = newest;
        }

        private static QemuVersion version(int major, int minor) {
            return new QemuVersion(major, minor);
        }
    }

    /** The release that has the v2 protocol but cannot send data while the guest runs. */
    private static final QemuVersion WITHOUT_PRE_COPY = new QemuVersion(8, 0);

    private final Set<Clue> clues = EnumSet.noneOf(Clue.class);
    private boolean preCopyData;
    private String machine = "";

    /** Creates a detector without clues. */
    public WriterVersionDetector() {}

    /**
     * Looks for clues in an element.
     *
     * @param section around the element; null outside of sections
     */
    public void observe(Element element, @Nullable Section section) {
        if (element instanceof Configuration configuration) {
            machine = configuration.machine();
        } else if (element instanceof Command command && command.is(Command.Name.SWITCHOVER_START)) {
            clues.add(Clue.SWITCHOVER_START);
        } else if (element instanceof Section head && head.key().idstr().equals("block")) {
            clues.add(Clue.BLOCK_SECTION);
        } else if (element instanceof Section head && head.isCprVfio()) {
            clues.add(Clue.CPR_DEVICE);
        } else if (element instanceof VfioRecord record && section != null) {
            observeVfio(record, section.kind());
        } else if (element instanceof RamRecord record) {
            observeRam(record);
        }
    }

    /** Looks for clues in a device that was read completely. */
    public void observeDevice(SavedDevice device) {
        if (device.isSentOverMultifd()) {
            clues.add(Clue.MULTIFD_DEVICE_STATE);
        }
        if (device.initDataSentCount() > 1) {
            clues.add(Clue.INIT_DATA_SENT_AGAIN);
        }
    }

    private void observeVfio(VfioRecord record, Section.Kind kind) {
        clues.add(Clue.VFIO_SECTION);
        if (record instanceof VfioRecord.Data data) {
            preCopyData |= kind == Section.Kind.PART;
            if (data.bodyLength() == 0) {
                clues.add(Clue.EMPTY_DATA);
            }
        } else if (record instanceof VfioRecord.Config config) {
            clues.add(kind == Section.Kind.END ? Clue.CONFIG_IN_END : Clue.CONFIG_IN_FULL);
            if (config.layout().display()) {
                clues.add(Clue.DISPLAY_SUBSECTION);
            }
        } else if (record.tag() == Tag.DEV_INIT_DATA_SENT) {
            clues.add(Clue.INIT_DATA_SENT);
        } else if (record.tag() == Tag.DEV_CONFIG_LOAD_READY) {
            clues.add(Clue.LOAD_READY);
        }
    }

    private void observeRam(RamRecord record) {
        if (record instanceof RamPage page && page.encoding() == RamPage.Encoding.COMPRESSED) {
            clues.add(Clue.COMPRESSED_PAGES);
        } else if (record instanceof RamRecord.FlagOnly flagOnly && flagOnly.flag() == RamRecord.Flag.MULTIFD_FLUSH) {
            clues.add(Clue.MULTIFD_FLUSH);
        } else if (record instanceof MappedRamRegion) {
            clues.add(Clue.MAPPED_RAM);
        } else if (record instanceof RamRecord.RamBlock block && block.isLeftOut()) {
            clues.add(Clue.LEFT_OUT_BLOCK);
        }
    }

    /** Returns the releases that fit all clues. */
    public QemuVersionRange versionRange() {
        List<String> evidence = new ArrayList<>();
        QemuVersion oldest = QemuVersion.ofMachineType(machine).orElse(null);
        QemuVersion newest = null;
        if (oldest != null) {
            evidence.add("machine type " + machine + ": " + oldest + " or newer");
        }
        for (Clue clue : clues) {
            evidence.add(clue.description + ": " + new QemuVersionRange(clue.oldest, clue.newest, List.of()));
            oldest = latest(oldest, clue.oldest);
            newest = earliest(newest, clue.newest);
        }
        if (preCopyData) {
            evidence.add("device data sent while the guest ran: not QEMU " + WITHOUT_PRE_COPY);
            oldest = WITHOUT_PRE_COPY.equals(oldest) ? new QemuVersion(8, 1) : oldest;
        }
        return new QemuVersionRange(oldest, newest, evidence);
    }

    private static @Nullable QemuVersion latest(@Nullable QemuVersion a, @Nullable QemuVersion b) {
        return a == null || b != null && b.compareTo(a) > 0 ? b : a;
    }

    private static @Nullable QemuVersion earliest(@Nullable QemuVersion a, @Nullable QemuVersion b) {
        return a == null || b != null && b.compareTo(a) < 0 ? b : a;
    }
}
