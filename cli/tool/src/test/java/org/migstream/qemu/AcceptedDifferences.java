// SPDX-License-Identifier: Apache-2.0
package org.migstream.qemu;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The known reasons why {@code check} and QEMU judge a damaged stream differently. */
final class AcceptedDifferences {
    /**
     * A refusal that the stream alone does not show.
     *
     * @param message finds the message of QEMU
     * @param reason why the stream alone does not show it
     */
    record Refusal(Pattern message, String reason) {
        Refusal(String message, String reason) {
            this(Pattern.compile(message), reason);
        }
    }

    static final List<Refusal> REFUSALS = List.of(
            new Refusal(
                    "^Machine type received is '[!-~]+' and local is",
                    "the name of the machine type is another valid name; the target decides"),
            new Refusal(
                    "^get_pci_config_device: Bad config data",
                    "QEMU compares a register of the PCI configuration with that of its device"),
            new Refusal(
                    "^[0-9a-f]+ != [0-9a-f]+ \\| Failed to load",
                    "a field must be equal to a property of the target's device (VMSTATE_*_EQUAL)"),
            new Refusal(
                    "^RAM postcopy is disabled but have 16 byte advise",
                    "the capability postcopy-ram is a setting of the target"),
            new Refusal("^MIG_CMD 0xb unknown", "the command SWITCHOVER_START is known to QEMU 10.0 and later only"));

    /** The codes of errors in streams that QEMU can load, and why they are errors. */
    static final Map<String, String> STRICTER_CODES = Map.ofEntries(
            Map.entry("vmdesc.malformed", "QEMU does not read the vmdescription"),
            Map.entry("vmdesc.section-missing", "QEMU does not notice that a device has no section"),
            Map.entry("vmdesc.section-undescribed", "QEMU does not read the vmdescription"),
            Map.entry("stream.repeated-section", "QEMU loads both sections of a device, one after the other"),
            Map.entry("stream.repeated-start", "QEMU loads a handler's section again"),
            Map.entry("stream.after-end", "QEMU loads pages after the END section of ram"),
            Map.entry("stream.no-end", "QEMU does not notice that an END section is missing"),
            Map.entry("stream.truncated", "QEMU ignores that the vmdescription is truncated"),
            Map.entry("stream.trailing-bytes", "QEMU ignores all bytes after a byte 0 between two sections"),
            Map.entry(
                    "vmstate.subsection-mismatch", "QEMU accepts another version of a subsection than the described"));

    private AcceptedDifferences() {}

    static Optional<Refusal> refusal(String message) {
        return REFUSALS.stream()
                .filter(refusal -> refusal.message().matcher(message).find())
                .findFirst();
    }
}
