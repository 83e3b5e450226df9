// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Defines how a number is shown to people: its base, the names of its values, its bits, and its unit. Start from {@link
 * #DECIMAL}, {@link #HEXADECIMAL} or {@link #BYTES} and add the names of the driver's source.
 *
 * <pre>{@code
 * static final Symbols TAG = Symbols.DECIMAL.value(0, "FW_DATA").value(1, "STOP_COPY_SIZE");
 * static final Symbols FLAGS = Symbols.HEXADECIMAL.bit(0, "OPTIONAL");
 * static final Symbols ENTRY = Symbols.HEXADECIMAL.bits(0, 32, "base").bits(32, 12, "weight").bits(44, 4, "kind", KIND);
 * static final Symbols CLOCK = Symbols.DECIMAL.unit("MHz");
 * static final Symbols TEMPERATURE = Symbols.DECIMAL.unit("C").scaled(1, 16);
 * }</pre>
 *
 * <p>Names do not validate: a number without a name is not an error unless the decoder reports one. Neither do units: the
 * decoder gets the number of the state, never a scaled one. Immutable: each method returns another object.
 */
public final class Symbols {
    private static final String BYTES_UNIT = "bytes";

    /** Decimal numbers without names: for counts and versions. */
    public static final Symbols DECIMAL = new Symbols(false, Map.of(), Map.of(), Quantity.NONE);

    /** Hexadecimal numbers without names: for ids, registers, masks, addresses and magic numbers. */
    public static final Symbols HEXADECIMAL = new Symbols(true, Map.of(), Map.of(), Quantity.NONE);

    /**
     * Decimal numbers of bytes, for sizes and lengths: from 1024 on also shown in KiB, MiB and so on. Add {@link #scaled}
     * for a size in other units: {@code Symbols.BYTES.scaled(512, 1)} for sectors.
     */
    public static final Symbols BYTES = DECIMAL.unit(BYTES_UNIT);

    private final boolean hexadecimal;
    private final Map<Long, String> values;

    /** The key is the lowest bit. */
    private final Map<Integer, BitField> bits;

    private final Quantity quantity;

    /** Bits with a name. {@code symbols} is null for a single bit, whose name is shown if it is set. */
    private record BitField(int from, int width, String name, Symbols symbols) {
        private long mask() {
            return (width == Long.SIZE ? -1L : (1L << width) - 1) << from;
        }
    }

    private Symbols(boolean hexadecimal, Map<Long, String> values, Map<Integer, BitField> bits, Quantity quantity) {
        this.hexadecimal = hexadecimal;
        this.values = values;
        this.bits = bits;
        this.quantity = quantity;
    }

    /**
     * Returns a copy with a name for one value, which replaces an earlier name.
     *
     * @param value as {@link FieldReader} returns it: 64 bits, zero- or sign-extended
     */
    public Symbols value(long value, String name) {
        return new Symbols(hexadecimal, copyWith(values, value, name), bits, quantity);
    }

    /**
     * Returns a copy with a name for one bit, which replaces an earlier name.
     *
     * @param bit 0 is the least significant, 63 the most
     * @throws IllegalArgumentException if the bit belongs to a field of {@link #bits(int, int, String)}
     */
    public Symbols bit(int bit, String name) {
        return withBits(new BitField(Objects.checkIndex(bit, Long.SIZE), 1, name, null));
    }

    /**
     * Returns a copy with a decimal number in some bits: {@code weight=12}. See {@link #bits(int, int, String, Symbols)}.
     */
    public Symbols bits(int from, int width, String name) {
        return bits(from, width, name, DECIMAL);
    }

    /**
     * Returns a copy with a number in some bits. It is unsigned, and shown also if it is 0.
     *
     * @param from the lowest bit; 0 is the least significant of the whole number
     * @param width number of bits, at least 1
     * @param symbols define how the number in the bits is shown
     * @throws IllegalArgumentException if the bits belong to another field or have a name
     */
    public Symbols bits(int from, int width, String name, Symbols symbols) {
        Objects.checkFromIndexSize(from, width, Long.SIZE);
        if (width == 0) {
            throw new IllegalArgumentException(name + " has no bits");
        }
        return withBits(new BitField(from, width, name, Objects.requireNonNull(symbols)));
    }

    private Symbols withBits(BitField added) {
        for (BitField field : bits.values()) {
            boolean replaces = added.symbols == null && field.symbols == null;
            if ((field.mask() & added.mask()) != 0 && !replaces) {
                throw new IllegalArgumentException(added.name + " and " + field.name + " have the same bits");
            }
        }
        return new Symbols(hexadecimal, values, copyWith(bits, added.from, added), quantity);
    }

    private static <K extends Comparable<K>, V> Map<K, V> copyWith(Map<K, V> entries, K key, V value) {
        Map<K, V> more = new TreeMap<>(entries);
        more.put(key, value);
        return more;
    }

    /**
     * Returns a copy with a unit.
     *
     * @param unit as it is written after a number: {@code MHz}, {@code us}, {@code C}; {@code bytes} as for {@link #BYTES}
     */
    public Symbols unit(String unit) {
        return new Symbols(hexadecimal, values, bits, quantity.withUnit(unit));
    }

    /**
     * Returns a copy with a scale: the quantity is the number of the state times {@code numerator / denominator}.
     *
     * @throws IllegalArgumentException unless both are at least 1
     */
    public Symbols scaled(long numerator, long denominator) {
        return new Symbols(hexadecimal, values, bits, quantity.withScale(numerator, denominator));
    }

    /** Returns whether numbers are written in hexadecimal instead of decimal. */
    public boolean isHexadecimal() {
        return hexadecimal;
    }

    /** Returns the unit; empty if there is none. */
    public Optional<String> unit() {
        return quantity.unit();
    }

    /** Returns the scale in the form {@code 1/16}, or {@code 512} if the denominator is 1; empty if it is 1. */
    public Optional<String> scale() {
        return quantity.scale();
    }

    /**
     * Returns a number of the state as a quantity with its unit: {@code 47 C}, {@code 256 KiB}.
     *
     * @param value as {@link FieldReader} returns it
     * @param signed whether the value is to be read as signed
     * @return exact if it has at most 40 digits, otherwise rounded to 18; empty if there is neither unit nor scale
     */
    public Optional<String> quantity(long value, boolean signed) {
        return quantity.format(value, signed);
    }

    /** Returns whether the value as a whole has a name; names of bits do not count. */
    public boolean hasValueName(long value) {
        return values.containsKey(value);
    }

    /**
     * Returns the name of the value. A value without a name gets the fields of its bits and the names of its set bits,
     * joined by {@code |}; other set bits follow as a hexadecimal number: {@code base=32|OPTIONAL|0x40}.
     *
     * @return empty if neither the value nor any of its bits has a name
     */
    public Optional<String> name(long value) {
        return name(value, -1);
    }

    /**
     * Returns the name of a value, or the names of its bits.
     *
     * @param mask the bits that the state has: others of the value come from the extension of its sign
     */
    Optional<String> name(long value, long mask) {
        String name = values.get(value);
        if (name != null || bits.isEmpty()) {
            return Optional.ofNullable(name);
        }
        StringBuilder names = new StringBuilder();
        long unnamed = value & mask;
        for (BitField field : bits.values()) {
            long content = (value & mask & field.mask()) >>> field.from;
            if (field.symbols != null || content != 0) {
                names.append(names.length() == 0 ? "" : "|").append(field.name);
                unnamed &= ~field.mask();
            }
            if (field.symbols != null) {
                names.append('=').append(field.symbols.describe(content));
            }
        }
        if (names.length() == 0) {
            return Optional.empty();
        }
        if (unnamed != 0) {
            names.append("|0x").append(Long.toHexString(unnamed));
        }
        return Optional.of(names.toString());
    }

    /** Returns the name of an unsigned value, or the value with its quantity. */
    private String describe(long value) {
        String number = hexadecimal ? "0x" + Long.toHexString(value) : Long.toUnsignedString(value);
        return name(value).orElseGet(() -> quantity(value, false)
                .map(text -> text.startsWith(number + " ") ? text : number + " (" + text + ")")
                .orElse(number));
    }
}
