// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import static org.migstream.io.InputFindingCodes.ZSTD_NOT_LOADED;

import com.github.luben.zstd.util.Native;
import com.github.luben.zstd.util.ZstdVersion;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Loads the native code of zstd-jni. Call {@link #require} before any other class of the library: these classes load the
 * native code when they are initialized, and fail with an Error.
 */
public final class ZstdLibrary {
    /** The system property of zstd-jni that names the file of its native code. */
    private static final String PATH_PROPERTY = "ZstdNativePath";

    private ZstdLibrary() {}

    /**
     * Loads the native code unless it is loaded.
     *
     * @throws UnsupportedStreamException if the native code cannot be loaded; the message contains the action to take
     */
    public static synchronized void require() throws UnsupportedStreamException {
        if (Native.isLoaded() || System.getProperty(PATH_PROPERTY) == null && loadInstalled()) {
            return;
        }
        try {
            Native.load();
        } catch (LinkageError | RuntimeException e) {
            throw new UnsupportedStreamException(
                    ZSTD_NOT_LOADED,
                    0,
                    "the native code of zstd cannot be loaded from the temporary directory "
                            + System.getProperty("ZstdTempFolder", System.getProperty("java.io.tmpdir")) + " ("
                            + reasonOf(e)
                            + "). If this directory is missing, full, not writable or mounted noexec, name"
                            + " another one with TMPDIR=DIRECTORY; otherwise use"
                            + " zstd -dc FILE | migstream ... -");
        }
    }

    /** Returns the first line of the reason; zstd-jni also fails if it has no native code for this processor. */
    private static String reasonOf(Throwable e) {
        Throwable cause = e instanceof ExceptionInInitializerError && e.getCause() != null ? e.getCause() : e;
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("no reason is known");
    }

    /** Loads the native code that the build puts next to the jar. Returns false if this is not possible. */
    private static boolean loadInstalled() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        Optional<Path> file = NativeLibraries.find(
                "%s/%s/libzstd-jni-%s.so".formatted(system, System.getProperty("os.arch"), ZstdVersion.VERSION));
        if (file.isEmpty()) {
            return false;
        }
        System.setProperty(PATH_PROPERTY, file.get().toString());
        try {
            Native.load();
            return true;
        } catch (LinkageError e) {
            // For example, the checkout itself is on a file system that is mounted noexec.
            return false;
        } finally {
            System.clearProperty(PATH_PROPERTY);
        }
    }
}
