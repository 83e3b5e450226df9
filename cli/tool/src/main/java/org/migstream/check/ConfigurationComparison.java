// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import static org.migstream.report.TargetStreamFindingCodes.CAPABILITY_MISMATCH;
import static org.migstream.report.TargetStreamFindingCodes.CONFIGURATION_MISMATCH;
import static org.migstream.report.TargetStreamFindingCodes.FOOTER_MISMATCH;
import static org.migstream.report.TargetStreamFindingCodes.MACHINE_MISMATCH;
import static org.migstream.report.TargetStreamFindingCodes.PAGE_BITS_MISMATCH;
import static org.migstream.report.TargetStreamFindingCodes.UUID_MISMATCH;

import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.migstream.spi.FindingCode;
import org.migstream.stream.Configuration;

/**
 * Compares the configuration sections as QEMU does ({@code configuration_post_load}, {@code
 * configuration_validate_capabilities} and {@code vmstate_uuid_post_load} in migration/savevm.c, 5.2 to 10.2), and
 * whether sections have footers ({@code check_section_footer}).
 */
final class ConfigurationComparison {
    /**
     * The capabilities that QEMU compares ({@code should_validate_capability}): the first from QEMU 4.0 on, the second
     * from QEMU 9.0 on. The stream contains no others.
     */
    private static final List<String> VALIDATED_CAPABILITIES =
            List.of(Configuration.IGNORE_SHARED, Configuration.MAPPED_RAM);

    private final SavedMachine saved;
    private final SavedMachine target;
    private final ReasonList reasons;

    ConfigurationComparison(SavedMachine saved, SavedMachine target, ReasonList reasons) {
        this.saved = saved;
        this.target = target;
        this.reasons = reasons;
    }

    /** Compares everything except the machine types. */
    void compare() {
        Configuration savedConfiguration = saved.configuration();
        Configuration targetConfiguration = target.configuration();
        if (savedConfiguration != null && targetConfiguration != null) {
            comparePageBits(savedConfiguration, targetConfiguration);
            VALIDATED_CAPABILITIES.forEach(name -> compareCapability(name, savedConfiguration, targetConfiguration));
            compareUuid(savedConfiguration, targetConfiguration);
        } else if (savedConfiguration != null) {
            addLayoutMismatch(
                    CONFIGURATION_MISMATCH,
                    savedConfiguration.offset(),
                    "the target does not expect a configuration section; QEMU reports: Unknown savevm section type 7"
                            + " (since 10.2: Unknown section type 7)");
        } else if (targetConfiguration != null) {
            addLayoutMismatch(
                    CONFIGURATION_MISMATCH,
                    null,
                    "the stream has no configuration section, but the target expects one; QEMU reports: Configuration"
                            + " section missing");
        }
        compareFooters();
    }

    /**
     * Compares the machine types. QEMU accepts a target whose name starts with the name in the stream ({@code strncmp}
     * with the length of the received name), so such a target is unknown. Returns whether a comparison of the devices
     * is useful.
     */
    boolean compareMachineType() {
        if (saved.configuration() == null || target.configuration() == null) {
            return true;
        }
        String received = saved.configuration().machine();
        String local = target.configuration().machine();
        if (received.equals(local)) {
            return true;
        }
        long offset = saved.configuration().offset();
        if (local.startsWith(received)) {
            reasons.addWarning(
                    MACHINE_MISMATCH,
                    offset,
                    "the machine type is '" + received + "' in the stream and '" + local + "' in the target; QEMU"
                            + " compares only the first " + received.length() + " characters and does not refuse it");
            return true;
        }
        reasons.addError(
                MACHINE_MISMATCH,
                offset,
                "the machines differ; QEMU reports: Machine type received is '" + received + "' and local is '" + local
                        + "'",
                received,
                local);
        return false;
    }

    /**
     * Compares the sizes of guest pages. A stream without this value has the smallest page size of its architecture,
     * and a stream with the value has a larger one ({@code vmstate_target_page_bits_needed}).
     */
    private void comparePageBits(Configuration savedConfiguration, Configuration targetConfiguration) {
        OptionalInt savedBits = savedConfiguration.targetPageBits();
        OptionalInt targetBits = targetConfiguration.targetPageBits();
        if (savedBits.equals(targetBits)) {
            return;
        }
        String one = describeBits(savedBits);
        String other = describeBits(targetBits);
        reasons.addError(
                PAGE_BITS_MISMATCH,
                savedConfiguration.offset(),
                "the page size is 2 to the power of " + one + " in the stream and of " + other + " in the target; QEMU"
                        + " reports: Received TARGET_PAGE_BITS is "
                        + one + " but local is " + other,
                one,
                other);
    }

    private static String describeBits(OptionalInt bits) {
        return bits.isPresent() ? Integer.toString(bits.getAsInt()) : "the architecture's minimum";
    }

    private void compareCapability(String name, Configuration savedConfiguration, Configuration targetConfiguration) {
        boolean received = savedConfiguration.capabilities().contains(name);
        boolean local = targetConfiguration.capabilities().contains(name);
        if (received != local) {
            reasons.addError(
                    CAPABILITY_MISMATCH,
                    savedConfiguration.offset(),
                    "the capability " + name + " is " + onOff(received) + " in the stream and " + onOff(local)
                            + " in the target; QEMU reports: Capability " + name + " is " + onOff(local)
                            + ", but received capability is " + onOff(received),
                    onOff(received),
                    onOff(local));
        }
    }

    private static String onOff(boolean enabled) {
        return enabled ? "on" : "off";
    }

    /** Compares the UUIDs. QEMU compares them whenever the stream has one and the target was started with one. */
    private void compareUuid(Configuration savedConfiguration, Configuration targetConfiguration) {
        UUID received = savedConfiguration.uuid().orElse(null);
        UUID local = targetConfiguration.uuid().orElse(null);
        if (received == null || received.equals(local)) {
            return;
        }
        if (local == null) {
            reasons.addWarning(
                    UUID_MISMATCH,
                    savedConfiguration.offset(),
                    "the stream has the UUID " + received + ", and the target's stream has none; if the target was"
                            + " started with another UUID, QEMU reports: UUID received is " + received
                            + " and local is ...");
        } else {
            reasons.addError(
                    UUID_MISMATCH,
                    savedConfiguration.offset(),
                    "the UUIDs differ; QEMU reports: UUID received is " + received + " and local is " + local,
                    received.toString(),
                    local.toString());
        }
    }

    private void compareFooters() {
        if (saved.hasFooters() == null
                || target.hasFooters() == null
                || saved.hasFooters().equals(target.hasFooters())) {
            return;
        }
        addLayoutMismatch(
                FOOTER_MISMATCH,
                null,
                saved.hasFooters()
                        ? "the sections of the stream have footers, but the target expects none; QEMU reports: Unknown"
                                + " savevm section type 126 (since 10.2: Unknown section type 126)"
                        : "the sections of the stream have no footers, but the target expects them; QEMU reports:"
                                + " Missing section footer for ...");
    }

    /**
     * Adds an error about a property that is the same for all streams of a machine. A stream without guest memory may
     * come from {@code xen-save-devices-state}, which never writes a configuration: then the answer is unknown.
     */
    private void addLayoutMismatch(FindingCode code, @Nullable Long offset, String message) {
        long at = offset == null ? 0 : offset;
        if (saved.hasRam() && target.hasRam()) {
            reasons.addError(code, at, message);
        } else {
            reasons.addWarning(code, at, message);
        }
    }
}
