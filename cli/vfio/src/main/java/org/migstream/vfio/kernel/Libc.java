// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;
import org.migstream.io.NativeLibraries;
import org.migstream.vfio.VfioException;

/**
 * The functions of the C library that make system calls. They return -1 on failure; {@link Native#getLastError} then
 * returns the errno in the same thread. Sizes and offsets have 64 bits; {@link #requireLoaded} refuses a JVM
 * in which they have another size.
 */
final class Libc {
    /** The system property of JNA that names the directory of its native code. */
    private static final String PATH_PROPERTY = "jna.boot.library.path";

    /** The path of JNA's native code in its jar; the argument is the processor. */
    private static final String NATIVE_PATH = "com/sun/jna/linux-%s/libjnidispatch.so";

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

    static native int eventfd(int initialValue, int flags);

    static native int socket(int domain, int type, int protocol);

    static native int connect(int descriptor, Pointer address, int length);

    static native int setsockopt(int descriptor, int level, int option, Pointer value, int length);

    static native int getsockopt(int descriptor, int level, int option, Pointer value, Pointer length);

    static native int geteuid();

    static native int shutdown(int descriptor, int how);

    static native long sendmsg(int descriptor, Pointer message, int flags);

    static native long syscall(long number, long first, long second, long third);

    /**
     * Checks that the functions can be called.
     *
     * @throws VfioException if the functions cannot be called; the message contains the reason and the action to take
     */
    static void requireLoaded() throws VfioException {
        if (LOAD_ERROR != null) {
            throw VfioException.ofUnreachedDevice(LOAD_ERROR);
        }
    }

    private static @Nullable String load() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return "VFIO devices exist only on Linux; this is " + System.getProperty("os.name");
        }
        // Without this property, JNA writes its native code to the temporary directory.
        String library = NATIVE_PATH.formatted(System.getProperty("os.arch").replace("amd64", "x86-64"));
        if (System.getProperty(PATH_PROPERTY) == null) {
            NativeLibraries.find(library)
                    .ifPresent(file -> System.setProperty(
                            PATH_PROPERTY, file.resolveSibling("").toString()));
        }
        try {
            if (Native.SIZE_T_SIZE != Long.BYTES) {
                return "a 64-bit JVM is required";
            }
            Native.register(Libc.class, "c");
            return null;
        } catch (LinkageError e) {
            return "the native code of JNA cannot be loaded from the directory "
                    + System.getProperty("jna.tmpdir", "~/.cache/JNA")
                    + ", which may be missing, full, not writable or mounted noexec; name another directory with"
                    + " MIGSTREAM_JAVA_OPTS=-Djna.tmpdir=DIRECTORY";
        }
    }
}
