// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import com.sun.jna.Native;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.migstream.pci.ConfigSpace;
import org.migstream.vfio.Errno;
import org.migstream.vfio.VfioException;
import org.migstream.vfio.host.HostDevice;
import org.migstream.vfio.host.ProcessFile;

/**
 * A process that has devices open and lends one, without its help: pidfd_getfd(2), Linux 5.6 and newer. What is got so
 * is the same open file: closing it here closes nothing there.
 *
 * <p>Which of its files is the device that was asked for? In this order:
 *
 * <ol>
 *   <li>one that says so: a cdev by its name, others in {@code fdinfo} of newer kernels;
 *   <li>the group's, which gives any of its devices by name once more;
 *   <li>the only one that fits, if no other device of the host would.
 * </ol>
 */
final class PidfdBorrower {
    private static final long SYS_PIDFD_OPEN = 434;
    private static final long SYS_PIDFD_GETFD = 438;

    private final HostDevice device;
    private final int pid;
    private final List<ProcessFile> files;

    private PidfdBorrower(HostDevice device, int process) {
        this.device = device;
        this.pid = process;
        files = ProcessFile.ofProcess(device.host(), process);
    }

    /**
     * Borrows a device.
     *
     * @param token of a virtual function; null for none
     */
    static OpenHandles borrow(HostDevice device, int process, UUID token) throws VfioException {
        Libc.requireLoaded();
        try (NativeFileDescriptor pidfd = openPidfd(process)) {
            PidfdBorrower lending = new PidfdBorrower(device, process);
            return new OpenHandles(
                    VfioDeviceFd.of(lending.borrow(pidfd, token)),
                    List.of(),
                    OpenHandles.NO_RELEASE,
                    device.decoderName().orElse(null),
                    lending.processDescription());
        }
    }

    private static NativeFileDescriptor openPidfd(int process) throws VfioException {
        int pidfd = (int) Libc.syscall(SYS_PIDFD_OPEN, process, 0, 0);
        if (pidfd < 0) {
            throw ErrnoMessages.of("look into process " + process)
                    .with(Errno.ESRCH, "there is none of that number; in a container, count as the container does")
                    .with(Errno.ENOSYS, "the kernel is older than 5.6 and has no pidfd_getfd")
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

    private NativeFileDescriptor borrow(NativeFileDescriptor pidfd, UUID token) throws VfioException {
        if (files.isEmpty()) {
            throw failure("its files cannot be seen: be root, or the same user");
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
                return VfioGroup.openDevice(copy, device.address(), token);
            }
        }
        return copyOnlyMatch(pidfd);
    }

    private NativeFileDescriptor copyFd(NativeFileDescriptor pidfd, ProcessFile file) throws VfioException {
        int copy = (int) Libc.syscall(SYS_PIDFD_GETFD, pidfd.fd(), file.fd(), 0);
        if (copy < 0) {
            throw ErrnoMessages.of("borrow " + device.address() + " from " + processDescription())
                    .with(
                            Errno.EPERM,
                            "this takes what a debugger may: the same user and kernel.yama.ptrace_scope 0, or"
                                    + " CAP_SYS_PTRACE")
                    .with(Errno.EBADF, "it has just closed the device")
                    .toException(Native.getLastError());
        }
        return NativeFileDescriptor.of(copy);
    }

    /** The only one that fits, of a process that got its devices from another one. */
    private NativeFileDescriptor copyOnlyMatch(NativeFileDescriptor pidfd) throws VfioException {
        List<ProcessFile> unnamed = files.stream()
                .filter(file -> file.isDevice() && file.device().isEmpty())
                .toList();
        if (unnamed.isEmpty() || canOpenGroup()) {
            throw failure("it does not have that device open");
        }
        List<NativeFileDescriptor> fitting = new ArrayList<>();
        try {
            for (ProcessFile file : unnamed) {
                NativeFileDescriptor copy = copyFd(pidfd, file);
                fitting.add(copy);
                if (!hasMatchingPciId(copy)) {
                    fitting.remove(copy);
                    copy.close();
                }
            }
            if (fitting.isEmpty()) {
                throw failure("none of its " + unnamed.size() + " VFIO devices has the ids of that one");
            }
            List<HostDevice> alike = device.host().devices().stream()
                    .filter(other ->
                            other.bus() == device.bus() && other.pciId().equals(device.pciId()))
                    .toList();
            if (fitting.size() > 1 || alike.size() > 1) {
                throw failure("which of its files that is cannot be told: it has " + fitting.size()
                        + " that may be, this host has " + alike.size()
                        + " such devices, it does not have the group open, and the kernel does not name them");
            }
            return fitting.remove(0);
        } finally {
            fitting.forEach(NativeFileDescriptor::close);
        }
    }

    /** Whether nobody has it: then its group can be opened, to which nothing happens. */
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

    private boolean hasMatchingPciId(NativeFileDescriptor copy) throws VfioException {
        ConfigSpace space =
                new PciConfigurationAccess(VfioDeviceFd.of(copy)).read().configSpace();
        return device.pciId().isEmpty() || device.pciId().get().equals(space.id());
    }
}
