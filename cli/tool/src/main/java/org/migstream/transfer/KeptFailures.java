// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/**
 * The failures of calls to one device that may still be survived: another call may bring the device where it is wanted.
 * They are kept until this is known, and then recorded in the device's log.
 */
final class KeptFailures {
    private final DeviceLog log;
    private final List<String> messages = new CopyOnWriteArrayList<>();

    KeptFailures(DeviceLog log) {
        this.log = log;
    }

    /** Keeps a failure, except after an interrupt: an abort interrupts the thread and is not a failure of the device. */
    void add(String message) {
        if (!Thread.currentThread().isInterrupted() && !messages.contains(message)) {
            messages.add(message);
        }
    }

    /** Records the failures as errors. */
    void recordAsFailed() {
        recordAsFailed(UnaryOperator.identity());
    }

    /**
     * Records the failures as errors.
     *
     * @param describeFirst adds details to the message of the first failure
     */
    void recordAsFailed(UnaryOperator<String> describeFirst) {
        for (int i = 0; i < messages.size(); i++) {
            String message = messages.get(i);
            log.recordError(i == 0 ? describeFirst.apply(message) : message);
        }
        messages.clear();
    }

    /** Records the failures as errors that the device has survived. */
    void recordAsSurvived() {
        messages.forEach(log::recordSurvivedError);
        messages.clear();
    }
}
