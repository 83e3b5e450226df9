// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.migstream.pci.MsixCapability;
import org.migstream.vmstate.VmStateDescription.VmStateField;

/**
 * The parts that all virtio devices on a PCI or MMIO bus have, in a value of the type {@code virtio} ({@code virtio_save}
 * in hw/virtio/virtio.c, {@code virtio_pci_save_config} and {@code virtio_pci_save_queue} in hw/virtio/virtio-pci.c, {@code
 * msix_save} in hw/pci/msix.c, {@code virtio_mmio_save_config} in hw/virtio/virtio-mmio.c; 5.2 to 10.2). Numbers are
 * big-endian:
 *
 * <pre>
 *   PCI:  the PCIDevice ({@link PciConfigValue}), four be32 interrupt levels
 *         with MSI-X: 16 bytes for each vector, one bit for each vector in whole bytes, be16 vector of the device
 *   MMIO: be32 selected features of the host and of the guest, be32 page shift
 *   u8 status, u8 isr, be16 selected queue, be32 features, be32 length, the device's configuration
 *   be32 number of queues; for each: be32 size, MMIO be32 alignment, be64 address, be16 index, with MSI-X be16 vector
 *   the parts of the type of device
 * </pre>
 *
 * <p>A device on a CCW bus is not read: its state begins with that of the subchannel, which has no fixed length.
 *
 * @param queues the queues, without those after the first of size 0
 * @param rest the bytes after the queues, as far as the head of the value has them
 */
public record VirtioValue(List<Queue> queues, ByteBuffer rest) {
    /** QEMU's name of the type. */
    public static final String TYPE = "virtio";

    private static final int IRQ_STATE_SIZE = 16;
    private static final int MSIX_ENTRY_SIZE = 16;
    /** QEMU {@code VIRTIO_QUEUE_MAX}. */
    private static final int MAX_QUEUES = 1024;

    /** More than the parts of a network card with 64 addresses. */
    private static final int MAX_REST = 1024;

    private static final int MMIO_SIZE = 3 * Integer.BYTES;
    /** QEMU {@code virtio_mmio_bus_get_dev_path} in hw/virtio/virtio-mmio.c. */
    private static final Pattern MMIO_PATH =
            Pattern.compile("(?:.*/)?virtio-mmio@(?:0x)?[0-9a-f]{16}/[^/]*", Pattern.DOTALL);

    /** The number of bytes of a value that {@link #find} needs: a device with 2048 vectors and 1024 queues. */
    public static final int HEAD_BYTES = 1 << 16;

    /** Copies the list. */
    public VirtioValue {
        queues = List.copyOf(queues);
        rest = rest.slice().asReadOnlyBuffer();
    }

    /**
     * A queue.
     *
     * @param size number of descriptors
     * @param isUsed whether the guest has given it an address
     */
    public record Queue(long size, boolean isUsed) {}

    /**
     * Reads a value; empty if it is not of a virtio device on a PCI or MMIO bus, or if its head is too short.
     *
     * @param idstr of the section
     */
    public static Optional<VirtioValue> find(String idstr, VmStateField field, VmStateValue value) {
        if (!field.type().equals(TYPE) || !(value instanceof VmStateValue.Bytes bytes)) {
            return Optional.empty();
        }
        ByteBuffer head = ByteBuffer.wrap(HexFormat.of().parseHex(bytes.head()));
        return MMIO_PATH.matcher(idstr).matches()
                ? read(head, MMIO_SIZE, Integer.BYTES)
                : PciConfigValue.find(idstr, field, value).flatMap(config -> readPci(head, config));
    }

    private static Optional<VirtioValue> readPci(ByteBuffer head, PciConfigValue config) {
        int vectors = MsixCapability.find(config.space())
                .map(MsixCapability::vectorCount)
                .orElse(0);
        int at = config.offset() + config.space().size() + IRQ_STATE_SIZE;
        return vectors == 0
                ? read(head, at, 0)
                : read(
                        head,
                        at + vectors * MSIX_ENTRY_SIZE + (vectors + Byte.SIZE - 1) / Byte.SIZE + Short.BYTES,
                        Short.BYTES);
    }

    /**
     * Reads the parts after those of the bus.
     *
     * @param start offset of the status
     * @param queueBytes number of bytes that the bus adds to each queue
     */
    private static Optional<VirtioValue> read(ByteBuffer head, int start, int queueBytes) {
        int at = start + 2 + Short.BYTES + Integer.BYTES;
        if (at + Integer.BYTES > head.limit()) {
            return Optional.empty();
        }
        head.order(ByteOrder.BIG_ENDIAN).position(at);
        long configLength = Integer.toUnsignedLong(head.getInt());
        if (configLength + Integer.BYTES > head.remaining()) {
            return Optional.empty();
        }
        head.position(head.position() + (int) configLength);
        return readQueues(head, queueBytes);
    }

    private static Optional<VirtioValue> readQueues(ByteBuffer head, int queueBytes) {
        long count = Integer.toUnsignedLong(head.getInt());
        int length = Integer.BYTES + Long.BYTES + Short.BYTES + queueBytes;
        if (count > MAX_QUEUES || count * length > head.remaining()) {
            return Optional.empty();
        }
        List<Queue> queues = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int start = head.position();
            long size = Integer.toUnsignedLong(head.getInt());
            // The alignment of an MMIO queue precedes its address, and the vector of a PCI queue follows its index.
            int address = start + Integer.BYTES + (queueBytes == Integer.BYTES ? queueBytes : 0);
            queues.add(new Queue(size, head.getLong(address) != 0));
            head.position(start + length);
        }
        byte[] rest = new byte[Math.min(MAX_REST, head.remaining())];
        head.get(rest);
        return Optional.of(new VirtioValue(queues, ByteBuffer.wrap(rest)));
    }
}
