// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.migstream.pci.MsixCapability;
import org.migstream.vmstate.VmStateDescription.VmStateField;

/**
 * The parts that all virtio devices on a PCI bus or on the bus virtio-mmio have, in a value of the type {@code virtio}
 * ({@code virtio_save} in hw/virtio/virtio.c, {@code virtio_pci_save_config} and {@code virtio_pci_save_queue} in
 * hw/virtio/virtio-pci.c, {@code msix_save} in hw/pci/msix.c, {@code virtio_mmio_save_config} in
 * hw/virtio/virtio-mmio.c; 5.2 to 10.2). Numbers are big-endian:
 *
 * <pre>
 *   on a PCI bus: the PCIDevice ({@link PciConfigValue}), four be32 interrupt levels;
 *     with MSI-X: 16 bytes for each vector, one bit for each vector in whole bytes, be16 vector of the device
 *   on virtio-mmio: be32 selected features of the device, be32 of the driver, be32 page shift
 *   u8 status, u8 isr, be16 selected queue, be32 features, be32 length, the device's configuration
 *   be32 number of queues; for each: be32 size, on virtio-mmio be32 alignment, be64 address, be16 index,
 *     with MSI-X be16 vector
 *   the parts of the type of device
 *   subsections; {@code virtio/64bit_features} has all features as be64
 * </pre>
 *
 * <p>A device on a CCW bus is not read: its state begins with that of the subchannel, which has no fixed length.
 *
 * @param features the features that the guest's driver has accepted; empty if the head of the value ends before the
 *     value
 * @param queues the queues, without those after the first of size 0
 * @param rest the bytes after the queues, up to a maximum
 * @param isRestComplete whether these are all bytes after the queues
 */
public record VirtioValue(OptionalLong features, List<Queue> queues, ByteBuffer rest, boolean isRestComplete) {
    /** QEMU's name of the type. */
    public static final String TYPE = "virtio";

    private static final int IRQ_STATE_SIZE = 16;
    private static final int MSIX_ENTRY_SIZE = 16;
    /** QEMU {@code VIRTIO_QUEUE_MAX}. */
    private static final int MAX_QUEUES = 1024;

    /** A network device with 64 MAC addresses and 1024 queue pairs needs 5 KiB. */
    private static final int MAX_REST = 1 << 13;

    /** QEMU {@code virtio_mmio_bus_get_dev_path} in hw/virtio/virtio-mmio.c. */
    private static final Pattern MMIO_PATH =
            Pattern.compile("(?:.*/)?virtio-mmio@(?:0x)?[0-9a-f]{16}/[^/]*", Pattern.DOTALL);

    private static final int MMIO_CONFIG_SIZE = 12;

    /** The header of the subsection: type, length of the name, name, be32 version. */
    private static final byte[] ALL_FEATURES =
            "\u0005\u0015virtio/64bit_features\0\0\0\u0001".getBytes(StandardCharsets.ISO_8859_1);

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
     * Reads a value; empty if it is not of a virtio device on one of these buses, or if its head is too short.
     *
     * @param idstr of the section
     */
    public static Optional<VirtioValue> find(String idstr, VmStateField field, VmStateValue value) {
        if (!field.type().equals(TYPE) || !(value instanceof VmStateValue.Bytes bytes)) {
            return Optional.empty();
        }
        ByteBuffer head = ByteBuffer.wrap(HexFormat.of().parseHex(bytes.head()));
        boolean isComplete = head.limit() == bytes.length();
        if (MMIO_PATH.matcher(idstr).matches()) {
            return readFrom(head, MMIO_CONFIG_SIZE, Integer.BYTES, isComplete);
        }
        return PciConfigValue.find(idstr, field, value).flatMap(config -> readPci(head, config, isComplete));
    }

    private static Optional<VirtioValue> readPci(ByteBuffer head, PciConfigValue config, boolean isComplete) {
        int vectors = MsixCapability.find(config.space())
                .map(MsixCapability::vectorCount)
                .orElse(0);
        int at = config.offset() + config.space().size() + IRQ_STATE_SIZE;
        if (vectors > 0) {
            at += vectors * MSIX_ENTRY_SIZE + (vectors + Byte.SIZE - 1) / Byte.SIZE + Short.BYTES;
        }
        return readFrom(head, at, vectors > 0 ? Short.BYTES : 0, isComplete);
    }

    /**
     * Reads a value from the status on.
     *
     * @param at offset of the status
     * @param busPart bytes of each queue that depend on the bus: for virtio-mmio before the address
     */
    private static Optional<VirtioValue> readFrom(ByteBuffer head, int at, int busPart, boolean isComplete) {
        int featuresAt = at + 2 + Short.BYTES;
        int lengthAt = featuresAt + Integer.BYTES;
        if (lengthAt + 2 * Integer.BYTES > head.limit()) {
            return Optional.empty();
        }
        head.order(ByteOrder.BIG_ENDIAN);
        long low = Integer.toUnsignedLong(head.getInt(featuresAt));
        long configLength = Integer.toUnsignedLong(head.getInt(lengthAt));
        head.position(lengthAt + Integer.BYTES);
        if (configLength + Integer.BYTES > head.remaining()) {
            return Optional.empty();
        }
        head.position(head.position() + (int) configLength);
        boolean isMmio = busPart == Integer.BYTES;
        return readQueues(head, busPart, isMmio ? 2 * Integer.BYTES : Integer.BYTES)
                .map(queues -> withRest(head, low, queues, isComplete));
    }

    private static Optional<List<Queue>> readQueues(ByteBuffer head, int busPart, int addressAt) {
        long count = Integer.toUnsignedLong(head.getInt());
        int length = Integer.BYTES + Long.BYTES + Short.BYTES + busPart;
        if (count > MAX_QUEUES || count * length > head.remaining()) {
            return Optional.empty();
        }
        List<Queue> queues = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int start = head.position();
            queues.add(new Queue(Integer.toUnsignedLong(head.getInt(start)), head.getLong(start + addressAt) != 0));
            head.position(start + length);
        }
        return Optional.of(queues);
    }

    private static VirtioValue withRest(ByteBuffer head, long low, List<Queue> queues, boolean isComplete) {
        OptionalLong features = isComplete ? OptionalLong.of(allFeatures(head, low)) : OptionalLong.empty();
        boolean isRestComplete = isComplete && head.remaining() <= MAX_REST;
        byte[] rest = new byte[Math.min(MAX_REST, head.remaining())];
        head.get(rest);
        return new VirtioValue(features, queues, ByteBuffer.wrap(rest), isRestComplete);
    }

    /** Returns the features of the subsection that has all of them, otherwise the low ones. */
    private static long allFeatures(ByteBuffer head, long low) {
        ByteBuffer header = ByteBuffer.wrap(ALL_FEATURES);
        for (int at = head.limit() - ALL_FEATURES.length - Long.BYTES; at >= head.position(); at--) {
            if (head.get(at) == ALL_FEATURES[0]
                    && head.slice(at, ALL_FEATURES.length).equals(header)) {
                return head.getLong(at + ALL_FEATURES.length);
            }
        }
        return low;
    }
}
