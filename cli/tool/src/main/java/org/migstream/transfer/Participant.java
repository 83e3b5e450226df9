// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.migstream.profile.Profile;
import org.migstream.vfio.Chunk;
import org.migstream.vfio.DataPhase;
import org.migstream.vfio.DeviceActivity;
import org.migstream.vfio.DeviceConfiguration;
import org.migstream.vfio.MigrationDevice;
import org.migstream.vfio.MigrationState;
import org.migstream.vfio.PreCopyInfo;
import org.migstream.vfio.VfioException;

/** One device in a transfer, with the notes on it: what it fails to do is noted before it is thrown. */
final class Participant implements Closeable {
    /** As much of what it gives is kept to learn from it what it is: bytes. What decides stands in front. */
    private static final int HEAD = 1 << 16;

    private final DeviceName name;
    private final MigrationDevice device;
    private final DeviceLog log;
    private final MigrationState found;
    private final ByteArrayOutputStream head = new ByteArrayOutputStream();

    /** @throws VfioException if it does not tell its state */
    Participant(DeviceName name, MigrationDevice device, DeviceLog log) throws VfioException {
        this.name = name;
        this.device = device;
        this.log = log;
        log.opened(device);
        found = noted(device::state);
        log.entered(found);
    }

    /** Something that is asked of the device. */
    @FunctionalInterface
    private interface Call<T, E extends IOException> {
        T make() throws E;
    }

    private <T, E extends IOException> T noted(Call<T, E> call) throws E {
        try {
            return call.make();
        } catch (IOException e) {
            failed(e);
            throw e;
        }
    }

    /** Notes what went wrong, unless that is an interruption: whoever interrupts a transfer knows why it ends. */
    void failed(IOException e) {
        failed(e.getMessage());
    }

    /** The same, in other words. */
    void failed(String why) {
        if (!Thread.currentThread().isInterrupted()) {
            log.failed(why);
        }
    }

    /**
     * What to throw where the state in which it was found forbids something; that is noted.
     *
     * @param operation what is forbidden, in a few words
     */
    VfioException refused(String operation, String why) {
        failed(why);
        return new VfioException(operation, why);
    }

    /** @throws VfioException if somebody else was at it when it was found */
    void requireFree(String operation) throws VfioException {
        if (found.data() != DataPhase.NONE) {
            throw refused(operation, "it is in " + found + ": somebody else is saving or restoring it");
        }
    }

    /** As it was opened. */
    DeviceName name() {
        return name;
    }

    /** Of its sections. */
    String idstr() {
        return name.idstr();
    }

    MigrationDevice device() {
        return device;
    }

    DeviceLog log() {
        return log;
    }

    /** The state in which it was found. */
    MigrationState found() {
        return found;
    }

    /** The state in which it is. */
    MigrationState state() throws VfioException {
        return noted(device::state);
    }

    /** Whether it can be kept from starting DMA as long as it runs. */
    boolean canBeQuiet() {
        return device.offers(DeviceActivity.QUIET, DataPhase.NONE);
    }

    /** Enters a state, see {@link MigrationDevice#enter}. */
    void enter(DeviceActivity activity, DataPhase data) throws VfioException {
        noted(() -> {
            enterUnnoted(activity, data);
            return null;
        });
    }

    /** The same for those who note a failure themselves, because they have more to say or may find a worse one. */
    void enterUnnoted(DeviceActivity activity, DataPhase data) throws VfioException {
        device.enter(activity, data, log::entered);
    }

    /** Answers the others again, if it stands still; a failure is the caller's to note. */
    void answer() throws VfioException {
        if (device.state().activity() == DeviceActivity.STOPPED) {
            enterUnnoted(DeviceActivity.QUIET, DataPhase.NONE);
        }
    }

    /** See {@link MigrationDevice#configuration}. */
    DeviceConfiguration configuration() throws VfioException {
        return noted(device::configuration);
    }

    /** What it says of itself. */
    Profile profile() throws VfioException {
        return noted(() -> DeviceProfile.of(name, device));
    }

    /** The first bytes that were read of it. */
    byte[] head() {
        return head.toByteArray();
    }

    /** See {@link MigrationDevice#preCopyInfo}. */
    PreCopyInfo preCopyInfo() throws VfioException {
        return noted(device::preCopyInfo);
    }

    /** Reads on, see {@link MigrationDevice#read}, and notes it as sent in that phase. */
    Optional<Chunk> read(DataPhase phase) throws VfioException {
        Optional<Chunk> chunk = noted(device::read);
        chunk.ifPresent(bytes -> log.transferred(phase, bytes.length()));
        return chunk.map(Noted::new);
    }

    /** A chunk of which the device may still be reading. */
    private final class Noted implements Chunk {
        private final Chunk chunk;

        Noted(Chunk chunk) {
            this.chunk = chunk;
        }

        @Override
        public long length() {
            return chunk.length();
        }

        @Override
        public ByteBuffer next() throws IOException {
            ByteBuffer bytes = noted(chunk::next);
            byte[] first = new byte[Math.min(bytes.remaining(), HEAD - head.size())];
            bytes.get(bytes.position(), first);
            head.writeBytes(first);
            return bytes;
        }
    }

    /** Resets it, and finds out where that led. That this fails, too, is told besides what made it necessary. */
    void reset() throws VfioException {
        try {
            device.reset();
        } catch (VfioException e) {
            if (!Thread.currentThread().isInterrupted()) {
                log.failedToo(e.getMessage());
            }
            throw e;
        }
        log.reset(state());
    }

    /** Finds out in which state it is, if it still tells. */
    void look() {
        try {
            log.left(device.state());
        } catch (VfioException e) {
            log.left(null);
            log.failed(e.getMessage());
        }
    }

    @Override
    public void close() throws VfioException {
        device.close();
    }
}
