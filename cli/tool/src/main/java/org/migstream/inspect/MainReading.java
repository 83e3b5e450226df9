// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect;

import java.io.Closeable;
import java.io.IOException;
import java.util.OptionalInt;
import org.migstream.device.ByteCounter;
import org.migstream.device.SavedDevices;
import org.migstream.device.WriterVersionDetector;
import org.migstream.inspect.report.Frame;
import org.migstream.inspect.report.RamSummary;
import org.migstream.inspect.report.SectionEntry;
import org.migstream.inspect.report.TrailingBytes;
import org.migstream.inspect.report.VmDescSummary;
import org.migstream.io.SpillList;
import org.migstream.ram.MainStreamPageReader;
import org.migstream.ram.PageSink;
import org.migstream.report.FindingLog;
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
import org.migstream.stream.SelfDelimitingRecord;
import org.migstream.stream.VfioRecord;
import org.migstream.stream.VmDesc;

/** The main stream: hands each element to whoever keeps account of its kind. */
final class MainReading implements Reading, Closeable {
    private final FindingLog findings;
    private final SavedDevices devices;
    private final WriterVersionDetector dialect;
    private final DescriptionReading description;
    private final LifeCycle lifeCycle;
    private final Refusals refusals;
    private final RamCounts ram;
    private final MainStreamPageReader pages;
    private final SpillList<SectionEntry> sections = new SpillList<>(SectionEntry.CODEC);
    private final SpillList<Command> commands = new SpillList<>(Frame.COMMAND);

    private FileHeader header;
    private Configuration configuration;
    private Boolean footers;
    private VmDescSummary vmdesc;
    private EndOfStream endOfStream;
    private Section section;
    private final ByteCounter trailing;
    private long trailingOffset;
    private long scanned;
    private long firstScanned;
    private String scannedHint;

    /**
     * Nothing yet.
     *
     * @param pages takes the content of guest memory; null if nobody wants it
     * @param compared whether what follows the stream is digested
     */
    MainReading(
            SavedDevices devices,
            WriterVersionDetector dialect,
            DescriptionReading description,
            FindingLog findings,
            PageSink pages,
            boolean compared) {
        this.devices = devices;
        this.dialect = dialect;
        this.description = description;
        this.findings = findings;
        lifeCycle = new LifeCycle(findings);
        refusals = new Refusals(findings);
        ram = new RamCounts(findings);
        this.pages = pages == null ? null : new MainStreamPageReader(pages);
        trailing = new ByteCounter(compared);
    }

    @Override
    public Section section() {
        return section;
    }

    @Override
    public void element(Element element, MigrationReader reader) throws IOException {
        dialect.observe(element, section);
        if (element instanceof RamRecord record) {
            ram.record(record, reader, pages == null ? reader.body() : pages.readRecord(record, reader));
        } else if (element instanceof VfioRecord record) {
            devices.addRecord(section, record, reader);
        } else if (element instanceof OpaqueBytes bytes) {
            opaque(bytes, reader);
        } else if (element instanceof SelfDelimitingRecord record) {
            description.keep(section, record, reader);
        } else if (element instanceof Section head) {
            section = head;
            lifeCycle.section(head);
            refusals.section(head);
        } else if (element instanceof SectionFooter footer) {
            close(footer, reader);
        } else if (element instanceof Command command) {
            commands.add(command);
            lifeCycle.command(command);
            refusals.command(command);
        } else if (element instanceof VmDesc desc) {
            vmdesc = description.read(desc, reader);
        } else if (element instanceof EndOfStream end) {
            endOfStream = end;
            lifeCycle.end();
        } else if (element instanceof FileHeader first) {
            header = first;
        } else if (element instanceof Configuration saved) {
            configuration = saved;
            refusals.configuration(saved);
            if (pages != null) {
                pages.setPageSize(saved.pageSize());
            }
        }
    }

    private void opaque(OpaqueBytes bytes, MigrationReader reader) throws IOException {
        if (section != null) {
            description.keep(section, bytes, reader);
            return;
        }
        if (trailing.bytes() == 0) {
            trailingOffset = bytes.offset();
        }
        byte[] piece = reader.body().readNBytes((int) bytes.bodyLength());
        trailing.add(piece, 0, piece.length);
    }

    private TrailingBytes trailing() {
        if (trailing.bytes() == 0) {
            return null;
        }
        findings.add(Finding.at(
                trailingOffset,
                Severity.WARNING,
                "stream.trailing-bytes",
                "the stream is complete and ends here, but more bytes follow: " + trailing.bytes()));
        return new TrailingBytes(trailingOffset, trailing.bytes(), trailing.sha256());
    }

    private void close(SectionFooter footer, MigrationReader reader) throws IOException {
        sections.add(SectionEntry.closed(section, footer));
        footers = footer.present();
        if (section.framing() == Section.Framing.SCANNED && scanned++ == 0) {
            firstScanned = section.offset();
            scannedHint = reader.source().isSeekable() ? "" : " (an unpacked file with a description would tell)";
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
                    "from here on the ends of sections of unknown length (" + scanned
                            + ") were found by what follows them"
                            + scannedHint));
        }
        TrailingBytes behind = trailing();
        description.compare(sections);
        return new Frame(header, configuration, footers, sections, commands, ram(), vmdesc, endOfStream, behind);
    }

    private RamSummary ram() {
        OptionalInt configured = configuration == null ? OptionalInt.empty() : configuration.pageSize();
        return ram.summary(configured.isPresent() ? configured : description.pageSize());
    }

    @Override
    public void close() throws IOException {
        sections.close();
        commands.close();
        if (pages != null) {
            pages.close();
        }
    }
}
