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
final class DevicePartSetReader {
    private static final long DEFINED_FLAGS = 1;

    private final FieldReader in;
    private final VirtioLimitedFindings findings;
    private final DevicePartValueReader values;
    private final Map<DevicePartType, BitSet> seenIndexes = new EnumMap<>(DevicePartType.class);
    private int parts;

    DevicePartSetReader(FieldReader in, VirtioLimitedFindings remarks) {
        this.in = in;
        this.findings = remarks;
        values = new DevicePartValueReader(in, remarks);
    }

    /** Reads the record to its end. */
    void read() throws IOException {
        while (!in.isExhausted()) {
            in.group("parts[" + parts + "]", this::readPart);
            parts++;
        }
        if (!hasDeviceStatus()) {
            findings.warning("MISSING_PART", "no part with the device's status, of which a set has exactly one");
        }
        checkQueues();
        values.checkFeatures();
    }

    /** Whether the part is there that no set can do without. */
    boolean hasDeviceStatus() {
        return !seenIndexes(DevicePartType.DEVICE_STATUS).isEmpty();
    }

    private void readPart() throws IOException {
        int number = in.u16("part_type", DevicePartType.SYMBOLS);
        Optional<DevicePartType> type = DevicePartType.of(number);
        int flags = in.u8("flags", VirtioRecordHeader.FLAGS);
        int reserved = in.u8("reserved");
        long selector = readSelector(type);
        if ((flags & ~DEFINED_FLAGS) != 0) {
            findings.warning("UNKNOWN_FLAGS", "a part has flags without a meaning");
        }
        if (reserved != 0 || type.isPresent() && !type.get().isValidSelector(selector)) {
            findings.warning("RESERVED_NOT_ZERO", "the header of a part has bits set that are reserved");
        }
        boolean optional = (flags & DEFINED_FLAGS) != 0;
        in.record("value", in.u32("length"), () -> {
            if (type.isPresent()) {
                readKnownPart(type.get(), selector, optional);
            } else {
                readUnknownPart(number, optional);
            }
        });
    }

    private long readSelector(Optional<DevicePartType> type) throws IOException {
        if (type.isEmpty() || type.get().isSingle()) {
            return in.u64("selector", Symbols.HEXADECIMAL);
        }
        if (type.get() == DevicePartType.PCI_COMMON_CFG) {
            return in.u32("offset") | in.u32("selector_reserved") << Integer.SIZE;
        }
        long index = in.u16("index");
        long reserved = in.u16("selector_reserved[0]") | in.u32("selector_reserved[1]") << Short.SIZE;
        return index | reserved << Short.SIZE;
    }

    private void readKnownPart(DevicePartType type, long selector, boolean optional) throws IOException {
        int which = type.index(selector);
        if (type == DevicePartType.PCI_COMMON_CFG
                && VirtioPciCommonCfg.at(which).isEmpty()) {
            reportUnknownPart("offset " + which + ", where the common configuration has no register", optional);
            in.opaqueRest("data");
            return;
        }
        if (seenIndexes(type).get(which)) {
            findings.warning("DUPLICATE_PART", "the part " + type + " comes twice in one set");
        }
        seenIndexes(type).set(which);
        values.read(type, which);
    }

    private void readUnknownPart(int number, boolean optional) throws IOException {
        if (!DevicePartType.isDeviceSpecific(number)) {
            reportUnknownPart("type 0x" + Integer.toHexString(number), optional);
        }
        in.opaqueRest("data");
    }

    private void reportUnknownPart(String what, boolean optional) {
        if (optional) {
            findings.info("UNKNOWN_OPTIONAL_PART", "an optional part of " + what + "; the device may skip it");
        } else {
            findings.warning("UNKNOWN_PART", "a part of " + what + ", which the device must not skip");
        }
    }

    private void checkQueues() {
        BitSet queues = seenIndexes(DevicePartType.VQ_CFG);
        in.fact("queues", queues.cardinality());
        if (values.numQueues().isEmpty()) {
            return;
        }
        int count = values.numQueues().getAsInt();
        if (Math.max(queues.length(), seenIndexes(DevicePartType.VQ_NOTIFY_CFG).length()) > count) {
            findings.warning("INCONSISTENT", "parts of queues that a device with " + count + " queues does not have");
        }
        if (queues.nextClearBit(0) < count) {
            findings.info(
                    "MISSING_QUEUE", "not each of the " + count + " queues has a part; the driver may not use all");
        }
    }

    private BitSet seenIndexes(DevicePartType type) {
        return seenIndexes.computeIfAbsent(type, none -> new BitSet());
    }
}
