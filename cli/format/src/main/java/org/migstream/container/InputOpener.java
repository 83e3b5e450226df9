// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.migstream.container.qcow2.Qcow2Image;
import org.migstream.container.qcow2.Snapshot;
import org.migstream.io.ByteSource;
import org.migstream.io.LimitExceededException;
import org.migstream.io.MalformedStreamException;
import org.migstream.io.RandomAccessInput;
import org.migstream.io.StreamException;
import org.migstream.io.UnsupportedStreamException;

/** Finds out what an input is, and takes off what is around the stream. */
final class InputOpener {
    private static final int BUFFER_SIZE = 1 << 16;
    private static final int MAX_LAYERS = 3;
    private static final int S_IFMT = 0170000;
    private static final int S_IFBLK = 0060000;

    private final String name;
    private final long maxOutput;

    /**
     * See {@link Input#open}.
     *
     * @param name as the user gave it
     */
    InputOpener(String name, long maxOutput) {
        this.name = name;
        this.maxOutput = maxOutput;
    }

    Input openFile(InputName place) throws IOException {
        Path path = place.file();
        if (path.toString().isEmpty()) {
            throw inputNameException("this names no file");
        }
        if (!Files.exists(path)) {
            // Which says whether it is not there or must not be seen.
            FileChannel.open(path).close();
            throw new NoSuchFileException(path.toString());
        }
        if (Files.isDirectory(path)) {
            throw fileSystemException("is a directory");
        }
        if (Files.isRegularFile(path) || isBlockDevice(path)) {
            RandomAccessInput whole = RandomAccessInput.of(FileChannel.open(path), 0);
            try {
                return openFile(whole, place);
            } catch (IOException e) {
                whole.close();
                throw e;
            }
        }
        if (place.snapshot() != null) {
            throw notAQcow2Image(place);
        }
        // Not Files.newInputStream, which asks a pipe for its position.
        InputStream pipe = new FileInputStream(path.toFile());
        try {
            return openPipe(pipe, place.offset());
        } catch (IOException e) {
            pipe.close();
            throw e;
        }
    }

    /** Images and streams are kept in logical volumes too. */
    private static boolean isBlockDevice(Path path) throws IOException {
        try {
            return ((int) Files.getAttribute(path, "unix:mode") & S_IFMT) == S_IFBLK;
        } catch (UnsupportedOperationException e) {
            return false;
        }
    }

    private FileSystemException fileSystemException(String reason) {
        return new FileSystemException(name, null, reason);
    }

    private InputNameException inputNameException(String reason) {
        return new InputNameException(name, reason);
    }

    private InputNameException notAQcow2Image(InputName place) {
        return inputNameException(place.file() + " is no qcow2 image file, so it has no snapshots");
    }

    private static Input.StoredSize fileSize(RandomAccessInput file) {
        return () -> OptionalLong.of(file.size());
    }

    Input openPipe(InputStream pipe, long offset) throws IOException {
        CountingInputStream counting = new CountingInputStream(pipe);
        try {
            counting.skipNBytes(offset);
        } catch (EOFException e) {
            return failingInput(
                    counting, counting::totalCount, offsetPastEnd(counting.count(), offset), Optional.empty());
        }
        return openContainers(List.of(), counting, counting::totalCount, Optional.empty());
    }

    private Input openFile(RandomAccessInput whole, InputName place) throws IOException {
        if (place.offset() == 0
                && ContainerFormat.detect(ContainerFormat.peekMagic(whole))
                        .equals(Optional.of(ContainerFormat.QCOW2))) {
            try {
                return openSnapshot(whole, place.snapshot());
            } catch (StreamException e) {
                return failingInput(whole, fileSize(whole), e, Optional.empty());
            }
        }
        if (place.snapshot() != null) {
            throw notAQcow2Image(place);
        }
        if (place.offset() > whole.size()) {
            return failingInput(whole, fileSize(whole), offsetPastEnd(whole.size(), place.offset()), Optional.empty());
        }
        return openExtent(List.of(), whole.sliceFrom(place.offset()), fileSize(whole), Optional.empty());
    }

    private Input openSnapshot(RandomAccessInput file, String nameOrId) throws IOException {
        Qcow2Image image = Qcow2Image.of(file);
        if (nameOrId == null) {
            String advice = "a qcow2 image: name the snapshot whose VM state is meant, FILE#SNAPSHOT"
                    + " ('migstream inspect FILE' lists them)";
            return failingInput(
                    file,
                    fileSize(file),
                    new UnsupportedStreamException("input.container", 0, advice),
                    Optional.of(image));
        }
        Snapshot snapshot = image.findSnapshot(nameOrId)
                .orElseThrow(() -> inputNameException(
                        "no snapshot has that name or id ('migstream inspect' of the image lists them)"));
        if (snapshot.vmStateSize() == 0) {
            throw inputNameException("a snapshot of the disk alone, without VM state");
        }
        return openExtent(
                List.of(ContainerFormat.QCOW2.label()),
                image.openVmState(snapshot, maxOutput),
                fileSize(file),
                Optional.of(image));
    }

    private static StreamException offsetPastEnd(long size, long offset) {
        return new MalformedStreamException(
                "input.offset", 0, "the file has " + size + " bytes and ends in front of the offset " + offset);
    }

    private Input failingInput(
            Closeable file, Input.StoredSize stored, StreamException reason, Optional<Qcow2Image> image) {
        ByteSource nothing = ByteSource.of(new FailingInputStream(file, reason));
        return new Input(name, List.of(), nothing, stored, Optional.empty(), image);
    }

    /** What can be read at any place remains so where nothing is packed. */
    private Input openExtent(
            List<String> outer, RandomAccessInput extent, Input.StoredSize stored, Optional<Qcow2Image> image)
            throws IOException {
        byte[] front = ContainerFormat.peekMagic(extent);
        Optional<ContainerFormat> found = ContainerFormat.detect(front);
        if (found.isEmpty() && !SkippableFrameFilter.startsWithFrame(front)) {
            return new Input(name, outer, ByteSource.of(extent), stored, Optional.empty(), image);
        }
        if (found.equals(Optional.of(ContainerFormat.LIBVIRT))) {
            OptionalLong stream = LibvirtSaveImageReader.findUncompressedStream(extent);
            if (stream.isPresent()) {
                List<String> layers = new ArrayList<>(outer);
                layers.add(ContainerFormat.LIBVIRT.label());
                ByteSource plain = ByteSource.of(extent.sliceFrom(stream.getAsLong()));
                return new Input(name, layers, plain, stored, Optional.empty(), image);
            }
        }
        return openContainers(outer, extent.openStream(), stored, image);
    }

    /** Takes off one container after the other until something else is found. */
    private Input openContainers(
            List<String> outer, InputStream stream, Input.StoredSize stored, Optional<Qcow2Image> image)
            throws IOException {
        List<String> layers = new ArrayList<>(outer);
        SkippableFrameFilter skipping = new SkippableFrameFilter(new BufferedInputStream(stream, BUFFER_SIZE));
        InputStream in = new BufferedInputStream(skipping, BUFFER_SIZE);
        Optional<ContainerFormat> found = ContainerFormat.detect(ContainerFormat.peekMagic(in));
        while (found.isPresent() && layers.size() < MAX_LAYERS) {
            ContainerFormat container = found.get();
            if (!container.isUnsupported()) {
                layers.add(container.label());
            }
            in = new BufferedInputStream(new ContainerInputStream(container, in, maxOutput), BUFFER_SIZE);
            found = ContainerFormat.detect(ContainerFormat.peekMagic(in));
        }
        if (found.isPresent()) {
            String advice = "more than " + MAX_LAYERS + " containers in each other: unpack the outer ones";
            in = new FailingInputStream(in, new LimitExceededException("input.layers", 0, advice));
        }
        return new Input(name, layers, ByteSource.of(in), stored, skipping.metadata(), image);
    }
}
