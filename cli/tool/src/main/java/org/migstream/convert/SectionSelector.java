// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import org.migstream.stream.Command;
import org.migstream.stream.SectionKey;

/**
 * What the user calls sections by: an idstr, which means all its instances, or {@code IDSTR/INSTANCE}; or the name of a
 * command, {@code OPEN_RETURN_PATH}.
 *
 * @param text as it was given
 */
public record SectionSelector(String text) {
    /** Whether it can be the name of a VFIO device. */
    public boolean isVfio() {
        return new SectionKey(text.replaceFirst("/\\d+$", ""), 0).isVfio();
    }

    boolean matches(SectionKey key) {
        return text.equals(key.idstr()) || text.equals(key.idstr() + "/" + key.instanceId());
    }

    boolean matches(Command command) {
        return command.name().map(name -> text.equals(name.name())).orElse(false);
    }
}
