// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An open file descriptor of a process, as procfs shows it.
 *
 * @param directory {@code /proc/PID/fd}
 * @param number the file descriptor
 */
public record OpenDescriptor(Path directory, int number) {
    private static final Path OWN_PROCESS = Path.of("/proc/self");
    private static final Path PROCESSES = Path.of("/proc");
    private static final Path DESCRIPTORS = Path.of("fd");

    /** The most digits of the number of a descriptor or a process. */
    private static final int MAX_DIGITS = 9;

    /** The number of symbolic links that Linux follows in a path (MAXSYMLINKS in include/linux/namei.h). */
    static final int MAX_LINKS = 40;

    // Flags of open(2): include/uapi/asm-generic/fcntl.h. fs/proc/fd.c, seq_show(), prints them in octal.
    private static final String FLAGS = "flags:";
    private static final long O_ACCMODE = 03;
    private static final long O_RDONLY = 00;
    private static final long O_WRONLY = 01;
    private static final long O_APPEND = 02000;
    private static final long O_CLOEXEC = 02000000;

    /** Returns a file descriptor of this process, which need not be open; empty on a system without procfs. */
    public static Optional<OpenDescriptor> own(int number) {
        try {
            return Optional.of(new OpenDescriptor(OWN_PROCESS.toRealPath().resolve("fd"), number));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns the file descriptor that a path leads to, such as {@code /dev/stdout}, {@code /dev/fd/3}, {@code
     * /proc/self/fd/1} or a symbolic link to one of them; empty if it leads to none.
     */
    public static Optional<OpenDescriptor> atPath(Path path) {
        try {
            Path current = path.toAbsolutePath();
            for (int links = 0; links < MAX_LINKS && Files.isSymbolicLink(current); links++) {
                Path directory = current.resolveSibling(".").toRealPath();
                String name = current.getFileName().toString();
                OptionalInt number = parseNumber(name);
                if (number.isPresent() && isDescriptorDirectory(directory)) {
                    return Optional.of(new OpenDescriptor(directory, number.getAsInt()));
                }
                current = directory.resolve(Files.readSymbolicLink(current));
            }
        } catch (IOException e) {
            // Opening the path fails with the same error, and with a message.
            return Optional.empty();
        }
        return Optional.empty();
    }

    /** Returns whether a directory is {@code /proc/PID/fd} or {@code /proc/PID/task/TID/fd}. */
    private static boolean isDescriptorDirectory(Path directory) {
        int parts = directory.getNameCount();
        return directory.startsWith(PROCESSES)
                && directory.endsWith(DESCRIPTORS)
                && (parts == 3 || parts == 5 && directory.getName(2).toString().equals("task"))
                && parseNumber(directory.getName(1).toString()).isPresent()
                && parseNumber(directory.getName(parts - 2).toString()).isPresent();
    }

    /** Parses a number as the kernel writes it; empty for any other word. */
    private static OptionalInt parseNumber(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) < '0' || word.charAt(i) > '9') {
                return OptionalInt.empty();
            }
        }
        return word.isEmpty() || word.length() > MAX_DIGITS
                ? OptionalInt.empty()
                : OptionalInt.of(Integer.parseInt(word));
    }

    /** Returns the number if the descriptor is one of this process. */
    public OptionalInt ownNumber() {
        try {
            return directory.startsWith(OWN_PROCESS.toRealPath()) ? OptionalInt.of(number) : OptionalInt.empty();
        } catch (IOException e) {
            return OptionalInt.empty();
        }
    }

    /**
     * Returns whether the descriptor is open for reading, and no file that this process itself has opened. A file of the
     * JVM can get the number of a standard stream that the caller has closed.
     */
    public boolean isReadable() {
        return isUsable(O_WRONLY);
    }

    /** Returns whether the descriptor is open for writing, and no file that this process itself has opened. */
    public boolean isWritable() {
        return isUsable(O_RDONLY);
    }

    private boolean isUsable(long unsuitableMode) {
        Optional<Long> flags = flags();
        return flags.isPresent()
                && (flags.get() & O_ACCMODE) != unsuitableMode
                && (ownNumber().isEmpty() || !isOpenedByThisProcess(flags.get()));
    }

    private boolean isOpenedByThisProcess(long flags) {
        // The exec of this process would have closed a descriptor of the caller with O_CLOEXEC. The JVM sets this flag
        // (os::open in os_linux.cpp), but not for lib/modules (osSupport_unix.cpp of libjimage). It opens jars later,
        // and for reading only, so that neither standard input nor an output can be one.
        return (flags & O_CLOEXEC) != 0 || isFileOfJava();
    }

    private boolean isFileOfJava() {
        try {
            return Files.readSymbolicLink(directory.resolve(Integer.toString(number)))
                    .startsWith(Path.of(System.getProperty("java.home")).toRealPath());
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns whether each write goes to the end of the file. */
    boolean appends() {
        Optional<Long> flags = flags();
        return flags.isPresent() && (flags.get() & O_APPEND) != 0;
    }

    /** Returns whether the descriptor is open. */
    public boolean isOpen() {
        return flags().isPresent();
    }

    private Optional<Long> flags() {
        try {
            String information =
                    Files.readString(directory.resolveSibling("fdinfo").resolve(Integer.toString(number)));
            int start = information.indexOf(FLAGS) + FLAGS.length();
            int end = information.indexOf('\n', start);
            return Optional.of(Long.parseLong(information.substring(start, end).strip(), 8));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
