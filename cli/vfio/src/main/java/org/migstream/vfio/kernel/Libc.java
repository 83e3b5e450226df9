// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import org.migstream.vfio.VfioException;

/**
 * The functions of the C library that make the kernel's calls. They answer -1 for a failure, whose errno {@link
 * Native#getLastError} then gives to the same thread. Sizes and offsets have 64 bits, as on all hosts with VFIO.
 */
final class Libc {
    /** Why they cannot be called here; null if they can. */
    private static final String LOAD_ERROR = load();

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

    /** @throws VfioException if nothing of this can be called, with what to do about it */
    static void requireLoaded() throws VfioException {
        if (LOAD_ERROR != null) {
            throw new VfioException("call the kernel", LOAD_ERROR);
        }
    }

    private static String load() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return "only Linux has VFIO devices, this is " + System.getProperty("os.name");
        }
        try {
            if (Native.SIZE_T_SIZE != Long.BYTES) {
                return "this needs a Java of 64 bits";
            }
            Native.register(Libc.class, "c");
            return null;
        } catch (LinkageError e) {
            return "the native library of JNA cannot be loaded: it is unpacked into the directory for temporary files,"
                    + " from where programs must be allowed to run (not mounted noexec); choose another one with"
                    + " MIGSTREAM_JAVA_OPTS=-Djna.tmpdir=DIRECTORY ("
                    + e.getMessage() + ")";
        }
    }
}
