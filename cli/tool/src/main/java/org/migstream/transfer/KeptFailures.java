// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The failures of calls to one device that may still be survived: another call may bring the device where it is wanted.
 * They are kept until this is known, and then recorded in the device's log. An interrupted thread keeps and records
 * nothing: an abort interrupts the thread, which is not a failure of the device, and another thread ends the transfer.
 */
final class KeptFailures {
    private final DeviceLog log;
    private final List<KeptFailure> failures = new ArrayList<>();

    KeptFailures(DeviceLog log) {
        this.log = log;
    }

    /**
     * A kept failure.
     *
     * @param notGranted whether the driver does not grant the request, which v1 leaves to the driver
     */
    private record KeptFailure(String message, boolean notGranted) {}

    /** Keeps a failure. */
    void add(String message) {
        add(message, false);
    }

    /**
     * Keeps a failure.
     *
     * @param notGranted whether the driver does not grant the request, which v1 leaves to the driver
     */
    synchronized void add(String message, boolean notGranted) {
        boolean known = failures.stream().anyMatch(failure -> failure.message().equals(message));
        if (!Thread.currentThread().isInterrupted() && !known) {
            failures.add(new KeptFailure(message, notGranted));
        }
    }

    /** Returns whether no failure is kept. */
    synchronized boolean isEmpty() {
        return failures.isEmpty();
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
        UnaryOperator<String> describe = describeFirst;
        for (KeptFailure failure : drain()) {
            log.recordError(describe.apply(failure.message()));
            describe = UnaryOperator.identity();
        }
    }

    /** Records the failures as errors that the device has survived. */
    void recordAsSurvived() {
        drain().forEach(failure -> log.recordSurvivedError(failure.message(), failure.notGranted()));
    }

    private synchronized List<KeptFailure> drain() {
        if (Thread.currentThread().isInterrupted()) {
            return List.of();
        }
        List<KeptFailure> drained = List.copyOf(failures);
        failures.clear();
        return drained;
    }
}
