// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.io.IOException;
import java.util.List;
import org.migstream.inspect.report.StreamReport;
import org.migstream.stream.VfioRecord;

/** Finds the part of a stream that a message is about. The table of messages names the constants in lower case. */
enum Lookup {
    /** The register of a PCI device that contains the byte of the message. */
    REGISTER(ConfigSpaceLookup::find),
    /** The section of the device that the message names, or sections with a similar name. */
    SECTION(StreamLookups::findSection),
    /** The first section with the number of the message. */
    SECTIONID(StreamLookups::findSectionId),
    /** The errors of the stream. */
    DAMAGE(StreamLookups::findDamage),
    /** The first record with the tag of the message, and the QEMU versions that may have written the stream. */
    TAG(DeviceLookups::findTag),
    /** The first record DEV_INIT_DATA_SENT of each device. */
    INIT_DATA_SENT((match, report, evidence) ->
            DeviceLookups.findRecords(VfioRecord.Tag.DEV_INIT_DATA_SENT, report, evidence)),
    /** The first record DEV_CONFIG_LOAD_READY of each device. */
    LOAD_READY((match, report, evidence) ->
            DeviceLookups.findRecords(VfioRecord.Tag.DEV_CONFIG_LOAD_READY, report, evidence)),
    /** The machine type of the stream. */
    MACHINE(StreamLookups::findMachine),
    /** The block of guest memory that the message names, or all blocks. */
    RAMBLOCK(StreamLookups::findRamBlock),
    /** The devices whose drivers return the errno of the message. */
    ERRNO(DeviceLookups::findErrno),
    /** What is wrong with the state of the VFIO device that the message names. */
    STATE(DeviceLookups::findState),
    /** The findings of decoders in the states of the devices. */
    DECODER(DeviceLookups::findDecoderFindings),
    /** The values of the field that the message names. */
    FIELD(FieldLookup::find),
    /** The names of the virtio feature bits that the target lacks. */
    FEATURES((match, report, evidence) -> VirtioFeatureNames.explain(match, evidence)),
    /** What begins with the magic number of the message. */
    MAGIC((match, report, evidence) -> MagicNumbers.explain(match, evidence)),
    /** The number of CPUs, if the section of the message belongs to a CPU. */
    CPUS(StreamLookups::findCpus),
    /** Whether the stream's configuration has the capability of the message. */
    CAPABILITY(StreamLookups::findCapability),
    /** Whether the source used multifd. */
    MULTIFD(StreamLookups::findMultifd);

    @SuppressWarnings("ImmutableEnumChecker") // All finders are references to static methods.
    private final Finder finder;

    /** Searches a stream. */
    @FunctionalInterface
    private interface Finder {
        void find(MessageMatch match, StreamReport report, StreamEvidence evidence) throws IOException;
    }

    Lookup(Finder finder) {
        this.finder = finder;
    }

    /** Returns the names of the placeholders that each wording of an entry with this lookup must have. */
    List<String> required() {
        return switch (this) {
            case REGISTER -> List.of("register", "read", "device");
            case SECTIONID -> List.of("sectionid");
            case TAG -> List.of("tag");
            case RAMBLOCK -> List.of("block");
            case FEATURES -> List.of("features", "allowed");
            case CPUS, STATE -> List.of("idstr");
            case CAPABILITY -> List.of("capability");
            default -> List.of();
        };
    }

    /**
     * Searches the stream for the part that the message is about.
     *
     * @param evidence receives the parts that were found, or the sentence that nothing was found
     * @throws IOException if the report cannot be read back
     */
    void addEvidence(MessageMatch match, StreamReport report, StreamEvidence evidence) throws IOException {
        finder.find(match, report, evidence);
    }
}
