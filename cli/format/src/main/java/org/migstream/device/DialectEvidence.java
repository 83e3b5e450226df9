// SPDX-License-Identifier: Apache-2.0
package org.migstream.device;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BinaryOperator;
import org.migstream.stream.Command;
import org.migstream.stream.Configuration;
import org.migstream.stream.Element;
import org.migstream.stream.MappedRam;
import org.migstream.stream.RamPage;
import org.migstream.stream.RamRecord;
import org.migstream.stream.Section;
import org.migstream.stream.VfioRecord;
import org.migstream.stream.VfioRecord.Tag;

/**
 * Watches a stream for what only some releases of QEMU write. A machine type sets a lower bound alone: a newer QEMU
 * keeps the old types. To teach it another peculiarity, add a {@code Sight} and the place where it is seen.
 */
public final class DialectEvidence {
    /**
     * Something seen, and the releases that can have written it: the first and the last whose hw/vfio/migration.c,
     * hw/vfio/pci.c, migration/ram.c or migration/savevm.c has the code for it.
     */
    private enum Sight {
        VFIO("VFIO device sections", v(5, 2), null),
        CONFIG_IN_END("the configuration of a VFIO device in its END section", v(5, 2), v(5, 2)),
        CONFIG_IN_FULL("the configuration of a VFIO device in a FULL section", v(6, 0), null),
        EMPTY_DATA("data records of length 0, which only the v1 protocol had", v(5, 2), v(7, 2)),
        INIT_DATA_SENT("DEV_INIT_DATA_SENT", v(8, 1), null),
        INIT_DATA_SENT_AGAIN("DEV_INIT_DATA_SENT twice for one device", v(11, 1), null),
        DISPLAY("a VFIODisplay subsection", v(8, 2), null),
        MULTIFD_STATE("device state on multifd channels", v(10, 0), null),
        LOAD_READY("DEV_CONFIG_LOAD_READY", v(10, 1), null),
        SWITCHOVER_START("the command SWITCHOVER_START", v(10, 0), null),
        MAPPED_RAM("mapped-ram", v(9, 0), null),
        MULTIFD_FLUSH("MULTIFD_FLUSH in the ram section", v(8, 1), null),
        COMPRESSED_PAGES("compressed pages, removed after 9.0", null, v(9, 0)),
        BLOCK("a block section, removed after 9.0", null, v(9, 0));

        private final String what;
        private final QemuVersion from;
        private final QemuVersion to;

        Sight(String what, QemuVersion from, QemuVersion to) {
            this.what = what;
            this.from = from;
            this.to = to;
        }

        private static QemuVersion v(int major, int minor) {
            return new QemuVersion(major, minor);
        }
    }

    /** The release that spoke the v2 protocol but could not yet send data while the guest ran. */
    private static final QemuVersion WITHOUT_PRE_COPY = new QemuVersion(8, 0);

    private static final BinaryOperator<QemuVersion> LATER =
            BinaryOperator.maxBy(Comparator.nullsFirst(Comparator.naturalOrder()));
    private static final BinaryOperator<QemuVersion> EARLIER =
            BinaryOperator.minBy(Comparator.nullsLast(Comparator.naturalOrder()));

    private final Set<Sight> seen = EnumSet.noneOf(Sight.class);
    private boolean preCopyData;
    private String machine = "";

    /** Creates a detector that has seen nothing. */
    public DialectEvidence() {}

    /** Looks at an element; {@code section} is the one it stands in, null outside. */
    public void element(Element element, Section section) {
        if (element instanceof Configuration configuration) {
            machine = configuration.machine();
        } else if (element instanceof Command command && command.is(Command.Name.SWITCHOVER_START)) {
            seen.add(Sight.SWITCHOVER_START);
        } else if (element instanceof Section head && head.key().idstr().equals("block")) {
            seen.add(Sight.BLOCK);
        } else if (element instanceof VfioRecord record) {
            vfio(record, section.kind());
        } else if (element instanceof RamRecord record) {
            ram(record);
        }
    }

    /** Looks at a device as a whole. */
    public void device(VfioDevice device) {
        if (device.sentOverMultifd()) {
            seen.add(Sight.MULTIFD_STATE);
        }
        if (device.initDataSent() > 1) {
            seen.add(Sight.INIT_DATA_SENT_AGAIN);
        }
    }

    private void vfio(VfioRecord record, Section.Kind kind) {
        seen.add(Sight.VFIO);
        if (record instanceof VfioRecord.Data data) {
            preCopyData |= kind == Section.Kind.PART;
            if (data.bodyLength() == 0) {
                seen.add(Sight.EMPTY_DATA);
            }
        } else if (record instanceof VfioRecord.Config config) {
            seen.add(kind == Section.Kind.END ? Sight.CONFIG_IN_END : Sight.CONFIG_IN_FULL);
            if (config.layout().display()) {
                seen.add(Sight.DISPLAY);
            }
        } else if (record.tag() == Tag.DEV_INIT_DATA_SENT) {
            seen.add(Sight.INIT_DATA_SENT);
        } else if (record.tag() == Tag.DEV_CONFIG_LOAD_READY) {
            seen.add(Sight.LOAD_READY);
        }
    }

    private void ram(RamRecord record) {
        if (record instanceof RamPage page && page.encoding() == RamPage.Encoding.COMPRESSED) {
            seen.add(Sight.COMPRESSED_PAGES);
        } else if (record instanceof RamRecord.Mark mark && mark.flag() == RamRecord.Flag.MULTIFD_FLUSH) {
            seen.add(Sight.MULTIFD_FLUSH);
        } else if (record instanceof MappedRam) {
            seen.add(Sight.MAPPED_RAM);
        }
    }

    /** What all of it together says. */
    public Dialect dialect() {
        List<String> evidence = new ArrayList<>();
        QemuVersion from = QemuVersion.ofMachine(machine).orElse(null);
        QemuVersion to = null;
        if (from != null) {
            evidence.add("machine type " + machine + ": " + from + " or newer");
        }
        for (Sight sight : seen) {
            evidence.add(sight.what + ": " + new Dialect(sight.from, sight.to, List.of()));
            from = LATER.apply(from, sight.from);
            to = EARLIER.apply(to, sight.to);
        }
        if (preCopyData) {
            evidence.add("device data sent while the guest ran: not QEMU " + WITHOUT_PRE_COPY);
            from = WITHOUT_PRE_COPY.equals(from) ? new QemuVersion(8, 1) : from;
        }
        return new Dialect(from, to, evidence);
    }
}
