// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import static org.migstream.report.TargetStreamFindingCodes.FIELDS_NOT_COMPARED;
import static org.migstream.report.TargetStreamFindingCodes.FIELD_LENGTH;
import static org.migstream.report.TargetStreamFindingCodes.STRUCTURE_VERSION;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.migstream.check.EmulatedDevices.FieldKey;
import org.migstream.check.EmulatedDevices.FieldLength;
import org.migstream.check.EmulatedDevices.StructureVersion;
import org.migstream.stream.Section;
import org.migstream.stream.SectionKey;

/**
 * Compares how both machines lay out the sections that both have. A section contains no description that QEMU uses: QEMU
 * reads it by the structures of its own device ({@code vmstate_load_state} in migration/vmstate.c).
 *
 * <ul>
 *   <li>An array or buffer of which the target decides the length: another length is an error.
 *   <li>A subsection with a newer version: QEMU refuses it. An older version, or another version of a structure, which
 *       has no version in the stream, is unknown.
 *   <li>A subsection that only the stream shows: no reason if the target's QEMU is known to have it, otherwise unknown.
 *   <li>Any other difference of names, types and sizes is unknown: the target may read both layouts.
 * </ul>
 */
final class DeviceLayoutComparison {
    private final SavedMachine saved;
    private final SavedMachine target;
    private final EmulatedDevices ours;
    private final EmulatedDevices theirs;
    private final ReasonList reasons;
    /** The paths of our fields of which the target decides the length. */
    private final Map<SectionKey, NavigableSet<String>> ourPaths = new HashMap<>();

    DeviceLayoutComparison(
            SavedMachine saved, SavedMachine target, EmulatedDevices ours, EmulatedDevices theirs, ReasonList reasons) {
        this.saved = saved;
        this.target = target;
        this.ours = ours;
        this.theirs = theirs;
        this.reasons = reasons;
        ours.lengths().keySet().forEach(key -> ourPaths.computeIfAbsent(key.section(), section -> new TreeSet<>())
                .add(key.path()));
    }

    void compare() {
        Set<FieldKey> fields = new LinkedHashSet<>(ours.lengths().keySet());
        fields.addAll(theirs.lengths().keySet());
        fields.forEach(this::compareLengths);
        ours.shapes().sections().forEach(this::compareSection);
        ours.shapes().elements().forEach((key, shape) -> {
            if (!shape.equals(theirs.shapes().elements().getOrDefault(key, shape))) {
                reportOtherFields(key, key.path());
            }
        });
        ours.structures()
                .forEach((key, version) ->
                        compareVersions(key, version, theirs.structures().get(key)));
    }

    private void compareLengths(FieldKey key) {
        FieldLength received = ours.lengths().get(key);
        FieldLength local = theirs.lengths().get(key);
        FieldLength known = received != null ? received : local;
        Section section = saved.sections().get(key.section());
        if (known == null || section == null) {
            return;
        }
        FieldKey structure = new FieldKey(key.section(), known.structure());
        if (!ours.hasStructure(structure) || !theirs.hasStructure(structure)) {
            return;
        }
        long our = received == null ? 0 : received.length();
        long their = local == null ? 0 : local.length();
        if (our != their) {
            reasons.about(key.section(), key.path())
                    .addError(
                            FIELD_LENGTH,
                            section.offset(),
                            key.section().label() + ": " + key.path() + " has the length " + our
                                    + " in the stream and " + their + " in the target, which reads its own length; "
                                    + known.reason() + " decides it; QEMU reports: Missing section footer for "
                                    + key.section().idstr() + ", or that it failed to load a field of this section",
                            Long.toString(our),
                            Long.toString(their));
        }
    }

    private void compareSection(FieldKey key, String shape) {
        if (!saved.sections().containsKey(key.section()) || !target.sections().containsKey(key.section())) {
            return;
        }
        String other = theirs.shapes().sections().get(key);
        if (other == null) {
            compareSubsection(key);
        } else if (!other.equals(shape)) {
            reportOtherFields(key, key.path());
        }
    }

    /** Reports a subsection that only the stream has. Inside of another such subsection, the outer one is reported. */
    private void compareSubsection(FieldKey key) {
        StructureVersion subsection = ours.structures().get(key);
        if (subsection == null || !subsection.isSubsection()) {
            return;
        }
        boolean isKnown = KnownSubsections.contains(subsection.name(), target.configuration());
        String next = ourPaths.getOrDefault(key.section(), Collections.emptyNavigableSet())
                .ceiling(key.path());
        boolean hasLength = next != null && next.startsWith(key.path());
        if (!isKnown || hasLength) {
            reasons.about(key.section(), key.path())
                    .addWarning(
                            FIELDS_NOT_COMPARED,
                            subsection.offset(),
                            key.section().label() + ": " + key.path()
                                    + " is a subsection that the target's stream does not have: whether the target "
                                    + (isKnown ? "has the same number of its elements" : "can load it")
                                    + " is unknown");
        }
    }

    private void reportOtherFields(FieldKey key, String path) {
        Section section = saved.sections().get(key.section());
        StructureVersion subsection = ours.structures().get(key);
        long offset = subsection != null && subsection.isSubsection()
                ? subsection.offset()
                : section == null ? 0 : section.offset();
        reasons.about(key.section(), path)
                .addWarning(
                        FIELDS_NOT_COMPARED,
                        offset,
                        key.section().label() + (path.isEmpty() ? "" : ": " + path)
                                + " has fields with other names, types or sizes in the target's stream: whether the"
                                + " target reads the same layout is unknown");
    }

    private void compareVersions(FieldKey key, StructureVersion received, @Nullable StructureVersion local) {
        if (local == null || received.version() == local.version()) {
            return;
        }
        Section section = saved.sections().get(key.section());
        long offset = received.isSubsection() || section == null ? Math.max(0, received.offset()) : section.offset();
        String message = key.section().label() + ": " + key.path() + " has version " + received.version()
                + " in the stream and " + local.version() + " in the target";
        ReasonList list = reasons.about(key.section(), key.path());
        if (received.isSubsection() && received.version() > local.version()) {
            list.addError(
                    STRUCTURE_VERSION,
                    offset,
                    message + "; QEMU reports: " + received.name() + ": incoming version_id " + received.version()
                            + " is too new for local version_id " + local.version(),
                    Long.toString(received.version()),
                    Long.toString(local.version()));
        } else {
            list.addWarning(
                    STRUCTURE_VERSION, offset, message + "; whether the target still reads this version is unknown");
        }
    }
}
