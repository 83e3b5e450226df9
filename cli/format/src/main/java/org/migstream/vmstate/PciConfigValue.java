// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.migstream.pci.CapabilityId;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.PciConfiguration;
import org.migstream.vmstate.VmStateDescription.VmStateField;

/**
 * The PCI configuration space of an emulated device, as a value of its section contains it.
 *
 * @param offset of the space in the value, in bytes
 * @param space the bytes of the space
 */
public record PciConfigValue(int offset, ConfigSpace space) {
    private static final int VERSION_SIZE = 4;
    private static final int IRQ_STATE_SIZE = 16;

    /** The number of bytes of a value that {@link #find} needs. */
    public static final int HEAD_BYTES = VERSION_SIZE + ConfigSpace.EXPRESS_SIZE + IRQ_STATE_SIZE;

    /** The number of bytes of a value that {@link #isWithoutDevice} needs. */
    public static final int IDENTITY_BYTES = VERSION_SIZE + Long.BYTES;

    private static final int MAX_PCI_VERSION = 2;
    private static final Pattern PCI_PATH =
            Pattern.compile("[0-9a-f]{4}:[0-9a-f]{2}(?::[0-9a-f]{2}\\.[0-7])+/.*", Pattern.DOTALL);

    /**
     * Finds the configuration space in a value. A value of the type {@code pci config} is one ({@code
     * vmstate_info_pci_config} in hw/pci/pci.c). A value of the type {@code virtio} in the section of a PCI device starts
     * with a PCIDevice: be32 version, the space, four be32 interrupt levels ({@code virtio_save} in hw/virtio/virtio.c and
     * {@code virtio_pci_save_config}); the space has 4096 bytes if the device has the Express capability.
     *
     * @param idstr of the section
     * @param value a value with at least {@link #HEAD_BYTES} bytes in its head, if it has as many
     */
    public static Optional<PciConfigValue> find(String idstr, VmStateField field, VmStateValue value) {
        if (!(value instanceof VmStateValue.Bytes bytes)) {
            return Optional.empty();
        }
        boolean config = isConfig(field);
        if (!config && !isVirtioWithConfig(idstr, field)) {
            return Optional.empty();
        }
        byte[] head = HexFormat.of().parseHex(bytes.head());
        if (config) {
            boolean complete = head.length == bytes.length()
                    && (head.length == ConfigSpace.CONVENTIONAL_SIZE || head.length == ConfigSpace.EXPRESS_SIZE);
            return complete ? Optional.of(new PciConfigValue(0, new ConfigSpace(head))) : Optional.empty();
        }
        return findInVirtio(head);
    }

    /**
     * Returns whether a value has a configuration space in which no device is: the vendor id is 0, or the ids, the command
     * and the status are all 0xff. A virtual function has the vendor and device id 0xffff, but another command and status
     * (QEMU {@code register_vfs} in hw/pci/pcie_sriov.c).
     *
     * @param idstr of the section
     * @param value a value with at least {@link #IDENTITY_BYTES} bytes in its head, if it has as many
     */
    public static boolean isWithoutDevice(String idstr, VmStateField field, VmStateValue value) {
        boolean config = isConfig(field);
        if (!(value instanceof VmStateValue.Bytes bytes) || !config && !isVirtioWithConfig(idstr, field)) {
            return false;
        }
        byte[] head = HexFormat.of().parseHex(bytes.head());
        int start = config ? 0 : VERSION_SIZE;
        if (head.length < start + Long.BYTES || bytes.length() < start + ConfigSpace.CONVENTIONAL_SIZE) {
            return false;
        }
        ByteBuffer space = ByteBuffer.wrap(head);
        return space.getShort(start) == 0 || space.getLong(start) == -1;
    }

    private static boolean isConfig(VmStateField field) {
        return field.type().equals("pci config");
    }

    private static boolean isVirtioWithConfig(String idstr, VmStateField field) {
        return field.type().equals(VirtioValue.TYPE) && PCI_PATH.matcher(idstr).matches();
    }

    private static Optional<PciConfigValue> findInVirtio(byte[] head) {
        if (head.length < VERSION_SIZE + ConfigSpace.CONVENTIONAL_SIZE + IRQ_STATE_SIZE) {
            return Optional.empty();
        }
        ConfigSpace conventional = space(head, ConfigSpace.CONVENTIONAL_SIZE);
        boolean express = PciConfiguration.read(conventional).capabilities().stream()
                .anyMatch(capability -> CapabilityId.of(capability.id()).equals(Optional.of(CapabilityId.EXP)));
        int size = express ? ConfigSpace.EXPRESS_SIZE : ConfigSpace.CONVENTIONAL_SIZE;
        ByteBuffer words = ByteBuffer.wrap(head);
        int version = words.getInt(0);
        if (head.length < VERSION_SIZE + size + IRQ_STATE_SIZE || version < 1 || version > MAX_PCI_VERSION) {
            return Optional.empty();
        }
        for (int at = VERSION_SIZE + size; at < VERSION_SIZE + size + IRQ_STATE_SIZE; at += Integer.BYTES) {
            if (Integer.compareUnsigned(words.getInt(at), 1) > 0) {
                return Optional.empty();
            }
        }
        return Optional.of(new PciConfigValue(VERSION_SIZE, space(head, size)));
    }

    private static ConfigSpace space(byte[] head, int size) {
        return new ConfigSpace(Arrays.copyOfRange(head, VERSION_SIZE, VERSION_SIZE + size));
    }
}
