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
import org.migstream.vfio.host.HeldFile;
import org.migstream.vfio.host.HostDevice;

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
final class Lending {
    private static final long PIDFD_OPEN = 434;
    private static final long PIDFD_GETFD = 438;

    private final HostDevice device;
    private final int process;
    private final List<HeldFile> files;

    private Lending(HostDevice device, int process) {
        this.device = device;
        this.process = process;
        files = HeldFile.of(device.host(), process);
    }

    /**
     * Borrows a device.
     *
     * @param token of a virtual function; null for none
     */
    static Holding borrow(HostDevice device, int process, UUID token) throws VfioException {
        Libc.require();
        try (Descriptor pidfd = open(process)) {
            Lending lending = new Lending(device, process);
            return new Holding(
                    DeviceFile.of(lending.borrow(pidfd, token)),
                    List.of(),
                    Holding.NOTHING,
                    device.decoder().orElse(null),
                    lending.owner());
        }
    }

    private static Descriptor open(int process) throws VfioException {
        int pidfd = (int) Libc.syscall(PIDFD_OPEN, process, 0, 0);
        if (pidfd < 0) {
            throw Answers.to("look into process " + process)
                    .where(Errno.ESRCH, "there is none of that number; in a container, count as the container does")
                    .where(Errno.ENOSYS, "the kernel is older than 5.6 and has no pidfd_getfd")
                    .failure(Native.getLastError());
        }
        return Descriptor.of(pidfd);
    }

    private String owner() {
        return files.isEmpty() ? "process " + process : files.get(0).owner();
    }

    private VfioException failure(String reason) {
        return new VfioException("borrow " + device.address() + " from " + owner(), reason);
    }

    private Descriptor borrow(Descriptor pidfd, UUID token) throws VfioException {
        if (files.isEmpty()) {
            throw failure("its files cannot be seen: be root, or the same user");
        }
        for (HeldFile file : files) {
            if (file.isDevice() && file.device().equals(Optional.of(device))) {
                return copy(pidfd, file);
            }
        }
        Optional<HeldFile> group = device.groupFile().flatMap(name -> files.stream()
                .filter(file -> file.target().equals(name))
                .findFirst());
        if (group.isPresent()) {
            try (Descriptor copy = copy(pidfd, group.get())) {
                return Group.device(copy, device.address(), token);
            }
        }
        return onlyOne(pidfd);
    }

    private Descriptor copy(Descriptor pidfd, HeldFile file) throws VfioException {
        int copy = (int) Libc.syscall(PIDFD_GETFD, pidfd.number(), file.descriptor(), 0);
        if (copy < 0) {
            throw Answers.to("borrow " + device.address() + " from " + owner())
                    .where(
                            Errno.EPERM,
                            "this takes what a debugger may: the same user and kernel.yama.ptrace_scope 0, or"
                                    + " CAP_SYS_PTRACE")
                    .where(Errno.EBADF, "it has just closed the device")
                    .failure(Native.getLastError());
        }
        return Descriptor.of(copy);
    }

    /** The only one that fits, of a process that got its devices from another one. */
    private Descriptor onlyOne(Descriptor pidfd) throws VfioException {
        List<HeldFile> unnamed = files.stream()
                .filter(file -> file.isDevice() && file.device().isEmpty())
                .toList();
        if (unnamed.isEmpty() || isFree()) {
            throw failure("it does not have that device open");
        }
        List<Descriptor> fitting = new ArrayList<>();
        try {
            for (HeldFile file : unnamed) {
                Descriptor copy = copy(pidfd, file);
                fitting.add(copy);
                if (!fits(copy)) {
                    fitting.remove(copy);
                    copy.close();
                }
            }
            if (fitting.isEmpty()) {
                throw failure("none of its " + unnamed.size() + " VFIO devices has the ids of that one");
            }
            List<HostDevice> alike = device.host().devices().stream()
                    .filter(other -> other.bus() == device.bus() && other.pci().equals(device.pci()))
                    .toList();
            if (fitting.size() > 1 || alike.size() > 1) {
                throw failure("which of its files that is cannot be told: it has " + fitting.size()
                        + " that may be, this host has " + alike.size()
                        + " such devices, it does not have the group open, and the kernel does not name them");
            }
            return fitting.remove(0);
        } finally {
            fitting.forEach(Descriptor::close);
        }
    }

    /** Whether nobody has it: then its group can be opened, to which nothing happens. */
    private boolean isFree() {
        if (device.groupFile().isEmpty()) {
            return false;
        }
        try (Descriptor group = Descriptor.open(
                device.groupFile().get(),
                Answers.to("open " + device.groupFile().get()))) {
            return group.number() >= 0;
        } catch (VfioException e) {
            return false;
        }
    }

    private boolean fits(Descriptor copy) throws VfioException {
        ConfigSpace space = new PciRegions(DeviceFile.of(copy)).read().space();
        return device.pci().isEmpty() || device.pci().get().equals(space.id());
    }
}
