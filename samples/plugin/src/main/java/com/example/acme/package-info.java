// SPDX-License-Identifier: Apache-2.0
/**
 * A plugin for the network devices of Acme, which do not exist: to be copied by who writes one for devices that do.
 *
 * <p>The state that the driver {@code acme} writes is a chain of records, little-endian throughout:
 *
 * <pre>
 *   record    0  u32  magic    "ACME"
 *             4  u16  type     1 SEQUENCE, 2 QUEUE, 3 FIRMWARE, 4 END
 *             6  u16  flags    bit 0 OPTIONAL: who does not know the type may pass over the record
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
 *   FIRMWARE  0  u32  version
 *             4       image    opaque
 *
 *   state     (SEQUENCE QUEUE... FIRMWARE)... END
 * </pre>
 *
 * <p>The driver writes everything anew in each round of pre-copy. A SEQUENCE therefore makes void what stands before it,
 * and the device loads the last round alone.
 *
 * <pre>
 *   AcmePlugin --+-- AcmeState    recognizes a state; for each, an
 *                |     AcmeStream that knows what the state has told so far
 *                +-- AcmeRule     which state loads where
 * </pre>
 */
package com.example.acme;
