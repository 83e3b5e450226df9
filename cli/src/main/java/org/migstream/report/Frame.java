// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import java.io.Closeable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.migstream.io.Spool;
import org.migstream.stream.Command;
import org.migstream.stream.Configuration;
import org.migstream.stream.EndOfStream;
import org.migstream.stream.FileHeader;

/** The outline of a main stream, filled in while it is read. What was not reached stays null. */
public final class Frame implements Closeable {
    private static final Spool.Codec<Command> COMMAND = new Spool.Codec<>() {
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

    private final Spool<SectionEntry> sections = new Spool<>(SectionEntry.CODEC);
    private final Spool<Command> commands = new Spool<>(COMMAND);
    private FileHeader header;
    private Configuration configuration;
    private Boolean footers;
    private RamSummary ram;
    private VmDescSummary vmdesc;
    private EndOfStream endOfStream;

    /** Sections in wire order. */
    public Spool<SectionEntry> sections() {
        return sections;
    }

    /** Commands in wire order. */
    public Spool<Command> commands() {
        return commands;
    }

    /** The stream's header. */
    public FileHeader header() {
        return header;
    }

    /** Sets the stream's header. */
    public void header(FileHeader value) {
        header = value;
    }

    /** The configuration; a stream may have none. */
    public Configuration configuration() {
        return configuration;
    }

    /** Sets the configuration. */
    public void configuration(Configuration value) {
        configuration = value;
    }

    /** Whether sections have footers; null if none ended. */
    public Boolean footers() {
        return footers;
    }

    /** Sets whether sections have footers. */
    public void footers(boolean value) {
        footers = value;
    }

    /** Guest memory; null without a list of blocks. */
    public RamSummary ram() {
        return ram;
    }

    /** Sets guest memory. */
    public void ram(RamSummary value) {
        ram = value;
    }

    /** The description; a stream may have none. */
    public VmDescSummary vmdesc() {
        return vmdesc;
    }

    /** Sets the description. */
    public void vmdesc(VmDescSummary value) {
        vmdesc = value;
    }

    /** The end-of-stream mark. */
    public EndOfStream endOfStream() {
        return endOfStream;
    }

    /** Sets the end-of-stream mark. */
    public void endOfStream(EndOfStream value) {
        endOfStream = value;
    }

    @Override
    public void close() throws IOException {
        sections.close();
        commands.close();
    }
}
