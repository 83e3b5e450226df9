// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Writes quantities. A class of its own, because decoders need its classes only if they have a number with a unit. */
final class QuantityFormat {
    private static final String BYTES = "bytes";
    private static final String[] LARGER_UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    private static final BigDecimal STEP = BigDecimal.valueOf(1024);
    private static final MathContext EXACT_DIGITS = new MathContext(40);
    private static final MathContext ROUNDED_DIGITS = new MathContext(18);

    private QuantityFormat() {}

    static String format(Quantity quantity, long value, boolean signed) {
        BigDecimal number = signed ? BigDecimal.valueOf(value) : new BigDecimal(Long.toUnsignedString(value));
        BigDecimal scaled = divide(
                number.multiply(BigDecimal.valueOf(quantity.numerator())), BigDecimal.valueOf(quantity.denominator()));
        return quantity.unitName().equals(BYTES) ? formatBytes(scaled) : plain(scaled) + suffix(quantity.unitName());
    }

    private static BigDecimal divide(BigDecimal dividend, BigDecimal divisor) {
        BigDecimal rounded = dividend.divide(divisor, EXACT_DIGITS);
        return rounded.multiply(divisor).compareTo(dividend) == 0 ? rounded : dividend.divide(divisor, ROUNDED_DIGITS);
    }

    /**
     * Formats a size in the largest unit of which there is at least one, with one decimal; without it if it is 0 and
     * nothing was rounded.
     */
    private static String formatBytes(BigDecimal bytes) {
        BigDecimal size = bytes;
        String unit = bytes.abs().compareTo(BigDecimal.ONE) == 0 ? "byte" : BYTES;
        for (int i = 0; i < LARGER_UNITS.length && size.abs().compareTo(STEP) >= 0; i++) {
            size = size.divide(STEP);
            unit = LARGER_UNITS[i];
        }
        BigDecimal tenths = size.setScale(1, RoundingMode.HALF_UP);
        boolean isExact = unit.equals(BYTES) || tenths.compareTo(size) == 0;
        return (isExact ? plain(size) : tenths.toPlainString()) + suffix(unit);
    }

    private static String suffix(String unit) {
        return unit.isEmpty() ? "" : " " + unit;
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
