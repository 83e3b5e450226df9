// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import java.nio.file.Files;
import java.util.Optional;
import org.migstream.vfio.Errno;
import org.migstream.vfio.VfioException;
import org.migstream.vfio.host.LinuxHost;
import org.migstream.vfio.host.ProcessFile;

/** Opens the files in /dev that lead to VFIO, and knows why that fails. */
final class VfioFileOpener {
    /** What there is to say where {@link #describeHolder} has nothing. */
    static final String HELD_BY_UNKNOWN_PROCESS = "another process has it, and only root can see which one";

    private VfioFileOpener() {}

    static NativeFileDescriptor open(LinuxHost host, String file) throws VfioException {
        String operation = "open " + file;
        try {
            return NativeFileDescriptor.open(
                    file,
                    ErrnoMessages.of(operation)
                            .with(Errno.ENOENT, "VFIO has made no such file: is its module loaded (modprobe vfio-pci)?")
                            .with(Errno.ENODEV, "VFIO is not there any more: modprobe vfio-pci")
                            .with(
                                    Errno.EACCES,
                                    "this user must be allowed to read and write it: chown or a rule of udev")
                            .with(
                                    Errno.EPERM,
                                    "without an IOMMU this takes CAP_SYS_RAWIO; a container has to be given the device"));
        } catch (VfioException e) {
            if (e.hasErrno(Errno.EBUSY)) {
                throw new VfioException(
                        operation, Errno.EBUSY, describeHolder(host, file).orElse(HELD_BY_UNKNOWN_PROCESS));
            }
            throw e;
        }
    }

    /** Who else has a file open that only one can use; empty if that cannot be seen. */
    static Optional<String> describeHolder(LinuxHost host, String file) {
        return ProcessFile.openVfioFiles(host).stream()
                .filter(held -> held.target().equals(file))
                .findFirst()
                .map(held -> held.processDescription()
                        + " has it; to save a device out of that process, name it with @pid=" + held.pid());
    }

    /** Whether this user may open a file. */
    static boolean isAccessible(LinuxHost host, String file) {
        return Files.isReadable(host.resolve(file)) && Files.isWritable(host.resolve(file));
    }
}
