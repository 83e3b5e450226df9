// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.migstream.plugin.PluginJar;
import org.migstream.schema.DocumentValidator;

/** Tests how values with units, floating-point numbers, arrays and keyed records are shown and compared. */
class PluginFieldFormsTest {
    private static final String DECODE = """
            in.u16("temperature", Symbols.DECIMAL.unit("C").scaled(1, 16));
            in.u32("size", Symbols.BYTES);
            in.f32("clock", Symbols.DECIMAL.unit("MHz"));
            in.f64("ratio");
            in.i64("shift");
            in.u32("entry", Symbols.HEXADECIMAL.bits(0, 12, "base").bit(12, "VALID"));
            in.utf8("label", 8);
            in.mac("mac");
            in.u32s("regs", 20000, Symbols.HEXADECIMAL, value -> {});
            while (!in.isExhausted()) {
                long id = in.peekNumber(0, 2).orElse(0);
                in.group(in.keyedName("context", "id", id), () -> { in.u16("id"); in.u16("value"); });
            }
            return Completeness.COMPLETE;
            """;

    private static final int REGISTERS = 44;
    private static final int REGISTERS_END = REGISTERS + 20_000 * Integer.BYTES;

    @TempDir
    private Path directory;

    private Path jar;

    @BeforeEach
    void writePlugin() throws IOException {
        new PluginJar("forms").decoder("forms", "return Match.LIKELY;", DECODE).write(directory);
        jar = directory.resolve("forms.jar");
    }

    /** Returns a state; the register with this index has all bits set. */
    private static byte[] head(int changedRegister) {
        ByteBuffer state = ByteBuffer.allocate(REGISTERS_END).order(ByteOrder.LITTLE_ENDIAN);
        state.putShort((short) 752)
                .putInt(262144)
                .putFloat(1410.5f)
                .putDouble(Double.NaN)
                .putLong(-5);
        state.putInt(0x3007);
        state.put("Gr\u00fc\u00dfe".getBytes(StandardCharsets.UTF_8)).put((byte) 0);
        state.put(new byte[] {0x52, 0x54, 0, 0x12, 0x34, 0x56});
        for (int i = 0; state.hasRemaining(); i++) {
            state.putInt(i == changedRegister ? -1 : i);
        }
        return state.array();
    }

    private static byte[] withContexts(int... numbers) {
        ByteBuffer state =
                ByteBuffer.allocate(REGISTERS_END + 2 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        state.put(head(-1));
        for (int number : numbers) {
            state.putShort((short) number);
        }
        return state.array();
    }

    private CommandRun run(String command, Path... files) {
        List<String> args = new ArrayList<>(List.of(command, "--plugin-path", jar.toString(), "--json"));
        for (Path file : files) {
            args.add(file.toString());
        }
        if (command.equals("diff")) {
            args.remove("--json");
        }
        return CommandRun.of(InputStream.nullInputStream(), args.toArray(String[]::new));
    }

    private Path write(String name, byte[] state) throws IOException {
        return Files.write(directory.resolve(name), state);
    }

    @Test
    void text_hasUnitsAndNamesOfBits() throws IOException {
        Path state = write("state", head(-1));
        CommandRun run = CommandRun.of(
                InputStream.nullInputStream(), "inspect", "--all", "--plugin-path", jar.toString(), state.toString());
        for (String value : List.of(
                "752 (47 C)",
                "262144 (256 KiB)",
                "1410.5 MHz",
                "NaN",
                "-5",
                "0x00003007 base=7|VALID|0x2000",
                "52:54:00:12:34:56",
                "0x00000000 0x00000001 0x00000002 0x00000003 0x00000004 ... (20000 numbers)")) {
            assertTrue(run.stdout().contains(value), () -> value + " in\n" + run.stdout());
        }
    }

    @Test
    void json_hasValuesWithoutLoss() throws IOException {
        String document = run("inspect", write("state", withContexts(1, 2))).stdout();
        DocumentValidator.requireValid(document);
        String json = document.replaceAll("\\s*\n\\s*", " ").replace(" : ", ":");
        for (String field : List.of(
                "\"name\":\"temperature\", \"offset\":0, \"length\":2, \"value\":752, \"unit\":\"C\", \"scale\":\"1/16\" }",
                "\"length\":4, \"value\":262144, \"unit\":\"bytes\" }",
                "\"length\":4, \"value\":1410.5, \"bits\":\"0x44b05000\", \"unit\":\"MHz\" }",
                "\"value\":\"NaN\", \"bits\":\"0x7ff8000000000000\" }",
                "\"value\":\"-5\" }",
                "\"value\":\"52:54:00:12:34:56\" }",
                "\"count\":20000, \"first\":[ \"0x00000000\", \"0x00000001\", ",
                "\"name\":\"context[id=1].id\", ")) {
            assertTrue(json.contains(field), () -> field + " in\n" + json);
        }
    }

    @Test
    void arrays_areComparedByElement() throws IOException {
        CommandRun run = run("diff", write("a", head(-1)), write("b", head(15_000)));
        assertEquals(1, run.exit(), run::stderr);
        assertTrue(run.stdout().contains("regs[15000]"), run::stdout);
        assertTrue(run.stdout().contains("0x00003a98"), run::stdout);
        assertTrue(run.stdout().contains("0xffffffff"), run::stdout);
    }

    /** The values are those of the state, for scripts; the quantities are for people. */
    @Test
    void differenceOfScaledNumbers_hasQuantitiesAsNote() throws IOException {
        byte[] other = head(-1);
        other[0]++;
        CommandRun run = run("diff", write("a", head(-1)), write("b", other));
        assertTrue(run.stdout().contains("temperature: 752 -> 753 (47 C -> 47.0625 C)"), run::stdout);
    }

    @Test
    void arrayThatDiffersEverywhere_isListedUpToALimit() throws IOException {
        byte[] other = head(-1);
        Arrays.fill(other, REGISTERS, REGISTERS_END, (byte) 0xee);
        CommandRun run = run("diff", write("a", head(-1)), write("b", other));
        assertTrue(run.stdout().contains("regs[15]"), run::stdout);
        assertTrue(run.stdout().contains("regs[16 and following]"), run::stdout);
    }

    @Test
    void insertedKeyedRecord_isTheOnlyDifference() throws IOException {
        Path a = write("a", withContexts(1, 2, 3, 4));
        Path b = write("b", withContexts(7, 8, 1, 2, 3, 4));
        CommandRun run = run("diff", a, b);
        assertTrue(run.stdout().contains("context[id=7].value"), run::stdout);
        assertTrue(!run.stdout().contains("context[id=1]") && !run.stdout().contains("context[id=3]"), run::stdout);
    }
}
