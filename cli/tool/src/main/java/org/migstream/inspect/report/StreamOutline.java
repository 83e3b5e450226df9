// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.migstream.io.SpillList;
import org.migstream.stream.Command;
import org.migstream.stream.Configuration;
import org.migstream.stream.Element.EndOfStream;
import org.migstream.stream.FileHeader;

/**
 * The outline of a main stream. An element that was not reached is null.
 *
 * @param header of the stream
 * @param configuration null if the stream has none
 * @param hasFooters whether sections have footers; null if no section has ended
 * @param sections in stream order
 * @param commands in stream order
 * @param ram guest memory; null if the stream has no list of blocks
 * @param vmdesc the vmdescription; null if the stream has none
 * @param endOfStream the byte that ends the stream
 * @param trailing bytes after the stream; null if there are none
 */
public record StreamOutline(
        @Nullable FileHeader header,
        @Nullable Configuration configuration,
        @Nullable Boolean hasFooters,
        SpillList<SectionEntry> sections,
        SpillList<Command> commands,
        @Nullable RamSummary ram,
        @Nullable VmDescSummary vmdesc,
        @Nullable EndOfStream endOfStream,
        @Nullable TrailingBytes trailing) {
    /** Writes and reads commands of a {@link SpillList}. */
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

    /** Returns the machine type; null if it was not reached, or the stream has no configuration. */
    public @Nullable String machine() {
        return configuration == null ? null : configuration.machine();
    }

    /** Returns the outline for an input that is not a main stream. */
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
