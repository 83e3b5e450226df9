// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An output file that gets its name when it is complete. Until then, the file has a temporary name in the same
 * directory, see {@link PartFile}, and only its owner may open it. Then it gets the permissions of the file that it
 * replaces, or those of the umask. If the name is that of a pipe or a device, the bytes are written to it directly,
 * because a file must not replace it. The same is true of a file that a process has open, if the name is that of its
 * descriptor.
 */
public final class OutputFile implements CommittableOutput {
    private final Path path;
    /** The incomplete file; null if the bytes are written to the final name. */
    private final @Nullable PartFile part;

    private final FileChannel file;
    /** Writes the incomplete file; null if the bytes are written to the final name. */
    private final @Nullable HoleChannel holes;

    private final ByteBufferOutputStream stream;
    private boolean finished;

    private OutputFile(Path path, @Nullable PartFile part, FileChannel file) {
        this.path = path;
        this.part = part;
        this.file = file;
        holes = part == null ? null : new HoleChannel(file);
        stream = new NamedOutputStream(path.toString(), new ChannelOutputStream(holes == null ? file : holes));
    }

    /**
     * Creates the file under its temporary name. An existing file is unchanged until {@link #commit}.
     *
     * @throws OutputException if the file cannot be created
     */
    public static OutputFile create(Path path) throws IOException {
        try {
            return openOutput(path);
        } catch (IOException e) {
            throw new OutputException(path.toString(), e);
        }
    }

    /**
     * Fails if {@link #create} would fail, as far as this can be known without opening a pipe or a device. A named pipe
     * is not opened, because that waits for a reader.
     *
     * @throws OutputException if the file cannot be created
     */
    public static void requireCreatable(Path path) throws IOException {
        if (!isPipeOrDevice(path)) {
            create(path).close();
        }
    }

    /** Returns whether {@link #create} opens a pipe or a device. A named pipe then waits for its reader. */
    public static boolean isPipeOrDevice(Path path) {
        return Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path);
    }

    private static OutputFile openOutput(Path requestedPath) throws IOException {
        Optional<OpenDescriptor> descriptor = OpenDescriptor.atPath(requestedPath);
        if (descriptor.isPresent()) {
            return new OutputFile(requestedPath, null, openDescriptor(requestedPath, descriptor.get()));
        }
        if (Files.exists(requestedPath) && !Files.isRegularFile(requestedPath)) {
            return new OutputFile(requestedPath, null, new FileOutputStream(requestedPath.toFile()).getChannel());
        }
        Path path = followLinks(requestedPath);
        Path directory = path.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw new IOException("no such directory: " + directory);
        }
        PartFile part = PartFile.create(directory, path.getFileName().toString());
        return new OutputFile(path, part, part.channel());
    }

    /** Returns the file that a symbolic link leads to, which need not exist: this file is replaced, not the link. */
    private static Path followLinks(Path link) throws IOException {
        Path path = link;
        for (int links = 0; Files.isSymbolicLink(path); links++) {
            if (links == OpenDescriptor.MAX_LINKS) {
                throw new IOException("too many levels of symbolic links");
            }
            path = path.resolveSibling(Files.readSymbolicLink(path));
        }
        return path;
    }

    private static FileChannel openDescriptor(Path path, OpenDescriptor descriptor) throws IOException {
        if (!descriptor.isWritable()) {
            throw new IOException("it is closed, or not open for writing");
        }
        if (!Files.isRegularFile(path)) {
            return new FileOutputStream(path.toFile()).getChannel();
        }
        // The new descriptor has a position of its own. What the owner of the other one has written, or writes later,
        // would be overwritten, unless both append.
        if (!descriptor.appends()) {
            throw new IOException(
                    "it is a file that is open, but not for appending; open it with >>, or name the file");
        }
        return FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    @Override
    public ByteBufferOutputStream stream() {
        return stream;
    }

    @Override
    public Optional<SparseFile> sparseFile() {
        return part == null ? Optional.empty() : Optional.of(new SparseFile(file, path.toString()));
    }

    @Override
    public Optional<Path> flushedFile() throws IOException {
        flush();
        if (part == null) {
            return Optional.empty();
        }
        try {
            requireName(part);
        } catch (IOException e) {
            throw new OutputException(path.toString(), e);
        }
        return Optional.of(part.path());
    }

    private void flush() throws IOException {
        stream.flush();
        if (holes != null) {
            try {
                holes.extend();
            } catch (IOException e) {
                throw new OutputException(path.toString(), e);
            }
        }
    }

    /** Gives the complete file its final name. When this method returns, the bytes and the name are on the disk. */
    @Override
    public synchronized void commit() throws IOException {
        if (finished) {
            throw new IOException("the file is closed");
        }
        flush();
        try {
            publish();
        } catch (IOException e) {
            throw new OutputException(path.toString(), e);
        }
        finished = true;
    }

    private void publish() throws IOException {
        if (part == null) {
            file.close();
        } else {
            part.lockAgain();
            requireName(part);
            NewFileMode.complete(part.path(), path);
            file.force(true);
            file.close();
            requireName(part);
            Files.move(part.path(), path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            syncDirectory(part.path().toAbsolutePath().resolveSibling("."));
        }
    }

    /** Fails if the name of the unfinished file is free or belongs to another file, which must not become the output. */
    private static void requireName(PartFile part) throws IOException {
        if (!part.hasName()) {
            throw new IOException("another process removed or replaced the unfinished file " + part.path());
        }
    }

    /** Writes the directory to the disk, so that the name survives a power failure. */
    private static void syncDirectory(Path path) {
        try (FileChannel directory = FileChannel.open(path, StandardOpenOption.READ)) {
            directory.force(true);
        } catch (IOException e) {
            // Some systems cannot open a directory. The file is complete and has its name, so this is not an error.
            return;
        }
    }

    /** Deletes the file unless it is complete. Any thread can call this method, even during a write and more than once. */
    @Override
    public synchronized void close() throws IOException {
        if (!finished) {
            finished = true;
            if (part != null) {
                part.delete();
            }
            file.close();
        }
    }
}
