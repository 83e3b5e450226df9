// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.virtio;

import java.io.IOException;
import java.util.OptionalInt;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Symbols;

/** Reads the values of the parts of one set, and keeps what the set is judged by. */
final class PartValue {
    /** The device status field of the virtio specification. */
    static final Symbols STATUS = Symbols.HEXADECIMAL
            .bit(0, "ACKNOWLEDGE")
            .bit(1, "DRIVER")
            .bit(2, "DRIVER_OK")
            .bit(3, "FEATURES_OK")
            .bit(4, "SUSPEND")
            .bit(6, "DEVICE_NEEDS_RESET")
            .bit(7, "FAILED");

    private static final int QUEUE = 32;
    private static final int NOTIFICATION = 8;

    private final FieldReader in;
    private final Remarks remarks;
    private FeatureWords offered = FeatureWords.NONE;
    private FeatureWords accepted = FeatureWords.NONE;
    private OptionalInt numQueues = OptionalInt.empty();

    PartValue(FieldReader in, Remarks remarks) {
        this.in = in;
        this.remarks = remarks;
    }

    /** How many queues the device says it has; empty if it has not said so. */
    OptionalInt numQueues() {
        return numQueues;
    }

    /**
     * Reads a value, which is all that the record around it has.
     *
     * @param which offset of a register that exists; else not looked at
     */
    void read(PartType type, int which) throws IOException {
        switch (type) {
            case DEV_FEATURES -> offered = features("dev_features", "device_features", offered);
            case DRV_FEATURES -> accepted = features("drv_features", "driver_features", accepted);
            case PCI_COMMON_CFG -> register(CommonCfg.at(which).orElseThrow());
            case DEVICE_STATUS -> status();
            case VQ_CFG -> queue();
            case VQ_NOTIFY_CFG -> notification();
        }
    }

    private FeatureWords features(String field, String fact, FeatureWords before) throws IOException {
        if (!FeatureWords.fit(in.remaining())) {
            wrongLength("a few words of 8 bytes");
            return before;
        }
        FeatureWords features = FeatureWords.read(in, field);
        features.tell(in, fact);
        return features;
    }

    private void register(CommonCfg register) throws IOException {
        if (!hasLength(register.width())) {
            return;
        }
        String name = register.field();
        switch (register.width()) {
            case Byte.BYTES -> in.u8(name, register.symbols());
            case Integer.BYTES -> in.u32(name, register.symbols());
            case Long.BYTES -> in.u64(name, register.symbols());
            default -> {
                int value = in.u16(name, register.symbols());
                if (register == CommonCfg.NUM_QUEUES) {
                    numQueues = OptionalInt.of(value);
                    in.fact(name, value);
                }
            }
        }
    }

    private void status() throws IOException {
        if (hasLength(Byte.BYTES)) {
            in.u8("device_status", STATUS);
        }
    }

    private void queue() throws IOException {
        if (hasLength(QUEUE)) {
            in.u16("queue_size");
            in.u16("vector");
            in.u16("enabled");
            in.u16("reserved");
            in.u64("queue_desc", Symbols.HEXADECIMAL);
            in.u64("queue_driver", Symbols.HEXADECIMAL);
            in.u64("queue_device", Symbols.HEXADECIMAL);
        }
    }

    private void notification() throws IOException {
        if (hasLength(NOTIFICATION)) {
            in.u16("queue_notify_off");
            in.u16("queue_notif_config_data");
            in.u32("reserved");
        }
    }

    private boolean hasLength(int expected) throws IOException {
        if (in.remaining() == expected) {
            return true;
        }
        wrongLength(Integer.toString(expected));
        return false;
    }

    private void wrongLength(String expected) throws IOException {
        remarks.warning("PART_LENGTH", "a value of " + in.remaining() + " bytes, where it should have " + expected);
        in.opaqueRest("data");
    }

    /** To be called behind the last part. */
    void conclude() {
        if (offered.present() && !accepted.missingIn(offered).isEmpty()) {
            remarks.warning(
                    "INCONSISTENT",
                    "the driver uses features that the device did not offer: bits " + accepted.missingIn(offered));
        }
    }
}
