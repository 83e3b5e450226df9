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
 * @param process its number
 * @param descriptor the number of the file there
 * @param target what it is, as {@code /proc} says
 */
public record HeldFile(Host host, int process, int descriptor, String target) {
    /** What a device is that was opened by its group. */
    private static final String DEVICE = "anon_inode:[vfio-device]";

    private static final String VFIO = "/dev/vfio/";

    /** By which newer kernels name the device of such a descriptor (vfio_device_show_fdinfo in vfio_main.c). */
    private static final String SYSPATH = "vfio-device-syspath:";

    /** All that a process has open; nothing if there is no such process or it is another user's. */
    public static List<HeldFile> of(Host host, int process) {
        List<HeldFile> files = new ArrayList<>();
        for (Path entry : Host.entries(host.at("/proc/" + process + "/fd"))) {
            int descriptor = number(entry);
            if (descriptor >= 0) {
                at(host, process, descriptor).ifPresent(files::add);
            }
        }
        return files;
    }

    /** One of them. */
    public static Optional<HeldFile> at(Host host, int process, int descriptor) {
        try {
            Path link = host.at("/proc/" + process + "/fd/" + descriptor);
            return Optional.of(new HeldFile(
                    host, process, descriptor, Files.readSymbolicLink(link).toString()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The files of VFIO that other processes have open, as far as that can be seen. */
    public static List<HeldFile> ofVfio(Host host) {
        List<HeldFile> files = new ArrayList<>();
        for (Path entry : Host.entries(host.at("/proc"))) {
            int process = number(entry);
            if (process >= 0 && process != ProcessHandle.current().pid()) {
                of(host, process).stream()
                        .filter(file -> file.isDevice() || file.target.startsWith(VFIO))
                        .forEach(files::add);
            }
        }
        return files;
    }

    private static int number(Path entry) {
        try {
            return Integer.parseInt(entry.getFileName().toString());
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** Whether it is a VFIO device. */
    public boolean isDevice() {
        return target.equals(DEVICE) || target.startsWith(HostDevice.CDEVS);
    }

    /** The device that it is, where the kernel tells. */
    public Optional<HostDevice> device() {
        if (target.startsWith(HostDevice.CDEVS)) {
            return host.ofCdev(target.substring(HostDevice.CDEVS.length()));
        }
        return target.equals(DEVICE) ? syspath().flatMap(host::ofDirectory) : Optional.empty();
    }

    private Optional<Path> syspath() {
        Path file = host.at("/proc/" + process + "/fdinfo/" + descriptor);
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> line.startsWith(SYSPATH))
                    .map(line -> Path.of(line.substring(SYSPATH.length()).strip()))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whose it is: {@code process 4711 (qemu-system-x86)}. */
    public String owner() {
        return "process " + process + command().map(name -> " (" + name + ")").orElse("");
    }

    /** The name of the process, as it calls itself. */
    public Optional<String> command() {
        return Host.line(host.at("/proc/" + process + "/comm"));
    }
}
