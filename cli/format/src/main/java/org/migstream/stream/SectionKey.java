// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

/**
 * Identifies a device in all streams of a VM. Section ids change from run to run, keys do not.
 *
 * @param idstr at most 255 bytes, as ISO 8859-1 characters
 * @param instanceId distinguishes devices with the same idstr; unsigned 32 bits
 */
public record SectionKey(String idstr, long instanceId) implements Comparable<SectionKey> {
    private static final String VFIO_SUFFIX = "/vfio";
    private static final int DOMAIN_DIGITS = 4;

    /** Returns whether the device is a VFIO device, which QEMU's hw/vfio saves. */
    public boolean isVfio() {
        return SectionParsers.isVfio(idstr);
    }

    /** Returns the name for messages: the idstr, and the instance id unless that is 0. It is not escaped. */
    public String label() {
        return idstr + (instanceId == 0 ? "" : " #" + instanceId);
    }

    /** Returns the name {@code IDSTR/INSTANCE}. It is not escaped. */
    public String fullName() {
        return idstr + "/" + instanceId;
    }

    /** Returns whether a name is the idstr, or {@link #fullName}. */
    public boolean isNamed(String name) {
        return name.startsWith(idstr) && (name.length() == idstr.length() || name.equals(fullName()));
    }

    /**
     * Returns whether a name that a person typed can mean this device: the idstr or, of a VFIO device, the idstr without
     * {@code /vfio}, without the PCI domain, or without both, such as {@code 00:01.0} for {@code 0000:00:01.0/vfio}. QEMU
     * makes the idstr of the PCI address and the name of the device's kind (migration/savevm.c {@code
     * register_savevm_live}).
     */
    public boolean canBeCalled(String name) {
        if (!isVfio()) {
            return name.equals(idstr);
        }
        int end = idstr.lastIndexOf(VFIO_SUFFIX);
        String address = end < 0 ? idstr : idstr.substring(0, end);
        return name.equals(idstr)
                || name.equals(address)
                || name.equals(withoutDomain(idstr))
                || name.equals(withoutDomain(address));
    }

    /** Leaves out the domain, the first part of {@code DDDD:BB:SS.F}. */
    private static String withoutDomain(String address) {
        int colon = address.indexOf(':');
        return colon == DOMAIN_DIGITS && address.indexOf(':', colon + 1) > 0 ? address.substring(colon + 1) : address;
    }

    /**
     * Compares the idstr, then the instance id. A {@link java.util.HashMap} uses this order to stay fast if a hostile
     * stream has keys with equal hash codes.
     */
    @Override
    public int compareTo(SectionKey other) {
        int byIdstr = idstr.compareTo(other.idstr);
        return byIdstr != 0 ? byIdstr : Long.compare(instanceId, other.instanceId);
    }
}
