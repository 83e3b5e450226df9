// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Optional;
import org.migstream.device.SavedDevice;
import org.migstream.device.SavedDevices.DeviceDataListener;
import org.migstream.stream.Section;

/**
 * Restores states from a pipe that are too large to keep. Each data record goes to its device while the stream is read.
 * The first gate then has only the first bytes of the state.
 */
final class StreamedRestore implements DeviceDataListener {
    private final RestoreSession session;

    StreamedRestore(RestoreSession session) {
        this.session = session;
    }

    @Override
    public void deviceAdded(SavedDevice device) {
        session.mapping().add(device);
    }

    @Override
    public void dataRecord(SavedDevice device, Section.Kind kind, long length, InputStream body) throws IOException {
        session.mapping().assign(false);
        Optional<RestoreTarget> found = session.mapping().targetOf(device);
        if (found.isEmpty()) {
            return;
        }
        RestoreTarget target = found.get();
        PushbackInputStream record = new PushbackInputStream(body, RestoreTarget.HEAD_SIZE);
        boolean dryRun = session.request().dryRun();
        if (!target.isStreamed()) {
            session.readProfilesOnce();
            session.gate().checkFirstByHead(target, target.leadingBytes(record));
            target.setStreamed();
            if (!dryRun) {
                target.enterResuming(session.mostActiveBeforeResuming());
                target.writeStoredState(session.buffers(), RecordChunk.ByteListener.NONE);
            }
        }
        if (!dryRun) {
            target.writeRecord(kind, new RecordChunk(session.buffers(), length, record, RecordChunk.ByteListener.NONE));
        }
    }
}
