// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import static org.migstream.report.TargetStreamFindingCodes.FIELD_MISMATCH;

import java.nio.ByteBuffer;
import org.migstream.check.EmulatedDevices.SavedVirtio;
import org.migstream.stream.SectionKey;
import org.migstream.vmstate.VirtioValue;

/**
 * Compares two virtio devices on a PCI bus as far as QEMU compares the state with its own device ({@code virtio_load} in
 * hw/virtio/virtio.c):
 *
 * <ul>
 *   <li>QEMU 11.1 refuses a queue that is larger than its own. Before, it loads such a queue. A guest may have made a
 *       used queue of the target smaller, so such a queue shows no maximum.
 *   <li>A serial device must have the same ports, in words of 32 ports ({@code fetch_active_ports_list} and {@code
 *       virtio_serial_load_device} in hw/char/virtio-serial-bus.c).
 * </ul>
 */
final class VirtioComparison {
    private static final QemuVersion CHECKS_QUEUE_SIZE = new QemuVersion(11, 1);
    private static final String SERIAL = "/virtio-console";
    /** be16 columns, be16 rows. */
    private static final int SERIAL_CONSOLE_SIZE = 4;

    private static final int PORTS_PER_WORD = 32;
    private static final int MAX_PORT_WORDS = 32;

    private final SavedMachine target;
    private final ReasonList reasons;

    VirtioComparison(SavedMachine target, ReasonList reasons) {
        this.target = target;
        this.reasons = reasons;
    }

    void compare(SectionKey key, SavedVirtio ours, SavedVirtio theirs) {
        compareQueues(key, ours, theirs.value());
        if (key.idstr().endsWith(SERIAL)) {
            comparePorts(key, ours, theirs.value());
        }
    }

    private void compareQueues(SectionKey key, SavedVirtio ours, VirtioValue theirs) {
        for (int i = 0; i < ours.value().queues().size(); i++) {
            long received = ours.value().queues().get(i).size();
            boolean exists = i < theirs.queues().size();
            long local = exists ? theirs.queues().get(i).size() : 0;
            if (received > local && !(exists && theirs.queues().get(i).isUsed())) {
                String name = "queue " + i;
                ReasonList list = reasons.about(key, name);
                String message = key.label() + ": " + name + " has the size " + received + " in the stream and " + local
                        + " in the target; QEMU 11.1 reports: VQ " + i + " vring.num " + received
                        + " exceeds allocated max " + local;
                if (QemuVersion.oldestOf(target.configuration()).isAtLeast(CHECKS_QUEUE_SIZE)) {
                    list.addError(
                            FIELD_MISMATCH, ours.offset(), message, Long.toString(received), Long.toString(local));
                } else {
                    list.addWarning(FIELD_MISMATCH, ours.offset(), message);
                }
                return;
            }
        }
    }

    private void comparePorts(SectionKey key, SavedVirtio ours, VirtioValue theirs) {
        String received = ports(ours.value());
        String local = ports(theirs);
        if (!received.equals(local)) {
            reasons.about(key, "ports")
                    .addError(
                            FIELD_MISMATCH,
                            ours.offset(),
                            key.label() + ": the serial ports have the map " + received + " in the stream and " + local
                                    + " in the target; QEMU reports: error while loading state for instance 0x"
                                    + Long.toHexString(key.instanceId()) + " of device '" + key.idstr() + "'",
                            received,
                            local);
        }
    }

    /** Returns the map of the existing ports: be32 maximum number of ports, then a bit for each in be32 words. */
    private static String ports(VirtioValue value) {
        ByteBuffer rest = value.rest();
        if (rest.remaining() < SERIAL_CONSOLE_SIZE + Integer.BYTES) {
            return "unknown";
        }
        long ports = Integer.toUnsignedLong(rest.getInt(rest.position() + SERIAL_CONSOLE_SIZE));
        long words = Math.min(MAX_PORT_WORDS, (ports + PORTS_PER_WORD - 1) / PORTS_PER_WORD);
        StringBuilder map = new StringBuilder();
        for (int i = 0; i < words; i++) {
            int at = SERIAL_CONSOLE_SIZE + Integer.BYTES * (1 + i);
            if (at + Integer.BYTES <= rest.remaining()) {
                map.append(map.isEmpty() ? "" : " ").append("0x%08x".formatted(rest.getInt(rest.position() + at)));
            }
        }
        return map.toString();
    }
}
