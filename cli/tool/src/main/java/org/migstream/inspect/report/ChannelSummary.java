// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

/**
 * A recorded multifd channel.
 *
 * @param name of the recording, as the user gave it
 * @param id of the channel, from 0
 * @param ramPackets number of packets with pages
 * @param syncPackets number of packets that synchronise the channels
 * @param deviceStatePackets number of packets with device state
 * @param normalPages number of pages with content, in all packets
 * @param zeroPages number of zero pages, in all packets
 * @param bytes of the recording that were parsed
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
