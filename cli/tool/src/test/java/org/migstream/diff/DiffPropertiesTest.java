// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.migstream.container.Input;
import org.migstream.container.OutputLimit;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.Captures;

/** Properties of comparisons that hold for any two inputs. */
class DiffPropertiesTest {
    private static final String PLAIN = "q35-two-uarts.qevm";

    static Stream<String> captures() throws IOException {
        return Captures.names();
    }

    @ParameterizedTest
    @MethodSource("captures")
    void identicalInputs_haveNoDifferences(String name) throws IOException {
        byte[] bytes = Captures.bytes(name);
        DiffResult diff = DiffResult.of(bytes, bytes);
        assertEquals(List.of(), diff.differences());
        assertEquals(List.of(), diff.notCompared());
        assertEquals(name.startsWith("truncated") ? ReadOutcome.DAMAGED : ReadOutcome.COMPLETE, diff.outcome());
    }

    static Stream<List<String>> pairs() {
        return Stream.of(
                List.of(PLAIN, "q35-mapped-ram.qevm"),
                List.of(PLAIN, "pc-two-devices-paused.qevm"),
                List.of("lab/q35-six-plain.qevm", "lab/q35-six-damaged.qevm"));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void swappedInputs_giveSameDifferences(List<String> names) throws IOException {
        byte[] a = Captures.bytes(names.get(0));
        byte[] b = Captures.bytes(names.get(1));
        DiffResult diff = DiffResult.of(a, b);
        assertFalse(diff.isSame());
        assertEquals(withoutOrder(diff), withoutOrder(DiffResult.of(b, a)));
    }

    /** Drops the order difference: it names the preceding section of the first input. */
    private static List<String> withoutOrder(DiffResult diff) {
        return diff.names().stream().filter(name -> !name.startsWith("ORDER")).toList();
    }

    @Test
    void fileAndPipe_giveSameDifferences(@TempDir Path folder) throws IOException {
        byte[] a = Captures.bytes(PLAIN);
        byte[] b = Captures.bytes("q35-mapped-ram.qevm");
        Path fileA = Files.write(folder.resolve("a"), a);
        Path fileB = Files.write(folder.resolve("b"), b);
        try (Input first = Input.open(fileA, OutputLimit.NONE);
                Input second = Input.open(fileB, OutputLimit.NONE)) {
            DiffResult files =
                    DiffResult.of(Set.of(), new DiffInput(first, List.of()), new DiffInput(second, List.of()));
            assertEquals(DiffResult.of(a, b).differences(), files.differences());
        }
    }

    @Test
    void trailingBytes_areCompared() throws IOException {
        byte[] bytes = Captures.bytes(PLAIN);
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 3);
        byte[] other = longer.clone();
        other[other.length - 1] = 1;
        for (List<byte[]> pair : List.of(List.of(bytes, longer), List.of(longer, bytes), List.of(longer, other))) {
            List<Difference> differences = DiffResult.of(Set.of(IgnoreCategory.values()), pair.get(0), pair.get(1))
                    .differences();
            assertEquals(1, differences.size(), differences.toString());
            assertEquals(DifferenceArea.TRAILING, differences.get(0).area());
        }
        assertTrue(DiffResult.of(longer, longer).isSame());
    }

    /** Clock registers change on their own; the alarm registers between them do not. */
    @ParameterizedTest
    @CsvSource({
        "0, true",
        "1, false",
        "2, true",
        "3, false",
        "4, true",
        "5, false",
        "6, true",
        "7, true",
        "8, true",
        "9, true",
        "10, false",
        "11, false",
        "49, false",
        "50, true",
        "51, false",
        "127, false"
    })
    void changedRtcRegister_isIgnoredAsTimer(int register, boolean ignored) throws IOException {
        byte[] bytes = Captures.bytes(PLAIN);
        byte[] changed = bytes.clone();
        int cmos = 555_654;
        changed[cmos + register] ^= 1;
        DiffResult diff = DiffResult.of(Set.of(IgnoreCategory.TIMER), bytes, changed);
        assertEquals(ignored, diff.isSame());
        assertEquals(ignored ? Map.of("timer", 1L) : Map.of(), diff.ignored());
    }

    /** Every changed byte causes a difference or damage. */
    @Test
    void changedByte_isReported() throws IOException {
        byte[] bytes = Captures.bytes(PLAIN);
        // The range lies between the pages that are sent again and the vmdescription.
        int start = 0x83ddb;
        int end = 589_246;
        Random random = new Random(6);
        for (int i = 0; i < 30; i++) {
            byte[] changed = bytes.clone();
            int offset = start + random.nextInt(end - start);
            changed[offset] ^= (byte) (1 + random.nextInt(255));
            DiffResult diff = DiffResult.of(bytes, changed);
            assertTrue(!diff.isSame() || diff.outcome() != ReadOutcome.COMPLETE, "at 0x" + Integer.toHexString(offset));
        }
    }

    @Test
    void truncatedInput_isDamage_notDifference() throws IOException {
        byte[] bytes = Captures.bytes(PLAIN);
        Random random = new Random(7);
        for (int i = 0; i < 8; i++) {
            byte[] truncated = Arrays.copyOf(bytes, 10 + random.nextInt(589_000));
            DiffResult diff = DiffResult.of(Set.of(IgnoreCategory.TRANSPORT), bytes, truncated);
            assertEquals(ReadOutcome.DAMAGED, diff.outcome());
            // The truncated part may have newer copies of pages, so memory may differ.
            List<Difference> differences = diff.differences().stream()
                    .filter(difference -> difference.area() != DifferenceArea.MEMORY)
                    .toList();
            assertEquals(List.of(), differences, "truncated at " + truncated.length);
        }
    }

    /** A changed byte of each vendor's state is reported, by field if a decoder exists. */
    @ParameterizedTest
    @MethodSource("states")
    void changedDeviceStateByte_isReported(Path state) throws IOException {
        byte[] bytes = Files.readAllBytes(state);
        Random random = new Random(8);
        for (int i = 0; i < 3; i++) {
            byte[] changed = bytes.clone();
            changed[64 % bytes.length + random.nextInt(bytes.length - 64 % bytes.length)] ^= 1;
            List<Difference> differences = DiffResult.of(bytes, changed).differences();
            assertFalse(differences.isEmpty(), state + " " + Arrays.mismatch(bytes, changed));
        }
    }

    static List<Path> states() {
        return Stream.of("mtty", "mlx5", "hisi_acc", "virtio", "qat", "xe", "v1")
                .map(vendor -> Path.of("samples/vendor-cases", vendor))
                .flatMap(DiffPropertiesTest::valid)
                .toList();
    }

    private static Stream<Path> valid(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("valid")).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
