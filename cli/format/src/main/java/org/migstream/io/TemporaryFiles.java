// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The temporary files of this process. Their names are deleted at once, so the system deletes the files even if the program
 * crashes. One limit holds for all of them together: a small compressed file can stand for a stream with more sections than
 * the directory has room for, and this directory often is memory.
 */
public final class TemporaryFiles {
    /** The option of the command line that sets the limit. */
    public static final String OPTION = "--max-temporary";

    /** The limit in bytes, unless {@link #setLimit} is called. */
    public static final long DEFAULT_LIMIT = 2L << 30;

    private static final AtomicLong LIMIT = new AtomicLong(DEFAULT_LIMIT);
    private static final AtomicLong USED = new AtomicLong();

    /** The bytes that all buffers together keep in memory, before one of them gets a file. */
    private static final long MAX_MEMORY = 4L << 20;

    private static final AtomicLong MEMORY = new AtomicLong();

    private TemporaryFiles() {}

    /** Sets the maximum number of bytes of all temporary files together. */
    public static void setLimit(long bytes) {
        LIMIT.set(bytes);
    }

    /**
     * Counts bytes that are about to be written.
     *
     * @throws LimitException if the files would exceed the limit; then the bytes are not counted
     */
    static void reserve(long bytes) throws LimitException {
        if (!add(USED, bytes, LIMIT.get())) {
            throw new LimitException("the temporary files in " + directory() + " need more than the allowed "
                    + LIMIT.get() + " bytes; if the input is trusted, allow more with " + OPTION);
        }
    }

    /** Adds to a sum; returns false, and changes nothing, if it would exceed the limit. */
    private static boolean add(AtomicLong sum, long bytes, long limit) {
        long before;
        do {
            before = sum.get();
            if (before + bytes > limit) {
                return false;
            }
        } while (!sum.compareAndSet(before, before + bytes));
        return true;
    }

    /** Takes bytes of a deleted file from the count. */
    static void release(long bytes) {
        USED.addAndGet(-bytes);
    }

    /**
     * Lets a buffer keep bytes in memory in place of a file. This memory never exceeds the limit of the files.
     *
     * @return false if there is too little memory left; then nothing is lent
     */
    static boolean borrowMemory(long bytes) {
        return add(MEMORY, bytes, Math.min(MAX_MEMORY, LIMIT.get()));
    }

    /** Gives memory back. */
    static void returnMemory(long bytes) {
        MEMORY.addAndGet(-bytes);
    }

    /** Creates a temporary file and deletes its name at once. */
    static FileChannel create() throws IOException {
        try {
            Path path = Files.createTempFile(Path.of(directory()), "migstream", null);
            try {
                return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            } finally {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw error(e);
        }
    }

    /** Returns an exception whose message names the directory of the temporary files. */
    static IOException error(IOException cause) {
        return cause instanceof LimitException
                ? cause
                : new IOException(
                        "no temporary file in " + directory() + ": " + IoErrorText.of(cause)
                                + "; name another directory with TMPDIR=DIRECTORY",
                        cause);
    }

    /**
     * Returns the directory of the temporary files. If it does not exist, the launcher sets {@code migstream.tmpdir}, because
     * Java prints a warning if {@code java.io.tmpdir} does not exist.
     */
    private static String directory() {
        return System.getProperty("migstream.tmpdir", System.getProperty("java.io.tmpdir"));
    }

    /**
     * The temporary files would exceed their limit. An input is not damaged by that, so it is not a {@link
     * StreamException}: it ends the command, and no verdict depends on it.
     */
    public static final class LimitException extends IOException {
        private static final long serialVersionUID = 1;

        LimitException(String message) {
            super(message);
        }
    }
}
