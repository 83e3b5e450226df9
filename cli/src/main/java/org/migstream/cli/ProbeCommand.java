// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.migstream.plugin.Plugins;
import org.migstream.profile.Profile;
import org.migstream.profile.ProfileWriter;
import org.migstream.transfer.DeviceInquiry;
import org.migstream.transfer.DeviceName;
import org.migstream.vfio.MigrationDevice;
import org.migstream.vfio.OpenDevice;
import org.migstream.vfio.PatientDevice;
import org.migstream.vfio.VfioException;
import org.migstream.vfio.sysfs.Host;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code migstream probe}. */
@Command(
        name = "probe",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Writes the profile of a device, with which migstream check --target tells on any machine whether a state"
                    + " will load into it.",
            "What only the device's state tells, such as its number of queues, is taken from the first bytes of a"
                    + " pre-copy, during which the device runs on. A device without pre-copy is not stopped for that"
                    + " unless --stop allows it."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:the profile was written",
            "2:wrong arguments",
            "5:the profile cannot be written",
            "6:the device cannot be opened, or failed"
        })
final class ProbeCommand implements Callable<Integer> {
    /** For one call of the device. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Invocation invocation;
    private final Supplier<Plugins> plugins;

    private String left = "";

    @Spec
    private CommandSpec command;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "PROFILE.json",
            description = "Where the profile goes (migstream.profile/1; default: standard output).")
    private Path output;

    @Option(
            names = "--stop",
            description = "Stop a device without pre-copy for as long as it takes to read what decides; whoever uses it"
                    + " will notice.")
    private boolean stop;

    @Parameters(
            paramLabel = "DEVICE",
            description = "vfio:ADDRESS, vfio:UUID, vfio:/dev/vfio/devices/vfioN, each with @pid=N for one that process"
                    + " N has; fd:N; sim:KIND@FILE.")
    private String device;

    /** @param plugins decode what devices say of themselves; loaded once all options are known */
    ProbeCommand(Invocation invocation, Supplier<Plugins> plugins) {
        this.invocation = invocation;
        this.plugins = plugins;
    }

    @Override
    public Integer call() throws IOException {
        Profile profile;
        try (Plugins available = plugins.get()) {
            profile = probe(available);
        } catch (VfioException e) {
            invocation.complain(device + ": " + e.getMessage() + left);
            return ExitStatus.DEVICE.number();
        }
        if (output == null) {
            ProfileWriter.write(profile, invocation.out());
            invocation.out().flush();
        } else {
            new ReportFile(output).write(out -> ProfileWriter.write(profile, out));
        }
        return ExitStatus.YES.number();
    }

    private Profile probe(Plugins available) throws IOException {
        CountDownLatch over = new CountDownLatch(1);
        Thread hook = new Thread(() -> await(over), "shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return ask(available);
        } finally {
            over.countDown();
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // A signal has come: the process ends now that the device is where it was.
                invocation.err().flush();
            }
        }
    }

    /** A device that is asked is in no state to be left in, above all if it is another process's. */
    private static void await(CountDownLatch over) {
        try {
            over.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Profile ask(Plugins available) throws IOException {
        DeviceName name;
        OpenDevice opened;
        try {
            name = DeviceName.of(device, 1);
            opened = name.open();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
        try (MigrationDevice asked = PatientDevice.of(MigrationDevice.of(opened), PATIENCE)) {
            try {
                return onThisHost(name, new DeviceInquiry(available, stop).of(asked));
            } catch (VfioException e) {
                left = "; the device was left in " + state(asked);
                throw e;
            }
        }
    }

    /** What a simulation would load does not depend on where it runs. */
    private static Profile onThisHost(DeviceName name, Profile profile) {
        if (name.isSimulated()) {
            return profile;
        }
        return new Profile(
                profile.driver(),
                profile.pci(),
                Host.LOCAL.kernel().orElse(null),
                profile.migration(),
                profile.config(),
                profile.facts());
    }

    private static String state(MigrationDevice asked) {
        try {
            return asked.state().toString();
        } catch (VfioException e) {
            return "a state that it does not tell";
        }
    }
}
