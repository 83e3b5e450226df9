// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.migstream.device.ByteCounter;
import org.migstream.device.SavedDevice;
import org.migstream.device.VfioConfig;
import org.migstream.device.VfioRecordEntry;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.pci.Bar;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.PciConfiguration;
import org.migstream.pci.PciConfiguration.Capability;
import org.migstream.pci.PciConfiguration.ExtendedCapability;

/** Writes one element of the member {@code vfioDevices}. */
final class SavedDeviceJson {
    private final JsonGenerator json;
    private final boolean hex;

    SavedDeviceJson(JsonGenerator json, boolean hex) {
        this.json = json;
        this.hex = hex;
    }

    void write(DeviceReport report) throws IOException {
        SavedDevice device = report.device();
        json.writeStartObject();
        if (device.key() == null) {
            json.writeNullField("idstr");
        } else {
            json.writeStringField("idstr", device.key().idstr());
            json.writeNumberField("instanceId", device.key().instanceId());
        }
        json.writeArrayFieldStart("records");
        device.records().forEach(this::writeRecord);
        json.writeEndArray();
        if (device.key() != null) {
            writeByteCounter("preCopy", device.preCopyBytes());
            writeByteCounter("stopCopy", device.stopCopyBytes());
        }
        writeByteCounter("data", device.totalBytes());
        if (device.config() == null) {
            json.writeNullField("config");
        } else {
            writeConfig(device.config());
        }
        json.writeStringField("completeness", report.completeness().label());
        new DecodedStateJson(json).write(report);
        json.writeEndObject();
    }

    private void writeRecord(VfioRecordEntry entry) throws IOException {
        json.writeStartObject();
        json.writeStringField(
                "section", entry.kind() == null ? "CHANNEL" : entry.kind().name());
        json.writeStringField("type", entry.tag().name());
        json.writeNumberField("offset", entry.offset());
        if (entry.length() >= 0) {
            json.writeNumberField("length", entry.length());
        }
        if (entry.dataOffset() >= 0) {
            json.writeNumberField("dataOffset", entry.dataOffset());
            json.writeNumberField("dataLength", entry.dataLength());
        }
        if (entry.channel() != null) {
            json.writeStringField("channel", entry.channel());
            json.writeNumberField("idx", entry.index());
        }
        json.writeEndObject();
    }

    private void writeByteCounter(String name, ByteCounter counter) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("bytes", counter.bytes());
        writeSha256(counter.sha256());
        json.writeEndObject();
    }

    private void writeSha256(@Nullable String sha256) throws IOException {
        if (sha256 != null) {
            json.writeStringField("sha256", sha256);
        }
    }

    private void writeConfig(VfioConfig config) throws IOException {
        json.writeObjectFieldStart("config");
        json.writeNumberField("bytes", config.length());
        writeSha256(config.sha256());
        PciConfiguration pci = config.pciConfiguration();
        if (pci != null && config.configSpace() != null) {
            json.writeNumberField("pciVersionId", config.pciVersionId());
            json.writeNumberField("spaceBytes", config.configSpace().size());
            writePci(pci);
            json.writeNumberField("msixEntries", config.msix().entryCount());
            if (hex) {
                json.writeStringField("space", toHex(config.configSpace()));
            }
        }
        json.writeEndObject();
    }

    private void writePci(PciConfiguration pci) throws IOException {
        writeRegister("vendorId", 4, pci.vendorId());
        writeRegister("deviceId", 4, pci.deviceId());
        writeRegister("command", 4, pci.command());
        writeRegister("status", 4, pci.status());
        writeRegister("revision", 2, pci.revision());
        writeRegister("classCode", 6, pci.classCode());
        writeRegister("headerType", 2, pci.headerType());
        writeRegister("subsystemVendorId", 4, pci.subsystemVendorId());
        writeRegister("subsystemId", 4, pci.subsystemId());
        json.writeArrayFieldStart("bars");
        for (Bar bar : pci.bars()) {
            writeBar(bar);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("capabilities");
        for (Capability capability : pci.capabilities()) {
            json.writeStartObject();
            json.writeNumberField("offset", capability.offset());
            writeRegister("id", 2, capability.id());
            json.writeStringField("name", capability.name());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("extendedCapabilities");
        for (ExtendedCapability capability : pci.extendedCapabilities()) {
            json.writeStartObject();
            json.writeNumberField("offset", capability.offset());
            writeRegister("id", 4, capability.id());
            json.writeNumberField("version", capability.version());
            json.writeStringField("name", capability.name());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeBar(Bar bar) throws IOException {
        json.writeStartObject();
        json.writeNumberField("index", bar.index());
        json.writeStringField("kind", bar.kind().name().toLowerCase(Locale.ROOT));
        json.writeStringField("address", "0x" + Long.toHexString(bar.address()));
        if (bar.kind() != Bar.Kind.IO) {
            json.writeBooleanField("prefetchable", bar.prefetchable());
        }
        json.writeEndObject();
    }

    private void writeRegister(String name, int digits, OptionalInt value) throws IOException {
        if (value.isPresent()) {
            writeRegister(name, digits, value.getAsInt());
        }
    }

    private void writeRegister(String name, int digits, int value) throws IOException {
        json.writeStringField(name, ("0x%0" + digits + "x").formatted(value));
    }

    private static String toHex(ConfigSpace space) {
        StringBuilder text = new StringBuilder(2 * space.size());
        for (int i = 0; i < space.size(); i++) {
            text.append("%02x".formatted(space.u8(i)));
        }
        return text.toString();
    }
}
