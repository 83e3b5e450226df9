// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect;

import java.io.IOException;
import java.util.OptionalInt;
import org.migstream.device.DialectEvidence;
import org.migstream.device.VfioDevices;
import org.migstream.report.FindingLog;
import org.migstream.report.Frame;
import org.migstream.report.RamSummary;
import org.migstream.report.SectionEntry;
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
final class MainReading implements Reading {
    private final Frame frame;
    private final FindingLog findings;
    private final VfioDevices devices;
    private final DialectEvidence dialect;
    private final DescriptionReading description;
    private final RamCounts ram = new RamCounts();
    private Section section;
    private long scanned;
    private long firstScanned;

    MainReading(
            Frame frame,
            VfioDevices devices,
            DialectEvidence dialect,
            DescriptionReading description,
            FindingLog findings) {
        this.frame = frame;
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
        } else if (element instanceof SectionFooter footer) {
            close(footer);
        } else if (element instanceof Command command) {
            frame.commands().add(command);
        } else if (element instanceof VmDesc desc) {
            frame.vmdesc(description.read(desc, reader));
        } else if (element instanceof EndOfStream end) {
            frame.endOfStream(end);
        } else if (element instanceof FileHeader header) {
            frame.header(header);
        } else if (element instanceof Configuration configuration) {
            frame.configuration(configuration);
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
        frame.sections().add(SectionEntry.closed(section, footer));
        frame.footers(footer.present());
        if (section.framing() == Section.Framing.SCANNED && scanned++ == 0) {
            firstScanned = section.offset();
        }
        section = null;
    }

    /** To be called behind the last element, damaged or not. */
    void finish() throws IOException {
        if (section != null) {
            frame.sections().add(SectionEntry.open(section));
        }
        if (scanned > 0) {
            findings.add(Finding.at(
                    firstScanned,
                    Severity.WARNING,
                    "stream.scanned",
                    scanned + " sections from here on have no known length: their ends were found by what follows"
                            + " (an uncompressed file with a description would tell)"));
        }
        description.compare(frame.sections());
        frame.ram(ram());
    }

    private RamSummary ram() {
        OptionalInt configured = frame.configuration() == null
                ? OptionalInt.empty()
                : frame.configuration().pageSize();
        return ram.summary(configured.isPresent() ? configured : description.pageSize());
    }
}
