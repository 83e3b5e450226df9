// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.migstream.container.Compression;
import org.migstream.profile.SavedProfiles;
import org.migstream.transfer.SaveRequest.PreCopyLimits;
import org.migstream.vfio.host.Host;
import org.migstream.vmstate.StreamWithVmDescription;

/** What a stream says of the devices that it was saved from. */
class SavedProfileTest {
    @TempDir
    private Path directory;

    private String device(String kind, String file) {
        return "sim:" + kind + "@" + directory.resolve(file);
    }

    /** What the state's first bytes tell a plugin, whether they were read while the device ran or not. */
    @Test
    void theProfileHasWhatTheStateTells() throws IOException {
        for (PreCopyLimits limits : Arrays.asList(Saved.LIMITS, null)) {
            byte[] stream = Saved.of(
                    Saved.request(Compression.NONE, limits, false, device("mtty,ports=1", "a"), device("bulk", "b")))
                    .stream();
            SavedProfiles profiles = SavedProfiles.read(new StreamWithVmDescription(stream)
                    .description()
                    .extension()
                    .orElseThrow());
            assertEquals(
                    "1",
                    profiles.of("0000:00:01.0/vfio").orElseThrow().facts().all().get("nr_ports"));
            assertEquals(
                    Map.of(),
                    profiles.of("0000:00:02.0/vfio").orElseThrow().facts().all());
        }
    }

    /** A simulated device would load the same on any host. */
    @Test
    void theKernelIsThatOfARealDevice() throws IOException {
        try (Participants simulated =
                new Participants(List.of(DeviceName.of(device("mtty", "a"), 1)), Duration.ofSeconds(20), 0)) {
            simulated.open();
            Participant participant = simulated.all().get(0);
            assertEquals(null, participant.profile().kernel());
            DeviceName real = DeviceName.of("vfio:0000:3b:00.1", 1);
            assertEquals(
                    Host.LOCAL.kernel().orElse(null),
                    DeviceProfile.of(real, participant.device()).kernel());
        }
    }
}
