// SPDX-License-Identifier: Apache-2.0
package org.migstream.devices;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.migstream.devices.HostReport.Migration;
import org.migstream.devices.HostReport.User;
import org.migstream.vfio.MigrationDevice;
import org.migstream.vfio.OpenDevice;
import org.migstream.vfio.host.HeldFile;
import org.migstream.vfio.host.Host;
import org.migstream.vfio.host.HostDevice;
import org.migstream.vfio.host.Obstacles;
import org.migstream.vfio.kernel.Devices;

/** Looks at the devices of a host, and asks each what it offers. */
public final class HostSurvey {
    private final Host host;
    private final Access access;
    private final Duration patience;

    /** How to get at a device. */
    @FunctionalInterface
    interface Access {
        /**
         * Opens it, or borrows it.
         *
         * @param user the process that has it open; empty if none is known to
         */
        OpenDevice open(HostDevice device, Optional<HeldFile> user) throws IOException;
    }

    /** @param patience how long one device may take to answer */
    HostSurvey(Host host, Access access, Duration patience) {
        this.host = host;
        this.access = access;
        this.patience = patience;
    }

    /**
     * Looks at the host that this runs on.
     *
     * @param patience how long one device may take to answer
     */
    public static HostReport local(Duration patience) {
        Access kernel = (device, user) ->
                user.isPresent() ? Devices.borrow(device, user.get().process()) : Devices.open(device);
        return new HostSurvey(Host.LOCAL, kernel, patience).report();
    }

    HostReport report() {
        List<HostDevice> devices = host.devices();
        List<HeldFile> held = devices.isEmpty() ? List.of() : HeldFile.ofVfio(host);
        return new HostReport(
                host.kernel().orElse(null),
                devices.stream().map(device -> entry(device, held)).toList(),
                devices.isEmpty() ? new Obstacles(host).all() : List.of());
    }

    private HostReport.Entry entry(HostDevice device, List<HeldFile> held) {
        Optional<HeldFile> user =
                held.stream().filter(file -> isOf(file, device)).findFirst();
        Migration migration = null;
        String error = null;
        try {
            migration = within(device, user);
        } catch (IOException e) {
            error = e.getMessage();
        }
        return new HostReport.Entry(
                device.toString(),
                device.address(),
                device.bus().toString(),
                device.driver().orElse(null),
                device.decoder().orElse(null),
                device.pci().orElse(null),
                device.group().orElse(null),
                device.cdev().orElse(null),
                user.map(file -> new User(file.process(), file.command().orElse(null)))
                        .orElse(null),
                migration,
                error);
    }

    private static boolean isOf(HeldFile file, HostDevice device) {
        Optional<String> target = Optional.of(file.target());
        return target.equals(device.cdev())
                || target.equals(device.groupFile())
                || file.device().equals(Optional.of(device));
    }

    /** Asks in a thread of its own: a device that does not answer must not keep the others from it. */
    private Migration within(HostDevice device, Optional<HeldFile> user) throws IOException {
        FutureTask<Migration> answer = new FutureTask<>(() -> ask(device, user));
        Thread asking = new Thread(answer, "ask " + device.address());
        asking.setDaemon(true);
        asking.start();
        try {
            return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + patience.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private Migration ask(HostDevice device, Optional<HeldFile> user) throws IOException {
        try (MigrationDevice opened = MigrationDevice.of(access.open(device, user))) {
            String state = opened.state().toString();
            OptionalLong length = opened.stopCopyLength();
            Long bytes = length.isPresent() ? length.getAsLong() : null;
            return new Migration(opened.machine().uapi(), opened.features(), state, bytes);
        }
    }
}
