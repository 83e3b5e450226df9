// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.walk;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.migstream.device.ByteCounter;
import org.migstream.inspect.report.SectionEntry;
import org.migstream.inspect.report.StreamOutline;
import org.migstream.inspect.report.StreamOutline.RamSummary;
import org.migstream.inspect.report.StreamOutline.TrailingBytes;
import org.migstream.inspect.report.StreamOutline.VmDescSummary;
import org.migstream.io.SpillList;
import org.migstream.stream.Command;
import org.migstream.stream.Configuration;
import org.migstream.stream.Element;
import org.migstream.stream.Element.EndOfStream;
import org.migstream.stream.Element.OpaqueBytes;
import org.migstream.stream.FileHeader;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.Section;
import org.migstream.stream.SectionFooter;

/** Builds the {@link StreamOutline} of a main stream while its elements are read. */
final class OutlineBuilder implements Closeable {
    private final SpillList<SectionEntry> sections = new SpillList<>(SectionEntry.CODEC);
    private final SpillList<Command> commands = new SpillList<>(StreamOutline.COMMAND_CODEC);
    private final ByteCounter trailingCounter;

    private @Nullable FileHeader header;
    private @Nullable Configuration configuration;
    private @Nullable Boolean hasFooters;
    private @Nullable Section openSection;
    private @Nullable EndOfStream endOfStream;
    private boolean postcopy;
    private long trailingOffset;

    /** @param withDigest whether trailing bytes are digested */
    OutlineBuilder(boolean withDigest) {
        trailingCounter = new ByteCounter(withDigest);
    }

    /** Adds an element that is neither a record of a section nor the vmdescription. */
    void add(Element element) throws IOException {
        if (element instanceof Section head) {
            openSection = head;
        } else if (element instanceof SectionFooter footer && openSection != null) {
            sections.add(SectionEntry.withFooter(openSection, footer));
            hasFooters = footer.present();
            openSection = null;
        } else if (element instanceof Command command) {
            commands.add(command);
            postcopy |= command.is(Command.Name.POSTCOPY_RUN);
        } else if (element instanceof EndOfStream end) {
            endOfStream = end;
        } else if (element instanceof FileHeader first) {
            header = first;
        } else if (element instanceof Configuration saved) {
            configuration = saved;
        }
    }

    /** Adds bytes after the end of the stream. */
    void addTrailing(OpaqueBytes bytes, MigrationReader reader) throws IOException {
        if (trailingCounter.bytes() == 0) {
            trailingOffset = bytes.offset();
        }
        byte[] piece = reader.body().readNBytes((int) bytes.bodyLength());
        trailingCounter.add(piece, 0, piece.length);
    }

    @Nullable
    Section openSection() {
        return openSection;
    }

    @Nullable
    Configuration configuration() {
        return configuration;
    }

    /** Returns the outline. The caller calls this method only once, after the last element. */
    StreamOutline build(@Nullable RamSummary ram, @Nullable VmDescSummary vmDesc) throws IOException {
        if (openSection != null) {
            sections.add(SectionEntry.withoutEnd(openSection));
        }
        TrailingBytes trailing = trailingCounter.bytes() == 0
                ? null
                : new TrailingBytes(trailingOffset, trailingCounter.bytes(), trailingCounter.sha256());
        return new StreamOutline(
                header, configuration, hasFooters, sections, commands, postcopy, ram, vmDesc, endOfStream, trailing);
    }

    @Override
    public void close() throws IOException {
        sections.close();
        commands.close();
    }
}
