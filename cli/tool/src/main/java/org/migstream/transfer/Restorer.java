// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.migstream.container.Input;
import org.migstream.io.IoErrorText;
import org.migstream.report.UnknownDeviceException;
import org.migstream.transfer.Transfer.TransferReport;
import org.migstream.transfer.Transfer.TransferReport.Result;
import org.migstream.transfer.TransferException.DeviceFailureException;
import org.migstream.transfer.TransferException.HandoverException;
import org.migstream.transfer.TransferException.InputFailureException;
import org.migstream.transfer.TransferException.InvalidDeviceNameException;
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
    private final MemoryReserve reserve = new MemoryReserve();
    private final DeviceRequests requests;
    private final CountDownLatch holdBegun = new CountDownLatch(1);
    private final Semaphore releases = new Semaphore(0);
    /** The number of devices that were open at the end of the restore and not yet returned by awaitRelease. */
    private int keptOpenCount;

    private volatile @Nullable Handover handover;
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
        requests = new DeviceRequests("restore", request.timeout(), completion);
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
            reserve.release();
            claimCompletion();
            recover();
            UnexpectedFailureException failure = new UnexpectedFailureException(e, devices.stateSummary(true));
            complete(Result.FAILED, failure.getMessage());
            throw failure;
        } finally {
            completion.complete();
        }
    }

    private void restore() throws IOException {
        Optional<Path> socket = request.handoverSocket();
        if (socket.isEmpty()) {
            session.run(this::handleRequest, requests::show);
            return;
        }
        try (Handover connected = Handover.connect(socket.get(), request.timeout())) {
            handover = connected;
            session.run(this::handleRequest, requests::show);
            if (!request.dryRun()) {
                connected.send(devices.devices(), requests);
            }
        }
    }

    /** Ends the handover, waits for the end of the restore, or closes a device that is kept open after the restore. */
    private void handleRequest(TransferDevice device) {
        requests.add(device);
        Handover connected = handover;
        if (connected != null && connected.cancelIfSending()) {
            return;
        }
        if (!requests.awaitEnd(device)) {
            abort(Result.FAILED);
        } else if (request.keepOpen()) {
            releaseHeld(device);
        }
    }

    private void releaseHeld(TransferDevice device) {
        try {
            holdBegun.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (devices.release(device)) {
            result = Result.FAILED;
            error = devices.errorSummary().orElse(null);
            requests.show(device.log().toReport().errorSummary());
            releases.release();
        }
    }

    private void claimCompletion() throws IOException {
        if (!completion.claimOrAwait()) {
            if (result != Result.FAILED) {
                throw new TransferAbortedException();
            }
            // The abort has interrupted this thread.
            Thread.interrupted();
            throw new DeviceFailureException(Objects.requireNonNull(error), null);
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
            keptOpenCount = devices.devices().size();
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
        if (e instanceof UnknownDeviceException) {
            return new UnknownDeviceException(message);
        }
        if (e instanceof InvalidDeviceNameException) {
            return new InvalidDeviceNameException(message);
        }
        if (e instanceof HandoverException) {
            return new HandoverException(message, e);
        }
        return e instanceof UnreadableStreamException unreadable
                ? new UnreadableStreamException(unreadable.outcome(), message)
                : new InputFailureException(message, e);
    }

    private String messageOf(IOException e) {
        return e instanceof TransferException || e instanceof UnknownDeviceException
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
        abort(Result.INTERRUPTED);
    }

    private void abort(Result end) {
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
            closeDevices(end);
            error = end == Result.FAILED ? devices.errorSummary().orElse(null) : null;
            result = end;
        } finally {
            completion.complete();
        }
    }

    @Override
    public void onNotice(Consumer<String> receiver) {
        requests.setReceiver(receiver);
    }

    @Override
    public void awaitEnd() throws InterruptedException {
        completion.awaitCompletion();
    }

    /**
     * Waits until a device that {@link RestoreRequest#keepOpen} has kept open is closed, because the kernel has requested
     * it.
     *
     * @return false at once if no device was kept open, or if all of them have been returned before
     */
    public boolean awaitRelease() throws InterruptedException {
        holdBegun.countDown();
        if (keptOpenCount == 0) {
            return false;
        }
        releases.acquire();
        keptOpenCount--;
        return true;
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
        holdBegun.countDown();
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
