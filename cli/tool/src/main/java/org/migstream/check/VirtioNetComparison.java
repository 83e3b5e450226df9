// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import static org.migstream.report.TargetStreamFindingCodes.FIELDS_NOT_COMPARED;
import static org.migstream.report.TargetStreamFindingCodes.FIELD_MISMATCH;

import java.util.Optional;
import org.migstream.stream.SectionKey;
import org.migstream.vmstate.VirtioNetState;
import org.migstream.vmstate.VirtioValue;

/**
 * Compares what two virtio network devices say about their backends. Both streams show the backend itself, so a
 * difference decides ({@code vmstate_virtio_net_device} in hw/net/virtio-net.c, 5.2 to 10.2).
 */
final class VirtioNetComparison {
    private final SectionKey key;
    private final long offset;
    private final ReasonList reasons;

    /** @param offset of the device in the stream */
    VirtioNetComparison(SectionKey key, long offset, ReasonList reasons) {
        this.key = key;
        this.offset = offset;
        this.reasons = reasons;
    }

    void compare(VirtioValue received, VirtioValue local) {
        Optional<VirtioNetState> ours = VirtioNetState.read(received);
        Optional<VirtioNetState> theirs = VirtioNetState.read(local);
        if (ours.isEmpty() || theirs.isEmpty()) {
            reasons.about(key, "backend")
                    .addWarning(
                            FIELDS_NOT_COMPARED,
                            offset,
                            key.label() + ": the properties of the network backend could not be read and compared");
            return;
        }
        compare(ours.get(), theirs.get());
    }

    private void compare(VirtioNetState ours, VirtioNetState theirs) {
        if (ours.hasVnetHeader() && !theirs.hasVnetHeader()) {
            addError("vnet header", "virtio-net: saved image requires vnet_hdr=on", "yes", "no");
        }
        if (ours.hasUfo() && !theirs.hasUfo()) {
            addError("UFO", "virtio-net: saved image requires TUN_F_UFO support", "yes", "no");
        }
        if (ours.queuePairs() != theirs.queuePairs()) {
            addError(
                    "queue pairs",
                    "Failed to load virtio-net-device:max_queue_pairs, or Missing section footer for " + key.idstr(),
                    Integer.toString(ours.queuePairs()),
                    Integer.toString(theirs.queuePairs()));
        }
    }

    private void addError(String property, String qemuError, String received, String local) {
        reasons.about(key, property)
                .addError(
                        FIELD_MISMATCH,
                        offset,
                        key.label() + ": the property \"" + property + "\" of the network backend is " + received
                                + " in the stream and " + local + " in the target; QEMU reports: " + qemuError,
                        received,
                        local);
    }
}
