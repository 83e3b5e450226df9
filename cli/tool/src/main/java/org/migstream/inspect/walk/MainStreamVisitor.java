// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.walk;

import java.io.Closeable;
import java.io.IOException;
import java.util.OptionalInt;
import org.migstream.device.ByteCounter;
import org.migstream.device.SavedDevices;
import org.migstream.device.WriterVersionDetector;
import org.migstream.inspect.checks.LoadabilityCheck;
import org.migstream.inspect.checks.SectionSequenceCheck;
import org.migstream.inspect.report.RamSummary;
import org.migstream.inspect.report.SectionEntry;
import org.migstream.inspect.report.StreamOutline;
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
public final class MainStreamVisitor implements ElementVisitor, Closeable {
    private final FindingLog findings;
    private final SavedDevices devices;
    private final WriterVersionDetector dialect;
    private final VmDescReader vmDescReader;
    private final SectionSequenceCheck sequenceCheck;
    private final LoadabilityCheck loadabilityCheck;
    private final RamPageCounter ramCounter;
    private final MainStreamPageReader pages;
    private final SpillList<SectionEntry> sections = new SpillList<>(SectionEntry.CODEC);
    private final SpillList<Command> commands = new SpillList<>(StreamOutline.COMMAND_CODEC);

    private FileHeader header;
    private Configuration configuration;
    private Boolean footers;
    private VmDescSummary vmdesc;
    private EndOfStream endOfStream;
    private Section openSection;
    private final ByteCounter trailingCounter;
    private long trailingOffset;
    private long scannedSections;
    private long firstScannedOffset;
    private String scannedHint;

    /**
     * Nothing yet.
     *
     * @param pages takes the content of guest memory; null if nobody wants it
     * @param compared whether what follows the stream is digested
     */
    public MainStreamVisitor(
            SavedDevices devices,
            WriterVersionDetector dialect,
            VmDescReader description,
            FindingLog findings,
            PageSink pages,
            boolean compared) {
        this.devices = devices;
        this.dialect = dialect;
        this.vmDescReader = description;
        this.findings = findings;
        sequenceCheck = new SectionSequenceCheck(findings);
        loadabilityCheck = new LoadabilityCheck(findings);
        ramCounter = new RamPageCounter(findings);
        this.pages = pages == null ? null : new MainStreamPageReader(pages);
        trailingCounter = new ByteCounter(compared);
    }

    @Override
    public Section openSection() {
        return openSection;
    }

    @Override
    public void visit(Element element, MigrationReader reader) throws IOException {
        dialect.observe(element, openSection);
        if (element instanceof RamRecord record) {
            ramCounter.count(record, reader, pages == null ? reader.body() : pages.readRecord(record, reader));
        } else if (element instanceof VfioRecord record) {
            devices.addRecord(openSection, record, reader);
        } else if (element instanceof OpaqueBytes bytes) {
            visitOpaqueBytes(bytes, reader);
        } else if (element instanceof SelfDelimitingRecord record) {
            vmDescReader.keep(openSection, record, reader);
        } else if (element instanceof Section head) {
            openSection = head;
            sequenceCheck.checkSection(head);
            loadabilityCheck.checkSection(head);
        } else if (element instanceof SectionFooter footer) {
            close(footer, reader);
        } else if (element instanceof Command command) {
            commands.add(command);
            sequenceCheck.checkCommand(command);
            loadabilityCheck.checkCommand(command);
        } else if (element instanceof VmDesc desc) {
            vmdesc = vmDescReader.read(desc, reader);
        } else if (element instanceof EndOfStream end) {
            endOfStream = end;
            sequenceCheck.checkEnd();
        } else if (element instanceof FileHeader first) {
            header = first;
        } else if (element instanceof Configuration saved) {
            configuration = saved;
            loadabilityCheck.checkConfiguration(saved);
            if (pages != null) {
                pages.setPageSize(saved.pageSize());
            }
        }
    }

    private void visitOpaqueBytes(OpaqueBytes bytes, MigrationReader reader) throws IOException {
        if (openSection != null) {
            vmDescReader.keep(openSection, bytes, reader);
            return;
        }
        if (trailingCounter.bytes() == 0) {
            trailingOffset = bytes.offset();
        }
        byte[] piece = reader.body().readNBytes((int) bytes.bodyLength());
        trailingCounter.add(piece, 0, piece.length);
    }

    private TrailingBytes reportTrailingBytes() {
        if (trailingCounter.bytes() == 0) {
            return null;
        }
        findings.add(Finding.at(
                trailingOffset,
                Severity.WARNING,
                "stream.trailing-bytes",
                "the stream is complete and ends here, but more bytes follow: " + trailingCounter.bytes()));
        return new TrailingBytes(trailingOffset, trailingCounter.bytes(), trailingCounter.sha256());
    }

    private void close(SectionFooter footer, MigrationReader reader) throws IOException {
        sections.add(SectionEntry.withFooter(openSection, footer));
        footers = footer.present();
        if (openSection.framing() == Section.Framing.SCANNED && scannedSections++ == 0) {
            firstScannedOffset = openSection.offset();
            scannedHint = reader.source().isSeekable() ? "" : " (an unpacked file with a description would tell)";
        }
        openSection = null;
    }

    /** What there was; to be called once, behind the last element, damaged or not. */
    public StreamOutline finish() throws IOException {
        if (openSection != null) {
            sections.add(SectionEntry.withoutEnd(openSection));
        }
        if (scannedSections > 0) {
            findings.add(Finding.at(
                    firstScannedOffset,
                    Severity.WARNING,
                    "stream.scanned",
                    "from here on the ends of sections of unknown length (" + scannedSections
                            + ") were found by what follows them"
                            + scannedHint));
        }
        TrailingBytes behind = reportTrailingBytes();
        vmDescReader.checkSections(sections);
        return new StreamOutline(
                header, configuration, footers, sections, commands, ramSummary(), vmdesc, endOfStream, behind);
    }

    private RamSummary ramSummary() {
        OptionalInt configured = configuration == null ? OptionalInt.empty() : configuration.pageSize();
        return ramCounter.summary(configured.isPresent() ? configured : vmDescReader.pageSize());
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
