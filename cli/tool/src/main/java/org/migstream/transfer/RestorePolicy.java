// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.migstream.spi.Finding;
import org.migstream.spi.PciId;
import org.migstream.spi.Reason;
import org.migstream.spi.Severity;

/**
 * What of the reasons for a verdict keeps a state from a device.
 *
 * <pre>
 *                                                 refused   with --force
 *   the sections and records of the device are broken  yes  yes    nobody can know what is missing
 *   an error: it does not fit, it makes no sense       yes  no
 *   an error elsewhere in the stream                   yes  no
 *   the device has no data at all                      yes  no
 *   something is not known, and whose state it is      yes  no
 *   something is not known, of the same device         no   no     else no opaque state could be restored
 * </pre>
 *
 * <p>It is the same device if the PCI ids of both sides are known and equal; that their drivers differ is an error anyhow.
 */
final class RestorePolicy {
    /** Of findings about sections, records and channels; those about states and configuration spaces have other codes. */
    private static final List<String> FRAMING_CODES = List.of("stream.", "vfio.", "multifd.", "input.");

    /** What makes all else unimportant. */
    private static final Set<String> WRONG_DEVICE_CODES = Set.of("WRONG_VENDOR", "WRONG_DEVICE_ID");

    private static final Set<String> NO_DATA_CODES = Set.of("vfio.no-data");

    private final List<Reason> reasons;
    private final List<Reason> notOverridable;
    private final List<Reason> overridable;

    /**
     * @param reasons that concern the device
     * @param elsewhere those that concern the stream as a whole
     * @param saved the PCI ids in the stream; null if it does not tell
     * @param target those of the device here
     */
    RestorePolicy(List<Reason> reasons, List<Reason> elsewhere, PciId saved, PciId target) {
        boolean same = saved != null && saved.equals(target);
        this.reasons = reasons;
        notOverridable = reasons.stream().filter(RestorePolicy::isFramingError).toList();
        overridable = worstFirst(Stream.concat(
                        reasons.stream()
                                .filter(reason -> !isFramingError(reason) && isRefusalReason(reason.finding(), same)),
                        elsewhere.stream().filter(reason -> reason.finding().severity() == Severity.ERROR)))
                .toList();
    }

    private static boolean isFramingError(Reason reason) {
        return reason.finding().severity() == Severity.ERROR
                && FRAMING_CODES.stream().anyMatch(reason.finding().code()::startsWith);
    }

    private static boolean isRefusalReason(Finding finding, boolean same) {
        return switch (finding.severity()) {
            case ERROR -> true;
            case WARNING -> !same || NO_DATA_CODES.contains(finding.code());
            case INFO -> false;
        };
    }

    /** All that concern the device, and those elsewhere that keep the state from it. */
    List<Reason> allReasons() {
        return Stream.concat(reasons.stream(), overridable.stream()).distinct().toList();
    }

    /** Those that the user can override, the worst first. */
    List<Reason> overridableReasons() {
        return overridable;
    }

    /** Those that keep it from the device. */
    List<Reason> refusingReasons(boolean force) {
        return force || !notOverridable.isEmpty() ? notOverridable : overridable;
    }

    private static Stream<Reason> worstFirst(Stream<Reason> reasons) {
        return reasons.sorted(
                Comparator.comparing((Reason reason) -> reason.finding().severity())
                        .thenComparing(reason ->
                                WRONG_DEVICE_CODES.contains(reason.finding().code()))
                        .reversed());
    }
}
