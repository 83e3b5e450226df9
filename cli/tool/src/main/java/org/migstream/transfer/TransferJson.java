// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.migstream.check.CheckJson;
import org.migstream.guest.SavedConfiguration;
import org.migstream.pci.GuestFunction.ReplacedRegister;
import org.migstream.report.JsonDocument;
import org.migstream.schema.DocumentSchema;
import org.migstream.transfer.DeviceTransfer.DeviceError;
import org.migstream.transfer.DeviceTransfer.GateResult;
import org.migstream.transfer.DeviceTransfer.StateEntry;
import org.migstream.transfer.DeviceTransfer.StateRequest;
import org.migstream.transfer.DeviceTransfer.TransferredData;
import org.migstream.transfer.Transfer.TransferReport;

/**
 * Writes a {@link TransferReport} as JSON, schema {@code migstream.transfer/1}. A new schema number is needed to rename
 * a member; new members keep the number. Times are in microseconds:
 * {@code at} since the start of the transfer, {@code downtime} as a duration.
 */
public final class TransferJson {
    private final OutputStream out;

    /** @param out receives the document; this class does not close it */
    public TransferJson(OutputStream out) {
        this.out = out;
    }

    /** Returns the name of a result in JSON. */
    static String resultName(TransferReport.Result result) {
        return result.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Writes the document. */
    public void render(TransferReport report) throws IOException {
        new JsonDocument(out, DocumentSchema.TRANSFER, false).write(json -> {
            json.writeStringField("command", report.command());
            json.writeStringField("result", resultName(report.result()));
            json.writeStringField("error", report.error());
            json.writeStringField("stream", report.stream());
            json.writeNumberField("streamBytes", report.streamBytes());
            json.writeStringField("compression", report.compression());
            JsonDocument.writeStrings(json, "warnings", report.warnings());
            JsonDocument.writeStrings(json, "alerts", report.alerts());
            json.writeArrayFieldStart("devices");
            for (DeviceTransfer device : report.devices()) {
                writeDevice(json, device);
            }
            json.writeEndArray();
        });
    }

    private static void writeDevice(JsonGenerator json, DeviceTransfer device) throws IOException {
        json.writeStartObject();
        json.writeStringField("device", device.device());
        json.writeStringField("idstr", device.idstr());
        json.writeStringField("uapi", device.uapi());
        JsonDocument.writeStrings(json, "features", device.features());
        json.writeStringField("driver", device.driver());
        json.writeStringField("kernelDriver", device.kernelDriver());
        json.writeArrayFieldStart("states");
        for (StateEntry entered : device.states()) {
            json.writeStartObject();
            json.writeStringField("state", entered.state());
            json.writeNumberField("at", entered.time());
            json.writeEndObject();
        }
        json.writeEndArray();
        writeRequests(json, device.requests());
        writeAmount(json, "preCopy", device.preCopy());
        writeAmount(json, "stopCopy", device.stopCopy());
        json.writeNumberField("rounds", device.rounds());
        if (device.downtime() == null) {
            json.writeNullField("downtime");
        } else {
            json.writeNumberField("downtime", device.downtime());
        }
        writeConfiguration(json, device.configuration());
        json.writeArrayFieldStart("gates");
        for (GateResult gate : device.gateResults()) {
            json.writeStartObject();
            json.writeNumberField("number", gate.number());
            CheckJson.writeVerdict(json, gate.verdict(), gate.reasons());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeBooleanField("opened", device.isOpened());
        json.writeStringField("left", device.finalState());
        json.writeBooleanField("released", device.released());
        json.writeStringField("error", device.error());
        json.writeArrayFieldStart("errors");
        for (DeviceError error : device.errors()) {
            json.writeStartObject();
            json.writeStringField("message", error.message());
            json.writeBooleanField("survived", error.survived());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeConfiguration(JsonGenerator json, @Nullable SavedConfiguration configuration)
            throws IOException {
        if (configuration == null) {
            json.writeNullField("configuration");
            return;
        }
        json.writeObjectFieldStart("configuration");
        json.writeStringField(
                "slot",
                configuration.slot() == null ? null : configuration.slot().label());
        json.writeStringField("msixTable", configuration.msixSource().label());
        json.writeArrayFieldStart("replacedRegisters");
        for (ReplacedRegister register : configuration.replacedRegisters()) {
            json.writeStartObject();
            json.writeNumberField("offset", register.offset());
            json.writeStringField("name", register.name());
            json.writeStringField("device", register.host());
            json.writeStringField("saved", register.guest());
            json.writeStringField("reason", register.reason());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeRequests(JsonGenerator json, List<StateRequest> requests) throws IOException {
        json.writeArrayFieldStart("requests");
        for (StateRequest request : requests) {
            json.writeStartObject();
            json.writeStringField("from", request.from());
            json.writeStringField("to", request.to());
            JsonDocument.writeStrings(json, "through", request.through());
            json.writeStringField("error", request.error());
            json.writeNumberField("at", request.time());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeAmount(JsonGenerator json, String name, TransferredData amount) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("bytes", amount.bytes());
        json.writeNumberField("records", amount.records());
        json.writeEndObject();
    }
}
