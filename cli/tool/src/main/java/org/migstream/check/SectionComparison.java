// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import static org.migstream.report.CheckFindingCodes.DEVICE_MISSING;
import static org.migstream.report.TargetStreamFindingCodes.SECTION_ADDED;
import static org.migstream.report.TargetStreamFindingCodes.SECTION_MISSING;
import static org.migstream.report.TargetStreamFindingCodes.SECTION_NOT_SEEN;
import static org.migstream.report.TargetStreamFindingCodes.SECTION_VERSION;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.migstream.stream.Section;
import org.migstream.stream.SectionKey;

/**
 * Compares names, instances and versions of the sections as QEMU does ({@code qemu_loadvm_section_start_full} and {@code
 * find_se} in migration/savevm.c, 5.2 to 10.2). A VFIO device that the target does not have is reported with the device
 * instead ({@link TargetMatcher}).
 *
 * <p>QEMU does not notice a device for which the stream has no section: the device keeps its state after reset.
 */
final class SectionComparison {
    /**
     * The structures of sections that a machine writes only if they are needed ({@code needed} of a VMStateDescription
     * that is not a subsection: migration/global_state.c, hw/pci/pci_host.c, hw/display/ramfb-standalone.c, hw/vfio/cpr.c,
     * hw/i386/kvm/xen_*.c, QEMU 7.2 and 10.2). A machine that did not write one can still load it.
     */
    private static final Set<String> OPTIONAL = Set.of(
            "globalstate",
            "PCIHost",
            "ramfb-dev",
            "vfio-cpr-pci",
            "xen_gnttab",
            "xen_evtchn",
            "xen_overlay",
            "xen_xenstore");

    private final SavedMachine saved;
    private final SavedMachine target;
    private final ReasonList reasons;
    private final Map<String, String> longNames;

    SectionComparison(SavedMachine saved, SavedMachine target, ReasonList reasons) {
        this.saved = saved;
        this.target = target;
        this.reasons = reasons;
        this.longNames = longNames(saved.sections().keySet(), target.sections().keySet());
    }

    void compare() {
        for (Section section : saved.sections().values()) {
            Section counterpart = target.sections().get(section.key());
            if (counterpart != null) {
                compareVersions(section, counterpart);
            } else if (!section.isVfio()) {
                addMissing(section);
            }
        }
        if (saved.complete()) {
            addAdditions();
        }
    }

    private void addMissing(Section section) {
        SectionKey key = section.key();
        ReasonList list = reasons.about(key);
        String name = key.label();
        if (!target.complete()) {
            list.addWarning(
                    SECTION_NOT_SEEN,
                    section.offset(),
                    name + ": the part of the target's stream that could be read has no such section");
        } else if (OPTIONAL.contains(key.idstr().substring(key.idstr().lastIndexOf('/') + 1))) {
            list.addWarning(
                    SECTION_MISSING,
                    section.offset(),
                    name
                            + ": the target's stream has no such section; QEMU writes it only if it is needed, so the target"
                            + " may have it");
        } else if (longNames.containsKey(key.idstr())) {
            list.addWarning(
                    SECTION_MISSING,
                    section.offset(),
                    name + ": the target has it only as " + longNames.get(key.idstr())
                            + "; QEMU accepts the short name if both devices are the same");
        } else {
            list.addError(SECTION_MISSING, section.offset(), name + ": " + missingText(key));
        }
    }

    /** Returns that the target lacks a section, with the message of QEMU. */
    static String missingText(SectionKey key) {
        String section = "section or instance '" + key.idstr() + "' " + key.instanceId();
        return "the target has no such section; QEMU reports: Unknown savevm " + section + " (since 10.2: Unknown "
                + section + ")";
    }

    /**
     * Returns the sections of the target that have a bus path, by the name without the path: QEMU also accepts this name
     * ({@code find_se} in migration/savevm.c). Of several with the same name, the first
     * counts. Only the wanted names are kept.
     */
    private static Map<String, String> longNames(Set<SectionKey> wanted, Set<SectionKey> keys) {
        Set<String> shortNames = wanted.stream().map(SectionKey::idstr).collect(Collectors.toSet());
        Map<String, String> names = new HashMap<>();
        for (SectionKey key : keys) {
            String idstr = key.idstr();
            int slash = idstr.indexOf('/');
            while (slash >= 0) {
                String shortName = idstr.substring(slash + 1);
                if (shortNames.contains(shortName)) {
                    names.putIfAbsent(shortName, idstr);
                }
                slash = idstr.indexOf('/', slash + 1);
            }
        }
        return names;
    }

    private void compareVersions(Section section, Section counterpart) {
        String received = Long.toString(section.versionId());
        String local = Long.toString(counterpart.versionId());
        String versions =
                section.key().label() + ": version " + received + " in the stream, " + local + " in the target";
        ReasonList list = reasons.about(section.key());
        if (section.versionId() > counterpart.versionId()) {
            list.addError(
                    SECTION_VERSION,
                    section.offset(),
                    versions + "; QEMU reports: savevm: unsupported version " + received + " for '"
                            + section.key().idstr() + "' v" + local + " (since 10.2 without savevm:)",
                    received,
                    local);
        } else if (section.versionId() < counterpart.versionId()) {
            list.addWarning(
                    SECTION_VERSION,
                    section.offset(),
                    versions + "; QEMU loads old versions from a minimum on, which the stream does not show; below it,"
                            + " QEMU reports: incoming version_id " + received + " is too old");
        }
    }

    private void addAdditions() {
        List<SectionKey> additions = new ArrayList<>(target.sections().keySet());
        additions.removeAll(saved.sections().keySet());
        additions.removeIf(SectionKey::isVfio);
        for (SectionKey key : additions) {
            reasons.about(key)
                    .addInfo(
                            SECTION_ADDED,
                            key.label()
                                    + ": only the target has this section; QEMU does not notice it, and"
                                    + " the device keeps its state after reset");
        }
    }

    /** Adds an error for each section of a VFIO device that the target does not have. */
    void compareVfioSections() {
        if (target.complete()) {
            for (Section section : saved.sections().values()) {
                if (section.isVfio() && !target.sections().containsKey(section.key())) {
                    reasons.about(section.key()).addError(DEVICE_MISSING, section.offset(), missingText(section.key()));
                }
            }
        }
    }
}
