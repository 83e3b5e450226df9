// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Explains one errno with which a kernel driver refuses a state.
 *
 * <pre>{@code
 * DriverError.of("acme", "ENOMEM", Set.of(DriverOperation.WRITE_DATA), "more than 16 MiB");
 * }</pre>
 *
 * <p>migstream prints the explanation when a restore fails and in {@code migstream explain}. Immutable. This class is
 * not a record, so that later versions can add properties without breaking plugins.
 */
public final class DriverError {
    private final String decoderName;
    private final String errno;
    private final Set<DriverOperation> operations;
    private final String cause;
    private final String action;

    private DriverError(
            String decoderName, String errno, Set<DriverOperation> operations, String cause, String action) {
        this.decoderName = Objects.requireNonNull(decoderName);
        this.errno = Objects.requireNonNull(errno);
        this.operations = operations;
        this.cause = Objects.requireNonNull(cause);
        this.action = action;
    }

    /**
     * Returns an explanation, without an action.
     *
     * @param decoderName the {@link StateDecoder#name} of the plugin's decoder for the states of this driver
     * @param errno the name in errno.h, such as {@code EINVAL}; numbers differ between architectures
     * @param operations the operations that fail with this errno
     * @param cause one phrase on one line, in lower case and without a full stop, at most 300 characters
     * @throws IllegalArgumentException if there are no operations
     */
    public static DriverError of(String decoderName, String errno, Set<DriverOperation> operations, String cause) {
        if (operations.isEmpty()) {
            throw new IllegalArgumentException("a driver error needs at least one operation");
        }
        return new DriverError(
                decoderName, errno, Collections.unmodifiableSet(EnumSet.copyOf(operations)), cause, null);
    }

    /**
     * Returns a copy with an action: what a user can do about the error.
     *
     * @param action one phrase in the form of {@link #cause}
     */
    public DriverError withAction(String action) {
        return new DriverError(decoderName, errno, operations, cause, Objects.requireNonNull(action));
    }

    /** Returns the {@link StateDecoder#name} of the decoder for the driver's states. */
    public String decoderName() {
        return decoderName;
    }

    /** Returns the name in errno.h, such as {@code EINVAL}. */
    public String errno() {
        return errno;
    }

    /** Returns the operations that fail with this errno: unmodifiable, not empty, in the order of the enum. */
    public Set<DriverOperation> operations() {
        return operations;
    }

    /** Returns why the driver refuses the state. */
    public String cause() {
        return cause;
    }

    /** Returns what a user can do about the error; empty if there is none. */
    public Optional<String> action() {
        return Optional.ofNullable(action);
    }

    /** Returns a sentence: {@code mtty returns ENOMEM for a write: more bytes than ...}. */
    @Override
    public String toString() {
        String phrases = operations.stream().map(DriverOperation::phrase).collect(Collectors.joining(" or "));
        return decoderName + " returns " + errno + " for " + phrases + ": " + cause;
    }
}
