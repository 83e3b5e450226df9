// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import com.sun.jna.Native;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicBoolean;
import org.migstream.vfio.VfioException;

/**
 * Waits for an event of the kernel in a thread of its own, and then calls a listener once. The event is an eventfd(2):
 * the thread blocks in read(2) until the kernel has signalled it.
 *
 * <p>While the driver of a device is unbound, the kernel repeats its request every ten seconds, until the device is
 * closed (vfio_unregister_group_dev in vfio_main.c, vfio_pci_core_request in vfio_pci_core.c). So a request that is
 * older than the registration is noticed, too. Without a registered eventfd the kernel waits silently.
 */
final class DeviceRequestWatch implements Closeable {
    private static final int EFD_CLOEXEC = 0x80000;
    private static final ErrnoMessages ERRORS = ErrnoMessages.of("wait for device requests");

    private final NativeFileDescriptor event;
    private final AtomicBoolean closed = new AtomicBoolean();

    private DeviceRequestWatch(NativeFileDescriptor event) {
        this.event = event;
    }

    /** Creates the eventfd and starts to wait for it. */
    static DeviceRequestWatch start(Runnable listener) throws VfioException {
        Libc.requireLoaded();
        int fd = Libc.eventfd(0, EFD_CLOEXEC);
        if (fd < 0) {
            throw ERRORS.toException(Native.getLastError());
        }
        DeviceRequestWatch watch = new DeviceRequestWatch(NativeFileDescriptor.of(fd));
        Thread thread = new Thread(() -> watch.awaitEvent(listener), "device request");
        thread.setDaemon(true);
        thread.start();
        return watch;
    }

    /** Returns the descriptor to register. */
    int eventfd() {
        return event.fd();
    }

    private void awaitEvent(Runnable listener) {
        try {
            event.read(ByteBuffer.allocateDirect(Long.BYTES), ERRORS);
        } catch (VfioException e) {
            // The watch was closed before the read began.
            return;
        }
        if (!closed.get()) {
            listener.run();
        }
    }

    /** Ends the wait. Does not wait for a running listener, so that the listener may call this method. */
    @Override
    public void close() throws VfioException {
        if (closed.compareAndSet(false, true)) {
            try {
                ByteBuffer one = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());
                event.write(one.putLong(0, 1), ERRORS);
            } finally {
                event.close();
            }
        }
    }
}
