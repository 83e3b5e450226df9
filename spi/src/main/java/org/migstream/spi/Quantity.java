// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.util.Objects;
import java.util.Optional;

/**
 * The unit and the scale of a number.
 *
 * @param unitName written after the number; empty if there is none
 * @param numerator of the scale, at least 1
 * @param denominator of the scale, at least 1
 */
record Quantity(String unitName, long numerator, long denominator) {
    /** Neither unit nor scale. */
    static final Quantity NONE = new Quantity("", 1, 1);

    Quantity {
        Objects.requireNonNull(unitName);
        if (numerator < 1 || denominator < 1) {
            throw new IllegalArgumentException("a scale consists of two numbers of at least 1");
        }
    }

    Quantity withUnit(String name) {
        return new Quantity(name, numerator, denominator);
    }

    Quantity withScale(long newNumerator, long newDenominator) {
        return new Quantity(unitName, newNumerator, newDenominator);
    }

    Optional<String> unit() {
        return unitName.isEmpty() ? Optional.empty() : Optional.of(unitName);
    }

    private boolean isScaled() {
        return numerator != denominator;
    }

    Optional<String> scale() {
        if (!isScaled()) {
            return Optional.empty();
        }
        return Optional.of(numerator + (denominator == 1 ? "" : "/" + denominator));
    }

    Optional<String> format(long value, boolean signed) {
        if (!isScaled() && unitName.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(QuantityFormat.format(this, value, signed));
    }
}
