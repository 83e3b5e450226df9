// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.report.JsonTree;

/** Tests that {@code diff} begins with the differences that decide whether QEMU loads the first input. */
class DiffDecidingTest {
    private static final String RESOURCES = "cli/tool/src/test/resources/";
    private static final String OLD = RESOURCES + "check/arm-7.2.qevm.zst";
    private static final String NEW = RESOURCES + "check/arm-11.1.qevm.zst";

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> differences(String a, String b) throws IOException {
        CommandRun run = CommandRun.of(InputStream.nullInputStream(), "diff", "--json", a, b);
        assertEquals(1, run.exit(), run.stderr());
        Map<String, Object> report = (Map<String, Object>) JsonTree.parse(run.stdout());
        return (List<Map<String, Object>>) report.get("differences");
    }

    private static List<Map<String, Object>> registers(List<Map<String, Object>> differences) {
        return differences.stream()
                .filter(difference -> String.valueOf(difference.get("name")).startsWith("cpreg_vmstate["))
                .toList();
    }

    @Test
    void armRegisters_areComparedAsSets() throws IOException {
        List<Map<String, Object>> all = differences(OLD, NEW);
        assertEquals(
                List.of(
                        "cpreg_vmstate[0x40200000200f3a00 p15 opc1=0 CRn=7 CRm=4 opc2=0 (non-secure), 32 bits]",
                        "cpreg_vmstate[0x603000000013c030 S3_0_C0_C6_0, 64 bits]"),
                all.stream().limit(2).map(difference -> difference.get("name")).toList());
        List<Map<String, Object>> registers = registers(all);
        assertEquals(2, registers.stream().filter(r -> r.get("b") == null).count());
        assertEquals(60, registers.stream().filter(r -> r.get("a") == null).count());
        assertEquals(
                2,
                all.stream()
                        .filter(difference -> Boolean.TRUE.equals(difference.get("decidesLoad")))
                        .count());
        assertTrue(all.size() < 120, () -> "" + all.size());
    }

    @Test
    void armRegistersOfTheOtherDirection_decideTogetherWithTheirNumber() throws IOException {
        List<Map<String, Object>> deciding = differences(NEW, OLD).stream()
                .filter(difference -> Boolean.TRUE.equals(difference.get("decidesLoad")))
                .toList();
        assertTrue(deciding.stream().anyMatch(d -> d.get("name").equals("cpreg_vmstate_array_len")));
        assertTrue(!registers(deciding).isEmpty());
        assertTrue(registers(deciding).stream().allMatch(register -> register.get("b") == null));
    }

    /** QEMU may accept an older version of a VFIO section, so check answers unknown. */
    @Test
    void olderVersionOfVfioSection_decidesNothing(@TempDir Path folder) throws IOException {
        byte[] stream = MachineStreams.bytes("check-a");
        byte[] newer = stream.clone();
        newer[MachineStreams.afterName(stream, "0000:00:02.0:00.0/vfio") + 7]++;
        Path a = Files.write(folder.resolve("a.qevm"), stream);
        Path b = Files.write(folder.resolve("b.qevm"), newer);
        assertEquals(0, versionsThatDecide(a, b));
        assertEquals(1, versionsThatDecide(b, a));
    }

    private static long versionsThatDecide(Path a, Path b) throws IOException {
        List<Map<String, Object>> versions = differences(a.toString(), b.toString()).stream()
                .filter(difference -> String.valueOf(difference.get("name")).startsWith("version of the "))
                .toList();
        assertEquals(1, versions.size());
        return versions.stream()
                .filter(difference -> Boolean.TRUE.equals(difference.get("decidesLoad")))
                .count();
    }

    @ParameterizedTest
    @CsvSource({"check-b-no-virtio-net, FULL section", "check-b-rtc-version-1, version of the FULL section"})
    void whatCheckCallsIncompatible_comesFirst(String target, String name) throws IOException {
        String path = RESOURCES + "check/";
        Map<String, Object> first = differences(path + "check-a.qevm.zst", path + target + ".qevm.zst")
                .get(0);
        assertEquals(name, first.get("name"));
        assertEquals(true, first.get("decidesLoad"));
        CommandRun text = CommandRun.of(
                InputStream.nullInputStream(), "diff", path + "check-a.qevm.zst", path + target + ".qevm.zst");
        assertTrue(text.stdout().contains("\nQEMU refuses to load the first input into"), text.stdout());
    }

    /** Not every QEMU compares the slot status, so check answers unknown. */
    @Test
    void registerThatCheckCallsUnknown_isNotMarked() throws IOException {
        String path = RESOURCES + "check/";
        Map<String, Object> first = differences(
                        path + "check-a.qevm.zst", path + "check-b-root-port-slot-status.qevm.zst")
                .get(0);
        assertTrue(String.valueOf(first.get("name")).endsWith("Express Slot Status"), first::toString);
        assertTrue(!first.containsKey("decidesLoad"), first::toString);
    }

    @Test
    void additionalSectionOfTheSecond_decidesNothing() throws IOException {
        String path = RESOURCES + "check/";
        assertTrue(differences(path + "check-b-no-virtio-net.qevm.zst", path + "check-a.qevm.zst").stream()
                .noneMatch(difference -> difference.containsKey("decidesLoad")));
    }
}
