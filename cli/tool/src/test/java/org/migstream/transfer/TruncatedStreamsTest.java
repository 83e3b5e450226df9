// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.migstream.container.Compression;
import org.migstream.container.Input;
import org.migstream.container.OutputLimit;
import org.migstream.inspect.decoding.DecoderChoice;
import org.migstream.io.OutputFile;
import org.migstream.pci.GuestSlots;
import org.migstream.plugin.PluginPath;
import org.migstream.plugin.Plugins;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.TruncationOffsets;
import org.migstream.transfer.TransferException.UnreadableStreamException;

/** Restores of a stream that is truncated at any offset. */
class TruncatedStreamsTest {
    private static final Plugins PLUGINS = Plugins.load(PluginPath.of(List.of(), Map.of()), Plugins.DEFAULT_TIMEOUT);

    @TempDir
    private Path directory;

    private byte[] stream;
    /** The length of the required part: without the end mark and the vmdescription. */
    private int requiredLength;

    private byte[] initialDeviceFile;

    @BeforeEach
    void saveStreamAndDevice() throws IOException {
        stream = saveDevice("mtty,scr0=0x41", "a");
        while (stream[requiredLength + 6] != '{') {
            requiredLength++;
        }
        saveDevice("mtty,scr0=0x42", "b");
        initialDeviceFile = Files.readAllBytes(directory.resolve("b"));
    }

    private DeviceName device(String kind, String file) {
        return new DeviceName("0000:00:01.0/vfio", "sim:" + kind + "@" + directory.resolve(file));
    }

    private byte[] saveDevice(String kind, String file) throws IOException {
        Path out = directory.resolve("saved");
        new Saver(
                        new SaveRequest(
                                List.of(device(kind, file)),
                                new StreamMachineType("pc-q35-10.0"),
                                GuestSlots.NONE,
                                null,
                                null,
                                Compression.NONE,
                                null,
                                false,
                                false,
                                OnError.RESET,
                                Duration.ofMinutes(1),
                                PLUGINS),
                        "saved",
                        () -> OutputFile.create(out))
                .run();
        return Files.readAllBytes(out);
    }

    private void assertRefused(Input input, long keep, String messageEnd) throws IOException {
        RestoreRequest request = RestoreRequest.builder(new DecoderChoice(PLUGINS, null, Map.of()))
                .unmappedDevice(device("mtty", "b"))
                .startDevices(true)
                .force(true)
                .maxKeptBytes(keep)
                .build();
        try (input) {
            UnreadableStreamException refused =
                    assertThrows(UnreadableStreamException.class, () -> new Restorer(request, input, List.of()).run());
            assertEquals(ReadOutcome.DAMAGED, refused.outcome());
            assertTrue(refused.getMessage().endsWith(messageEnd), refused.getMessage());
        }
    }

    private int[] truncationLengths(int step) throws IOException {
        return TruncationOffsets.of(stream, step)
                .filter(length -> length <= requiredLength)
                .toArray();
    }

    private Input truncatedInput(int length, boolean pipe) throws IOException {
        byte[] bytes = Arrays.copyOf(stream, length);
        return pipe
                ? Input.ofPipe("-", new ByteArrayInputStream(bytes), OutputLimit.NONE)
                : Input.open(Files.write(directory.resolve("truncated"), bytes), OutputLimit.NONE);
    }

    /** From a file, and from a pipe whose data are kept. */
    @Test
    void truncatedStream_doesNotModifyDevice() throws IOException {
        for (int length : truncationLengths(61)) {
            boolean pipe = length % 2 == 0;
            assertRefused(truncatedInput(length, pipe), pipe ? 96 : 0, " is unchanged and in RUNNING");
            assertArrayEquals(initialDeviceFile, Files.readAllBytes(directory.resolve("b")), "truncated at " + length);
        }
    }

    /** If no data are kept, a device that has got a part of its state is reset. */
    @Test
    void truncatedUnkeptPipe_resetsDevice() throws IOException {
        for (int length : truncationLengths(61)) {
            Files.write(directory.resolve("b"), initialDeviceFile);
            assertRefused(truncatedInput(length, true), 0, " in RUNNING");
            // After a reset a simulated device has its initial content.
            assertArrayEquals(initialDeviceFile, Files.readAllBytes(directory.resolve("b")), "truncated at " + length);
        }
    }
}
