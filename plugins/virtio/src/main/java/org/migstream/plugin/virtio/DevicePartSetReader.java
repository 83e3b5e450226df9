// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.virtio;

import java.io.IOException;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.migstream.spi.FieldReader;
import org.migstream.spi.LimitedFindings;
import org.migstream.spi.Symbols;

/**
 * Reads one set of device parts and checks whether the parts fit each other. The chapter "Device parts" of the virtio
 * specification defines the parts of a set: some exist once, others once for each register or queue.
 */
final class DevicePartSetReader {
    private static final long DEFINED_FLAGS = 1;

    private final FieldReader in;
    private final LimitedFindings findings;
    private final DevicePartValueReader values;
    private final Map<DevicePartType, BitSet> seenIndexes = new EnumMap<>(DevicePartType.class);
    private int parts;

    DevicePartSetReader(FieldReader in, LimitedFindings findings) {
        this.in = in;
        this.findings = findings;
        values = new DevicePartValueReader(in, findings);
    }

    /** Reads the set to the end of its record. */
    void read() throws IOException {
        while (!in.isExhausted()) {
            in.group("parts[" + parts + "]", this::readPart);
            parts++;
        }
        if (!hasDeviceStatus()) {
            findings.warning("MISSING_PART", "the set has no device status, but every set should have one");
        }
        checkQueues();
        values.checkFeatures();
    }

    /** Returns whether the set has the device status, which every set needs. */
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
            findings.warning("UNKNOWN_FLAGS", "a part has undefined flags");
        }
        if (reserved != 0 || type.isPresent() && !type.get().isValidSelector(selector)) {
            findings.warning("RESERVED_NOT_ZERO", "the header of a part has reserved bits that are not 0");
        }
        boolean optional = (flags & DEFINED_FLAGS) != 0;
        in.record("value", in.u32("length", Symbols.BYTES), () -> {
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
        int index = type.index(selector);
        if (type == DevicePartType.PCI_COMMON_CFG
                && VirtioPciCommonCfg.at(index).isEmpty()) {
            reportUnknownPart("offset " + index + " without a register of the common configuration", optional);
            in.opaqueRest("data");
            return;
        }
        if (seenIndexes(type).get(index)) {
            findings.warning("DUPLICATE_PART", "the set has the part " + type + " twice");
        }
        seenIndexes(type).set(index);
        values.read(type, index);
    }

    private void readUnknownPart(int number, boolean optional) throws IOException {
        if (!DevicePartType.isDeviceSpecific(number)) {
            reportUnknownPart("type 0x" + Integer.toHexString(number), optional);
        }
        in.opaqueRest("data");
    }

    private void reportUnknownPart(String description, boolean optional) {
        if (optional) {
            findings.info(
                    "UNKNOWN_OPTIONAL_PART", "an optional part has " + description + "; the device may skip the part");
        } else {
            findings.warning(
                    "UNKNOWN_PART", "a mandatory part has " + description + "; the device must not skip the part");
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
            findings.warning(
                    "INCONSISTENT",
                    "the set has parts for more queues than the " + count + (count == 1 ? " queue" : " queues")
                            + " of the device");
        }
        if (queues.nextClearBit(0) < count) {
            findings.info(
                    "MISSING_QUEUE",
                    "the set has fewer queue parts than the device has queues (" + count
                            + "); the driver may use only some of them");
        }
    }

    private BitSet seenIndexes(DevicePartType type) {
        return seenIndexes.computeIfAbsent(type, key -> new BitSet());
    }
}
