// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.virtio;

import java.io.IOException;
import java.util.OptionalInt;
import org.migstream.spi.FieldReader;
import org.migstream.spi.LimitedFindings;
import org.migstream.spi.Symbols;

/** Reads the values of the parts of one set, and keeps the values that are compared with each other. */
final class DevicePartValueReader {
    /** The bits of the device status in the virtio specification. */
    static final Symbols STATUS = Symbols.HEXADECIMAL
            .bit(0, "ACKNOWLEDGE")
            .bit(1, "DRIVER")
            .bit(2, "DRIVER_OK")
            .bit(3, "FEATURES_OK")
            .bit(4, "SUSPEND")
            .bit(6, "DEVICE_NEEDS_RESET")
            .bit(7, "FAILED");

    private static final int QUEUE_LENGTH = 32;
    private static final int NOTIFICATION_LENGTH = 8;

    private final FieldReader in;
    private final LimitedFindings findings;
    private VirtioFeatures deviceFeatures = VirtioFeatures.NONE;
    private VirtioFeatures driverFeatures = VirtioFeatures.NONE;
    private OptionalInt numQueues = OptionalInt.empty();

    DevicePartValueReader(FieldReader in, LimitedFindings findings) {
        this.in = in;
        this.findings = findings;
    }

    /** Returns the number of queues of the device; empty if no part contains this number. */
    OptionalInt numQueues() {
        return numQueues;
    }

    /**
     * Reads a value, up to the end of the record around it.
     *
     * @param index for PCI_COMMON_CFG the offset of an existing register; ignored for other types
     */
    void read(DevicePartType type, int index) throws IOException {
        switch (type) {
            case DEV_FEATURES ->
                deviceFeatures = readFeatures("dev_features", VirtioFeatures.DEVICE_FACT, deviceFeatures);
            case DRV_FEATURES ->
                driverFeatures = readFeatures("drv_features", VirtioFeatures.DRIVER_FACT, driverFeatures);
            case PCI_COMMON_CFG -> readRegister(VirtioPciCommonCfg.at(index).orElseThrow());
            case DEVICE_STATUS -> readStatus();
            case VQ_CFG -> readQueue();
            case VQ_NOTIFY_CFG -> readNotification();
        }
    }

    private VirtioFeatures readFeatures(String field, String fact, VirtioFeatures before) throws IOException {
        if (!VirtioFeatures.isValidLength(in.remaining())) {
            reportWrongLength("1 to " + VirtioFeatures.MAX_WORDS + " words of 8 bytes");
            return before;
        }
        VirtioFeatures features = VirtioFeatures.read(in, field);
        features.reportFacts(in, fact);
        return features;
    }

    private void readRegister(VirtioPciCommonCfg register) throws IOException {
        if (!checkLength(register.width())) {
            return;
        }
        String name = register.fieldName();
        switch (register.width()) {
            case Byte.BYTES -> in.u8(name, register.symbols());
            case Integer.BYTES -> in.u32(name, register.symbols());
            case Long.BYTES -> in.u64(name, register.symbols());
            default -> {
                int value = in.u16(name, register.symbols());
                if (register == VirtioPciCommonCfg.NUM_QUEUES) {
                    numQueues = OptionalInt.of(value);
                    in.fact(name, value);
                }
            }
        }
    }

    private void readStatus() throws IOException {
        if (checkLength(Byte.BYTES)) {
            in.u8("device_status", STATUS);
        }
    }

    private void readQueue() throws IOException {
        if (checkLength(QUEUE_LENGTH)) {
            in.u16("queue_size");
            in.u16("vector");
            in.u16("enabled");
            in.u16("reserved");
            in.u64("queue_desc", Symbols.HEXADECIMAL);
            in.u64("queue_driver", Symbols.HEXADECIMAL);
            in.u64("queue_device", Symbols.HEXADECIMAL);
        }
    }

    private void readNotification() throws IOException {
        if (checkLength(NOTIFICATION_LENGTH)) {
            in.u16("queue_notify_off");
            in.u16("queue_notif_config_data");
            in.u32("reserved");
        }
    }

    private boolean checkLength(int expected) throws IOException {
        if (in.remaining() == expected) {
            return true;
        }
        reportWrongLength(Integer.toString(expected));
        return false;
    }

    private void reportWrongLength(String expected) throws IOException {
        findings.warning("PART_LENGTH", "the length of the value is " + in.remaining() + " instead of " + expected);
        in.opaqueRest("data");
    }

    /** Checks, after the last part, that the driver uses only features that the device offers. */
    void checkFeatures() {
        if (deviceFeatures.present()
                && !driverFeatures.missingIn(deviceFeatures).isEmpty()) {
            findings.warning(
                    "INCONSISTENT",
                    "the driver uses features that the device does not offer: bits "
                            + driverFeatures.missingIn(deviceFeatures));
        }
    }
}
