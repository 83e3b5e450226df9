// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Locale;
import java.util.OptionalInt;
import org.migstream.device.ByteCounter;
import org.migstream.device.SavedDevice;
import org.migstream.device.VfioConfig;
import org.migstream.device.VfioRecordEntry;
import org.migstream.pci.Bar;
import org.migstream.pci.Capability;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.ExtendedCapability;
import org.migstream.pci.PciConfiguration;

/** One entry of {@code vfioDevices}. */
final class VfioDeviceJson {
    private final JsonGenerator json;
    private final boolean hex;

    VfioDeviceJson(JsonGenerator json, boolean hex) {
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
        device.records().forEach(this::record);
        json.writeEndArray();
        if (device.key() != null) {
            tally("preCopy", device.preCopy());
            tally("stopCopy", device.stopCopy());
        }
        tally("data", device.data());
        if (device.config() == null) {
            json.writeNullField("config");
        } else {
            config(device.config());
        }
        new DecoderJson(json).write(report.state());
        json.writeEndObject();
    }

    private void record(VfioRecordEntry entry) throws IOException {
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

    private void tally(String name, ByteCounter tally) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("bytes", tally.bytes());
        sha256(tally.sha256());
        json.writeEndObject();
    }

    private void sha256(String sha256) throws IOException {
        if (sha256 != null) {
            json.writeStringField("sha256", sha256);
        }
    }

    private void config(VfioConfig config) throws IOException {
        json.writeObjectFieldStart("config");
        json.writeNumberField("bytes", config.length());
        sha256(config.sha256());
        if (config.configSpace() != null) {
            json.writeNumberField("pciVersionId", config.pciVersionId());
            json.writeNumberField("spaceBytes", config.configSpace().size());
            pci(config.pciConfiguration());
            json.writeNumberField("msixEntries", config.msix().entryCount());
            if (hex) {
                json.writeStringField("space", hexadecimal(config.configSpace()));
            }
        }
        json.writeEndObject();
    }

    private void pci(PciConfiguration pci) throws IOException {
        register("vendorId", 4, pci.vendorId());
        register("deviceId", 4, pci.deviceId());
        register("command", 4, pci.command());
        register("status", 4, pci.status());
        register("revision", 2, pci.revision());
        register("classCode", 6, pci.classCode());
        register("headerType", 2, pci.headerType());
        register("subsystemVendorId", 4, pci.subsystemVendorId());
        register("subsystemId", 4, pci.subsystemId());
        json.writeArrayFieldStart("bars");
        for (Bar bar : pci.bars()) {
            bar(bar);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("capabilities");
        for (Capability capability : pci.capabilities()) {
            json.writeStartObject();
            json.writeNumberField("offset", capability.offset());
            register("id", 2, capability.id());
            json.writeStringField("name", capability.name());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("extendedCapabilities");
        for (ExtendedCapability capability : pci.extendedCapabilities()) {
            json.writeStartObject();
            json.writeNumberField("offset", capability.offset());
            register("id", 4, capability.id());
            json.writeNumberField("version", capability.version());
            json.writeStringField("name", capability.name());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void bar(Bar bar) throws IOException {
        json.writeStartObject();
        json.writeNumberField("index", bar.index());
        json.writeStringField("kind", bar.kind().name().toLowerCase(Locale.ROOT));
        json.writeStringField("address", "0x" + Long.toHexString(bar.address()));
        if (bar.kind() != Bar.Kind.IO) {
            json.writeBooleanField("prefetchable", bar.prefetchable());
        }
        json.writeEndObject();
    }

    private void register(String name, int digits, OptionalInt value) throws IOException {
        if (value.isPresent()) {
            register(name, digits, value.getAsInt());
        }
    }

    private void register(String name, int digits, int value) throws IOException {
        json.writeStringField(name, ("0x%0" + digits + "x").formatted(value));
    }

    private static String hexadecimal(ConfigSpace space) {
        StringBuilder text = new StringBuilder(2 * space.size());
        for (int i = 0; i < space.size(); i++) {
            text.append("%02x".formatted(space.u8(i)));
        }
        return text.toString();
    }
}
