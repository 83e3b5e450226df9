// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.util.List;

/**
 * One entry of the {@link MessageTable}.
 *
 * @param id the name of the entry
 * @param role whether the message contains the cause
 * @param wordings the wordings of the message in different versions and functions
 * @param lookups the lookups in a stream
 * @param meaning what the message means, with the names of placeholders in braces
 * @param aloneAdvice before the advice if the text has no other line; may be empty
 * @param advice what to do, with the names of placeholders in braces
 * @param vfioAdvice added to the advice if the message names a VFIO device; may be empty
 */
record KnownMessage(
        String id,
        MessageRole role,
        List<Wording> wordings,
        List<Lookup> lookups,
        String meaning,
        String aloneAdvice,
        String advice,
        String vfioAdvice) {
    /**
     * Copies the lists.
     *
     * @throws IllegalStateException if a wording lacks a placeholder that a lookup needs
     */
    KnownMessage {
        wordings = List.copyOf(wordings);
        lookups = List.copyOf(lookups);
        for (Lookup lookup : lookups) {
            for (Wording wording : wordings) {
                if (!wording.template().names().containsAll(lookup.required())) {
                    throw new IllegalStateException("%s: the lookup %s needs %s in '%s'"
                            .formatted(
                                    id,
                                    lookup,
                                    lookup.required(),
                                    wording.template().source()));
                }
            }
        }
    }

    /** Whether a message contains the cause of the failure. The messages are explained in the order of these roles. */
    enum MessageRole {
        /** The message contains the cause of the failure. */
        CAUSE,
        /** The message contains only the place where the failure was noticed. */
        PLACE,
        /** The message reports only that something failed. */
        RESULT,
        /** The message is a warning or an information: nothing failed. */
        NOTICE
    }
}
