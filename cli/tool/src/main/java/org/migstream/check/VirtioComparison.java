// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import static org.migstream.report.TargetStreamFindingCodes.FIELDS_NOT_COMPARED;
import static org.migstream.report.TargetStreamFindingCodes.FIELD_MISMATCH;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.migstream.check.EmulatedDevices.FieldKey;
import org.migstream.check.EmulatedDevices.SavedVirtio;
import org.migstream.check.FieldChecks.Check;
import org.migstream.stream.SectionKey;
import org.migstream.vmstate.VirtioValue;
import org.migstream.vmstate.VmStateValue;

/**
 * Compares two virtio devices as far as QEMU compares the state with its own device ({@code virtio_load} in
 * hw/virtio/virtio.c):
 *
 * <ul>
 *   <li>QEMU refuses a feature that the guest has accepted and that its own device does not offer. A stream shows only
 *       what was accepted, so a feature that only the guest of the stream accepted is unknown.
 *   <li>QEMU 11.1 refuses a queue that is larger than its own. Before, it loads such a queue. A guest may have made a
 *       used queue of the target smaller, so whether QEMU refuses a larger queue in the stream is unknown.
 *   <li>A memory device must have the same properties. Machines of 8.0 and newer write them in a section of their own
 *       before the guest memory ({@code vmstate_virtio_mem_device} in hw/virtio/virtio-mem.c).
 *   <li>A network device must have the same number of queue pairs, and a backend that is not worse ({@code
 *       virtio_net_vnet_post_load} and {@code virtio_net_ufo_post_load} in hw/net/virtio-net.c).
 *   <li>A serial device must have the same ports, in words of 32 ports ({@code fetch_active_ports_list} and {@code
 *       virtio_serial_load_device} in hw/char/virtio-serial-bus.c).
 * </ul>
 */
final class VirtioComparison {
    private static final QemuVersion CHECKS_QUEUE_SIZE = new QemuVersion(11, 1);
    private static final String NET = "/virtio-net";
    private static final String SERIAL = "/virtio-console";
    /** be16 columns, be16 rows. */
    private static final int SERIAL_CONSOLE_SIZE = 4;

    private static final int PORTS_PER_WORD = 32;
    private static final int MAX_PORT_WORDS = 32;

    private static final String MEMORY = "/virtio-mem";
    private static final String MEMORY_STRUCTURE = "virtio-mem-device/sanity-checks";
    /** The fields of that structure and their bytes, in wire order. */
    private static final Map<String, Integer> MEMORY_FIELDS = memoryFields();

    private final SavedMachine target;
    private final FieldComparison fields;
    private final ReasonList reasons;

    VirtioComparison(SavedMachine target, FieldComparison fields, ReasonList reasons) {
        this.target = target;
        this.fields = fields;
        this.reasons = reasons;
    }

    private static Map<String, Integer> memoryFields() {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        sizes.put("addr", Long.BYTES);
        sizes.put("region_size", Long.BYTES);
        sizes.put("block_size", Long.BYTES);
        sizes.put("node", Integer.BYTES);
        return sizes;
    }

    void compare(SectionKey key, SavedVirtio ours, SavedVirtio theirs) {
        compareFeatures(key, ours, theirs.value());
        compareQueues(key, ours, theirs.value());
        if (key.idstr().endsWith(NET)) {
            new VirtioNetComparison(key, ours.offset(), reasons).compare(ours.value(), theirs.value());
        } else if (key.idstr().endsWith(SERIAL)) {
            comparePorts(key, ours, theirs.value());
        } else if (key.idstr().endsWith(MEMORY) && !hasEarlySection(key)) {
            compareMemory(key, ours, theirs.value());
        }
    }

    /** If the guest of the target has accepted nothing, nothing is known about the features of the target. */
    private void compareFeatures(SectionKey key, SavedVirtio ours, VirtioValue theirs) {
        if (ours.value().features().isEmpty() || theirs.features().isEmpty()) {
            reasons.about(key, "features")
                    .addWarning(
                            FIELDS_NOT_COMPARED,
                            ours.offset(),
                            key.label() + ": the state is too long, so the features were not compared");
            return;
        }
        long received = ours.value().features().getAsLong();
        long accepted = theirs.features().getAsLong();
        long only = received & ~accepted;
        if (only != 0 && accepted != 0) {
            reasons.about(key, "features")
                    .addWarning(
                            FIELD_MISMATCH,
                            ours.offset(),
                            key.label() + ": the guest has accepted the features 0x" + Long.toHexString(received)
                                    + " in the stream and 0x" + Long.toHexString(accepted)
                                    + " in the target: whether the target's device offers 0x" + Long.toHexString(only)
                                    + " is unknown; if not, QEMU reports: Features 0x" + Long.toHexString(received)
                                    + " unsupported. Allowed features: ...");
        }
    }

    private boolean hasEarlySection(SectionKey key) {
        return target.sections().containsKey(new SectionKey(key.idstr() + "-device-early", key.instanceId()));
    }

    private void compareMemory(SectionKey key, SavedVirtio ours, VirtioValue theirs) {
        ByteBuffer received = ours.value().rest().duplicate();
        ByteBuffer local = theirs.rest().duplicate();
        MEMORY_FIELDS.forEach((name, size) -> {
            Check check = FieldChecks.of(MEMORY_STRUCTURE, name);
            if (check != null && received.remaining() >= size && local.remaining() >= size) {
                fields.compare(
                        new FieldKey(key, name), check, ours.offset(), number(received, size), number(local, size));
            }
        });
    }

    private static VmStateValue.Int number(ByteBuffer bytes, int size) {
        long value = size == Long.BYTES ? bytes.getLong() : Integer.toUnsignedLong(bytes.getInt());
        return new VmStateValue.Int(value, size, false);
    }

    private void compareQueues(SectionKey key, SavedVirtio ours, VirtioValue theirs) {
        for (int i = 0; i < ours.value().queues().size(); i++) {
            long received = ours.value().queues().get(i).size();
            boolean exists = i < theirs.queues().size();
            long local = exists ? theirs.queues().get(i).size() : 0;
            if (received > local) {
                boolean showsMaximum = !exists || !theirs.queues().get(i).isUsed();
                String name = "queue " + i;
                ReasonList list = reasons.about(key, name);
                String message = key.label() + ": " + name + " has the size " + received + " in the stream and " + local
                        + " in the target; QEMU 11.1 reports: VQ " + i + " vring.num " + received
                        + " exceeds allocated max " + local;
                if (showsMaximum && QemuVersion.oldestOf(target.configuration()).isAtLeast(CHECKS_QUEUE_SIZE)) {
                    list.addError(
                            FIELD_MISMATCH, ours.offset(), message, Long.toString(received), Long.toString(local));
                } else {
                    list.addWarning(
                            FIELD_MISMATCH,
                            ours.offset(),
                            showsMaximum
                                    ? message
                                    : message + ", unless the guest has made the queue of the target smaller");
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
