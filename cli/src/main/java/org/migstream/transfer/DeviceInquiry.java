// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.Decoder;
import org.migstream.plugin.Plugins;
import org.migstream.profile.Profile;
import org.migstream.spi.Finding;
import org.migstream.vfio.Chunk;
import org.migstream.vfio.DataPhase;
import org.migstream.vfio.DeviceActivity;
import org.migstream.vfio.MigrationDevice;
import org.migstream.vfio.MigrationState;
import org.migstream.vfio.VfioException;
import org.migstream.vfio.sysfs.Host;

/**
 * Asks a device what only its own state tells, such as how many ports it has: by beginning to save it. Drivers send what
 * they are going to compare first of all, most of them while the device runs.
 */
public final class DeviceInquiry {
    /** How much of the state is read, bytes: what decides stands in front. */
    private static final int MOST = 1 << 20;

    private final Plugins plugins;
    private final boolean mayStop;
    private Optional<Finding> failure = Optional.empty();

    /**
     * @param plugins decode the answer
     * @param mayStop whether a device that runs and has no pre-copy is stopped for it; else that one is not asked
     */
    public DeviceInquiry(Plugins plugins, boolean mayStop) {
        this.plugins = plugins;
        this.mayStop = mayStop;
    }

    /**
     * The profile of a device, which afterwards is in the state in which it was found.
     *
     * @throws VfioException if it does not say which device it is, or does not return to its state
     * @throws IOException if its answer cannot be decoded for want of room
     */
    public Profile of(MigrationDevice device) throws IOException {
        Profile profile = DeviceProfile.of(device);
        Optional<Decoder> decoder = Optional.ofNullable(profile.driver()).flatMap(plugins::decoder);
        if (decoder.isEmpty() || plugins.rules(profile.driver()).isEmpty()) {
            return profile;
        }
        byte[] answer = ask(device);
        if (answer.length == 0) {
            return profile;
        }
        try (DecodedState state = decoder.get().decode(new ByteArrayInputStream(answer), false)) {
            failure = state.failure();
            return profile.with(state.facts());
        }
    }

    /** What the plugin did wrong that was to decode the last answer; then facts are missing. */
    public Optional<Finding> failure() {
        return failure;
    }

    /**
     * The same for a device that is opened for it and closed again.
     *
     * @param name {@code sim:...}, {@code vfio:...} or {@code fd:...}
     * @param patience how long one call may take
     * @throws BadDeviceNameException if the name makes no sense
     * @throws DeviceFailureException if it cannot be opened or asked
     */
    public Profile of(String name, Duration patience) throws IOException {
        DeviceName named = named(name);
        String left = "";
        try (MigrationDevice device = Participants.open(named, patience)) {
            left = "; it was left in a state that it does not tell";
            try {
                return onItsHost(named, of(device));
            } finally {
                left = "; it was left in " + device.state();
            }
        } catch (VfioException e) {
            throw new DeviceFailureException(name + ": " + e.getMessage() + left, e);
        }
    }

    /** What a simulated device would load does not depend on the kernel that it is simulated on. */
    private static Profile onItsHost(DeviceName name, Profile profile) {
        return name.isSimulated() ? profile : profile.on(Host.LOCAL.kernel().orElse(null));
    }

    private static DeviceName named(String name) throws BadDeviceNameException {
        try {
            return DeviceName.of(name, 1);
        } catch (IllegalArgumentException e) {
            throw new BadDeviceNameException(e.getMessage());
        }
    }

    private byte[] ask(MigrationDevice device) throws VfioException {
        MigrationState found = device.state();
        boolean stands = found.activity() == DeviceActivity.STOPPED;
        boolean preCopy = !stands && device.offers(found.activity(), DataPhase.PRE_COPY);
        if (found.isError() || found.data() != DataPhase.NONE || !stands && !preCopy && !mayStop) {
            return new byte[0];
        }
        try {
            device.enter(
                    preCopy ? found.activity() : DeviceActivity.STOPPED,
                    preCopy ? DataPhase.PRE_COPY : DataPhase.STOP_COPY,
                    entered -> {});
            return read(device);
        } catch (IOException e) {
            // It cannot be asked: then nothing more is known of it, unless it does not even return.
            return new byte[0];
        } finally {
            device.enter(found.activity(), DataPhase.NONE, entered -> {});
        }
    }

    private static byte[] read(MigrationDevice device) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        for (Optional<Chunk> chunk; answer.size() < MOST && (chunk = device.read()).isPresent(); ) {
            for (ByteBuffer bytes; answer.size() < MOST && (bytes = chunk.get().next()).hasRemaining(); ) {
                byte[] more = new byte[Math.min(bytes.remaining(), MOST - answer.size())];
                bytes.get(more);
                answer.write(more);
            }
        }
        return answer.toByteArray();
    }
}
