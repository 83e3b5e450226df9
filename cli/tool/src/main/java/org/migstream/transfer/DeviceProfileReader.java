// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.PluginDecoder;
import org.migstream.plugin.Plugins;
import org.migstream.profile.Profile;
import org.migstream.spi.Finding;
import org.migstream.vfio.Chunk;
import org.migstream.vfio.DataPhase;
import org.migstream.vfio.DeviceActivity;
import org.migstream.vfio.MigrationDevice;
import org.migstream.vfio.MigrationState;
import org.migstream.vfio.VfioException;

/**
 * Asks a device what only its own state tells, such as how many ports it has: by beginning to save it. Drivers send what
 * they are going to compare first of all, most of them while the device runs.
 */
public final class DeviceProfileReader {
    /** How much of the state is read, bytes: what decides stands in front. */
    private static final int MAX_STATE_BYTES = 1 << 20;

    private final Plugins plugins;
    private final boolean mayStop;
    private Optional<Finding> decoderFailure = Optional.empty();

    /**
     * @param plugins decode the answer
     * @param mayStop whether a device that runs and has no pre-copy is stopped for it; else that one is not asked
     */
    public DeviceProfileReader(Plugins plugins, boolean mayStop) {
        this.plugins = plugins;
        this.mayStop = mayStop;
    }

    /**
     * The profile of a device, which afterwards is in the state in which it was found.
     *
     * @param name as it was opened
     * @throws VfioException if it does not say which device it is, or does not return to its state
     * @throws IOException if its answer cannot be decoded for want of room
     */
    public Profile readProfile(DeviceName name, MigrationDevice device) throws IOException {
        Profile profile = LiveDeviceProfile.read(name, device);
        return hasStateRules(profile) ? withStateFacts(profile, readLeadingState(device)) : profile;
    }

    /** Whether anything about such a device depends on its state. */
    private boolean hasStateRules(Profile profile) {
        return profile.driver() != null
                && plugins.decoder(profile.driver()).isPresent()
                && !plugins.rules(profile.driver()).isEmpty();
    }

    /**
     * A profile with what a state tells besides.
     *
     * @param profile what the device said without it
     * @param answer the state's first bytes; none if it could not be asked
     * @throws IOException if they cannot be decoded for want of room
     */
    Profile withStateFacts(Profile profile, byte[] answer) throws IOException {
        if (answer.length == 0 || !hasStateRules(profile)) {
            return profile;
        }
        PluginDecoder decoder = plugins.decoder(profile.driver()).orElseThrow();
        try (DecodedState state = decoder.decode(new ByteArrayInputStream(answer), false)) {
            decoderFailure = state.failure();
            return profile.withFacts(state.facts());
        }
    }

    /** What the plugin did wrong that was to decode the last answer; then facts are missing. */
    public Optional<Finding> decoderFailure() {
        return decoderFailure;
    }

    /**
     * The same for a device that is opened for it and closed again.
     *
     * @param name {@code sim:...}, {@code vfio:...} or {@code fd:...}
     * @param patience how long one call may take
     * @throws InvalidDeviceNameException if the name makes no sense
     * @throws DeviceFailureException if it cannot be opened or asked
     */
    public Profile readProfile(String name, Duration patience) throws IOException {
        DeviceName named = parseName(name);
        String left = "";
        try (MigrationDevice device = DeviceGroup.open(named, patience)) {
            left = "; it was left in a state that it does not tell";
            try {
                return readProfile(named, device);
            } finally {
                left = "; it was left in " + device.state();
            }
        } catch (VfioException e) {
            throw new DeviceFailureException(name + ": " + e.getMessage() + left, e);
        }
    }

    private static DeviceName parseName(String name) throws InvalidDeviceNameException {
        try {
            return DeviceName.parse(name, 1);
        } catch (IllegalArgumentException e) {
            throw new InvalidDeviceNameException(e.getMessage());
        }
    }

    private byte[] readLeadingState(MigrationDevice device) throws VfioException {
        MigrationState found = device.state();
        boolean stands = found.activity() == DeviceActivity.STOPPED;
        boolean preCopy = !stands && device.hasState(found.activity(), DataPhase.PRE_COPY);
        if (found.isError() || found.dataPhase() != DataPhase.NONE || !stands && !preCopy && !mayStop) {
            return new byte[0];
        }
        try {
            device.enter(
                    preCopy ? found.activity() : DeviceActivity.STOPPED,
                    preCopy ? DataPhase.PRE_COPY : DataPhase.STOP_COPY,
                    entered -> {});
            return readChunks(device);
        } catch (IOException e) {
            // It cannot be asked: then nothing more is known of it, unless it does not even return.
            return new byte[0];
        } finally {
            device.enter(found.activity(), DataPhase.NONE, entered -> {});
        }
    }

    private static byte[] readChunks(MigrationDevice device) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        for (Optional<Chunk> chunk; answer.size() < MAX_STATE_BYTES && (chunk = device.read()).isPresent(); ) {
            for (ByteBuffer bytes;
                    answer.size() < MAX_STATE_BYTES && (bytes = chunk.get().next()).hasRemaining(); ) {
                byte[] more = new byte[Math.min(bytes.remaining(), MAX_STATE_BYTES - answer.size())];
                bytes.get(more);
                answer.write(more);
            }
        }
        return answer.toByteArray();
    }
}
