// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.walk;

import java.io.Closeable;
import java.io.IOException;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.migstream.device.SavedDevices;
import org.migstream.device.WriterVersionDetector;
import org.migstream.inspect.checks.StreamChecks;
import org.migstream.inspect.checks.StreamChecks.MainStreamSummary;
import org.migstream.inspect.report.StreamOutline;
import org.migstream.inspect.report.StreamOutline.VmDescSummary;
import org.migstream.inspect.walk.StreamWalker.ElementVisitor;
import org.migstream.ram.MainStreamPageReader;
import org.migstream.ram.PageSink;
import org.migstream.report.FindingLog;
import org.migstream.stream.Command;
import org.migstream.stream.Configuration;
import org.migstream.stream.Element;
import org.migstream.stream.Element.OpaqueBytes;
import org.migstream.stream.Element.SelfDelimitingRecord;
import org.migstream.stream.Element.VmDesc;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.RamRecord;
import org.migstream.stream.Section;
import org.migstream.stream.SectionFooter;
import org.migstream.stream.VfioRecord;

/** Passes each element of a main stream to the object that collects elements of its kind. */
public final class MainStreamVisitor implements ElementVisitor, Closeable {
    private final SavedDevices devices;
    private final WriterVersionDetector versionDetector;
    private final VmDescReader vmDescReader;
    private final StreamChecks checks;
    private final RamPageCounter ramCounter;
    private final RunStateCheck runStateCheck;
    private final CommandDataCheck commandDataCheck;
    private final OutlineBuilder outline;
    private final @Nullable MainStreamPageReader pages;
    private @Nullable VmDescSummary vmDesc;

    /**
     * Creates a visitor.
     *
     * @param findings receives findings about guest memory and the run state
     * @param pageSink receives the content of guest memory; null if it is not needed
     * @param withTrailingDigest whether trailing bytes are digested
     */
    public MainStreamVisitor(
            SavedDevices devices,
            WriterVersionDetector versionDetector,
            VmDescReader vmDescReader,
            StreamChecks checks,
            FindingLog findings,
            @Nullable PageSink pageSink,
            boolean withTrailingDigest) {
        this.devices = devices;
        this.versionDetector = versionDetector;
        this.vmDescReader = vmDescReader;
        this.checks = checks;
        ramCounter = new RamPageCounter(findings, pageSink == null);
        runStateCheck = new RunStateCheck(findings);
        commandDataCheck = new CommandDataCheck(findings);
        pages = pageSink == null ? null : new MainStreamPageReader(pageSink);
        outline = new OutlineBuilder(withTrailingDigest);
    }

    @Override
    public @Nullable Section openSection() {
        return outline.openSection();
    }

    @Override
    public void visit(Element element, MigrationReader reader) throws IOException {
        Section section = outline.openSection();
        versionDetector.observe(element, section);
        if (element instanceof RamRecord record) {
            ramCounter.count(record, reader, pages == null ? reader.body() : pages.readRecord(record, reader));
        } else if (element instanceof VfioRecord record && section != null) {
            devices.addRecord(section, record, reader);
        } else if (element instanceof OpaqueBytes bytes) {
            if (section == null) {
                outline.addTrailing(bytes, reader);
            } else {
                runStateCheck.check(section, bytes, reader.source());
                vmDescReader.keep(section, bytes, reader);
            }
        } else if (element instanceof SelfDelimitingRecord record && section != null) {
            vmDescReader.keep(section, record, reader);
        } else if (element instanceof VmDesc desc) {
            vmDesc = vmDescReader.read(desc, reader).orElse(null);
        } else {
            if (element instanceof SectionFooter
                    && section != null
                    && section.isRam()
                    && section.kind() == Section.Kind.END) {
                ramCounter.end();
            }
            outline.add(element);
            checks.visit(element);
            if (element instanceof Configuration saved) {
                ramCounter.setPageSize(saved.pageSize());
                if (pages != null) {
                    pages.setPageSize(saved.pageSize());
                }
            } else if (element instanceof Section head) {
                vmDescReader.begin(head);
            } else if (element instanceof Command command) {
                visitCommand(command, reader);
            }
        }
    }

    private void visitCommand(Command command, MigrationReader reader) throws IOException {
        if (command.is(Command.Name.POSTCOPY_RAM_DISCARD)) {
            ramCounter.discard(reader.body());
        } else {
            commandDataCheck.check(command, reader.body());
        }
    }

    /**
     * Finishes the walk after the last element or after damage, and runs the checks of the main stream.
     *
     * @param seekable whether the input is a file
     */
    public StreamOutline finish(boolean seekable) throws IOException {
        Configuration configuration = outline.configuration();
        OptionalInt configuredPageSize = configuration == null ? OptionalInt.empty() : configuration.pageSize();
        OptionalInt pageSize = configuredPageSize.isPresent() ? configuredPageSize : vmDescReader.pageSize();
        StreamOutline result = outline.build(ramCounter.summary(pageSize).orElse(null), vmDesc);
        checks.finishMainStream(
                new MainStreamSummary(result, vmDescReader.vmDescription().orElse(null), seekable));
        vmDescReader.decodeFields();
        return result;
    }

    @Override
    public void close() throws IOException {
        outline.close();
        if (pages != null) {
            pages.close();
        }
    }
}
