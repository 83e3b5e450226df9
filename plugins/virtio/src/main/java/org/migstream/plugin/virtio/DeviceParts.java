// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.virtio;

import java.io.IOException;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Symbols;

/**
 * One set of device parts while it is read, and whether the parts fit each other: the chapter "Device parts" of the
 * virtio specification says which of them a set has once, and which for each register or queue.
 */
final class DeviceParts {
    private static final long KNOWN_FLAGS = 1;

    private final FieldReader in;
    private final Remarks remarks;
    private final PartValue values;
    private final Map<PartType, BitSet> seen = new EnumMap<>(PartType.class);
    private int parts;

    DeviceParts(FieldReader in, Remarks remarks) {
        this.in = in;
        this.remarks = remarks;
        values = new PartValue(in, remarks);
    }

    /** Reads the record to its end. */
    void read() throws IOException {
        while (!in.exhausted()) {
            in.group("parts[" + parts + "]", this::part);
            parts++;
        }
        if (!complete()) {
            remarks.warning("MISSING_PART", "no part with the device's status, of which a set has exactly one");
        }
        queues();
        values.conclude();
    }

    /** Whether the part is there that no set can do without. */
    boolean complete() {
        return !seen(PartType.DEVICE_STATUS).isEmpty();
    }

    private void part() throws IOException {
        int number = in.u16("part_type", PartType.SYMBOLS);
        Optional<PartType> type = PartType.of(number);
        int flags = in.u8("flags", RecordHeader.FLAGS);
        int reserved = in.u8("reserved");
        long selector = selector(type);
        if ((flags & ~KNOWN_FLAGS) != 0) {
            remarks.warning("UNKNOWN_FLAGS", "a part has flags without a meaning");
        }
        if (reserved != 0 || type.isPresent() && !type.get().selects(selector)) {
            remarks.warning("RESERVED_NOT_ZERO", "the header of a part has bits set that are reserved");
        }
        boolean optional = (flags & KNOWN_FLAGS) != 0;
        in.record("value", in.u32("length"), () -> {
            if (type.isPresent()) {
                known(type.get(), selector, optional);
            } else {
                unknown(number, optional);
            }
        });
    }

    private long selector(Optional<PartType> type) throws IOException {
        if (type.isEmpty() || type.get().single()) {
            return in.u64("selector", Symbols.HEXADECIMAL);
        }
        if (type.get() == PartType.PCI_COMMON_CFG) {
            return in.u32("offset") | in.u32("selector_reserved") << Integer.SIZE;
        }
        long index = in.u16("index");
        long reserved = in.u16("selector_reserved[0]") | in.u32("selector_reserved[1]") << Short.SIZE;
        return index | reserved << Short.SIZE;
    }

    private void known(PartType type, long selector, boolean optional) throws IOException {
        int which = type.index(selector);
        if (type == PartType.PCI_COMMON_CFG && CommonCfg.at(which).isEmpty()) {
            remarkUnknown("offset " + which + ", where the common configuration has no register", optional);
            in.opaqueRest("data");
            return;
        }
        if (seen(type).get(which)) {
            remarks.warning("DUPLICATE_PART", "the part " + type + " comes twice in one set");
        }
        seen(type).set(which);
        values.read(type, which);
    }

    private void unknown(int number, boolean optional) throws IOException {
        if (!PartType.deviceSpecific(number)) {
            remarkUnknown("type 0x" + Integer.toHexString(number), optional);
        }
        in.opaqueRest("data");
    }

    private void remarkUnknown(String what, boolean optional) {
        if (optional) {
            remarks.info("UNKNOWN_OPTIONAL_PART", "an optional part of " + what + "; the device may skip it");
        } else {
            remarks.warning("UNKNOWN_PART", "a part of " + what + ", which the device must not skip");
        }
    }

    private void queues() {
        BitSet queues = seen(PartType.VQ_CFG);
        in.fact("queues", queues.cardinality());
        if (values.numQueues().isEmpty()) {
            return;
        }
        int count = values.numQueues().getAsInt();
        if (Math.max(queues.length(), seen(PartType.VQ_NOTIFY_CFG).length()) > count) {
            remarks.warning("INCONSISTENT", "parts of queues that a device with " + count + " queues does not have");
        }
        if (queues.nextClearBit(0) < count) {
            remarks.info(
                    "MISSING_QUEUE", "not each of the " + count + " queues has a part; the driver may not use all");
        }
    }

    private BitSet seen(PartType type) {
        return seen.computeIfAbsent(type, none -> new BitSet());
    }
}
