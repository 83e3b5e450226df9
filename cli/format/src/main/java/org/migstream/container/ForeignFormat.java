// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import static org.migstream.io.InputFindingCodes.INPUT_FOREIGN_FORMAT;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Predicate;
import org.migstream.io.ByteSource;
import org.migstream.io.MalformedStreamException;

/**
 * Formats that people give by mistake, detected by their first bytes. Each row names the source of its magic. Files of
 * guest memory alone ({@code .vmem}, Cloud Hypervisor's {@code memory-ranges}) and the old {@code .bin} and {@code .vsv}
 * files of Hyper-V have no magic.
 */
@SuppressWarnings("ImmutableEnumChecker") // The predicates have no state.
public enum ForeignFormat {
    // System V ABI, ELF header: EI_DATA at 5, e_type at 16; ET_CORE is 4. QEMU dump/dump.c writes such a file.
    ELF_CORE(
            "an ELF core dump: the memory of a guest (virsh dump --memory-only, QEMU's dump-guest-memory) or of a"
                    + " process, without device states",
            head -> startsWith(head, "7f454c46") && hasAt(head, hasAt(head, 5, "02") ? 17 : 16, "04")),
    ELF("an ELF file: a program, a library or an object file", magic("7f454c46")),
    // QEMU include/system/dump.h KDUMP_SIGNATURE, MAKEDUMPFILE_SIGNATURE; crash's diskdump.h.
    KDUMP(
            "a kdump file (makedumpfile, QEMU's dump-guest-memory): memory without device states",
            text("KDUMP   ", "DISKDUMP", "makedumpfile")),
    // QEMU dump/win_dump.c, contrib/elf2dmp: "PAGE" with "DUMP" or "DU64".
    WINDOWS_DUMP("a Windows crash dump: memory without device states", text("PAGEDUMP", "PAGEDU64")),
    // LiME doc/README.md; AVML src/image.rs; both little-endian.
    LIME("a memory dump of LiME or AVML, without device states", magic("454d694c", "41564d4c")),
    // The values that volatility's framework/layers/vmware.py accepts, little-endian.
    VMWARE("a saved state of VMware (.vmss, .vmsn)", magic("d0bed2be", "d1bad1ba", "d2bed2be", "d3bed3be")),
    // VirtualBox src/VBox/VMM/VMMR3/SSM.cpp SSMFILEHDR_MAGIC_BASE.
    VIRTUALBOX("a saved state of VirtualBox", text("\177VirtualBox SavedState ")),
    // Xen tools/xl/xl.h savefileheader_magic, tools/libs/light/libxl_sr_stream_format.h RESTORE_STREAM_IDENT,
    // tools/libs/guest/xg_sr_stream_format.h IHDR_MARKER and IHDR_ID.
    XEN(
            "a save file or migration stream of Xen",
            text("Xen saved domain", "LibxlFmt", "LinuxGuestRecord").or(magic("ffffffffffffffff58454e46"))),
    // Firecracker src/vmm/src/snapshot/mod.rs SNAPSHOT_MAGIC_ID of x86_64 and aarch64, little-endian; early versions
    // kept a version in the low 16 bits.
    FIRECRACKER("a snapshot of Firecracker", head -> hasAt(head, 2, "648684191007") || hasAt(head, 2, "aaaa84191007")),
    // dissect.hypervisor c_hyperv.py SIGNATURE_STORAGE_HEADER, little-endian.
    HYPER_V("a saved state or configuration of Hyper-V (.vmrs, .vmcx)", magic("14202801")),
    // QEMU block/vmdk.c, block/vhdx.h, block/vpc.c, block/qed.h, block/parallels.c, block/vdi.c VDI_SIGNATURE,
    // block/luks: crypto/block-luks-priv.h.
    DISK_IMAGE(
            "a disk image (VMDK, VDI, VHDX, VHD, QED, Parallels or LUKS), without a migration stream",
            text("KDMV", "COWD", "# Disk DescriptorFile", "vhdxfile", "conectix", "QED\0", "WithoutFreeSpace")
                    .or(text("WithouFreSpacExt", "LUKS\272\276"))
                    .or(head -> hasAt(head, 0x40, "7f10dabe"))),
    // POSIX ustar; PKWARE APPNOTE; cpio(5); 7-zip 7zFormat.txt.
    ARCHIVE(
            "an archive (tar, zip, cpio or 7z): extract the stream from it first",
            text("PK\3\4", "070701", "070702", "7z\274\257\47\34")
                    .or(head -> hasAt(head, 257, HexFormat.of().formatHex(ascii("ustar"))))),
    // pcap-savefile(5): microseconds and nanoseconds in both byte orders; pcapng section header block.
    PCAP(
            "a capture of network packets (pcap): save the bytes of the connection instead",
            magic("d4c3b2a1", "a1b2c3d4", "4d3cb2a1", "a1b23c4d")
                    .or(head -> startsWith(head, "0a0d0d0a")
                            && (hasAt(head, 8, "4d3c2b1a") || hasAt(head, 8, "1a2b3c4d")))),
    // RFC 8446, 5.1 and 4: a handshake record with a ClientHello or ServerHello.
    TLS(
            "a recording of a TLS connection: the stream in it is encrypted",
            head -> startsWith(head, "1603") && head.length > 5 && head[2] <= 4 && (head[5] == 1 || head[5] == 2)),
    // Cloud Hypervisor vm-migration/src/lib.rs Snapshot, vmm/src/vm_config.rs CpusConfig.
    CLOUD_HYPERVISOR(
            "a part of a snapshot of Cloud Hypervisor (state.json, config.json)",
            head -> TextKind.isJson(head)
                    && TextKind.contains(head, "\"snapshot_data\"|\"cpu-manager\"|\"boot_vcpus\"")),
    JSON("a JSON document", TextKind::isJson),
    // libvirt src/conf: the root elements; a file in /etc/libvirt starts with a comment.
    LIBVIRT_XML(
            "a definition of libvirt (XML)",
            head -> TextKind.startsWith(head, "<") && TextKind.contains(head, "<(domain|domstatus|domainsnapshot)\\b")),
    HTTP(
            "a recording of an HTTP connection",
            head -> TextKind.contains(head, "\\A(HTTP/\\d|(GET|PUT|POST|HEAD) \\S+ HTTP/)")),
    LOG(
            "a log: give it to 'migstream explain'",
            head -> TextKind.contains(
                    head,
                    "(?m)^(qemu-system-\\w+|qemu-kvm|kvm|libvirtd?): |\\bkernel: |(?m)^\\[ *\\d+\\.\\d+\\]"
                            + "|(?m)^\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d|(?m)^[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d ")),
    TEXT("a text file (give a log or an error message to 'migstream explain')", TextKind::isText),
    // The boot signature and four partition entries, whose first byte is 0 or 0x80 (UEFI 2.10, 5.2).
    PARTITIONED_DISK("a raw disk image with a partition table, without a migration stream", ForeignFormat::hasMbr);

    /** The number of first bytes that are read. */
    private static final int HEAD_LENGTH = 1024;

    private final String description;
    private final Predicate<byte[]> matches;

    ForeignFormat(String description, Predicate<byte[]> matches) {
        this.description = description;
        this.matches = matches;
    }

    /** Detects a format by the next bytes, without consuming them; returns empty if it is unknown. */
    public static Optional<ForeignFormat> detect(ByteSource in) throws IOException {
        byte[] head = new byte[in.available(HEAD_LENGTH)];
        for (int i = 0; i < head.length; i++) {
            head[i] = (byte) in.peek8(i);
        }
        if (startsWith(head, "5145564d")) {
            // The bytes are QEVM: a stream whose header is damaged.
            return Optional.empty();
        }
        return Arrays.stream(values())
                .filter(format -> format.matches.test(head))
                .findFirst();
    }

    /** Returns the exception for an input of this format. */
    public MalformedStreamException toException() {
        return exception(description);
    }

    /** Returns the exception for a qcow2 image without snapshots, which only the reader of its header detects. */
    static MalformedStreamException emptyQcow2Exception() {
        return exception("a qcow2 disk image without snapshots: it has no VM state");
    }

    private static MalformedStreamException exception(String description) {
        return new MalformedStreamException(INPUT_FOREIGN_FORMAT, 0, "not a migration stream, but " + description);
    }

    private static Predicate<byte[]> magic(String... alternatives) {
        return head -> Arrays.stream(alternatives).anyMatch(hex -> startsWith(head, hex));
    }

    /** Returns a predicate for texts whose characters are bytes. */
    private static Predicate<byte[]> text(String... alternatives) {
        return magic(Arrays.stream(alternatives)
                .map(text -> HexFormat.of().formatHex(ascii(text)))
                .toArray(String[]::new));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static boolean startsWith(byte[] head, String hex) {
        return hasAt(head, 0, hex);
    }

    private static boolean hasAt(byte[] head, int offset, String hex) {
        byte[] magic = HexFormat.of().parseHex(hex);
        return head.length >= offset + magic.length
                && Arrays.equals(head, offset, offset + magic.length, magic, 0, magic.length);
    }

    private static boolean hasMbr(byte[] head) {
        boolean hasPartition = false;
        for (int entry = 446; entry < 510 && hasAt(head, 510, "55aa"); entry += 16) {
            if ((head[entry] & 0x7f) != 0) {
                return false;
            }
            hasPartition |= head[entry + 4] != 0;
        }
        return hasPartition;
    }
}
