// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.migstream.check.TargetException;
import org.migstream.check.TargetInput;
import org.migstream.cli.options.UsageException;
import org.migstream.report.UnknownDeviceException;
import org.migstream.transfer.TransferException.DeviceFailureException;
import org.migstream.transfer.TransferException.InvalidDeviceNameException;

/** Opens the targets of a check, and reports why a target cannot be used. */
final class TargetChecks {
    private TargetChecks() {}

    /**
     * Throws a {@link UsageException} if two targets are for the same device, or if two inputs are standard input.
     *
     * @param otherInputs the names of the other inputs of the command
     */
    static void requireDistinct(List<TargetOption> targets, List<String> otherInputs) {
        List<String> devices = targets.stream()
                .map(target -> target.idstr() == null ? "" : target.idstr())
                .toList();
        if (devices.stream().distinct().count() < devices.size()) {
            throw new UsageException(
                    "two --target options are for the same device; use --target IDSTR=TARGET with a different"
                            + " IDSTR for each");
        }
        List<String> all = new ArrayList<>(otherInputs);
        targets.forEach(target -> all.add(target.name()));
        Inputs.requireStdinAtMostOnce(all);
    }

    /** Opens the targets. */
    static List<TargetInput> open(
            List<TargetOption> targets, QueriedTargets devices, Inputs opened, Invocation invocation)
            throws IOException {
        List<TargetInput> inputs = new ArrayList<>();
        for (TargetOption target : targets) {
            inputs.add(
                    target.isDevice()
                            ? devices.query(target, invocation)
                            : new TargetInput.StoredInput(target.idstr(), opened.open(target.name())));
        }
        return inputs;
    }

    /** Returns whether a target is a device that failed. */
    static boolean hasFailed(TargetInput target) {
        return target instanceof TargetInput.QueriedDevice device && device.failure() != null;
    }

    /** A check with targets. */
    @FunctionalInterface
    interface TargetTask {
        ExitStatus run() throws IOException;
    }

    /** Runs a task; if a target cannot be used, prints the reason and returns the exit status of the reason. */
    static ExitStatus reportFailures(Invocation invocation, TargetTask task) throws IOException {
        try {
            return task.run();
        } catch (InvalidDeviceNameException e) {
            throw new UsageException(e);
        } catch (UnknownDeviceException e) {
            // Other streams may have the device.
            invocation.printError(e.getMessage());
            return ExitStatus.USAGE_ERROR;
        } catch (DeviceFailureException e) {
            invocation.printError(e.getMessage());
            return FailureReporter.statusOf(e);
        } catch (TargetException e) {
            invocation.printError(e.target() + ": " + e.getMessage());
            return ExitStatus.of(e.outcome(), false);
        }
    }
}
