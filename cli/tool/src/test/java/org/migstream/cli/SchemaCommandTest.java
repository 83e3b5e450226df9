// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.schema.DocumentMutations;
import org.migstream.schema.DocumentSchema;
import org.migstream.schema.DocumentValidator;
import org.migstream.transfer.DeviceTransfer;
import org.migstream.transfer.DeviceTransfer.TransferredData;
import org.migstream.transfer.HandoverJson;
import org.migstream.transfer.HandoverJson.HandoverDevice;
import org.migstream.vfio.OpenDevice.OpenFile;
import tools.jackson.databind.JsonNode;

/** The command {@code schema}, and the laws of the schemas on documents that commands write. */
class SchemaCommandTest {
    private static final String LAB = "samples/streams/lab/q35-six-plain.qevm.zst";
    private static final String UARTS = "samples/streams/q35-two-uarts.qevm";
    private static final String MESSAGE =
            "Mismatched section id in footer for 0000:00:01.0/vfio - read 0x99 expected 0x25";

    @TempDir
    private Path directory;

    private static CommandRun run(String... args) {
        return CommandRun.of(InputStream.nullInputStream(), args);
    }

    @Test
    void withoutName_listsAllDocuments() {
        CommandRun run = run("schema");
        assertEquals(0, run.exit());
        List<String> lines = run.stdout().lines().toList();
        assertEquals(DocumentSchema.values().length, lines.size());
        for (DocumentSchema schema : DocumentSchema.values()) {
            assertTrue(lines.get(schema.ordinal()).startsWith(schema.word() + " "), run.stdout());
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyName_printsTheSchema(DocumentSchema schema) throws IOException {
        String expected = new String(schema.read(), StandardCharsets.US_ASCII);
        for (String name : List.of(schema.word(), schema.word() + "/1", schema.id())) {
            CommandRun run = run("schema", name);
            assertEquals(0, run.exit(), run.stderr());
            assertEquals(expected, run.stdout());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"inspekt", "inspect/2", "migstream.inspect", "", "INSPECT"})
    void unknownName_isUsageErrorThatListsTheNames(String name) {
        CommandRun run = run("schema", name);
        assertEquals(2, run.exit());
        assertEquals("", run.stdout());
        assertTrue(run.stderr().contains("inspect, check, diff"), run.stderr());
        assertTrue(run.stderr().endsWith("Try 'migstream schema --help'.\n"), run.stderr());
    }

    /** The documents of the commands, with every schema at least once. */
    private List<JsonNode> documents() throws IOException {
        List<JsonNode> documents = new ArrayList<>();
        String uart = "sim:mtty@" + directory.resolve("uart");
        String stream = directory.resolve("uart.qevm").toString();
        String report = directory.resolve("report.json").toString();
        for (List<String> words : List.of(
                List.of("inspect", "--json", "--digest", "--hex", "--fields", UARTS),
                List.of("inspect", "--json", "samples/streams/truncated-by-crash.qevm.zst"),
                List.of("inspect", "--ndjson", LAB, "samples/streams/switchover-ack.chan0.return.zst"),
                List.of("inspect", "--json", "samples/containers/isapc.savevm.qcow2"),
                List.of("check", "--json", "--target", "samples/profiles/mtty-one-port.json", UARTS),
                List.of("check", "--json", LAB),
                List.of("diff", "--json", "--ram", UARTS, "samples/streams/pc-two-devices-paused.qevm.zst"),
                List.of("explain", "--json", MESSAGE, UARTS),
                List.of("explain", "--json", "no such message"),
                List.of("explain", "--json", "a line with an error\n" + MESSAGE),
                List.of("explain", "--json", "BAD_MAGIC"),
                List.of("devices", "--json"),
                List.of("plugins", "--json"),
                List.of("states", "--json"),
                List.of("probe", uart),
                List.of("save", "--report", report, "-o", stream, uart),
                List.of("inspect", "--json", stream))) {
            CommandRun run = run(words.toArray(String[]::new));
            if (run.stdout().isEmpty()) {
                documents.addAll(DocumentValidator.documents(Files.readString(Path.of(report))));
            } else {
                documents.addAll(DocumentValidator.documents(run.stdout()));
            }
        }
        documents.add(documents.get(documents.size() - 1).path("vmdesc").path("saved"));
        documents.addAll(DocumentValidator.documents(handover()));
        documents.addAll(DocumentValidator.documents(
                BundleContent.make(directory.resolve("ticket.tar.zst"), stream).text("bundle.json")));
        return documents;
    }

    /** A handover needs devices of the kernel. */
    private static String handover() throws IOException {
        TransferredData nothing = new TransferredData(0, 0);
        DeviceTransfer transfer = new DeviceTransfer(
                "vfio:0000:3b:00.1",
                "0000:00:01.0/vfio",
                "v2",
                List.of("STOP_COPY"),
                "mlx5",
                "mlx5_vfio_pci",
                List.of(),
                List.of(),
                nothing,
                nothing,
                0,
                null,
                null,
                List.of(),
                "STOP",
                false,
                List.of(),
                List.of());
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        new HandoverJson(json)
                .render(List.of(new HandoverDevice(transfer, List.of(OpenFile.Kind.DEVICE, OpenFile.Kind.IOMMUFD))));
        return json.toString(StandardCharsets.US_ASCII);
    }

    /** A schema that accepts anything would be of no use. */
    @Test
    void documentWithoutRequiredMember_isRefused() throws IOException {
        for (JsonNode document : documents()) {
            assertEquals(Set.of(), DocumentMutations.unnoticedRemovals(document), document.toPrettyString());
        }
    }

    @Test
    void memberOfWrongType_isRefused() throws IOException {
        for (JsonNode document : documents()) {
            assertEquals(Set.of(), DocumentMutations.unnoticedTypes(document), document.toPrettyString());
        }
    }

    @Test
    void documents_haveEverySchema() throws IOException {
        Set<DocumentSchema> seen = EnumSet.noneOf(DocumentSchema.class);
        for (JsonNode document : documents()) {
            assertEquals(List.of(), DocumentValidator.errors(document));
            seen.add(DocumentSchema.find(document.path("schema").asString()).orElseThrow());
        }
        assertEquals(EnumSet.allOf(DocumentSchema.class), seen);
    }
}
