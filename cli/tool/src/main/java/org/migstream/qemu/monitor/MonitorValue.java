// SPDX-License-Identifier: Apache-2.0
package org.migstream.qemu.monitor;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A value that a running QEMU reported, or the reason why it is not known. Exactly one of them is present.
 *
 * @param <T> the type of the value
 */
public final class MonitorValue<T> {
    private final @Nullable T value;
    private final @Nullable String reason;

    private MonitorValue(@Nullable T value, @Nullable String reason) {
        this.value = value;
        this.reason = reason;
    }

    /** Returns a value that is known. */
    static <T> MonitorValue<T> known(T value) {
        return new MonitorValue<>(value, null);
    }

    /** Returns a value that is not known; {@code reason} is a sentence without a full stop. */
    static <T> MonitorValue<T> unknown(String reason) {
        return new MonitorValue<>(null, reason);
    }

    /** Returns the value; empty if it is not known. */
    public Optional<T> value() {
        return Optional.ofNullable(value);
    }

    /** Returns why the value is not known, a sentence for the user; empty if it is known. */
    public Optional<String> reason() {
        return Optional.ofNullable(reason);
    }

    @Override
    public String toString() {
        return value == null ? "unknown: " + reason : value.toString();
    }
}
