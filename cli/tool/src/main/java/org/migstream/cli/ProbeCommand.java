// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.migstream.pci.PciSlot;
import org.migstream.plugin.Plugins;
import org.migstream.profile.MissingFacts;
import org.migstream.profile.Profile;
import org.migstream.profile.ProfileWriter;
import org.migstream.transfer.DeviceName;
import org.migstream.transfer.DeviceProfileReader;
import org.migstream.transfer.QueriedProfile;
import org.migstream.transfer.TransferException.DeviceFailureException;
import org.migstream.transfer.TransferException.InvalidDeviceNameException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
            "Write the profile of a device. With the profile, 'migstream check --target' checks on any machine"
                    + " whether a state will load into the device.",
            "Some facts, such as the number of queues, are only in the state of the device. They are read from"
                    + " the first bytes of a pre-copy, while the device keeps running. A device without pre-copy must"
                    + " be stopped for this: without --stop, these facts are missing."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:the profile was written",
            "1:the profile was written, but facts are missing: a plugin failed, or the device was not asked because it"
                    + " is in ERROR or in a data session",
            "2:wrong arguments",
            "5:the profile cannot be written",
            "6:the device cannot be opened, or failed; the profile has what is known, and the reason why facts are"
                    + " missing"
        },
        footerHeading = Main.EXAMPLES,
        footer = {
            "  migstream probe sim:mtty@/tmp/uart",
            "  migstream probe -o /tmp/target.json sim:mtty,ports=2@/tmp/two",
            "  migstream check --target /tmp/target.json \\",
            "      samples/streams/q35-two-uarts.qevm"
        })
final class ProbeCommand implements Callable<Integer> {
    private final Invocation invocation;
    private final Supplier<Plugins> plugins;

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "PROFILE.json",
            defaultValue = "-",
            description =
                    "Write the profile to this file (default: standard output). Its format is migstream.profile/1.")
    private Path output;

    @Option(
            names = "--stop",
            description = "Allow stopping a device without pre-copy while its facts are read. This interrupts the"
                    + " users of the"
                    + " device.")
    private boolean allowStop;

    @Option(
            names = "--slot",
            paramLabel = "KIND",
            converter = SlotOption.KindConverter.class,
            description =
                    "Add the kind of slot in which a guest will see the device: root, root-port, pcie-pci-bridge or"
                            + " pci-bridge. 'migstream check' then knows which registers QEMU will compare.")
    private @Nullable PciSlot slot;

    @Mixin
    private TimeoutOption timeoutOption = new TimeoutOption();

    @Parameters(paramLabel = "DEVICE", description = TransferOptions.DEVICE_SYNTAX)
    private String device;

    /** @param plugins loads the plugins; called after the options are parsed */
    ProbeCommand(Invocation invocation, Supplier<Plugins> plugins) {
        this.invocation = invocation;
        this.plugins = plugins;
    }

    @Override
    public Integer call() throws IOException {
        requireNoConflicts();
        ReportFile file = new ReportFile(output, invocation);
        file.requireCreatable();
        Duration timeout = timeoutOption.timeout();
        QueriedProfile answer;
        try (Plugins available = plugins.get()) {
            DeviceProfileReader reader = new DeviceProfileReader(available, allowStop, timeout);
            answer = ShutdownGuard.runGuarded(reader.queryLimit(), () -> reader.queryProfile(device));
        } catch (InvalidDeviceNameException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        } catch (DeviceFailureException e) {
            invocation.printError(e.getMessage());
            return FailureReporter.statusOf(e).code();
        }
        ExitStatus status = printFailure(answer);
        Profile profile = answer.profile();
        if (profile != null) {
            file.write(out -> ProfileWriter.write(slot == null ? profile : profile.withSlot(slot), out));
        }
        return status.code();
    }

    /** Prints why the profile lacks facts, unless the user did not allow more. Returns the exit status. */
    private ExitStatus printFailure(QueriedProfile answer) {
        if (answer.deviceFailure().isPresent()) {
            invocation.printError(device + ": " + answer.deviceFailure().get());
            return ExitStatus.DEVICE_ERROR;
        }
        Optional<MissingFacts> missing = answer.missingFacts();
        if (missing.isEmpty() || !missing.get().isProblem()) {
            return ExitStatus.SUCCESS;
        }
        invocation.printError(
                device + ": " + missing.get().message() + ": the profile lacks the facts from the state of the device");
        return ExitStatus.NEGATIVE_RESULT;
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
