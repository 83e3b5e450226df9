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
 * @param otherFiles the files that stay open as long
 * @param releaseOthers closes the rest, after it
 * @param decoderName the decoder for the states of its driver; null if none is known
 * @param lender whose device it is if it is only borrowed, such as {@code process 4711 (qemu-system-x86)}; null if it is
 *     ours
 */
record OpenHandles(
        VfioDeviceFd device, List<OpenFile> otherFiles, Runnable releaseOthers, String decoderName, String lender)
        implements Closeable {
    /** For a descriptor that needs nothing else. */
    static final Runnable NO_RELEASE = () -> {};

    /** All that somebody else needs to have the device instead. */
    List<OpenFile> files() {
        return Stream.concat(Stream.of(new OpenFile(OpenFile.Kind.DEVICE, device.fd())), otherFiles.stream())
                .toList();
    }

    boolean isBorrowed() {
        return lender != null;
    }

    @Override
    public void close() {
        device.close();
        releaseOthers.run();
    }
}
