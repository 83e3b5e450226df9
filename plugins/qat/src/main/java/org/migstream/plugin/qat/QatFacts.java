// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.qat;

/** The keys of the facts that {@link QatDecoder} reports and {@link QatRule} compares. */
final class QatFacts {
    /** Accelerator capabilities: a mask. */
    static final String CAPABILITIES = "capabilities";

    /** The services of the ring pairs; see {@link QatServiceMap}. */
    static final String SERVICE_MAP = "svcmap";

    /** Extended data compression capabilities: a mask. */
    static final String COMPRESSION = "extdc";

    /** The number of banks of rings of a virtual function. */
    static final String BANKS = "banks";

    /** An array of service level agreements; see {@link QatSlaCheck}. */
    static final String SLAS = "slas";

    /** The version of the messages between the drivers of the virtual and the physical function. */
    static final String PFVF_VERSION = "pfvf_version";

    private QatFacts() {}
}
