// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.migstream.report.FindingCodeRegistry;
import org.migstream.spi.Finding;
import org.migstream.spi.FindingCategory;
import org.migstream.spi.PciId;
import org.migstream.spi.Reason;
import org.migstream.spi.Severity;

/**
 * Selects the reasons of a check that refuse a restore, and those that {@code --force} overrides.
 *
 * <pre>
 *                                                    without --force   with --force
 *   error in the sections or records of the device   refused           refused: the missing data are unknown
 *   the state is truncated                           refused           refused, unless the rest follows
 *   error in the state: incompatible or invalid      refused           restored
 *   error elsewhere in the stream                    refused           restored
 *   the device has no data                           refused           restored
 *   the target failed when it was asked for facts    refused           restored
 *   unknown fact, another or unknown device          refused           restored
 *   unknown fact, the same device                    restored          restored
 * </pre>
 *
 * <p>An unknown fact does not refuse a state of the same device: otherwise no state without a decoder could be restored.
 * A fact that the target failed to report does refuse it: two devices with the same PCI ids may differ in that fact, and
 * the restore would destroy the state of the target to find out.
 * Two devices count as the same if both PCI ids are known and equal. Different drivers are always an error.
 */
final class RestorePolicy {
    /** Categories of findings about sections, records and channels. Findings about states have other categories. */
    private static final Set<FindingCategory> FRAMING = Set.of(
            FindingCategory.FRAMING,
            FindingCategory.MISSING_DATA,
            FindingCategory.UNSUPPORTED,
            FindingCategory.LIMIT,
            FindingCategory.LOADABILITY);

    /** Categories of warnings that also refuse a state of the same device. */
    private static final Set<FindingCategory> NOT_FOR_ANY_DEVICE =
            Set.of(FindingCategory.EMPTY_STATE, FindingCategory.DEVICE);

    private final FindingCodeRegistry codes;
    private final List<Reason> reasons;
    private final List<Reason> notOverridable;
    private final List<Reason> overridable;
    private final boolean restFollows;

    /**
     * @param codes the codes of migstream and of the plugins
     * @param reasons reasons about the device
     * @param elsewhere reasons about the stream as a whole
     * @param saved the PCI ids in the stream; null if unknown
     * @param target the PCI ids of the device to restore; null if unknown
     * @param restFollows whether the rest of the state follows, so that a truncated state is not refused yet
     */
    RestorePolicy(
            FindingCodeRegistry codes,
            List<Reason> reasons,
            List<Reason> elsewhere,
            @Nullable PciId saved,
            @Nullable PciId target,
            boolean restFollows) {
        this.codes = codes;
        this.restFollows = restFollows;
        boolean sameDevice = saved != null && saved.equals(target);
        this.reasons = reasons;
        notOverridable = reasons.stream()
                .filter(reason -> isFramingError(reason) || !restFollows && isTruncation(reason.finding()))
                .toList();
        overridable = worstFirst(Stream.concat(
                        reasons.stream()
                                .filter(reason ->
                                        !isFramingError(reason) && isRefusalReason(reason.finding(), sameDevice)),
                        elsewhere.stream().filter(reason -> reason.finding().severity() == Severity.ERROR)))
                .toList();
    }

    private boolean isFramingError(Reason reason) {
        return reason.finding().severity() == Severity.ERROR && codes.hasCategory(reason.finding(), FRAMING);
    }

    /** Returns whether a decoder has found the whole state sound, and nothing speaks against the device. */
    boolean isKnownToBeComplete() {
        return overridable.isEmpty()
                && notOverridable.isEmpty()
                && reasons.stream().noneMatch(reason -> reason.finding().severity() == Severity.ERROR)
                && reasons.stream()
                        .anyMatch(reason -> codes.hasCategory(reason.finding(), Set.of(FindingCategory.SUMMARY)));
    }

    /** Returns whether the state is not complete without its rest. */
    boolean needsRest() {
        return restFollows && reasons.stream().anyMatch(reason -> isTruncation(reason.finding()));
    }

    private boolean isTruncation(Finding finding) {
        return finding.severity() == Severity.ERROR && codes.hasCategory(finding, Set.of(FindingCategory.TRUNCATION));
    }

    private boolean isRefusalReason(Finding finding, boolean sameDevice) {
        if (restFollows && isTruncation(finding)) {
            return false;
        }
        return switch (finding.severity()) {
            case ERROR -> true;
            case WARNING -> !sameDevice || codes.hasCategory(finding, NOT_FOR_ANY_DEVICE);
            case INFO -> false;
        };
    }

    /** Returns whether a reason is a failure of the target device, which is not an answer about the state. */
    boolean isDeviceFailure(Reason reason) {
        return codes.hasCategory(reason.finding(), Set.of(FindingCategory.DEVICE));
    }

    /** Returns all reasons about the device, and the refusing reasons about the stream. */
    List<Reason> allReasons() {
        return Stream.concat(reasons.stream(), overridable.stream()).distinct().toList();
    }

    /** Returns the reasons that the user can override, the most severe first. */
    List<Reason> overridableReasons() {
        return overridable;
    }

    /** Returns the reasons that refuse the state; empty if it may be restored. */
    List<Reason> refusingReasons(boolean force) {
        return force || !notOverridable.isEmpty() ? notOverridable : overridable;
    }

    private Stream<Reason> worstFirst(Stream<Reason> reasons) {
        return reasons.sorted(Comparator.comparing(
                        (Reason reason) -> reason.finding().severity())
                .thenComparing(reason -> codes.hasCategory(reason.finding(), Set.of(FindingCategory.WRONG_DEVICE)))
                .reversed());
    }
}
