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
import org.migstream.container.qcow2.Qcow2Image;
import org.migstream.io.ByteSource;
import org.migstream.spi.Finding;

/** An input as the user named it, unpacked as far as it has to be. */
public final class Input implements Closeable {
    private final String name;
    private final List<String> layers;
    private final ByteSource source;
    private final StoredSize storedSize;
    private final Optional<byte[]> metadata;
    private final Optional<Qcow2Image> image;

    /** How many bytes an input has as it is stored; empty if that is not known. */
    @FunctionalInterface
    interface StoredSize {
        OptionalLong bytes() throws IOException;
    }

    Input(
            String name,
            List<String> layers,
            ByteSource source,
            StoredSize stored,
            Optional<byte[]> note,
            Optional<Qcow2Image> image) {
        this.name = name;
        this.layers = List.copyOf(layers);
        this.source = source;
        this.storedSize = stored;
        this.metadata = note;
        this.image = image;
    }

    /**
     * Opens what the user names so: a file, a stream at an offset in a file, or a snapshot in an image ({@code FILE},
     * {@code file:FILE,offset=N}, {@code FILE#SNAPSHOT}). What cannot be read at any place, such as {@code /dev/fd/3}, is
     * read as a pipe. Of a container that is not unpacked here not a byte can be read: whoever tries gets an {@link
     * org.migstream.io.UnsupportedStreamException} with the code {@code input.container}; so it is of a file that ends in
     * front of the offset, with the code {@code input.offset}.
     *
     * @param maxOutput how many bytes may come out of a container; one byte more is a {@link
     *     org.migstream.io.LimitExceededException}
     * @throws InputNameException if there is no such snapshot, or can be no such offset
     */
    public static Input open(String name, long maxOutput) throws IOException {
        return new InputOpener(name, maxOutput).openFile(InputName.parse(name));
    }

    /** Whether a file is there for such a name, whatever is in it. */
    public static boolean exists(String name) {
        return fileOf(name).filter(Files::exists).isPresent();
    }

    /** The file that such a name opens, there or not; empty if it cannot name one. */
    public static Optional<Path> fileOf(String name) {
        return parseName(name).map(InputName::file);
    }

    /** The file that such a name opens a part of, with other things in it; empty if it is the whole file. */
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

    /** The same of a file, whatever its name looks like. */
    public static Input open(Path file, long maxOutput) throws IOException {
        return new InputOpener(file.toString(), maxOutput).openFile(new InputName(file, 0, null));
    }

    /** Takes what comes out of a pipe; see {@link #open}. */
    public static Input ofPipe(String name, InputStream pipe, long maxOutput) throws IOException {
        return new InputOpener(name, maxOutput).openPipe(pipe, 0);
    }

    /** As the user gave it. */
    public String name() {
        return name;
    }

    /** What was unpacked, outermost first. */
    public List<String> layers() {
        return layers;
    }

    /** What {@link Compression#compress} was given to put in front; whoever wrote the input can have written anything there. */
    public Optional<byte[]> metadata() {
        return metadata;
    }

    /** The qcow2 image that this is, or that the stream is in. */
    public Optional<Qcow2Image> image() {
        return image;
    }

    /** What speaks against a container though it could be read, so far. */
    public List<Finding> warnings() {
        return image.map(Qcow2Image::warnings).orElse(List.of());
    }

    /** The bytes inside. */
    public ByteSource source() {
        return source;
    }

    /** The size of a file; of a pipe, how much came, if it has been read to its end; else empty. */
    public OptionalLong storedSize() throws IOException {
        return storedSize.bytes();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
