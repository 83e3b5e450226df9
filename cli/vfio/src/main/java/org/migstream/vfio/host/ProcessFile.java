// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file that a process has open, as described by {@code /proc/PID/fd}.
 *
 * @param host the host of the process
 * @param pid the process id
 * @param fd the file descriptor in the process
 * @param target the target of the link in {@code /proc}
 */
public record ProcessFile(LinuxHost host, int pid, int fd, String target) {
    /** The link target of a device that was opened through its group. */
    private static final String DEVICE_TARGET = "anon_inode:[vfio-device]";

    private static final String VFIO_DIRECTORY = "/dev/vfio/";

    /**
     * The field of fdinfo in which newer kernels report the path of the device (vfio_device_show_fdinfo in
     * vfio_main.c).
     */
    private static final String SYSPATH_FIELD = "vfio-device-syspath:";

    /** Returns the open files of a process; none if it does not exist or belongs to another user. */
    public static List<ProcessFile> ofProcess(LinuxHost host, int pid) {
        List<ProcessFile> files = new ArrayList<>();
        for (Path entry : LinuxHost.listDirectory(host.resolve("/proc/" + pid + "/fd"))) {
            int fd = parseNumber(entry);
            if (fd >= 0) {
                find(host, pid, fd).ifPresent(files::add);
            }
        }
        return files;
    }

    /** Returns one open file of a process; empty if it cannot be read. */
    public static Optional<ProcessFile> find(LinuxHost host, int pid, int fd) {
        try {
            Path link = host.resolve("/proc/" + pid + "/fd/" + fd);
            return Optional.of(
                    new ProcessFile(host, pid, fd, Files.readSymbolicLink(link).toString()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Returns the VFIO files that other processes have open, as far as this user can see them. */
    public static List<ProcessFile> openVfioFiles(LinuxHost host) {
        List<ProcessFile> files = new ArrayList<>();
        for (Path entry : LinuxHost.listDirectory(host.resolve("/proc"))) {
            int pid = parseNumber(entry);
            if (pid >= 0 && pid != ProcessHandle.current().pid()) {
                ofProcess(host, pid).stream()
                        .filter(file -> file.isDevice() || file.target.startsWith(VFIO_DIRECTORY))
                        .forEach(files::add);
            }
        }
        return files;
    }

    private static int parseNumber(Path entry) {
        try {
            return Integer.parseInt(entry.getFileName().toString());
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** Returns whether the file is a VFIO device. */
    public boolean isDevice() {
        return target.equals(DEVICE_TARGET) || target.startsWith(HostDevice.CDEV_DIRECTORY);
    }

    /**
     * Returns the device of this file; empty if the file is not a device, or if the kernel does not report which device
     * it is.
     */
    public Optional<HostDevice> device() {
        if (target.startsWith(HostDevice.CDEV_DIRECTORY)) {
            return host.findDeviceByCdev(target.substring(HostDevice.CDEV_DIRECTORY.length()));
        }
        return target.equals(DEVICE_TARGET) ? syspath().flatMap(host::findDeviceByDirectory) : Optional.empty();
    }

    private Optional<Path> syspath() {
        Path file = host.resolve("/proc/" + pid + "/fdinfo/" + fd);
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> line.startsWith(SYSPATH_FIELD))
                    .map(line -> Path.of(line.substring(SYSPATH_FIELD.length()).strip()))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Returns a description of the process, such as {@code process 4711 (qemu-system-x86)}. */
    public String processDescription() {
        return "process " + pid + processName().map(name -> " (" + name + ")").orElse("");
    }

    /** Returns the name of the process; empty if it cannot be read. */
    public Optional<String> processName() {
        return LinuxHost.readFirstLine(host.resolve("/proc/" + pid + "/comm"));
    }
}
