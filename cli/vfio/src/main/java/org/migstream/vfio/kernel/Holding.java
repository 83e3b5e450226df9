// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import java.io.Closeable;
import java.util.List;
import java.util.stream.Stream;
import org.migstream.vfio.OpenFile;

/**
 * A device's descriptor with all that has to stay open as long.
 *
 * @param device the descriptor
 * @param others the files that stay open as long
 * @param release closes the rest, after it
 * @param driver the decoder for the states of its driver; null if none is known
 * @param owner whose device it is if it is only borrowed, such as {@code process 4711 (qemu-system-x86)}; null if it is
 *     ours
 */
record Holding(DeviceFile device, List<OpenFile> others, Runnable release, String driver, String owner)
        implements Closeable {
    /** For a descriptor that needs nothing else. */
    static final Runnable NOTHING = () -> {};

    /** All that somebody else needs to have the device instead. */
    List<OpenFile> files() {
        return Stream.concat(Stream.of(new OpenFile(OpenFile.Kind.DEVICE, device.number())), others.stream())
                .toList();
    }

    boolean isBorrowed() {
        return owner != null;
    }

    @Override
    public void close() {
        device.close();
        release.run();
    }
}
