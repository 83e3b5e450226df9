// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.migstream.container.Input;
import org.migstream.io.IoErrorText;
import org.migstream.transfer.Transfer.TransferReport;
import org.migstream.transfer.Transfer.TransferReport.Result;
import org.migstream.transfer.TransferException.DeviceFailureException;
import org.migstream.transfer.TransferException.HandoverException;
import org.migstream.transfer.TransferException.InputFailureException;
import org.migstream.transfer.TransferException.RestoreRefusedException;
import org.migstream.transfer.TransferException.TransferAbortedException;
import org.migstream.transfer.TransferException.UnreadableStreamException;
import org.migstream.vfio.VfioException;

/**
 * Restores devices from a stream. After a success, a refusal, a failure or an abort, each device is in the final state
 * for that case. {@link RestoreSession} makes the steps of the restore; the package description has their order.
 */
public final class Restorer implements Transfer, Closeable {
    private final RestoreRequest request;
    private final Input input;
    private final DeviceGroup devices;
    private final RestoreSession session;
    private final CompletionLatch completion = new CompletionLatch();
    private volatile @Nullable Thread transferThread;
    private volatile Result result = Result.FAILED;
    private volatile @Nullable String error;

    /** Creates a restore without a rest of the data, see {@link LateData}. */
    public Restorer(RestoreRequest request, Input input, List<Input> channels) {
        this(request, input, channels, null);
    }

    /**
     * Creates a restore that has not started. Does not open a device.
     *
     * @param input a stream in any container
     * @param channels recordings of the stream's multifd channels
     * @param rest the rest of the device data; null if there is none
     */
    public Restorer(RestoreRequest request, Input input, List<Input> channels, @Nullable LateData rest) {
        this.request = request;
        this.input = input;
        devices = new DeviceGroup(
                request.devices(),
                request.timeout(),
                request.decoderChoice().plugins()::driverErrors,
                System.nanoTime());
        session = new RestoreSession(request, input, channels, devices, rest);
    }

    @Override
    public void run() throws IOException {
        transferThread = Thread.currentThread();
        try {
            restore();
            claimCompletion();
            complete(request.dryRun() ? Result.WOULD_BE_DONE : Result.DONE, null);
        } catch (RestoreRefusedException e) {
            claimCompletion();
            recover();
            complete(Result.REFUSED, e.getMessage() + devices.stateSummary(true));
        } catch (IOException e) {
            claimCompletion();
            recover();
            throw completeWithFailure(e);
        } catch (RuntimeException | Error e) {
            claimCompletion();
            recover();
            complete(Result.FAILED, e.toString());
            throw e;
        } finally {
            completion.complete();
        }
    }

    private void restore() throws IOException {
        Optional<Path> socket = request.handoverSocket();
        if (socket.isEmpty()) {
            session.run();
            return;
        }
        try (Handover handover = Handover.connect(socket.get(), request.timeout())) {
            session.run();
            if (!request.dryRun()) {
                handover.send(devices.devices());
            }
        }
    }

    private void claimCompletion() throws TransferAbortedException {
        if (!completion.claimOrAwait()) {
            throw new TransferAbortedException();
        }
    }

    private void complete(Result end, @Nullable String reason) {
        closeDevices(end);
        error = reason;
        result = end;
    }

    private void closeDevices(Result end) {
        if (request.keepOpen() && (end == Result.DONE || end == Result.FAILED && request.onError() == OnError.KEEP)) {
            devices.refreshStates();
        } else {
            devices.close();
        }
    }

    private IOException completeWithFailure(IOException e) {
        boolean deviceFailed = e instanceof VfioException;
        String summary = devices.stateSummary(!deviceFailed);
        closeDevices(Result.FAILED);
        String reason = deviceFailed ? devices.errorSummary().orElse(e.getMessage()) : messageOf(e);
        String message = reason + summary;
        error = message;
        if (deviceFailed) {
            return new DeviceFailureException(message, e);
        }
        if (e instanceof HandoverException) {
            return new HandoverException(message, e);
        }
        return e instanceof UnreadableStreamException unreadable
                ? new UnreadableStreamException(unreadable.outcome(), message)
                : new InputFailureException(message, e);
    }

    private String messageOf(IOException e) {
        return e instanceof TransferException
                ? TransferException.messageOf(e)
                : session.inputName() + ": " + IoErrorText.of(e);
    }

    /**
     * Brings each device into its final state after a failed restore. A failure of one device does not affect the other
     * devices.
     */
    private void recover() {
        if (request.dryRun()) {
            // Nothing was written, and a device is not reset only because it was asked.
            return;
        }
        new RestoreRecovery(request.onError(), session.inStopOrder()).run();
    }

    @Override
    public void abort() {
        if (!completion.claimOrAwait()) {
            return;
        }
        try {
            Thread running = transferThread;
            if (running != null) {
                running.interrupt();
            }
            devices.takeOver();
            recover();
            complete(Result.INTERRUPTED, null);
        } finally {
            completion.complete();
        }
    }

    @Override
    public TransferReport report() {
        return new TransferReport(
                "restore",
                result,
                error,
                input.name(),
                input.source().position(),
                input.layers().isEmpty() ? null : String.join(", ", input.layers()),
                devices.warnings(),
                devices.deviceReports());
    }

    /** Closes the devices that {@link RestoreRequest#keepOpen} has kept open. */
    @Override
    public void close() {
        devices.close();
    }

    /** Returns the reasons against the states that {@code --force} has overridden, as text. */
    public List<String> overriddenReasons() {
        List<String> overridden = new ArrayList<>();
        for (RestoreTarget target : session.targets()) {
            for (String reason : target.overriddenReasons()) {
                overridden.add(target.savedDevice().requiredKey().idstr() + ": " + reason);
            }
        }
        return overridden;
    }
}
