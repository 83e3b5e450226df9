// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect;

import java.io.Closeable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.migstream.compress.Input;
import org.migstream.device.DialectEvidence;
import org.migstream.device.VfioDevice;
import org.migstream.device.VfioDevices;
import org.migstream.io.LimitExceededException;
import org.migstream.io.Spool;
import org.migstream.io.StreamException;
import org.migstream.io.UnsupportedStreamException;
import org.migstream.report.FindingLog;
import org.migstream.report.InputSummary;
import org.migstream.report.Outcome;
import org.migstream.report.SectionEntry;
import org.migstream.report.StreamReport;
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
import org.migstream.vmdesc.VmDescription;
import org.migstream.vmdesc.VmDescriptionException;

/** Reads one input from end to end and tells what is in it. */
public final class StreamInspector {
    private static final Spool.Codec<Command> COMMANDS = new Spool.Codec<>() {
        @Override
        public void write(Command command, DataOutput out) throws IOException {
            out.writeLong(command.offset());
            out.writeInt(command.code());
            out.writeLong(command.bodyLength());
        }

        @Override
        public Command read(DataInput in) throws IOException {
            return new Command(in.readLong(), in.readInt(), in.readLong());
        }
    };

    private final InspectRequest request;
    private final Input input;
    private final FindingLog findings;
    private final Spool<SectionEntry> sections = new Spool<>(SectionEntry.CODEC);
    private final Spool<Command> commands = new Spool<>(COMMANDS);
    private final VfioDevices devices;
    private final RamCounts ram = new RamCounts();
    private final DialectEvidence dialect = new DialectEvidence();
    private final FieldSpool fields;

    private String kind;
    private Outcome outcome = Outcome.WHOLE;
    private FileHeader header;
    private Configuration configuration;
    private Boolean footers;
    private Section section;
    private Element last;
    private VmDescription description;
    private VmDescSummary vmdesc;
    private long eofOffset = -1;
    private long scanned;
    private long firstScanned;

    private StreamInspector(Input input, InspectRequest request) throws IOException {
        this.input = input;
        this.request = request;
        findings = new FindingLog(request.strict());
        devices = new VfioDevices(request.digest());
        fields = request.fields() ? new FieldSpool() : null;
    }

    /**
     * Inspects an input.
     *
     * @return everything that could be read; damage is in its findings
     * @throws IOException when the input cannot be read for reasons of the machine
     */
    public static StreamReport inspect(Input input, InspectRequest request) throws IOException {
        StreamInspector inspector = new StreamInspector(input, request);
        inspector.read();
        return inspector.report();
    }

    private void read() throws IOException {
        try {
            MigrationReader reader = MigrationReader.of(input.source(), Foresight.of(input.source()));
            kind = reader.kind().label();
            for (Element element; (element = reader.next()) != null; ) {
                last = element;
                element(element, reader);
            }
        } catch (StreamException e) {
            boolean refused = e instanceof UnsupportedStreamException || e instanceof LimitExceededException;
            outcome = refused ? Outcome.UNSUPPORTED : Outcome.DAMAGED;
            findings.add(Whereabouts.explain(e, section, last), section == null ? null : section.key(), null);
            if (section != null) {
                sections.add(SectionEntry.open(section));
            }
        }
        if (description != null) {
            new DescriptionCheck(description, findings).compare(sections);
        }
    }

    private void element(Element element, MigrationReader reader) throws IOException {
        dialect.element(element, section);
        if (element instanceof Section head) {
            section = head;
        } else if (element instanceof SectionFooter footer) {
            close(footer);
        } else if (element instanceof VfioRecord record) {
            devices.record(section, record, reader);
        } else if (element instanceof RamRecord record) {
            ram.record(record, reader);
        } else if (element instanceof OpaqueBytes bytes) {
            opaque(bytes, reader);
        } else if (element instanceof Command command) {
            commands.add(command);
        } else if (element instanceof VmDesc desc) {
            describe(desc, reader);
        } else if (element instanceof EndOfStream end) {
            eofOffset = end.offset();
        } else if (element instanceof FileHeader first) {
            header = first;
        } else if (element instanceof Configuration second) {
            configuration = second;
        }
    }

    private void close(SectionFooter footer) throws IOException {
        sections.add(SectionEntry.closed(section, footer));
        if (footers == null) {
            footers = footer.present();
        }
        if (section.framing() == Section.Framing.SCANNED && scanned++ == 0) {
            firstScanned = section.offset();
        }
        section = null;
    }

    private void opaque(OpaqueBytes bytes, MigrationReader reader) throws IOException {
        if (section == null) {
            reader.skipBody();
            findings.add(Finding.at(
                    bytes.offset(),
                    Severity.WARNING,
                    "stream.trailing-bytes",
                    "the stream is complete, but more bytes follow"));
        } else if (fields != null) {
            fields.keep(section, bytes, reader);
        }
    }

    private void describe(VmDesc desc, MigrationReader reader) throws IOException {
        InputStream json = fields == null ? reader.body() : fields.keepDescription(reader.body());
        try {
            description = VmDescription.read(json, Foresight.MAX_DESCRIPTION);
            vmdesc = new VmDescSummary(
                    desc.offset(),
                    desc.end() - desc.offset(),
                    description.pageSize(),
                    description.sections().size());
        } catch (VmDescriptionException e) {
            findings.add(Finding.at(
                    desc.bodyOffset() + e.offset(),
                    Severity.ERROR,
                    "vmdesc.malformed",
                    "the description cannot be read (QEMU ignores it): " + e.getMessage()));
        }
        reader.skipBody();
    }

    private StreamReport report() throws IOException {
        new Judgement(findings).of(this);
        List<VfioDevice> chosen = new ArrayList<>(devices.all());
        if (request.device() != null) {
            chosen.removeIf(d -> !d.key().idstr().equals(request.device()));
        }
        OptionalInt pageSize = configuration == null ? OptionalInt.empty() : configuration.pageSize();
        boolean decodable = fields != null && fields.described() && description != null;
        List<Closeable> resources = new ArrayList<>(List.of(sections, commands, devices));
        if (fields != null) {
            resources.add(fields);
        }
        return new StreamReport(
                new InputSummary(input.name(), input.storedBytes(), input.layers(), kind),
                outcome,
                header,
                configuration,
                footers,
                sections,
                commands,
                ram.summary(pageSize.isPresent() || description == null ? pageSize : description.pageSize()),
                chosen,
                vmdesc,
                eofOffset,
                input.source().position(),
                dialect.dialect(),
                decodable ? fields : null,
                findings,
                resources);
    }
}
