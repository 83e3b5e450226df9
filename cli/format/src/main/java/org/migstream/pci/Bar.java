// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.ArrayList;
import java.util.List;

/**
 * An implemented base address register (BAR): the register is not 0. A BAR that the guest has not programmed has
 * address 0, but its type bits may be set.
 *
 * @param index number of the (lower) register, 0 to 5
 * @param kind address space and width
 * @param address address without the type bits, unsigned
 * @param prefetchable always false for {@link Kind#IO}
 */
public record Bar(int index, Kind kind, long address, boolean prefetchable) {
    /** Address space and width, from the type bits. */
    public enum Kind {
        /** I/O ports. */
        IO,
        /** Memory below 4 GiB. The obsolete type "below 1 MiB" and the reserved type count as this one. */
        MEM32,
        /** Memory at any address. The next register is its upper half. */
        MEM64
    }

    static final int SPACE_IO_BIT = 1;
    public static final int MEM_TYPE_MASK = 6;
    public static final int MEM_TYPE_64 = 4;
    static final int MEM_PREFETCH_BIT = 8;
    private static final int IO_TYPE_MASK = 3;
    private static final int MEM_FLAGS_MASK = 0xf;
    private static final long ALL_ONES = 0xffff_ffffL;

    /** Returns the type bits of the register; the other bits are the address. */
    int typeMask() {
        return kind == Kind.IO ? IO_TYPE_MASK : MEM_FLAGS_MASK;
    }

    /** Describes the type of a BAR register for people. */
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

    /** Returns the offset of the register in configuration space. */
    public int registerOffset() {
        return PciRegs.BASE_ADDRESS_0 + 4 * index;
    }

    /** Returns whether the BAR has 64 bits but is the last register, so that its upper half is missing. */
    public boolean isUpperHalfMissing(HeaderType type) {
        return kind == Kind.MEM64 && index == type.barCount() - 1;
    }

    /** Returns the implemented BARs of a function in order of their index. */
    static List<Bar> read(ConfigSpace space) {
        return read(space, PciRegs.BASE_ADDRESS_0, HeaderType.of(space).barCount());
    }

    /** Returns the implemented BARs among {@code count} registers at {@code offset}; all must be inside the space. */
    public static List<Bar> read(ConfigSpace space, int offset, int count) {
        List<Bar> bars = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            long low = space.u32(offset + 4 * index);
            // A register reads as all ones while its size is probed: it has no address then.
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
