// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.migstream.container.Compression;
import org.migstream.container.Input;
import org.migstream.profile.SavedProfiles;
import org.migstream.stream.MigrationWriter;
import org.migstream.stream.StreamKind;

/**
 * Copies a stream without guest memory and without the content of devices, as far as it can be read. Unlike the result of
 * {@link Converter}, the copy of a damaged stream ends at the damage.
 */
public final class RedactedCopy {
    private RedactedCopy() {}

    /**
     * Writes a compressed copy, with the mark of a redacted stream at its start.
     *
     * @param channels recordings of the multifd channels of the input, in any order; they are joined with the input
     * @param states the states of the devices; devices without one lose all bytes of their state
     * @param out receives the copy; this method does not close it
     * @return why the copy ends before the input; empty if it has all of it
     * @throws ConversionException if the input is not a stream; then nothing is written
     * @throws IOException if a read or write fails
     */
    public static Optional<ConversionException> write(
            Input input, List<Input> channels, RedactedStates states, OutputStream out) throws IOException {
        PipelineSource source = new PipelineSource(input, false);
        byte[] mark = SavedProfiles.REDACTED.toJson();
        OutputStream compressed = Compression.ZSTD.compress(out, mark);
        OutputStream stream = new BufferedOutputStream(compressed, 1 << 16);
        Transform transform = new VmDescUpdater(mark, section -> false)
                .wrap(source.reader().kind() == StreamKind.MAIN ? join(channels) : Transform.IDENTITY)
                .andThen(new Redact(states))
                .andThen(new PackageLengthFixer());
        Optional<ConversionException> stop;
        try (ElementSink sink = transform.createSink(new MigrationWriter(stream)::write)) {
            stop = Optional.ofNullable(transferTo(sink, source));
        }
        stream.flush();
        compressed.close();
        return stop;
    }

    private static Transform join(List<Input> channels) {
        Transform strip = new StripRam();
        return channels.isEmpty() ? strip : new JoinChannels(channels, false).andThen(strip);
    }

    /** Returns why the source could not be read to its end; null if it was. */
    private static @Nullable ConversionException transferTo(ElementSink sink, PipelineSource source)
            throws IOException {
        try {
            source.transferTo(sink);
            return null;
        } catch (ConversionException stop) {
            try {
                sink.finish();
            } catch (ConversionException missing) {
                stop.addSuppressed(missing);
            }
            return stop;
        }
    }
}
