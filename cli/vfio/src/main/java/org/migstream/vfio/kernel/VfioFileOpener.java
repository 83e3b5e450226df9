// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import java.nio.file.Files;
import java.util.Optional;
import org.migstream.vfio.Errno;
import org.migstream.vfio.VfioException;
import org.migstream.vfio.host.LinuxHost;
import org.migstream.vfio.host.ProcessFile;

/** Opens the VFIO files in /dev and explains failures. */
final class VfioFileOpener {
    /** The explanation for EBUSY if {@link #describeHolder} finds no process. */
    static final String HELD_BY_UNKNOWN_PROCESS = "another process has it open; only root can see which one";

    /** The explanation for EPERM from a device without an IOMMU. */
    static final String NOIOMMU_EPERM =
            "without an IOMMU this needs CAP_SYS_RAWIO and, for a device file of an iommufd, a"
                    + " kernel with CONFIG_IOMMUFD_NOIOMMU";

    private VfioFileOpener() {}

    /** Describes the process that has a file open. */
    @FunctionalInterface
    interface HolderSearch {
        /** Returns a description of the process and the action to take; empty if no process is visible. */
        Optional<String> find(String file);
    }

    /** @param holders is asked if another process has the file open */
    static NativeFileDescriptor open(String file, HolderSearch holders) throws VfioException {
        String operation = "open " + file;
        try {
            return NativeFileDescriptor.open(
                    file,
                    ErrnoMessages.of(operation)
                            .with(
                                    Errno.ENOENT,
                                    file.equals(CdevOpener.IOMMUFD_PATH)
                                            ? "the file does not exist; load its module (modprobe iommufd)"
                                            : "the file does not exist; load the VFIO module (modprobe vfio-pci)")
                            .with(Errno.ENODEV, "VFIO is no longer loaded; load it again (modprobe vfio-pci)")
                            .with(Errno.EACCES, "this user needs read and write permission; use chown or a udev rule")
                            .with(Errno.EPERM, NOIOMMU_EPERM + "; in a container, pass the device into it"));
        } catch (VfioException e) {
            if (e.hasErrno(Errno.EBUSY)) {
                throw new VfioException(
                        operation, Errno.EBUSY, holders.find(file).orElse(HELD_BY_UNKNOWN_PROCESS));
            }
            throw e;
        }
    }

    /** Describes the process that has a file open; empty if no process is visible. */
    static Optional<String> describeHolder(LinuxHost host, String file) {
        return ProcessFile.openVfioFiles(host).stream()
                .filter(held -> held.target().equals(file))
                .findFirst()
                .map(held -> held.processDescription() + " has it open; to save the device from that process, add @pid="
                        + held.pid());
    }

    /** Returns whether this user may open a file. */
    static boolean isAccessible(LinuxHost host, String file) {
        return Files.isReadable(host.resolve(file)) && Files.isWritable(host.resolve(file));
    }
}
