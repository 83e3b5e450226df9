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
import java.util.List;
import org.migstream.io.ByteSource;
import org.migstream.io.UnsupportedStreamException;

/** An input as the user named it, unpacked as far as it has to be. */
public final class Input implements Closeable {
    private final String name;
    private final List<String> layers;
    private final ByteSource source;
    private final StoredBytes stored;

    /** How many bytes an input has as it is stored, as far as that is known. */
    @FunctionalInterface
    private interface StoredBytes {
        long count() throws IOException;
    }

    private Input(String name, List<String> layers, ByteSource source, StoredBytes stored) {
        this.name = name;
        this.layers = layers;
        this.source = source;
        this.stored = stored;
    }

    /**
     * Opens a file; one that is not regular, such as {@code /dev/fd/3}, is read as a pipe.
     * Of a container that is not unpacked here not a byte can be read: whoever tries gets an {@link
     * UnsupportedStreamException} with the code {@code input.container}.
     */
    public static Input open(Path path) throws IOException {
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
                return of(path.toString(), pipe);
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
            Container container = Container.of(magic).orElse(null);
            return container == null
                    ? new Input(path.toString(), List.of(), ByteSource.of(file), file::size)
                    : unpack(container, path.toString(), Channels.newInputStream(file), file::size);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** Takes what comes out of a pipe; see {@link #open}. */
    public static Input of(String name, InputStream pipe) throws IOException {
        CountingStream counting = new CountingStream(pipe);
        InputStream in = new BufferedInputStream(counting, 1 << 16);
        in.mark(Container.LONGEST_MAGIC);
        byte[] magic = in.readNBytes(Container.LONGEST_MAGIC);
        in.reset();
        Container container = Container.of(magic).orElse(null);
        return container == null
                ? new Input(name, List.of(), ByteSource.of(in), counting::count)
                : unpack(container, name, in, counting::count);
    }

    private static Input unpack(Container container, String name, InputStream packed, StoredBytes stored)
            throws IOException {
        return container == Container.ZSTD
                ? new Input(name, List.of(container.label()), ByteSource.of(new ZstdLayer(packed)), stored)
                : new Input(name, List.of(), ByteSource.of(new Refusal(container, packed)), stored);
    }

    /** A container that is not unpacked here. */
    private static final class Refusal extends FilterInputStream {
        private final Container container;

        Refusal(Container container, InputStream packed) {
            super(packed);
            this.container = container;
        }

        @Override
        public int read() throws IOException {
            throw new UnsupportedStreamException(
                    "input.container",
                    0,
                    "a container that is not unpacked here (" + container.label() + "): " + container.advice());
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            return read();
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
