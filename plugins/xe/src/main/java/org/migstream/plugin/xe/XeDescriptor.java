// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.xe;

import java.io.IOException;
import java.util.OptionalLong;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Finding;
import org.migstream.spi.LimitedFindings;
import org.migstream.spi.Severity;
import org.migstream.spi.StateException;
import org.migstream.spi.Symbols;

/**
 * Reads the descriptor: values that identify the device, in the key-length-value form of the GuC. The kernel compares
 * each value in the descriptor ({@code xe_sriov_packet_process_descriptor()}), but does not check that all values are
 * present.
 */
final class XeDescriptor {
    /** {@code MIGRATION_KLV_DEVICE_DEVID_KEY} and {@code MIGRATION_KLV_DEVICE_REVID_KEY}. */
    static final int DEVID_KEY = 0xf001;

    static final int REVID_KEY = 0xf002;

    private static final Symbols KEY_SYMBOLS =
            Symbols.HEXADECIMAL.value(DEVID_KEY, "DEVID").value(REVID_KEY, "REVID");

    /** The length of a value counts words. */
    private static final Symbols LENGTH = Symbols.BYTES.scaled(Integer.BYTES, 1);

    private final FieldReader in;
    private final LimitedFindings findings;
    private OptionalLong devid = OptionalLong.empty();
    private OptionalLong revid = OptionalLong.empty();

    XeDescriptor(FieldReader in, LimitedFindings findings) {
        this.in = in;
        this.findings = findings;
    }

    /** Returns the device id of the GPU; empty if no descriptor with a device id has been read. */
    OptionalLong devid() {
        return devid;
    }

    /** Reads the payload of a descriptor. */
    void read() throws IOException {
        if (in.remaining() % Integer.BYTES != 0) {
            findings.error(
                    StateException.NESTED_TRUNCATED,
                    "the length of the descriptor is " + in.remaining() + ", which is not a multiple of 4");
        }
        boolean valid = true;
        for (long i = 0; valid && in.remaining() >= Integer.BYTES; i++) {
            boolean[] fits = new boolean[1];
            in.group("klvs[" + i + "]", () -> fits[0] = readKlv());
            valid = fits[0];
        }
    }

    /** Reads one value; returns false if it is longer than the rest of the descriptor. */
    private boolean readKlv() throws IOException {
        int words = in.u16("len", LENGTH);
        int key = in.u16("key", KEY_SYMBOLS);
        long length = (long) words * Integer.BYTES;
        if (length > in.remaining()) {
            findings.error(
                    StateException.NESTED_OVERRUN,
                    "a value claims a length of " + length + ", but the descriptor has only " + in.remaining()
                            + " left");
            return false;
        }
        if (key == DEVID_KEY) {
            devid = readValue("devid", words, devid);
        } else if (key == REVID_KEY) {
            revid = readValue("revid", words, revid);
        } else {
            findings.info("UNKNOWN_KLV", String.format("a value has the unknown key 0x%04x; the kernel skips it", key));
            in.opaque("value", length);
        }
        return true;
    }

    private OptionalLong readValue(String name, int words, OptionalLong before) throws IOException {
        if (words != 1) {
            findings.error(
                    "NESTED_SIZE",
                    name + " has " + words + " words instead of 1; the kernel always compares the word after the key");
        }
        if (words == 0) {
            return before;
        }
        if (before.isPresent()) {
            findings.warning("DUPLICATE_KLV", "the descriptor has " + name + " twice; the kernel compares both");
        }
        long value = in.u32(name, Symbols.HEXADECIMAL);
        in.opaque("rest", (long) (words - 1) * Integer.BYTES);
        return OptionalLong.of(value);
    }

    /** Checks, at the end of the state, that the descriptor has a device id and a revision. */
    void checkKeys() {
        if (devid.isEmpty() && revid.isEmpty()) {
            findings.report(Finding.of(
                    Severity.ERROR,
                    "NO_DESCRIPTOR",
                    "the state does not identify its device; the kernel loads it into any device without a check"));
        } else if (devid.isEmpty() || revid.isEmpty()) {
            findings.report(Finding.of(
                    Severity.WARNING,
                    "MISSING_KLV",
                    "the descriptor lacks " + (devid.isEmpty() ? "devid" : "revid")
                            + "; the kernel does not compare this value"));
        }
    }

    /** Reports device id and revision as facts, as far as they have been read. */
    void reportFacts() {
        devid.ifPresent(value -> in.hexFact(XeFacts.DEVICE_ID, value));
        revid.ifPresent(value -> in.fact(XeFacts.REVISION_ID, value));
    }
}
