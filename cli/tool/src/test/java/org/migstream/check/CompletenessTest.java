// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.container.Input;
import org.migstream.container.OutputLimit;
import org.migstream.device.DeviceDataStore;
import org.migstream.inspect.decoding.DecoderChoice;
import org.migstream.inspect.report.StateCompleteness;
import org.migstream.plugin.PluginPath;
import org.migstream.plugin.Plugins;
import org.migstream.spi.Compatibility;
import org.migstream.stream.Section.Kind;
import org.migstream.stream.StreamBuilder;
import org.migstream.stream.VfioConfigSamples;
import org.migstream.stream.VfioRecord.Tag;

/** Tests that no verdict is better than what is known about the end of a state. */
class CompletenessTest {
    private static final Path CASES = Path.of("samples/vendor-cases");
    private static final String DEVICE = "0000:00:01.0/vfio";
    /** The longest state of which each byte is tried as the end; of longer ones, a sample of ends is tried. */
    private static final int ALL_ENDS = 6001;

    private static Plugins plugins;

    @BeforeAll
    static void load() {
        plugins = Plugins.load(PluginPath.of(List.of(), Map.of()), Plugins.DEFAULT_TIMEOUT);
    }

    @AfterAll
    static void close() throws IOException {
        plugins.close();
    }

    /** The last column is the completeness of the whole state as raw data; in a stream, UNKNOWN becomes FRAMED. */
    @ParameterizedTest
    @CsvSource({
        "mtty/valid-1port-a, COMPLETE",
        "mtty/valid-2port-a, COMPLETE",
        "hisi_acc/valid-v2-a, COMPLETE",
        "hisi_acc/valid-v2-match-only-a, COMPLETE",
        "mlx5/valid-chunks-a, UNKNOWN",
        "mlx5/valid-precopy-a, UNKNOWN",
        "mlx5/valid-stopcopy-a, UNKNOWN",
        "virtio/valid-precopy-a, UNKNOWN",
        "virtio/valid-stopcopy-a, UNKNOWN",
        "qat/valid-a, COMPLETE",
        "xe/valid-a, COMPLETE",
        "pds/valid-a, UNKNOWN",
        "v1/valid-stopcopy-a, COMPLETE",
        "v1/valid-precopy-a, COMPLETE",
    })
    void truncatedState_isNeverSound(String name, StateCompleteness completeness) throws IOException {
        String decoder = name.substring(0, name.indexOf('/'));
        byte[] state = Files.readAllBytes(CASES.resolve(name + ".bin"));
        DeviceCheck whole = only(check(decoder, state));
        assertEquals(completeness, whole.completeness());
        assertEquals(
                completeness == StateCompleteness.COMPLETE ? Compatibility.COMPATIBLE : Compatibility.UNKNOWN,
                whole.verdict());
        DeviceCheck framed = only(check(decoder, stream(state, false).bytes()));
        assertEquals(
                completeness == StateCompleteness.UNKNOWN ? StateCompleteness.FRAMED : completeness,
                framed.completeness());
        assertEquals(Compatibility.COMPATIBLE, framed.verdict(), framed.toString());
        int step = Math.max(1, state.length / ALL_ENDS);
        for (int length = 1; length < state.length; length += step) {
            CheckReport report = check(decoder, Arrays.copyOf(state, length));
            String what = name + " truncated to " + length + " bytes";
            assertNotEquals(Compatibility.COMPATIBLE, report.verdict(), what);
            report.devices().forEach(device -> assertTrue(!device.completeness().isAssured(), what));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mtty/valid-2port-a",
                "hisi_acc/valid-v2-a",
                "mlx5/valid-precopy-a",
                "virtio/valid-precopy-a",
                "v1/valid-precopy-a"
            })
    void truncatedStream_isNeverSound(String name) throws IOException {
        String decoder = name.substring(0, name.indexOf('/'));
        byte[] state = Files.readAllBytes(CASES.resolve(name + ".bin"));
        byte[] whole = stream(state, false).bytes();
        int step = Math.max(1, whole.length / 1500);
        for (int length = 8; length < whole.length; length += step) {
            String what = name + " in a stream truncated to " + length + " of " + whole.length + " bytes";
            CheckReport report = check(decoder, Arrays.copyOf(whole, length));
            assertNotEquals(Compatibility.COMPATIBLE, report.verdict(), what);
        }
    }

    /** A device that always sends data after the guest has stopped has lost them, although its records are whole. */
    @ParameterizedTest
    @CsvSource({
        "mlx5/valid-precopy-a, INCOMPLETE",
        "virtio/valid-precopy-a, INCOMPLETE",
        "hisi_acc/valid-v2-match-only-a, COMPLETE",
        "mtty/valid-1port-a, COMPLETE",
        "v1/precopy-only-a, INCOMPLETE"
    })
    void missingStopCopyData_areNoticed(String name, StateCompleteness completeness) throws IOException {
        byte[] state = Files.readAllBytes(CASES.resolve(name + ".bin"));
        DeviceCheck device = only(
                check(name.substring(0, name.indexOf('/')), stream(state, true).bytes()));
        assertEquals(completeness, device.completeness());
        assertEquals(
                completeness == StateCompleteness.INCOMPLETE ? Compatibility.INCOMPATIBLE : Compatibility.COMPATIBLE,
                device.verdict());
    }

    @Test
    void deviceWithoutData_isIncomplete() throws IOException {
        assertIncomplete(stream(new byte[0], false).bytes(), "vfio.no-data");
    }

    @Test
    void deviceWithoutEndSection_isIncomplete() throws IOException {
        byte[] stream = config(new StreamBuilder().header().configuration().vfioSetup(7, DEVICE))
                .endOfStream()
                .vmdesc("{}")
                .bytes();
        assertIncomplete(stream, "stream.no-end");
    }

    @Test
    void deviceWithoutConfiguration_isIncomplete() throws IOException {
        byte[] stream = data(new StreamBuilder().header().configuration().vfioSetup(7, DEVICE), Kind.END, new byte[60])
                .endOfStream()
                .vmdesc("{}")
                .bytes();
        assertIncomplete(stream, "vfio.no-config");
    }

    /** A device that never came, because the stream is truncated before it, has no other fault. */
    @Test
    void devicesAfterDamage_haveNoReasonOfTheirOwn() throws IOException {
        byte[] whole = new StreamBuilder()
                .header()
                .configuration()
                .ramStart(1, 4096)
                .vfioSetup(7, DEVICE)
                .continued(Kind.PART, 1)
                .bytes();
        CheckReport report = check(null, whole);
        assertEquals(Compatibility.INCOMPATIBLE, report.verdict());
        assertEquals(1, report.reasons().size(), "the damage is the only reason");
        DeviceCheck device = only(report);
        assertEquals(List.of(), device.reasons());
        assertEquals(Compatibility.UNKNOWN, device.verdict());
        assertEquals(StateCompleteness.INCOMPLETE, device.completeness());
    }

    @Test
    void unknownRawData_sayThatTheEndIsUnknown() throws IOException {
        CheckReport report = check("pds", new byte[] {1, 2, 3, 4});
        assertTrue(
                only(report).reasons().stream()
                        .anyMatch(reason -> reason.finding().code().equals("COMPLETENESS_UNKNOWN")),
                report.toString());
    }

    private static void assertIncomplete(byte[] stream, String code) throws IOException {
        CheckReport report = check("mtty", stream);
        DeviceCheck device = only(report);
        assertEquals(StateCompleteness.INCOMPLETE, device.completeness());
        assertEquals(Compatibility.INCOMPATIBLE, report.verdict());
        assertTrue(
                device.reasons().stream()
                        .anyMatch(reason -> reason.finding().code().equals(code)),
                device.toString());
    }

    private static DeviceCheck only(CheckReport report) {
        assertEquals(1, report.devices().size());
        return report.devices().get(0);
    }

    /** Returns a stream up to its end mark, with a state that was sent before or after the guest stopped. */
    private static StreamBuilder stream(byte[] state, boolean beforeStop) throws IOException {
        StreamBuilder builder = new StreamBuilder().header().configuration().vfioSetup(7, DEVICE);
        if (beforeStop) {
            builder = data(builder, Kind.PART, state);
        }
        builder = data(builder, Kind.END, beforeStop ? new byte[0] : state);
        return config(builder).endOfStream();
    }

    private static StreamBuilder data(StreamBuilder builder, Kind kind, byte[] data) {
        StreamBuilder section = builder.continued(kind, 7);
        return (data.length == 0 ? section : section.vfioData(data))
                .vfioTag(Tag.END_OF_STATE)
                .footer();
    }

    private static StreamBuilder config(StreamBuilder builder) {
        return builder.full(7, DEVICE)
                .vfioConfig(
                        VfioConfigSamples.layout(256, 0, false),
                        VfioConfigSamples.body(256, 0, false, CompletenessTest::setIds))
                .footer();
    }

    /** Sets the vendor id and the device id of no driver. */
    private static void setIds(byte[] space) {
        space[0] = 0x34;
        space[1] = 0x12;
        space[2] = 0x78;
        space[3] = 0x56;
    }

    private static CheckReport check(@Nullable String decoder, byte[] bytes) throws IOException {
        DecoderChoice choice =
                new DecoderChoice(plugins, decoder, decoder == null ? Map.of() : Map.of(DEVICE, decoder));
        try (Input input = Input.ofPipe("input", new ByteArrayInputStream(bytes), OutputLimit.NONE)) {
            return StreamChecker.check(
                    input, List.of(), new CheckRequest(List.of(), choice, DeviceDataStore.DEFAULT_LIMIT));
        }
    }
}
