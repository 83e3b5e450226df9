// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci.lspci;

import java.util.ArrayList;
import java.util.List;

/** The names of bits of a register. lspci prints the bits as {@code DLP+ SDES-}. Immutable. */
final class RegisterBits {
    private record Bit(int position, String name) {}

    private final List<Bit> bits;

    private RegisterBits(List<Bit> bits) {
        this.bits = List.copyOf(bits);
    }

    /** Names consecutive bits, upwards from {@code position}. */
    static RegisterBits startingAt(int position, String... names) {
        return new RegisterBits(List.of()).withNames(position, names);
    }

    /** Returns a copy with more names, for consecutive bits upwards from {@code position}. */
    RegisterBits withNames(int position, String... names) {
        List<Bit> all = new ArrayList<>(bits);
        for (String name : names) {
            all.add(new Bit(position + all.size() - bits.size(), name));
        }
        return new RegisterBits(all);
    }

    /** Returns each name with + for a set bit or - for a clear bit. */
    String format(long register) {
        StringBuilder text = new StringBuilder();
        for (Bit bit : bits) {
            text.append(text.isEmpty() ? "" : " ")
                    .append(bit.name)
                    .append((register >> bit.position & 1) != 0 ? '+' : '-');
        }
        return text.toString();
    }
}
