// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.ArrayList;
import java.util.List;

/**
 * An implemented base address register, which is one whose register is not zero: type bits alone suffice, so a BAR that
 * the guest has not programmed yet is here with address 0.
 *
 * @param index number of the (lower) register, 0 to 5
 * @param kind address space and width
 * @param address without the type bits; unsigned
 * @param prefetchable always false for {@link Kind#IO}
 */
public record Bar(int index, Kind kind, long address, boolean prefetchable) {
    /** What the type bits say. */
    public enum Kind {
        /** I/O ports. */
        IO,
        /** Memory below 4 GiB; also the obsolete "below 1 MiB" and the reserved type. */
        MEM32,
        /** Memory anywhere; takes the next register as its upper half. */
        MEM64
    }

    static final int SPACE_IO_BIT = 1;
    public static final int MEM_TYPE_MASK = 6;
    public static final int MEM_TYPE_64 = 4;
    static final int MEM_PREFETCH_BIT = 8;
    private static final int IO_TYPE_MASK = 3;
    private static final int MEM_FLAGS_MASK = 0xf;
    private static final long ALL_ONES = 0xffff_ffffL;

    /** Which bits of the register say the kind rather than the address. */
    int typeMask() {
        return kind == Kind.IO ? IO_TYPE_MASK : MEM_FLAGS_MASK;
    }

    /** What a register that is implemented stands for, for people. */
    static String describeType(long register) {
        if (register == 0) {
            return "none or 32-bit memory";
        }
        Bar bar = fromRegister(0, register);
        String name =
                switch (bar.kind) {
                    case IO -> "I/O ports";
                    case MEM32 -> "32-bit memory";
                    case MEM64 -> "64-bit memory";
                };
        return bar.prefetchable ? name + ", prefetchable" : name;
    }

    /** Offset of the register in configuration space. */
    public int registerOffset() {
        return PciRegs.BASE_ADDRESS_0 + 4 * index;
    }

    /** Whether a 64-bit BAR stands in the last register, so that its upper half is missing. */
    public boolean isUpperHalfMissing(HeaderType type) {
        return kind == Kind.MEM64 && index == type.barCount() - 1;
    }

    /** The implemented BARs of a function in order of their index. */
    static List<Bar> read(ConfigSpace space) {
        return read(space, PciRegs.BASE_ADDRESS_0, HeaderType.of(space).barCount());
    }

    /** The implemented ones among {@code count} registers from {@code offset} on, which must lie inside the space. */
    public static List<Bar> read(ConfigSpace space, int offset, int count) {
        List<Bar> bars = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            long low = space.u32(offset + 4 * index);
            // All ones is what a register reads while its size is being probed: no address can be told from it.
            if (low == 0 || low == ALL_ONES) {
                continue;
            }
            Bar bar = fromRegister(index, low);
            if (bar.kind == Kind.MEM64 && index < count - 1) {
                long high = space.u32(offset + 4 * index + 4);
                bar = new Bar(index, bar.kind, bar.address | high << 32, bar.prefetchable);
                index++;
            }
            bars.add(bar);
        }
        return List.copyOf(bars);
    }

    private static Bar fromRegister(int index, long low) {
        if ((low & SPACE_IO_BIT) != 0) {
            return new Bar(index, Kind.IO, low & ~IO_TYPE_MASK, false);
        }
        Kind kind = (low & MEM_TYPE_MASK) == MEM_TYPE_64 ? Kind.MEM64 : Kind.MEM32;
        return new Bar(index, kind, low & ~MEM_FLAGS_MASK, (low & MEM_PREFETCH_BIT) != 0);
    }
}
