// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

/** The lookups, by their names in the table of messages. */
enum LookupName {
    REGISTER(new RegisterLookup()),
    SECTION(new SectionLookup()),
    SECTIONID(new SectionIdLookup()),
    DAMAGE(new StreamDamageLookup()),
    TAG(new TagLookup()),
    MACHINE(new MachineLookup()),
    RAMBLOCK(new RamBlockLookup()),
    ERRNO(new ErrnoLookup()),
    DECODER(new DecoderFindingsLookup());

    private final Lookup lookup;

    LookupName(Lookup lookup) {
        this.lookup = lookup;
    }

    Lookup lookup() {
        return lookup;
    }
}
