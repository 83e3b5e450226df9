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
 * A file that a process has open.
 *
 * @param host where the process runs
 * @param pid its number
 * @param fd the number of the file there
 * @param target what it is, as {@code /proc} says
 */
public record ProcessFile(LinuxHost host, int pid, int fd, String target) {
    /** What a device is that was opened by its group. */
    private static final String DEVICE_TARGET = "anon_inode:[vfio-device]";

    private static final String VFIO_DIRECTORY = "/dev/vfio/";

    /** By which newer kernels name the device of such a descriptor (vfio_device_show_fdinfo in vfio_main.c). */
    private static final String SYSPATH_FIELD = "vfio-device-syspath:";

    /** All that a process has open; nothing if there is no such process or it is another user's. */
    public static List<ProcessFile> ofProcess(LinuxHost host, int process) {
        List<ProcessFile> files = new ArrayList<>();
        for (Path entry : LinuxHost.listDirectory(host.resolve("/proc/" + process + "/fd"))) {
            int descriptor = parseNumber(entry);
            if (descriptor >= 0) {
                find(host, process, descriptor).ifPresent(files::add);
            }
        }
        return files;
    }

    /** One of them. */
    public static Optional<ProcessFile> find(LinuxHost host, int process, int descriptor) {
        try {
            Path link = host.resolve("/proc/" + process + "/fd/" + descriptor);
            return Optional.of(new ProcessFile(
                    host, process, descriptor, Files.readSymbolicLink(link).toString()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The files of VFIO that other processes have open, as far as that can be seen. */
    public static List<ProcessFile> openVfioFiles(LinuxHost host) {
        List<ProcessFile> files = new ArrayList<>();
        for (Path entry : LinuxHost.listDirectory(host.resolve("/proc"))) {
            int process = parseNumber(entry);
            if (process >= 0 && process != ProcessHandle.current().pid()) {
                ofProcess(host, process).stream()
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

    /** Whether it is a VFIO device. */
    public boolean isDevice() {
        return target.equals(DEVICE_TARGET) || target.startsWith(HostDevice.CDEV_DIRECTORY);
    }

    /** The device that it is, where the kernel tells. */
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

    /** Whose it is: {@code process 4711 (qemu-system-x86)}. */
    public String processDescription() {
        return "process " + pid + processName().map(name -> " (" + name + ")").orElse("");
    }

    /** The name of the process, as it calls itself. */
    public Optional<String> processName() {
        return LinuxHost.readFirstLine(host.resolve("/proc/" + pid + "/comm"));
    }
}
