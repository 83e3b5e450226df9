// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import org.migstream.stream.Command;
import org.migstream.stream.SectionKey;

/**
 * A name for sections or commands. An idstr selects all instances, {@code IDSTR/INSTANCE} one instance, and a command
 * name, such as {@code OPEN_RETURN_PATH}, all such commands.
 *
 * @param text the name as given by the user
 */
public record SectionSelector(String text) {
    /** Returns whether the name selects this section. */
    boolean matches(SectionKey key) {
        return key.isNamed(text);
    }

    /** Returns whether the name selects this command. */
    boolean matches(Command command) {
        return command.name().map(name -> text.equals(name.name())).orElse(false);
    }
}
