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
import org.migstream.io.Extent;
import org.migstream.io.LimitExceededException;
import org.migstream.io.MalformedStreamException;
import org.migstream.io.StreamException;
import org.migstream.io.UnsupportedStreamException;

/** Finds out what an input is, and takes off what is around the stream. */
final class Opening {
    private static final int BUFFER = 1 << 16;
    private static final int MOST_LAYERS = 3;
    private static final int S_IFMT = 0170000;
    private static final int S_IFBLK = 0060000;

    private final String name;
    private final long maxOutput;

    /**
     * See {@link Input#open}.
     *
     * @param name as the user gave it
     */
    Opening(String name, long maxOutput) {
        this.name = name;
        this.maxOutput = maxOutput;
    }

    Input file(InputName place) throws IOException {
        Path path = place.file();
        if (path.toString().isEmpty()) {
            throw absent("this names no file");
        }
        if (!Files.exists(path)) {
            // Which says whether it is not there or must not be seen.
            FileChannel.open(path).close();
            throw new NoSuchFileException(path.toString());
        }
        if (Files.isDirectory(path)) {
            throw failed("is a directory");
        }
        if (Files.isRegularFile(path) || isBlockDevice(path)) {
            Extent whole = Extent.of(FileChannel.open(path), 0);
            try {
                return file(whole, place);
            } catch (IOException e) {
                whole.close();
                throw e;
            }
        }
        if (place.snapshot() != null) {
            throw noSnapshots(place);
        }
        // Not Files.newInputStream, which asks a pipe for its position.
        InputStream pipe = new FileInputStream(path.toFile());
        try {
            return pipe(pipe, place.offset());
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

    private FileSystemException failed(String reason) {
        return new FileSystemException(name, null, reason);
    }

    private InputNameException absent(String reason) {
        return new InputNameException(name, reason);
    }

    private InputNameException noSnapshots(InputName place) {
        return absent(place.file() + " is no qcow2 image file, so it has no snapshots");
    }

    private static Input.StoredBytes size(Extent file) {
        return () -> OptionalLong.of(file.size());
    }

    Input pipe(InputStream pipe, long offset) throws IOException {
        CountingStream counting = new CountingStream(pipe);
        try {
            counting.skipNBytes(offset);
        } catch (EOFException e) {
            return unreadable(counting, counting::whole, tooShort(counting.count(), offset), Optional.empty());
        }
        return unpack(List.of(), counting, counting::whole, Optional.empty());
    }

    private Input file(Extent whole, InputName place) throws IOException {
        if (place.offset() == 0 && Container.of(Container.front(whole)).equals(Optional.of(Container.QCOW2))) {
            try {
                return image(whole, place.snapshot());
            } catch (StreamException e) {
                return unreadable(whole, size(whole), e, Optional.empty());
            }
        }
        if (place.snapshot() != null) {
            throw noSnapshots(place);
        }
        if (place.offset() > whole.size()) {
            return unreadable(whole, size(whole), tooShort(whole.size(), place.offset()), Optional.empty());
        }
        return extent(List.of(), whole.from(place.offset()), size(whole), Optional.empty());
    }

    private Input image(Extent file, String nameOrId) throws IOException {
        Qcow2Image image = Qcow2Image.of(file);
        if (nameOrId == null) {
            String advice = "a qcow2 image: name the snapshot whose VM state is meant, FILE#SNAPSHOT"
                    + " ('migstream inspect FILE' lists them)";
            return unreadable(
                    file, size(file), new UnsupportedStreamException("input.container", 0, advice), Optional.of(image));
        }
        Snapshot snapshot = image.find(nameOrId)
                .orElseThrow(
                        () -> absent("no snapshot has that name or id ('migstream inspect' of the image lists them)"));
        if (snapshot.vmStateSize() == 0) {
            throw absent("a snapshot of the disk alone, without VM state");
        }
        return extent(
                List.of(Container.QCOW2.label()), image.vmState(snapshot, maxOutput), size(file), Optional.of(image));
    }

    private static StreamException tooShort(long size, long offset) {
        return new MalformedStreamException(
                "input.offset", 0, "the file has " + size + " bytes and ends in front of the offset " + offset);
    }

    private Input unreadable(
            Closeable file, Input.StoredBytes stored, StreamException reason, Optional<Qcow2Image> image) {
        ByteSource nothing = ByteSource.of(new Unreadable(file, reason));
        return new Input(name, List.of(), nothing, stored, Optional.empty(), image);
    }

    /** What can be read at any place remains so where nothing is packed. */
    private Input extent(List<String> outer, Extent extent, Input.StoredBytes stored, Optional<Qcow2Image> image)
            throws IOException {
        byte[] front = Container.front(extent);
        Optional<Container> found = Container.of(front);
        if (found.isEmpty() && !SkippableFrames.begin(front)) {
            return new Input(name, outer, ByteSource.of(extent), stored, Optional.empty(), image);
        }
        if (found.equals(Optional.of(Container.LIBVIRT))) {
            OptionalLong stream = LibvirtUnpacker.plainStream(extent);
            if (stream.isPresent()) {
                List<String> layers = new ArrayList<>(outer);
                layers.add(Container.LIBVIRT.label());
                ByteSource plain = ByteSource.of(extent.from(stream.getAsLong()));
                return new Input(name, layers, plain, stored, Optional.empty(), image);
            }
        }
        return unpack(outer, extent.stream(), stored, image);
    }

    /** Takes off one container after the other until something else is found. */
    private Input unpack(List<String> outer, InputStream stream, Input.StoredBytes stored, Optional<Qcow2Image> image)
            throws IOException {
        List<String> layers = new ArrayList<>(outer);
        SkippableFrames skipping = new SkippableFrames(new BufferedInputStream(stream, BUFFER));
        InputStream in = new BufferedInputStream(skipping, BUFFER);
        Optional<Container> found = Container.of(Container.front(in));
        while (found.isPresent() && layers.size() < MOST_LAYERS) {
            Container container = found.get();
            if (!container.refused()) {
                layers.add(container.label());
            }
            in = new BufferedInputStream(new Layer(container, in, maxOutput), BUFFER);
            found = Container.of(Container.front(in));
        }
        if (found.isPresent()) {
            String advice = "more than " + MOST_LAYERS + " containers in each other: unpack the outer ones";
            in = new Unreadable(in, new LimitExceededException("input.layers", 0, advice));
        }
        return new Input(name, layers, ByteSource.of(in), stored, skipping.note(), image);
    }
}
