// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

/**
 * Identifies a device in all streams of a VM. Section ids change from run to run, keys do not.
 *
 * @param idstr at most 255 bytes, as ISO 8859-1 characters
 * @param instanceId distinguishes devices with the same idstr; unsigned 32 bits
 */
public record SectionKey(String idstr, long instanceId) implements Comparable<SectionKey> {
    /** Returns whether the device is a VFIO device, which QEMU's hw/vfio saves. */
    public boolean isVfio() {
        return SectionParsers.isVfio(idstr);
    }

    /** Returns the name for messages: the idstr, and the instance id unless that is 0. It is not escaped. */
    public String label() {
        return idstr + (instanceId == 0 ? "" : " #" + instanceId);
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
