// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci.lspci;

import java.util.ArrayList;
import java.util.List;

/** Names of the single bits of a register, shown as lspci does: {@code DLP+ SDES-}. Immutable. */
final class RegisterBits {
    private record Bit(int position, String name) {}

    private final List<Bit> bits;

    private RegisterBits(List<Bit> bits) {
        this.bits = List.copyOf(bits);
    }

    /** Names for bits that follow each other upwards from {@code position}. */
    static RegisterBits at(int position, String... names) {
        return new RegisterBits(List.of()).and(position, names);
    }

    /** These, and then names for the bits from {@code position} on. */
    RegisterBits and(int position, String... names) {
        List<Bit> all = new ArrayList<>(bits);
        for (String name : names) {
            all.add(new Bit(position + all.size() - bits.size(), name));
        }
        return new RegisterBits(all);
    }

    /** Every name with + for a set bit and - for a clear one. */
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
