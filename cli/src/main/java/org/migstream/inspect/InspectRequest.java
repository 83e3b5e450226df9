// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect;

/**
 * What is wanted of an inspection.
 *
 * @param digest the SHA-256 of each device's bytes
 * @param fields the values of the described sections
 * @param strict warnings count as errors
 * @param device report only the VFIO device, and the values of the described section, of that idstr; null for all
 */
public record InspectRequest(boolean digest, boolean fields, boolean strict, String device) {}
