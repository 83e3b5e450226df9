// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.xe;

import java.io.IOException;
import java.util.OptionalLong;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Severity;
import org.migstream.spi.StateException;
import org.migstream.spi.Symbols;

/**
 * What the state says about its device, in the key-length-value form of the GuC. The kernel compares each value as it
 * comes ({@code xe_sriov_packet_process_descriptor()}), and never asks whether all came.
 */
final class XeDescriptor {
    /** {@code MIGRATION_KLV_DEVICE_DEVID_KEY} and {@code MIGRATION_KLV_DEVICE_REVID_KEY}. */
    static final int DEVID_KEY = 0xf001;

    static final int REVID_KEY = 0xf002;

    private static final Symbols KEY_SYMBOLS =
            Symbols.HEXADECIMAL.value(DEVID_KEY, "DEVID").value(REVID_KEY, "REVID");

    private final FieldReader in;
    private final XeLimitedFindings findings;
    private OptionalLong devid = OptionalLong.empty();
    private OptionalLong revid = OptionalLong.empty();

    XeDescriptor(FieldReader in, XeLimitedFindings complaints) {
        this.in = in;
        this.findings = complaints;
    }

    /** Empty as long as no descriptor has told it. */
    OptionalLong devid() {
        return devid;
    }

    /** Reads the payload of a descriptor. */
    void read() throws IOException {
        if (in.remaining() % Integer.BYTES != 0) {
            findings.error(
                    StateException.NESTED_TRUNCATED,
                    "descriptor of " + in.remaining() + " bytes, which is not a whole number of words");
        }
        boolean whole = true;
        for (long i = 0; whole && in.remaining() >= Integer.BYTES; i++) {
            boolean[] fits = new boolean[1];
            in.group("klvs[" + i + "]", () -> fits[0] = readKlv());
            whole = fits[0];
        }
    }

    /** Reads one; false if it claims more than the descriptor has left. */
    private boolean readKlv() throws IOException {
        int words = in.u16("len");
        int key = in.u16("key", KEY_SYMBOLS);
        long length = (long) words * Integer.BYTES;
        if (length > in.remaining()) {
            findings.error(
                    StateException.NESTED_OVERRUN,
                    "a value claims " + length + " bytes, but the descriptor has only " + in.remaining() + " left");
            return false;
        }
        if (key == DEVID_KEY) {
            devid = readValue("devid", words, devid);
        } else if (key == REVID_KEY) {
            revid = readValue("revid", words, revid);
        } else {
            findings.info("UNKNOWN_KLV", String.format("a value of the unknown key 0x%04x; the kernel skips it", key));
            in.opaque("value", length);
        }
        return true;
    }

    private OptionalLong readValue(String name, int words, OptionalLong before) throws IOException {
        if (words != 1) {
            findings.error(
                    "NESTED_SIZE",
                    name + " has " + words + " words instead of 1; the kernel compares the next word whatever it is");
        }
        if (words == 0) {
            return before;
        }
        if (before.isPresent()) {
            findings.warning("DUPLICATE_KLV", name + " is told again; the kernel compares each");
        }
        long value = in.u32(name, Symbols.HEXADECIMAL);
        in.opaque("rest", (long) (words - 1) * Integer.BYTES);
        return OptionalLong.of(value);
    }

    /** At the end of the state: what should have been told. */
    void checkKeys() {
        if (devid.isEmpty() && revid.isEmpty()) {
            findings.reportWholeState(
                    Severity.ERROR,
                    "NO_DESCRIPTOR",
                    "nothing tells of which device this is; the kernel then loads it into any, unchecked");
        } else if (devid.isEmpty() || revid.isEmpty()) {
            findings.reportWholeState(
                    Severity.WARNING,
                    "MISSING_KLV",
                    "the descriptor lacks " + (devid.isEmpty() ? "devid" : "revid")
                            + "; the kernel does not compare it");
        }
    }

    void reportFacts() {
        devid.ifPresent(value -> in.fact("devid", "0x" + Long.toHexString(value)));
        revid.ifPresent(value -> in.fact("revid", value));
    }
}
