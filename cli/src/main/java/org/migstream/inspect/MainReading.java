// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect;

import java.io.Closeable;
import java.io.IOException;
import java.util.OptionalInt;
import org.migstream.device.DialectEvidence;
import org.migstream.device.VfioDevices;
import org.migstream.io.Spool;
import org.migstream.report.FindingLog;
import org.migstream.report.Frame;
import org.migstream.report.RamSummary;
import org.migstream.report.SectionEntry;
import org.migstream.report.VmDescSummary;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.Command;
import org.migstream.stream.Configuration;
import org.migstream.stream.Element;
import org.migstream.stream.EndOfStream;
import org.migstream.stream.FileHeader;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.OpaqueBytes;
import org.migstream.stream.RamRecord;
import org.migstream.stream.Section;
import org.migstream.stream.SectionFooter;
import org.migstream.stream.VfioRecord;
import org.migstream.stream.VmDesc;

/** The main stream: hands each element to whoever keeps account of its kind. */
final class MainReading implements Reading, Closeable {
    /** QEMU hw/vfio/migration.c {@code vfio_migration_init}. */
    private static final int VFIO_VERSION = 1;
    /** QEMU migration/ram.c {@code ram_mig_init}. */
    private static final int RAM_VERSION = 4;

    private final FindingLog findings;
    private final VfioDevices devices;
    private final DialectEvidence dialect;
    private final DescriptionReading description;
    private final RamCounts ram = new RamCounts();
    private final Spool<SectionEntry> sections = new Spool<>(SectionEntry.CODEC);
    private final Spool<Command> commands = new Spool<>(Frame.COMMAND);

    private FileHeader header;
    private Configuration configuration;
    private Boolean footers;
    private VmDescSummary vmdesc;
    private EndOfStream endOfStream;
    private Section section;
    private long scanned;
    private long firstScanned;

    MainReading(VfioDevices devices, DialectEvidence dialect, DescriptionReading description, FindingLog findings) {
        this.devices = devices;
        this.dialect = dialect;
        this.description = description;
        this.findings = findings;
    }

    @Override
    public Section section() {
        return section;
    }

    @Override
    public void element(Element element, MigrationReader reader) throws IOException {
        dialect.element(element, section);
        if (element instanceof RamRecord record) {
            ram.record(record, reader);
        } else if (element instanceof VfioRecord record) {
            devices.record(section, record, reader);
        } else if (element instanceof OpaqueBytes bytes) {
            opaque(bytes, reader);
        } else if (element instanceof Section head) {
            section = head;
            version(head);
        } else if (element instanceof SectionFooter footer) {
            close(footer);
        } else if (element instanceof Command command) {
            commands.add(command);
        } else if (element instanceof VmDesc desc) {
            vmdesc = description.read(desc, reader);
        } else if (element instanceof EndOfStream end) {
            endOfStream = end;
        } else if (element instanceof FileHeader first) {
            header = first;
        } else if (element instanceof Configuration saved) {
            configuration = saved;
        }
    }

    /** QEMU refuses sections of these handlers in a version that it does not know. */
    private void version(Section head) {
        int newest = head.isVfio() ? VFIO_VERSION : head.key().idstr().equals("ram") ? RAM_VERSION : Integer.MAX_VALUE;
        if (head.kind().named() && head.versionId() > newest) {
            findings.add(
                    Finding.at(
                            head.offset(),
                            Severity.ERROR,
                            "stream.section-version",
                            "the section has version " + head.versionId() + ", the newest known is " + newest),
                    head.key(),
                    null);
        }
    }

    private void opaque(OpaqueBytes bytes, MigrationReader reader) throws IOException {
        if (section != null) {
            description.keep(section, bytes, reader);
            return;
        }
        reader.skipBody();
        if (!findings.has("stream.trailing-bytes")) {
            findings.add(Finding.at(
                    bytes.offset(),
                    Severity.WARNING,
                    "stream.trailing-bytes",
                    "the stream is complete and ends here, but more bytes follow"));
        }
    }

    private void close(SectionFooter footer) throws IOException {
        sections.add(SectionEntry.closed(section, footer));
        footers = footer.present();
        if (section.framing() == Section.Framing.SCANNED && scanned++ == 0) {
            firstScanned = section.offset();
        }
        section = null;
    }

    /** What there was; to be called once, behind the last element, damaged or not. */
    Frame frame() throws IOException {
        if (section != null) {
            sections.add(SectionEntry.open(section));
        }
        if (scanned > 0) {
            findings.add(Finding.at(
                    firstScanned,
                    Severity.WARNING,
                    "stream.scanned",
                    "from here on the ends of " + scanned
                            + " sections of unknown length were found by what follows them"
                            + " (an unpacked file with a description would tell)"));
        }
        description.compare(sections);
        return new Frame(header, configuration, footers, sections, commands, ram(), vmdesc, endOfStream);
    }

    private RamSummary ram() {
        OptionalInt configured = configuration == null ? OptionalInt.empty() : configuration.pageSize();
        return ram.summary(configured.isPresent() ? configured : description.pageSize());
    }

    @Override
    public void close() throws IOException {
        sections.close();
        commands.close();
    }
}
