// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;
import org.migstream.vfio.VfioException;

/**
 * The functions of the C library that make system calls. They return -1 on failure; {@link Native#getLastError} then
 * returns the errno in the same thread. Sizes and offsets have 64 bits; {@link #requireLoaded} refuses a JVM
 * in which they have another size.
 */
final class Libc {
    /** The reason why the functions cannot be called here; null if they can. */
    private static final @Nullable String LOAD_ERROR = load();

    private Libc() {}

    static native int open(String path, int flags);

    static native int close(int descriptor);

    static native long read(int descriptor, Pointer into, long count);

    static native long write(int descriptor, Pointer from, long count);

    static native long pread(int descriptor, Pointer into, long count, long offset);

    static native long pwrite(int descriptor, Pointer from, long count, long offset);

    static native int ioctl(int descriptor, long request, Pointer argument);

    static native int socket(int domain, int type, int protocol);

    static native int connect(int descriptor, Pointer address, int length);

    static native int setsockopt(int descriptor, int level, int option, Pointer value, int length);

    static native long sendmsg(int descriptor, Pointer message, int flags);

    static native long syscall(long number, long first, long second, long third);

    /**
     * Checks that the functions can be called.
     *
     * @throws VfioException if the functions cannot be called; the message contains the reason and the action to take
     */
    static void requireLoaded() throws VfioException {
        if (LOAD_ERROR != null) {
            throw new VfioException("call the kernel", LOAD_ERROR);
        }
    }

    private static @Nullable String load() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return "VFIO devices exist only on Linux; this is " + System.getProperty("os.name");
        }
        try {
            if (Native.SIZE_T_SIZE != Long.BYTES) {
                return "a 64-bit JVM is required";
            }
            Native.register(Libc.class, "c");
            return null;
        } catch (LinkageError e) {
            return "cannot load the native library of JNA (" + e.getMessage()
                    + "); if the temporary directory is mounted noexec,"
                    + " set MIGSTREAM_JAVA_OPTS=-Djna.tmpdir=DIRECTORY";
        }
    }
}
