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

    /**
     * Returns whether the process may be the one that the user named: it runs as this user or as root, or only the
     * owner can put a socket into the directory. In another directory, the first who comes could take the name.
     *
     * @param socket the path of the socket
     * @param self the effective user of this process
     * @throws IOException if the directory cannot be examined
     */
    boolean isTrusted(Path socket, int self) throws IOException {
        if (user == self || user == ROOT) {
            return true;
        }
        Path directory = socket.toRealPath().resolveSibling(".");
        int mode = (Integer) Files.getAttribute(directory, "unix:mode");
        return (mode & WRITABLE_BY_OTHERS) == 0;
    }
}
