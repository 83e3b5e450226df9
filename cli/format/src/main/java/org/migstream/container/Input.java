// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.migstream.container.qcow2.Qcow2Image;
import org.migstream.io.ByteSource;
import org.migstream.spi.Finding;

/** An input that the user named, with all containers removed. */
public final class Input implements Closeable {
    private final String name;
    private final List<String> layers;
    private final ByteSource source;
    private final StoredSize storedSize;
    private final byte @Nullable [] metadata;
    private final @Nullable Qcow2Image image;
    private final List<Finding> findings;

    /** Returns the size in bytes of an input with its containers; empty if unknown. */
    @FunctionalInterface
    interface StoredSize {
        OptionalLong bytes() throws IOException;
    }

    Input(
            String name,
            List<String> layers,
            ByteSource source,
            StoredSize storedSize,
            byte @Nullable [] metadata,
            @Nullable Qcow2Image image,
            List<Finding> findings) {
        this.name = name;
        this.layers = List.copyOf(layers);
        this.source = source;
        this.storedSize = storedSize;
        this.metadata = metadata;
        this.image = image;
        this.findings = List.copyOf(findings);
    }

    /**
     * Opens a file, a stream at an offset of a file, or a snapshot of an image ({@code FILE}, {@code file:FILE,offset=N},
     * {@code FILE#SNAPSHOT}). A special file such as {@code /dev/fd/3} is read as a pipe.
     *
     * <p>The first read of {@link #source} throws an error of the content, so that it is reported like any error of a
     * stream: an {@link org.migstream.io.UnsupportedStreamException} with the code {@code input.container} for a
     * container that migstream cannot remove, a {@link org.migstream.io.MalformedStreamException} with the code {@code
     * input.offset} for an offset past the end of the file.
     *
     * @param maxOutput how many bytes a container may decompress to; a read of one more byte throws a {@link
     *     org.migstream.io.LimitExceededException}
     * @throws InputNameException if the snapshot does not exist, or the offset is not a size
     */
    public static Input open(String name, OutputLimit maxOutput) throws IOException {
        return new InputOpener(name, maxOutput).openFile(InputName.parse(name));
    }

    /** Wraps the stream of an input that can be read only once. */
    @FunctionalInterface
    public interface PipeFilter {
        /** Returns each stream as it is. */
        PipeFilter NONE = pipe -> pipe;

        /** Returns the stream to read in place of another one. */
        InputStream apply(InputStream pipe);
    }

    /**
     * Opens an input, as {@link #open(String, OutputLimit)} does.
     *
     * @param pipeFilter is applied only to a special file that is read as a pipe
     */
    public static Input open(String name, OutputLimit maxOutput, PipeFilter pipeFilter) throws IOException {
        return new InputOpener(name, maxOutput, pipeFilter).openFile(InputName.parse(name));
    }

    /** Returns whether the file in an input name exists. */
    public static boolean exists(String name) {
        return fileOf(name).filter(Files::exists).isPresent();
    }

    /** Returns whether the file in an input name exists and is not a regular file, such as a pipe or a device. */
    public static boolean isSpecialFile(String name) {
        return fileOf(name)
                .filter(file -> Files.exists(file) && !Files.isRegularFile(file))
                .isPresent();
    }

    /** Returns the file in an input name, which need not exist; empty if the name is invalid. */
    public static Optional<Path> fileOf(String name) {
        return parseName(name).map(InputName::file);
    }

    /** Returns the file in an input name that selects only a part of the file; empty for any other name. */
    public static Optional<Path> enclosingFile(String name) {
        return parseName(name).filter(InputName::isPartOfFile).map(InputName::file);
    }

    private static Optional<InputName> parseName(String name) {
        try {
            return Optional.of(InputName.parse(name));
        } catch (InputNameException | InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** Opens a whole file. The path is not parsed as an input name; see {@link #open(String, OutputLimit)}. */
    public static Input open(Path file, OutputLimit maxOutput) throws IOException {
        return new InputOpener(file.toString(), maxOutput).openFile(new InputName(file, 0, null));
    }

    /** Opens a pipe; see {@link #open(String, OutputLimit)}. */
    public static Input ofPipe(String name, InputStream pipe, OutputLimit maxOutput) throws IOException {
        return new InputOpener(name, maxOutput).openPipe(pipe, 0);
    }

    /** Returns this input under another name, for reports that others read. Closing one of the two closes both. */
    public Input withName(String other) {
        return new Input(other, layers, source, storedSize, metadata, image, findings);
    }

    /**
     * Returns an input name without the directories of its file: {@code disk.qcow2#snapshot} for {@code
     * /var/lib/disk.qcow2#snapshot}.
     */
    public static String baseName(String name) {
        String file = fileOf(name).map(Path::toString).orElse(name);
        int start = Math.max(0, name.indexOf(file));
        return name.substring(name.substring(0, start + file.length()).lastIndexOf('/') + 1);
    }

    /** Returns the name that the user gave. */
    public String name() {
        return name;
    }

    /** Returns the names of the removed containers, outermost first. */
    public List<String> layers() {
        return layers;
    }

    /**
     * Returns the metadata that {@link Compression#compress} wrote; empty if the input has none. The metadata is
     * untrusted.
     */
    public Optional<byte[]> metadata() {
        return Optional.ofNullable(metadata);
    }

    /** Returns the qcow2 image of the input; empty for other inputs. */
    public Optional<Qcow2Image> image() {
        return Optional.ofNullable(image);
    }

    /** Returns the findings about containers so far; an error here does not prevent reading. */
    public List<Finding> findings() {
        return image == null
                ? findings
                : Stream.concat(findings.stream(), image.warnings().stream()).toList();
    }

    /** Returns the bytes inside all containers. */
    public ByteSource source() {
        return source;
    }

    /** Returns the size in bytes of the input with its containers; empty for a pipe that was not read to its end. */
    public OptionalLong storedSize() throws IOException {
        return storedSize.bytes();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
