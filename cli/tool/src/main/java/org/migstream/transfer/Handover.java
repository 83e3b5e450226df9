// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.migstream.transfer.TransferDevice.VfioCall;
import org.migstream.transfer.TransferException.HandoverException;
import org.migstream.vfio.OpenDevice.OpenFile;
import org.migstream.vfio.VfioException;
import org.migstream.vfio.kernel.HandoverSocket;

/**
 * The handover of restored devices to another process, the peer. The peer gets the open files of the devices. So the
 * kernel does not close and reset the devices when this process ends.
 */
final class Handover implements Closeable {
    private final HandoverSocket socket;
    private boolean sending;
    private volatile boolean cancelled;

    private Handover(HandoverSocket socket) {
        this.socket = socket;
    }

    /**
     * Connects to the peer. Must be called before any device is opened, so that a missing peer leaves all devices
     * unchanged.
     */
    static Handover connect(Path socket, Duration timeout) throws HandoverException {
        try {
            return new Handover(HandoverSocket.connect(socket, timeout));
        } catch (VfioException e) {
            throw new HandoverException(TransferException.messageOf(e), e);
        }
    }

    /**
     * Sends the files of all devices. Returns when the peer has received them.
     *
     * @param requests the requests of the kernel; after a request, the devices are not handed over
     * @throws VfioException if the kernel has requested a device
     */
    void send(List<TransferDevice> devices, DeviceRequests requests) throws IOException {
        synchronized (this) {
            sending = true;
        }
        requests.requireNoneForHandover();
        List<HandoverJson.HandoverDevice> described = new ArrayList<>();
        List<OpenFile> files = new ArrayList<>();
        for (TransferDevice device : devices) {
            List<OpenFile> deviceFiles = device.device().files();
            files.addAll(deviceFiles);
            device.refreshState();
            described.add(new HandoverJson.HandoverDevice(
                    device.log().toReport(),
                    deviceFiles.stream().map(OpenFile::kind).toList()));
        }
        ByteArrayOutputStream description = new ByteArrayOutputStream();
        new HandoverJson(description).render(described);
        try {
            socket.send(description.toByteArray(), files);
        } catch (VfioException e) {
            if (cancelled) {
                requests.requireNoneForHandover();
            }
            throw new HandoverException(TransferException.messageOf(e), e);
        }
    }

    /** Ends {@link #send}, if it has begun, from another thread. Returns whether it has begun. */
    synchronized boolean cancelIfSending() {
        if (sending) {
            cancelled = true;
            VfioCall.hasFailed(socket::cancel);
        }
        return sending;
    }

    @Override
    public void close() {
        socket.close();
    }
}
