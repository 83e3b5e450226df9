// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import static org.migstream.report.TargetStreamFindingCodes.MACHINE_MISMATCH;
import static org.migstream.report.TargetStreamFindingCodes.NOT_IN_STREAM;

/**
 * Compares the machine of a stream with the machine that wrote the target's stream, in the order in which QEMU does:
 * configuration, guest memory, the sections, then the state of emulated devices.
 */
final class MachineComparison {
    private static final String NOT_SHOWN =
            "no stream shows the CPU model, the features that the target's virtio devices"
                    + " offer, the sizes of BARs, the backends and the properties that have no state: these were not compared";

    private static final String ONLY_DEVICES =
            "the target's stream has only VFIO devices: the other sections and the memory were not compared";

    private final SavedMachine saved;
    private final SavedMachine target;
    private final ReasonList reasons;

    MachineComparison(SavedMachine saved, SavedMachine target, ReasonList reasons) {
        this.saved = saved;
        this.target = target;
        this.reasons = reasons;
    }

    /** Compares everything that both streams show. If the machine types differ, the rest cannot be compared. */
    void compare() {
        if (!compareMachineType()) {
            return;
        }
        if (target.hasOnlyVfioDevices()) {
            reasons.addInfo(NOT_IN_STREAM, ONLY_DEVICES);
        } else {
            new ConfigurationComparison(saved, target, reasons).compare();
            new RamBlockComparison(saved, target, reasons).compare();
            new SectionComparison(saved, target, reasons).compare();
            new EmulatedDeviceComparison(saved, target, reasons).compare();
            reasons.addInfo(NOT_IN_STREAM, NOT_SHOWN);
        }
    }

    /** Compares the sections of VFIO devices by name, which {@link TargetMatcher} does for each device otherwise. */
    void compareVfioSections() {
        if (!reasons.hasCode(MACHINE_MISMATCH)) {
            new SectionComparison(saved, target, reasons).compareVfioSections();
        }
    }

    /** Compares the machine types only. Returns whether they are equal, or one of them is unknown. */
    boolean compareMachineType() {
        return new ConfigurationComparison(saved, target, reasons).compareMachineType();
    }
}
