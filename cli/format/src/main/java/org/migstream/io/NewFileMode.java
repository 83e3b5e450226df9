// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The permissions of a file. While a file is incomplete, only its owner may open it: a process that opens it then can read
 * all that is written later, such as guest memory.
 */
final class NewFileMode {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    /** Linux 4.7 and later, {@code task_state} in fs/proc/array.c. */
    private static final Path PROCESS_STATUS = Path.of("/proc/self/status");

    private static final String UMASK = "Umask:";

    /** The permissions in the order of their bits in a mode, from the lowest on. */
    private static final PosixFilePermission[] BITS = {
        PosixFilePermission.OTHERS_EXECUTE,
        PosixFilePermission.OTHERS_WRITE,
        PosixFilePermission.OTHERS_READ,
        PosixFilePermission.GROUP_EXECUTE,
        PosixFilePermission.GROUP_WRITE,
        PosixFilePermission.GROUP_READ,
        PosixFilePermission.OWNER_EXECUTE,
        PosixFilePermission.OWNER_WRITE,
        PosixFilePermission.OWNER_READ
    };

    /** The mode that a program passes to open(2) for a new file. */
    private static final int READ_AND_WRITE = 0666;

    private NewFileMode() {}

    /** Returns the attributes of a new file in a directory: only the owner may open it. */
    static FileAttribute<?>[] ownerOnly(Path directory) {
        return hasPermissions(directory)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    /**
     * Gives a complete file the permissions of the file that it replaces. If there is none, it gets those of the umask; if
     * the umask is not known, only the owner may open the file. From a file of another user, who may have chosen its
     * permissions to read what replaces it, only those are taken that the umask allows, too.
     */
    static void complete(Path file, Path replaced) throws IOException {
        if (!hasPermissions(file)) {
            return;
        }
        PosixFileAttributeView view =
                Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        PosixFileAttributes own = view.readAttributes();
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        permissions.addAll(ofUmask().orElse(OWNER_ONLY));
        if (Files.isRegularFile(replaced, LinkOption.NOFOLLOW_LINKS)) {
            PosixFileAttributes old =
                    Files.readAttributes(replaced, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (old.owner().equals(own.owner())) {
                permissions.clear();
                permissions.addAll(old.permissions());
            } else {
                permissions.retainAll(old.permissions());
            }
        }
        if (permissions.equals(own.permissions())) {
            return;
        }
        try {
            view.setPermissions(permissions);
        } catch (FileSystemException e) {
            // For example, vfat gives all files the permissions of its mount. The file keeps those that it has.
            return;
        }
    }

    private static boolean hasPermissions(Path path) {
        return Files.getFileAttributeView(path, PosixFileAttributeView.class) != null;
    }

    /** Returns the permissions that a new file gets by the umask of this process; empty if the system does not show it. */
    private static Optional<Set<PosixFilePermission>> ofUmask() {
        try {
            for (String line : Files.readAllLines(PROCESS_STATUS)) {
                if (line.startsWith(UMASK)) {
                    int mask = Integer.parseInt(line.substring(UMASK.length()).strip(), 8);
                    return Optional.of(ofMode(READ_AND_WRITE & ~mask));
                }
            }
            return Optional.empty();
        } catch (IOException | NumberFormatException e) {
            // Another system, or no /proc.
            return Optional.empty();
        }
    }

    private static Set<PosixFilePermission> ofMode(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (int bit = 0; bit < BITS.length; bit++) {
            if ((mode >> bit & 1) != 0) {
                permissions.add(BITS[bit]);
            }
        }
        return permissions;
    }
}
