// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

/**
 * A recorded multifd channel.
 *
 * @param name of the recording, as the user gave it
 * @param id of the channel, from 0 on
 * @param ramPackets packets with pages
 * @param syncPackets packets that synchronise the channels
 * @param deviceStatePackets packets with device state
 * @param normalPages pages with content, in all packets
 * @param zeroPages pages without
 * @param bytes of the recording that were understood
 */
public record ChannelSummary(
        String name,
        int id,
        long ramPackets,
        long syncPackets,
        long deviceStatePackets,
        long normalPages,
        long zeroPages,
        long bytes) {}
