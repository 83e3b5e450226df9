// SPDX-License-Identifier: Apache-2.0
package org.migstream.qemu.monitor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A value in a QMP message: an object, an array or a scalar. A value of another kind than the reader expects is an error
 * that names the place.
 */
final class QmpValue {
    private final String place;
    private final @Nullable Object value;

    /**
     * Wraps a value.
     *
     * @param place the name of the value for messages
     * @param value a map, a list, the text of a scalar, or null
     */
    QmpValue(String place, @Nullable Object value) {
        this.place = place;
        this.value = value;
    }

    /** Returns this value with another name for messages. */
    QmpValue named(String name) {
        return new QmpValue(name, value);
    }

    /** Returns a member of an object; empty if it is absent or null. */
    Optional<QmpValue> find(String key) throws MonitorException {
        if (!(value instanceof Map<?, ?> members)) {
            throw unexpected("an object");
        }
        return Optional.ofNullable(members.get(key)).map(member -> new QmpValue(place + ", " + key, member));
    }

    /** Returns a member of an object. */
    QmpValue get(String key) throws MonitorException {
        Optional<QmpValue> member = find(key);
        if (member.isEmpty()) {
            throw new MonitorException("QEMU's answer has an unexpected form: " + place + " has no member " + key);
        }
        return member.get();
    }

    /** Returns the elements of an array. */
    List<QmpValue> elements() throws MonitorException {
        if (!(value instanceof List<?> elements)) {
            throw unexpected("an array");
        }
        List<QmpValue> values = new ArrayList<>();
        for (Object element : elements) {
            values.add(new QmpValue(place + "[" + values.size() + "]", element));
        }
        return values;
    }

    /** Returns the text of a scalar. */
    String text() throws MonitorException {
        if (!(value instanceof String text)) {
            throw unexpected("a string");
        }
        return text;
    }

    /** Returns an integer from {@code min} to {@code max}. */
    long integer(long min, long max) throws MonitorException {
        if (value instanceof String text) {
            try {
                long number = Long.parseLong(text);
                if (number >= min && number <= max) {
                    return number;
                }
            } catch (NumberFormatException e) {
                throw unexpected("an integer");
            }
        }
        throw unexpected("an integer from " + min + " to " + max);
    }

    private MonitorException unexpected(String expected) {
        return new MonitorException("QEMU's answer has an unexpected form: " + place + " is not " + expected);
    }
}
