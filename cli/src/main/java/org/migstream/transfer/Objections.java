// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.util.List;
import java.util.Set;
import org.migstream.spi.Finding;
import org.migstream.spi.PciId;
import org.migstream.spi.Reason;
import org.migstream.spi.Severity;

/**
 * What of the reasons for a verdict keeps a state from a device.
 *
 * <pre>
 *                                              refused   with --force
 *   what QEMU wrote around the data is broken  yes       yes           nobody can know what is missing
 *   an error: it does not fit, it makes no sense  yes    no
 *   the device has no data at all              yes       no
 *   something is not known, another device     yes       no
 *   something is not known, the same device    no        no            opaque states: else none could be restored
 * </pre>
 *
 * <p>It is the same device if the PCI ids of both sides are known and equal; that their drivers differ is an error anyhow.
 *
 * @param binding those that nobody can override
 * @param others those that the user can
 */
record Objections(List<Reason> binding, List<Reason> others) {
    /** Of findings about sections, records and channels; those about states and configuration spaces have other codes. */
    private static final List<String> FRAMING = List.of("stream.", "vfio.", "multifd.", "input.");

    private static final Set<String> NO_DATA = Set.of("vfio.no-data");

    /**
     * @param saved the ids in the stream; null if it does not tell
     * @param target those of the device
     */
    static Objections of(List<Reason> reasons, PciId saved, PciId target) {
        boolean same = saved != null && saved.equals(target);
        List<Reason> binding = reasons.stream().filter(Objections::isBinding).toList();
        List<Reason> others = reasons.stream()
                .filter(reason -> !isBinding(reason) && counts(reason.finding(), same))
                .toList();
        return new Objections(binding, others);
    }

    private static boolean isBinding(Reason reason) {
        return reason.finding().severity() == Severity.ERROR
                && FRAMING.stream().anyMatch(reason.finding().code()::startsWith);
    }

    private static boolean counts(Finding finding, boolean same) {
        return switch (finding.severity()) {
            case ERROR -> true;
            case WARNING -> !same || NO_DATA.contains(finding.code());
            case INFO -> false;
        };
    }

    /** Those that keep it from the device. */
    List<Reason> refusing(boolean force) {
        if (force || !binding.isEmpty()) {
            return binding;
        }
        return others;
    }
}
