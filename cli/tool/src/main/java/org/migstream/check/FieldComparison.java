// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import static org.migstream.report.TargetStreamFindingCodes.FIELDS_NOT_COMPARED;
import static org.migstream.report.TargetStreamFindingCodes.FIELD_MISMATCH;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.migstream.check.EmulatedDevices.ComparedValue;
import org.migstream.check.EmulatedDevices.FieldKey;
import org.migstream.check.FieldChecks.Check;
import org.migstream.check.FieldChecks.Relation;
import org.migstream.stream.Section;
import org.migstream.vmstate.VmStateValue;

/**
 * Compares the fields that QEMU compares with its own device: by their type ({@code get_int32_equal}, {@code get_int32_le}
 * in migration/vmstate-types.c), and those of {@link FieldChecks}.
 */
final class FieldComparison {
    private final SavedMachine saved;
    private final SavedMachine target;
    private final ReasonList reasons;

    FieldComparison(SavedMachine saved, SavedMachine target, ReasonList reasons) {
        this.saved = saved;
        this.target = target;
        this.reasons = reasons;
    }

    void compare(Map<FieldKey, ComparedValue> ours, Map<FieldKey, ComparedValue> theirs) {
        ours.forEach((key, value) -> compareValues(key, value, theirs.get(key)));
        theirs.forEach((key, value) -> {
            Section section = saved.sections().get(key.section());
            if (section != null && !ours.containsKey(key)) {
                reportMissing(key, value, section.offset(), "target");
            }
        });
    }

    private void compareValues(FieldKey key, ComparedValue ours, @Nullable ComparedValue theirs) {
        if (theirs == null) {
            if (target.sections().containsKey(key.section())) {
                reportMissing(key, ours, ours.offset(), "stream");
            }
            return;
        }
        if (theirs.check() != null) {
            compare(key, theirs.check(), ours.offset(), ours.value(), theirs.value());
        } else if (theirs.isComparedByType()) {
            compareByType(key, ours, theirs);
        }
    }

    /**
     * Compares the values of a field of the table.
     *
     * @param offset in the stream
     */
    void compare(FieldKey key, Check check, long offset, VmStateValue.Int ours, VmStateValue.Int theirs) {
        if (check.accepts(ours.value(), theirs.value())) {
            return;
        }
        String message = key.section().label() + ": " + key.path() + " is " + ours + " in the stream and " + theirs
                + " in the target; ";
        String qemuError = "QEMU reports: " + check.message(ours.value(), theirs.value());
        ReasonList list = reasons.about(key.section(), key.path());
        if (check.relation() == Relation.PART) {
            list.addWarning(
                    FIELD_MISMATCH,
                    offset,
                    message
                            + "QEMU compares it with a property that this value of the target shows only in part, and if"
                            + " they differ, " + qemuError);
        } else {
            list.addError(FIELD_MISMATCH, offset, message + qemuError, ours.toString(), theirs.toString());
        }
    }

    private void compareByType(FieldKey key, ComparedValue ours, ComparedValue theirs) {
        long received = ours.value().value();
        long local = theirs.value().value();
        if (received == local || theirs.isMaximum() && received >= 0 && received < local) {
            return;
        }
        String field = key.section().label() + ": " + key.path();
        String qemuError = theirs.isMaximum()
                ? "Invalid value " + received + " expecting positive value <= " + local
                : hex(theirs) + " != " + hex(ours);
        reasons.about(key.section(), key.path())
                .addError(
                        FIELD_MISMATCH,
                        ours.offset(),
                        field + " is " + ours.value() + " in the stream and " + theirs.value()
                                + " in the target; QEMU reports: " + qemuError,
                        ours.value().toString(),
                        theirs.value().toString());
    }

    /** Formats a number as QEMU does: hexadecimal digits without leading zeros. */
    private static String hex(ComparedValue value) {
        return value.value().toHexString().replaceFirst("^0x0*(?=.)", "");
    }

    /** Reports a field of the table that only one of both shows: the other has a value that is not known. */
    private void reportMissing(FieldKey key, ComparedValue value, long offset, String owner) {
        if (value.check() != null && value.check().relation() != Relation.PART) {
            reasons.about(key.section(), key.path())
                    .addWarning(
                            FIELDS_NOT_COMPARED,
                            offset,
                            key.section().label() + ": only the " + owner + " shows " + key.path()
                                    + ", which QEMU compares with a property of the device");
        }
    }
}
