// SPDX-License-Identifier: Apache-2.0
package org.migstream.compress;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.migstream.io.ByteSource;
import org.migstream.io.LimitExceededException;

/** An input as the user named it, unpacked as far as it has to be. */
public final class Input implements Closeable {
    private static final int BUFFER = 1 << 16;
    private static final int MOST_LAYERS = 3;

    private final String name;
    private final List<String> layers;
    private final ByteSource source;
    private final StoredBytes stored;
    private final Optional<byte[]> note;

    /** How many bytes an input has as it is stored, as far as that is known. */
    @FunctionalInterface
    private interface StoredBytes {
        long count() throws IOException;
    }

    private Input(String name, List<String> layers, ByteSource source, StoredBytes stored, Optional<byte[]> note) {
        this.name = name;
        this.layers = layers;
        this.source = source;
        this.stored = stored;
        this.note = note;
    }

    /**
     * Opens a file; one that is not regular, such as {@code /dev/fd/3}, is read as a pipe.
     * Of a container that is not unpacked here not a byte can be read: whoever tries gets an {@link
     * org.migstream.io.UnsupportedStreamException} with the code {@code input.container}.
     *
     * @param maxOutput how many bytes may come out of a container; one byte more is a {@link LimitExceededException}
     */
    public static Input open(Path path, long maxOutput) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        if (Files.isDirectory(path)) {
            throw new FileSystemException(path.toString(), null, "is a directory");
        }
        if (!Files.isRegularFile(path)) {
            // Not Files.newInputStream, which asks a pipe for its position.
            InputStream pipe = new FileInputStream(path.toFile());
            try {
                return of(path.toString(), pipe, maxOutput);
            } catch (IOException e) {
                pipe.close();
                throw e;
            }
        }
        FileChannel file = FileChannel.open(path);
        try {
            ByteBuffer front = ByteBuffer.allocate(Container.LONGEST_MAGIC);
            while (front.hasRemaining() && file.read(front, front.position()) > 0) {}
            byte[] magic = new byte[front.position()];
            front.flip().get(magic);
            Optional<Container> found = Container.of(magic);
            if (found.isEmpty() && !SkippableFrames.begin(magic)) {
                return new Input(path.toString(), List.of(), ByteSource.of(file), file::size, Optional.empty());
            }
            if (found.equals(Optional.of(Container.LIBVIRT)) && LibvirtUnpacker.leadsToPlainStream(file)) {
                return new Input(
                        path.toString(),
                        List.of(Container.LIBVIRT.label()),
                        ByteSource.of(file),
                        file::size,
                        Optional.empty());
            }
            return unpack(path.toString(), Channels.newInputStream(file), maxOutput, file::size);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** Takes what comes out of a pipe; see {@link #open}. */
    public static Input of(String name, InputStream pipe, long maxOutput) throws IOException {
        CountingStream counting = new CountingStream(pipe);
        return unpack(name, counting, maxOutput, counting::count);
    }

    /** Takes off one container after the other until something else is found. */
    private static Input unpack(String name, InputStream stream, long maxOutput, StoredBytes stored)
            throws IOException {
        List<String> layers = new ArrayList<>();
        SkippableFrames skipping = new SkippableFrames(new BufferedInputStream(stream, BUFFER));
        InputStream in = new BufferedInputStream(skipping, BUFFER);
        Optional<Container> found = Container.of(Container.front(in));
        while (found.isPresent() && layers.size() < MOST_LAYERS) {
            Container container = found.get();
            if (!container.refused()) {
                layers.add(container.label());
            }
            in = new BufferedInputStream(new Layer(container, in, maxOutput), BUFFER);
            found = Container.of(Container.front(in));
        }
        ByteSource source = ByteSource.of(found.isPresent() ? new TooDeep(in) : in);
        return new Input(name, List.copyOf(layers), source, stored, skipping.note());
    }

    /** One container more than anybody would stack, each of which takes memory. */
    private static final class TooDeep extends FilterInputStream {
        TooDeep(InputStream packed) {
            super(packed);
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            throw new LimitExceededException(
                    "input.layers", 0, "more than " + MOST_LAYERS + " containers in each other: unpack the outer ones");
        }
    }

    /** As the user gave it. */
    public String name() {
        return name;
    }

    /** What was unpacked, outermost first. */
    public List<String> layers() {
        return layers;
    }

    /** What {@link Packing#open} was given to put in front; whoever wrote the input can have written anything there. */
    public Optional<byte[]> note() {
        return note;
    }

    /** The bytes inside. */
    public ByteSource source() {
        return source;
    }

    /** The size of a file; of a pipe, how much of it has been read. */
    public long storedBytes() throws IOException {
        return stored.count();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
