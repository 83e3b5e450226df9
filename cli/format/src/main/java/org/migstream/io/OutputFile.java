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

/**
 * A file that is there whole or not at all: until it is complete it has another name beside its own. What is no regular
 * file, a pipe or a device, is written as it is: no file may take its place.
 */
public final class OutputFile implements CommittableOutput {
    private final Path path;
    /** Null where there is none to be renamed. */
    private final Path partPath;

    private final FileChannel file;
    private final ByteBufferOutputStream stream;
    private boolean finished;

    private OutputFile(Path path, Path unfinished, FileChannel file) {
        this.path = path;
        this.partPath = unfinished;
        this.file = file;
        stream = new NamedOutputStream(path.toString(), new ChannelOutputStream(file));
    }

    /**
     * Begins one; what has its name stays as it is until {@link #commit}.
     *
     * @throws OutputException if there can be none
     */
    public static OutputFile create(Path path) throws IOException {
        try {
            return openOutput(path);
        } catch (IOException e) {
            throw new OutputException(path.toString(), e);
        }
    }

    private static OutputFile openOutput(Path named) throws IOException {
        // A link stays one.
        Path path = Files.isSymbolicLink(named) && Files.exists(named) ? named.toRealPath() : named;
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            return new OutputFile(path, null, new FileOutputStream(path.toFile()).getChannel());
        }
        Path directory = path.toAbsolutePath().getParent();
        if (!Files.isDirectory(directory)) {
            throw new IOException("there is no directory " + directory);
        }
        long process = ProcessHandle.current().pid();
        Path unfinished = directory.resolve("." + path.getFileName() + "." + process + ".part");
        Files.deleteIfExists(unfinished);
        Files.createFile(unfinished);
        // Of a process that is told to end nothing may stay.
        unfinished.toFile().deleteOnExit();
        if (Files.exists(path)) {
            copyPermissions(path, unfinished);
        }
        return new OutputFile(
                path, unfinished, FileChannel.open(unfinished, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    /** Nobody may read what takes a file's place who could not read that. */
    private static void copyPermissions(Path from, Path to) throws IOException {
        try {
            Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(from));
        } catch (UnsupportedOperationException e) {
            // The file system has none.
            return;
        }
    }

    @Override
    public ByteBufferOutputStream stream() {
        return stream;
    }

    @Override
    public Optional<SparseFile> sparseFile() {
        return partPath == null ? Optional.empty() : Optional.of(new SparseFile(file, path.toString()));
    }

    @Override
    public Optional<Path> flushedFile() throws IOException {
        stream.flush();
        return Optional.ofNullable(partPath);
    }

    /** The bytes are complete: when this returns they are on the disk, under the file's name. */
    @Override
    public synchronized void commit() throws IOException {
        if (finished) {
            throw new IOException("the file has been given up");
        }
        stream.flush();
        try {
            publish();
        } catch (IOException e) {
            throw new OutputException(path.toString(), e);
        }
        finished = true;
    }

    private void publish() throws IOException {
        if (partPath == null) {
            file.close();
        } else {
            file.force(true);
            file.close();
            Files.move(partPath, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            syncDirectory();
        }
    }

    /** So that the name outlives a power cut, too; where a directory cannot be opened, the system sees to it. */
    private void syncDirectory() {
        try (FileChannel directory = FileChannel.open(partPath.getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        } catch (IOException e) {
            // The file is complete and has its name: there is nothing that the caller could do.
            return;
        }
    }

    /** Gives it up, unless it is complete; may be called from any thread, while another one writes, and again. */
    @Override
    public synchronized void close() throws IOException {
        if (!finished) {
            finished = true;
            if (partPath != null) {
                Files.deleteIfExists(partPath);
            }
            file.close();
        }
    }
}
