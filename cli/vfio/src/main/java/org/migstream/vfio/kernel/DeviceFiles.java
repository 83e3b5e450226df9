// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import java.nio.file.Files;
import java.util.Optional;
import org.migstream.vfio.Errno;
import org.migstream.vfio.VfioException;
import org.migstream.vfio.host.HeldFile;
import org.migstream.vfio.host.Host;

/** Opens the files in /dev that lead to VFIO, and knows why that fails. */
final class DeviceFiles {
    /** What there is to say where {@link #user} has nothing. */
    static final String ANOTHER = "another process has it, and only root can see which one";

    private DeviceFiles() {}

    static Descriptor open(Host host, String file) throws VfioException {
        String operation = "open " + file;
        try {
            return Descriptor.open(
                    file,
                    Answers.to(operation)
                            .where(
                                    Errno.ENOENT,
                                    "VFIO has made no such file: is its module loaded (modprobe vfio-pci)?")
                            .where(Errno.ENODEV, "VFIO is not there any more: modprobe vfio-pci")
                            .where(
                                    Errno.EACCES,
                                    "this user must be allowed to read and write it: chown or a rule of udev")
                            .where(
                                    Errno.EPERM,
                                    "without an IOMMU this takes CAP_SYS_RAWIO; a container has to be given the device"));
        } catch (VfioException e) {
            if (e.is(Errno.EBUSY)) {
                throw new VfioException(operation, Errno.EBUSY, user(host, file).orElse(ANOTHER));
            }
            throw e;
        }
    }

    /** Who else has a file open that only one can use; empty if that cannot be seen. */
    static Optional<String> user(Host host, String file) {
        return HeldFile.ofVfio(host).stream()
                .filter(held -> held.target().equals(file))
                .findFirst()
                .map(held -> held.owner() + " has it; to save a device out of that process, name it with @pid="
                        + held.process());
    }

    /** Whether this user may open a file. */
    static boolean usable(Host host, String file) {
        return Files.isReadable(host.at(file)) && Files.isWritable(host.at(file));
    }
}
