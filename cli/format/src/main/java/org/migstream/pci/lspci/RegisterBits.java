// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci.lspci;

import java.util.ArrayList;
import java.util.List;

/** Names of single bits of a register. lspci prints them as {@code DLP+ SDES-}. Immutable. */
final class RegisterBits {
    private record Bit(int position, String name) {}

    private final List<Bit> bits;

    private RegisterBits(List<Bit> bits) {
        this.bits = List.copyOf(bits);
    }

    /** Creates names for consecutive bits, upwards from {@code position}. */
    static RegisterBits at(int position, String... names) {
        return new RegisterBits(List.of()).and(position, names);
    }

    /** Returns these names, followed by names for consecutive bits from {@code position}. */
    RegisterBits and(int position, String... names) {
        List<Bit> all = new ArrayList<>(bits);
        for (String name : names) {
            all.add(new Bit(position + all.size() - bits.size(), name));
        }
        return new RegisterBits(all);
    }

    /** Returns every name, with + for a set bit and - for a clear bit. */
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
