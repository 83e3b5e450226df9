// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.migstream.vfio.OpenFile;
import org.migstream.vfio.VfioException;
import org.migstream.vfio.kernel.HandoverSocket;

/**
 * Restored devices for another process: it gets their open files, so that none of them is closed for the last time, and
 * reset, when this process ends.
 */
final class Handover implements Closeable {
    private final HandoverSocket socket;

    private Handover(HandoverSocket socket) {
        this.socket = socket;
    }

    /** Before any device is touched: somebody has to be there. */
    static Handover connect(Path socket, Duration patience) throws HandoverException {
        try {
            return new Handover(HandoverSocket.connect(socket, patience));
        } catch (VfioException e) {
            throw new HandoverException(e.getMessage(), e);
        }
    }

    /** Returns when the other process has them all. */
    void send(List<TransferDevice> devices) throws IOException {
        List<HandoverJson.HandoverDevice> described = new ArrayList<>();
        List<OpenFile> files = new ArrayList<>();
        for (TransferDevice device : devices) {
            List<OpenFile> own = device.device().files();
            files.addAll(own);
            device.refreshState();
            described.add(new HandoverJson.HandoverDevice(
                    device.log().toReport(), own.stream().map(OpenFile::kind).toList()));
        }
        ByteArrayOutputStream description = new ByteArrayOutputStream();
        new HandoverJson(description).render(described);
        try {
            socket.send(description.toByteArray(), files);
        } catch (VfioException e) {
            throw new HandoverException(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
