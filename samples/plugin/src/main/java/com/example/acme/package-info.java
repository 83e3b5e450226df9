// SPDX-License-Identifier: Apache-2.0
/**
 * A plugin for the network devices of Acme, which do not exist. Copy it to write a plugin for real devices.
 *
 * <p>The state that the driver {@code acme} writes is a chain of records, little-endian throughout:
 *
 * <pre>
 *   record    0  u32  magic    "ACME"
 *             4  u16  type     1 SEQUENCE, 2 QUEUE, 3 FIRMWARE, 4 END
 *             6  u16  flags    bit 0 OPTIONAL: a reader may skip the record if the type is unknown
 *             8  u64  size     of the payload, in bytes
 *            16       payload
 *
 *   SEQUENCE  0  u16  major    1
 *             2  u16  minor
 *             4  u32  queues   that the device has
 *   QUEUE     0  u32  index    below the number of queues
 *             4  u32  depth    entries, a power of two
 *             8  u64  ring     address of the entries in the guest's memory
 *            16  u32  head     below depth
 *            20  u32  tail     below depth
 *   FIRMWARE  0  u32  version  8 bits major, 8 bits minor, 16 bits patch
 *             4  u32  crc      CRC-32 of the image
 *             8       image    opaque
 *
 *   state     (SEQUENCE QUEUE... FIRMWARE)... END
 * </pre>
 *
 * <p>The driver writes all records again in each round of pre-copy. A SEQUENCE therefore voids all records before it,
 * and the device loads only the last round.
 *
 * <pre>
 *   AcmePlugin --+-- AcmeDecoder        recognizes a state; for each state, an
 *                |     AcmeStateReader    reads it
 *                +-- AcmeRule           compares a state with a target
 *                +-- AcmeFindingCodes   declares the finding codes
 * </pre>
 */
package com.example.acme;
