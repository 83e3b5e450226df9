// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.migstream.cli.options.Argument;
import org.migstream.cli.options.Arguments;
import org.migstream.cli.options.CommandModel;
import org.migstream.cli.options.Flag;
import org.migstream.cli.options.UsageException;
import org.migstream.cli.options.Value;
import org.migstream.cli.options.WordConverter;
import org.migstream.pci.GuestSlots;
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

/** {@code migstream probe}. */
final class ProbeCommand implements CliCommand {
    private static final Argument<Path> OUTPUT = Value.option(
                    "--output", "PROFILE.json", "Write the profile to this file (default: standard output).")
            .details("The format is migstream.profile/1.")
            .withShortName("-o")
            .convertedBy(WordConverter::toPath)
            .withDefault("-");
    private static final Flag STOP = Flag.of("--stop", "Allow stopping a device without pre-copy for its facts.")
            .details("This interrupts the users of the device.");
    private static final Value<PciSlot> SLOT = Value.option(
                    "--slot", "KIND", "Add the kind of slot in which a guest will see the device.")
            .details(
                    "KIND is root, root-port, pcie-pci-bridge or pci-bridge. 'migstream check' then knows which registers"
                            + " QEMU will compare.")
            .convertedBy(GuestSlots::parseSlot);
    private static final Argument<String> DEVICE = Value.positional("DEVICE", TransferOptions.DEVICE_SUMMARY)
            .details(TransferOptions.deviceDetails())
            .required();

    static final CommandModel MODEL = CommandModel.describedBy(
                    "Write the profile of a device, for 'migstream check --target'.",
                    "With the profile, 'migstream check' checks on any machine whether a state will load into the"
                            + " device.")
            .details(
                    "Some facts, such as the number of queues, are only in the state of the device. They are read from the"
                            + " first bytes of a pre-copy, while the device keeps running. A device without pre-copy must be"
                            + " stopped for this: without --stop, these facts are missing.")
            .add(OUTPUT, STOP, SLOT, TimeoutOption.TIMEOUT, DEVICE)
            .addCommon(PluginOptions.ALL)
            .exitStatus(0, "the profile was written")
            .exitStatus(
                    1,
                    "the profile was written, but facts are missing: a plugin failed, or the device was not asked"
                            + " because it is in ERROR or in a data session")
            .exitStatus(2, "wrong arguments")
            .exitStatus(5, "the profile cannot be written")
            .exitStatus(
                    6,
                    "the device cannot be opened, or failed; the profile has what is known, and the reason why facts"
                            + " are missing")
            .file("/dev/vfio/*", "Device files of the kernel.")
            .examples(
                    "  migstream probe sim:mtty@/tmp/uart",
                    "  migstream probe -o /tmp/target.json sim:mtty,ports=2@/tmp/two",
                    "  migstream check --target /tmp/target.json \\",
                    "      samples/streams/q35-two-uarts.qevm");

    private final Invocation invocation;
    private final Arguments arguments;
    private final Path output;
    private final String device;

    ProbeCommand(Invocation invocation, Arguments arguments) {
        this.invocation = invocation;
        this.arguments = arguments;
        output = arguments.get(OUTPUT);
        device = arguments.get(DEVICE);
    }

    @Override
    public ExitStatus run() throws IOException {
        requireNoConflicts();
        ReportFile file = new ReportFile(output, invocation);
        file.requireCreatable();
        Duration timeout = TimeoutOption.toDuration(arguments.get(TimeoutOption.TIMEOUT));
        QueriedProfile answer;
        try (Plugins available = PluginOptions.loadUsablePlugins(invocation, arguments)) {
            DeviceProfileReader reader = new DeviceProfileReader(available, arguments.has(STOP), timeout);
            answer = ShutdownGuard.runGuarded(reader.queryLimit(), () -> reader.queryProfile(device));
        } catch (InvalidDeviceNameException e) {
            throw new UsageException(e);
        } catch (DeviceFailureException e) {
            invocation.printError(e.getMessage());
            return FailureReporter.statusOf(e);
        }
        ExitStatus status = printFailure(answer);
        Profile profile = answer.profile();
        if (profile != null) {
            Profile result = arguments.get(SLOT).map(profile::withSlot).orElse(profile);
            file.write(out -> ProfileWriter.write(result, out));
        }
        return status;
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
        OutputConflicts files = new OutputConflicts();
        try {
            files.addInput(DeviceName.parse(device, 1));
        } catch (IllegalArgumentException e) {
            throw new UsageException(e);
        }
        files.addOutput("--output", output);
    }
}
