// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import org.migstream.compress.Input;

/**
 * A target as the user gave it.
 *
 * @param idstr the device that it is for; null if for none in particular
 * @param input a profile or a stream; its bytes tell
 */
public record TargetInput(String idstr, Input input) {}
