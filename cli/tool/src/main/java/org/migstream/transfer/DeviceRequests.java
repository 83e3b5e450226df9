// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.migstream.vfio.VfioException;

/**
 * The requests of the kernel to close devices of one transfer ({@link org.migstream.vfio.OpenDevice#onDeviceRequest}).
 * The unbind of a driver, or the removal of a device, waits until the device is closed. A transfer may end within the
 * timeout of a call; a transfer that takes longer fails.
 */
final class DeviceRequests {
    private static final String REQUEST =
            "the kernel requests the device back: its driver is being unbound, or the" + " device is being removed";

    private final String command;
    private final Duration limit;
    private final CompletionLatch completion;
    private final List<TransferDevice> requested = new CopyOnWriteArrayList<>();
    private volatile Consumer<String> receiver = message -> {};

    /**
     * @param command {@code save} or {@code restore}
     * @param limit how long the transfer may go on after the first request
     * @param completion is completed at the end of the transfer
     */
    DeviceRequests(String command, Duration limit, CompletionLatch completion) {
        this.command = command;
        this.limit = limit;
        this.completion = completion;
    }

    /** Sets the receiver of messages, see {@link Transfer#onNotice}. */
    void setReceiver(Consumer<String> messages) {
        receiver = messages;
    }

    /** Adds a requested device. */
    void add(TransferDevice device) {
        requested.add(device);
    }

    /**
     * Checks that no device is requested before or while it is handed over.
     *
     * @throws VfioException if a device is; the failure is recorded
     */
    void requireNoneForHandover() throws VfioException {
        for (TransferDevice device : requested) {
            throw device.recordRefusal("hand over", REQUEST + "; the handover was cancelled");
        }
    }

    /** Shows a message to the user. */
    void show(String message) {
        receiver.accept(message);
    }

    /**
     * Waits for the end of the transfer after a request, and shows the request.
     *
     * @return whether the transfer has ended in time; else the error is recorded, and the caller must end the transfer
     */
    boolean awaitEnd(TransferDevice device) {
        String name = device.name().device();
        try {
            if (completion.awaitCompletion(Duration.ZERO)) {
                return true;
            }
            show(name + ": " + REQUEST + "; the " + command + " may take at most another " + seconds()
                    + " s (--timeout)");
            if (completion.awaitCompletion(limit)) {
                return true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
        device.recordFailure(failureReason());
        return false;
    }

    private String failureReason() {
        return REQUEST + ", and the " + command + " was not done " + seconds() + " s later; allow more with --timeout";
    }

    /** Returns the message for a device that was closed because the kernel requested it. */
    static String releaseMessage() {
        return REQUEST + "; it was closed, and the restored state is lost unless another process has the device open";
    }

    private String seconds() {
        return BigDecimal.valueOf(limit.toMillis(), 3).stripTrailingZeros().toPlainString();
    }
}
