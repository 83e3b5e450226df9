// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Defines how a number is shown to people: its base, and the names of its values or bits. Start from {@link #DECIMAL}
 * or {@link #HEXADECIMAL} and add the names of the driver's source.
 *
 * <pre>{@code
 * static final Symbols TAG = Symbols.DECIMAL.value(0, "FW_DATA").value(1, "STOP_COPY_SIZE");
 * static final Symbols FLAGS = Symbols.HEXADECIMAL.bit(0, "OPTIONAL");
 * }</pre>
 *
 * <p>Names do not validate: a number without a name is not an error unless the decoder reports one. Immutable: {@link
 * #value} and {@link #bit} return another object.
 */
public final class Symbols {
    /** Decimal numbers without names: for counts, sizes and versions. */
    public static final Symbols DECIMAL = new Symbols(false, Map.of(), Map.of());

    /** Hexadecimal numbers without names: for ids, registers, masks, addresses and magic numbers. */
    public static final Symbols HEXADECIMAL = new Symbols(true, Map.of(), Map.of());

    private final boolean hexadecimal;
    private final Map<Long, String> values;
    private final Map<Integer, String> bits;

    private Symbols(boolean hexadecimal, Map<Long, String> values, Map<Integer, String> bits) {
        this.hexadecimal = hexadecimal;
        this.values = values;
        this.bits = bits;
    }

    /**
     * Returns a copy with a name for one value, which replaces an earlier name.
     *
     * @param value as {@link FieldReader} returns it: 64 bits, zero- or sign-extended
     */
    public Symbols value(long value, String name) {
        return new Symbols(hexadecimal, copyWith(values, value, name), bits);
    }

    /**
     * Returns a copy with a name for one bit.
     *
     * @param bit 0 is the least significant, 63 the most
     */
    public Symbols bit(int bit, String name) {
        return new Symbols(hexadecimal, values, copyWith(bits, Objects.checkIndex(bit, Long.SIZE), name));
    }

    private static <K extends Comparable<K>> Map<K, String> copyWith(Map<K, String> names, K key, String name) {
        Map<K, String> more = new TreeMap<>(names);
        more.put(key, name);
        return more;
    }

    /** Returns whether numbers are written in hexadecimal instead of decimal. */
    public boolean isHexadecimal() {
        return hexadecimal;
    }

    /** Returns whether the value as a whole has a name; names of bits do not count. */
    public boolean hasValueName(long value) {
        return values.containsKey(value);
    }

    /**
     * Returns the name of the value. A value without a name gets the names of its set bits, joined by {@code |}; bits
     * without a name follow as a hexadecimal number: {@code OPTIONAL|0x40}.
     *
     * @return empty if neither the value nor any of its set bits has a name
     */
    public Optional<String> name(long value) {
        String name = values.get(value);
        if (name != null || bits.isEmpty() || value == 0) {
            return Optional.ofNullable(name);
        }
        StringBuilder names = new StringBuilder();
        long unnamed = value;
        for (Map.Entry<Integer, String> bit : bits.entrySet()) {
            if ((value >>> bit.getKey() & 1) != 0) {
                names.append(names.length() == 0 ? "" : "|").append(bit.getValue());
                unnamed &= ~(1L << bit.getKey());
            }
        }
        if (unnamed == value) {
            return Optional.empty();
        }
        if (unnamed != 0) {
            names.append(names.length() == 0 ? "0x" : "|0x").append(Long.toHexString(unnamed));
        }
        return Optional.of(names.toString());
    }
}
