// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.migstream.io.SpillList;
import org.migstream.stream.Command;
import org.migstream.stream.Configuration;
import org.migstream.stream.EndOfStream;
import org.migstream.stream.FileHeader;

/**
 * The outline of a main stream. What was not reached is null.
 *
 * @param header the stream's header
 * @param configuration a stream may have none
 * @param hasFooters whether sections have footers; null if none ended
 * @param sections in wire order
 * @param commands in wire order
 * @param ram guest memory; null without a list of blocks
 * @param vmdesc the description; a stream may have none
 * @param endOfStream the end-of-stream mark
 * @param trailing what stands behind all that; null for nothing
 */
public record StreamOutline(
        FileHeader header,
        Configuration configuration,
        Boolean hasFooters,
        SpillList<SectionEntry> sections,
        SpillList<Command> commands,
        RamSummary ram,
        VmDescSummary vmdesc,
        EndOfStream endOfStream,
        TrailingBytes trailing) {
    /** For lists of commands. */
    public static final SpillList.Codec<Command> COMMAND_CODEC = new SpillList.Codec<>() {
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

    /** The machine type; null where it was not reached, or the stream has no configuration. */
    public String machine() {
        return configuration == null ? null : configuration.machine();
    }

    /** Of an input that is no main stream. */
    public static StreamOutline empty() {
        return new StreamOutline(
                null,
                null,
                null,
                new SpillList<>(SectionEntry.CODEC),
                new SpillList<>(COMMAND_CODEC),
                null,
                null,
                null,
                null);
    }
}
