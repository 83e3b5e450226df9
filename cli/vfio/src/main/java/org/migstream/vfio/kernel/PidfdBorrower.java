// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import com.sun.jna.Native;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.HostFunction;
import org.migstream.vfio.Errno;
import org.migstream.vfio.VfioException;
import org.migstream.vfio.host.HostDevice;
import org.migstream.vfio.host.ProcessFile;
import org.migstream.vfio.kernel.KernelDevice.OpenHandles;

/**
 * Copies the descriptor of an open device from another process with pidfd_getfd(2) (Linux 5.6 or newer). The other
 * process is not affected. The copy refers to the same open file. Closing the copy does not close the file in the other
 * process.
 *
 * <p>The file of the wanted device is searched for in this order:
 *
 * <ol>
 *   <li>a file that identifies the device: a cdev by its path, another file by its {@code fdinfo} (newer kernels only);
 *   <li>the file of the IOMMU group, through which any device of the group can be opened again by its address;
 *   <li>the only device file with matching PCI ids, if the host has no other device with these ids.
 * </ol>
 */
final class PidfdBorrower {
    private static final long SYS_PIDFD_OPEN = 434;
    private static final long SYS_PIDFD_GETFD = 438;

    private final HostDevice device;
    private final int pid;
    private final List<ProcessFile> files;

    private PidfdBorrower(HostDevice device, int pid, List<ProcessFile> files) {
        this.device = device;
        this.pid = pid;
        this.files = files;
    }

    /**
     * Borrows a device.
     *
     * @param pid the process that has the device open
     * @param files the open files of the process; empty if they cannot be listed
     * @param token the token of a virtual function
     */
    static OpenHandles borrow(HostDevice device, int pid, List<ProcessFile> files, @Nullable UUID token)
            throws VfioException {
        Libc.requireLoaded();
        try (NativeFileDescriptor pidfd = openPidfd(pid)) {
            PidfdBorrower borrower = new PidfdBorrower(device, pid, files);
            return new OpenHandles(
                    VfioDeviceFd.of(borrower.borrow(pidfd, token)),
                    List.of(),
                    OpenHandles.NO_RELEASE,
                    device.driver().orElse(null),
                    borrower.processDescription(),
                    HostFunction.Use.RUNNING,
                    false);
        }
    }

    private static NativeFileDescriptor openPidfd(int pid) throws VfioException {
        int pidfd = (int) Libc.syscall(SYS_PIDFD_OPEN, pid, 0, 0);
        if (pidfd < 0) {
            throw ErrnoMessages.of("open process " + pid)
                    .with(
                            Errno.ESRCH,
                            "there is no such process; in a container, use the process id inside the container")
                    .with(Errno.ENOSYS, "the kernel has no pidfd_getfd; Linux 5.6 or newer is required")
                    .toException(Native.getLastError());
        }
        return NativeFileDescriptor.of(pidfd);
    }

    private String processDescription() {
        return files.isEmpty() ? "process " + pid : files.get(0).processDescription();
    }

    private VfioException failure(String reason) {
        return new VfioException("borrow " + device.address() + " from " + processDescription(), reason);
    }

    private NativeFileDescriptor borrow(NativeFileDescriptor pidfd, @Nullable UUID token) throws VfioException {
        if (files.isEmpty()) {
            throw failure("the open files of the process cannot be listed; run as root or as the user of the process");
        }
        for (ProcessFile file : files) {
            if (file.isDevice() && file.device().equals(Optional.of(device))) {
                return copyFd(pidfd, file);
            }
        }
        Optional<ProcessFile> group = device.groupFile().flatMap(name -> files.stream()
                .filter(file -> file.target().equals(name))
                .findFirst());
        if (group.isPresent()) {
            try (NativeFileDescriptor copy = copyFd(pidfd, group.get())) {
                return VfioGroup.openDevice(copy, device, token);
            }
        }
        return copyOnlyCandidate(pidfd);
    }

    private NativeFileDescriptor copyFd(NativeFileDescriptor pidfd, ProcessFile file) throws VfioException {
        int copy = (int) Libc.syscall(SYS_PIDFD_GETFD, pidfd.fd(), file.fd(), 0);
        if (copy < 0) {
            throw ErrnoMessages.of("borrow " + device.address() + " from " + processDescription())
                    .with(
                            Errno.EPERM,
                            "this needs ptrace permission: the same user and kernel.yama.ptrace_scope 0, or"
                                    + " CAP_SYS_PTRACE")
                    .with(Errno.EBADF, "the process has just closed the device")
                    .toException(Native.getLastError());
        }
        return NativeFileDescriptor.of(copy);
    }

    /**
     * Returns the only file that may be the device. Needed for a process that received the files of its devices from
     * another process.
     */
    private NativeFileDescriptor copyOnlyCandidate(NativeFileDescriptor pidfd) throws VfioException {
        List<ProcessFile> unidentified = files.stream()
                .filter(file -> file.isDevice() && file.device().isEmpty())
                .toList();
        if (unidentified.isEmpty() || canOpenGroup()) {
            throw failure("the process does not have this device open");
        }
        List<NativeFileDescriptor> matching = new ArrayList<>();
        try {
            for (ProcessFile file : unidentified) {
                NativeFileDescriptor copy = copyFd(pidfd, file);
                matching.add(copy);
                if (!mayBeDevice(copy)) {
                    matching.remove(copy);
                    copy.close();
                }
            }
            if (matching.isEmpty()) {
                throw failure("the PCI ids match none of the " + unidentified.size()
                        + " VFIO devices that the process has open");
            }
            List<HostDevice> candidates = device.host().devices().stream()
                    .filter(other ->
                            other.bus() == device.bus() && other.pciId().equals(device.pciId()))
                    .toList();
            if (matching.size() > 1 || candidates.size() > 1) {
                throw failure("cannot identify the device: " + matching.size()
                        + (matching.size() == 1 ? " open file" : " open files") + " of the process and "
                        + candidates.size() + (candidates.size() == 1 ? " device" : " devices")
                        + " of the host have these PCI ids, and the kernel does not report which file is which"
                        + " device");
            }
            return matching.remove(0);
        } finally {
            matching.forEach(NativeFileDescriptor::close);
        }
    }

    /**
     * Returns whether the group can be opened, which means that no process has it open. Opening it has no side effects.
     */
    private boolean canOpenGroup() {
        if (device.groupFile().isEmpty()) {
            return false;
        }
        try (NativeFileDescriptor group = NativeFileDescriptor.open(
                device.groupFile().get(),
                ErrnoMessages.of("open " + device.groupFile().get()))) {
            return group.fd() >= 0;
        } catch (VfioException e) {
            return false;
        }
    }

    private boolean mayBeDevice(NativeFileDescriptor copy) throws VfioException {
        ConfigSpace space = new PciConfigurationAccess(VfioDeviceFd.of(copy), HostFunction.Use.RUNNING)
                .read()
                .configSpace();
        return device.pciId().isEmpty() || device.pciId().get().equals(space.id());
    }
}
