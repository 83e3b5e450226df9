// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The process that listens on a Unix socket: {@code struct ucred} of SO_PEERCRED (unix(7)), as it was when the process
 * called listen(2).
 *
 * @param process its number
 * @param user its effective user
 */
record PeerCredentials(int process, int user) {
    /** The bytes of the structure: the numbers of the process, the user and the group. */
    static final int SIZEOF_UCRED = 3 * Integer.BYTES;

    private static final int ROOT = 0;
    private static final int WRITABLE_BY_OTHERS = 0022;
    private static final int STICKY = 01000;

    /**
     * Returns whether the process may be the one that the user named: it runs as this user or as root, or no other user can
     * put a socket there. In a directory that others can write to, the first who comes takes the name.
     *
     * @param socket the path of the socket
     * @param self the effective user of this process
     * @throws IOException if a directory cannot be examined
     */
    boolean isTrusted(Path socket, int self) throws IOException {
        return user == self
                || user == ROOT
                || isProtected(socket.toAbsolutePath(), self) && isProtected(socket.toRealPath(), self);
    }

    /** Returns whether only root, this user and the user of the process can change which file has this path. */
    private boolean isProtected(Path file, int self) throws IOException {
        boolean isNameSafe = false;
        for (Path directory = file.getParent(); directory != null; directory = directory.getParent()) {
            int mode = (Integer) Files.getAttribute(directory, "unix:mode");
            int owner = (Integer) Files.getAttribute(directory, "unix:uid");
            // In a sticky directory, others cannot rename what belongs to root or to this user.
            boolean isOpen = (mode & WRITABLE_BY_OTHERS) != 0 && !((mode & STICKY) != 0 && isNameSafe);
            if (isOpen || owner != ROOT && owner != self && owner != user) {
                return false;
            }
            isNameSafe = owner == ROOT || owner == self;
        }
        return true;
    }
}
