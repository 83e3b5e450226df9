// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.migstream.report.JsonTree;

/** Tests that every form of a report names what was not checked. */
class UncheckedPartsTest {
    private static final String STREAM = "samples/streams/q35-two-uarts.qevm";
    private static final String MEMORY = "the content of guest memory";
    private static final String FIELDS = "the fields of emulated devices";
    private static final String VALUES = "whether emulated devices accept the values of their fields";

    private static CommandRun run(String... args) {
        return CommandRun.of(InputStream.nullInputStream(), args);
    }

    @Test
    void textAndOverview_nameThem() {
        assertTrue(run("inspect", STREAM).stdout().contains("not checked: " + MEMORY + "; " + FIELDS));
        String all = run("inspect", "--all", STREAM).stdout();
        assertTrue(all.contains("  not checked    " + MEMORY + "\n"), all);
        assertTrue(all.contains("                 " + FIELDS + "\n"), all);
        String fields = run("inspect", "--fields", STREAM).stdout();
        assertTrue(fields.contains(MEMORY), fields);
        assertFalse(fields.contains(FIELDS), fields);
        assertTrue(fields.contains(VALUES), fields);
    }

    /** check decodes the fields, but only the devices of QEMU check their values. */
    @Test
    void check_namesThem() throws IOException {
        String text = run("check", STREAM).stdout();
        assertTrue(text.contains("  not checked: " + MEMORY + "; " + VALUES + "\n"), text);
        Map<?, ?> document =
                (Map<?, ?>) JsonTree.parse(run("check", "--json", STREAM).stdout());
        assertEquals(List.of(MEMORY, VALUES), document.get("notChecked"));
    }

    /** Neither the states nor the fields of the other devices were read. */
    @Test
    void otherDevicesThanTheChosen_areNamed() {
        String stream = "samples/streams/pc-two-devices-paused.qevm.zst";
        String others = "all other devices, also the VFIO devices 0000:00:03.0/vfio";
        for (String option : List.of("--all", "--json", "--fields")) {
            CommandRun run = run("inspect", option, "--device", "00:02.0", stream);
            assertTrue(run.stdout().contains(others), run::stdout);
            CommandRun all = run("inspect", option, stream);
            assertFalse(all.stdout().contains("all other devices"), all::stdout);
        }
    }

    /** A stream of {@code save} has no section of an emulated device. */
    @Test
    void emulatedDevices_areNamedOnlyIfTheStreamHasThem(@TempDir Path folder) throws IOException {
        String saved = folder.resolve("saved").toString();
        assertEquals(
                0,
                run("save", "-o", saved, "sim:mtty@" + folder.resolve("card")).exit());
        for (List<String> command : List.of(
                List.of("inspect"), List.of("inspect", "--fields"), List.of("inspect", "--all"), List.of("check"))) {
            List<String> words = new ArrayList<>(command);
            words.add(saved);
            String text = run(words.toArray(String[]::new)).stdout();
            assertFalse(text.contains("not checked"), text);
            assertFalse(text.contains("emulated devices"), text);
        }
        for (String command : List.of("inspect", "check")) {
            Map<?, ?> document =
                    (Map<?, ?>) JsonTree.parse(run(command, "--json", saved).stdout());
            assertEquals(List.of(), document.get("notChecked"));
        }
    }

    /** The bundle leaves the fields out, but they were checked. */
    @Test
    void bundle_saysThatFieldsWereChecked(@TempDir Path folder) throws IOException {
        BundleContent content = BundleContent.make(folder.resolve("ticket.tar.zst"), STREAM);
        for (String name : List.of("check.json", "inspect.json")) {
            Map<?, ?> document = (Map<?, ?>) JsonTree.parse(content.text(name));
            assertEquals(List.of(MEMORY, VALUES), document.get("notChecked"), name);
        }
        assertFalse(content.text("inspect.txt").contains(FIELDS));
    }

    @Test
    void document_namesThem() throws IOException {
        Map<?, ?> document =
                (Map<?, ?>) JsonTree.parse(run("inspect", "--json", STREAM).stdout());
        assertEquals(List.of(MEMORY, FIELDS), document.get("notChecked"));
    }
}
