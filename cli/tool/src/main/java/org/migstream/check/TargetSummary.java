// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import org.migstream.report.InputSummary;

/**
 * What a stream was compared with.
 *
 * @param name as the user gave it
 * @param kind {@code profile}, or the kind of a stream as in {@link InputSummary}
 * @param idstr the device that it was given for; null if for none in particular
 */
public record TargetSummary(String name, String kind, String idstr) {}
