// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.migstream.plugin.Plugins;
import org.migstream.profile.Profile;
import org.migstream.profile.ProfileWriter;
import org.migstream.spi.Finding;
import org.migstream.transfer.DeviceName;
import org.migstream.transfer.DeviceProfileReader;
import org.migstream.transfer.TransferException.DeviceFailureException;
import org.migstream.transfer.TransferException.InvalidDeviceNameException;
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
            "1:it was, but a plugin failed, and what it would have told is missing",
            "2:wrong arguments",
            "5:the profile cannot be written",
            "6:the device cannot be opened, or failed"
        })
final class ProbeCommand implements Callable<Integer> {
    /** For one call of the device. */
    private static final Duration DEVICE_TIMEOUT = Duration.ofSeconds(60);

    private final Invocation invocation;
    private final Supplier<Plugins> plugins;

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "PROFILE.json",
            defaultValue = "-",
            description = "Where the profile goes (migstream.profile/1; default: standard output).")
    private Path output;

    @Option(
            names = "--stop",
            description = "Stop a device without pre-copy for as long as it takes to read what decides; whoever uses it"
                    + " will notice.")
    private boolean allowStop;

    @Parameters(paramLabel = "DEVICE", description = DeviceHelp.DEVICE_SYNTAX + ".")
    private String device;

    /** @param plugins decode what devices say of themselves; loaded once all options are known */
    ProbeCommand(Invocation invocation, Supplier<Plugins> plugins) {
        this.invocation = invocation;
        this.plugins = plugins;
    }

    @Override
    public Integer call() throws IOException {
        requireNoConflicts();
        Profile profile;
        Optional<Finding> failure;
        try (Plugins available = plugins.get()) {
            DeviceProfileReader inquiry = new DeviceProfileReader(available, allowStop);
            profile = ShutdownGuard.runGuarded(DEVICE_TIMEOUT, () -> inquiry.readProfile(device, DEVICE_TIMEOUT));
            failure = inquiry.decoderFailure();
        } catch (InvalidDeviceNameException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        } catch (DeviceFailureException e) {
            invocation.printError(e.getMessage());
            return ExitStatus.DEVICE_ERROR.code();
        }
        new ReportFile(output, invocation).write(out -> ProfileWriter.write(profile, out));
        if (failure.isPresent()) {
            invocation.printError(failure.get().message() + ": the profile lacks what the device's state tells");
            return ExitStatus.NEGATIVE_RESULT.code();
        }
        return ExitStatus.SUCCESS.code();
    }

    private void requireNoConflicts() {
        OutputConflicts files = new OutputConflicts(spec.commandLine());
        try {
            files.addInput(DeviceName.parse(device, 1));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        files.addOutput("--output", output);
    }
}
