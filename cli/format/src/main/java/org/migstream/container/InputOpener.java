// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import static org.migstream.io.InputFindingCodes.INPUT_CONTAINER;
import static org.migstream.io.InputFindingCodes.INPUT_LAYERS;
import static org.migstream.io.InputFindingCodes.INPUT_OFFSET;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.migstream.container.Input.PipeFilter;
import org.migstream.container.qcow2.Qcow2Image;
import org.migstream.container.qcow2.Snapshot;
import org.migstream.io.BlockInputStream;
import org.migstream.io.ByteSource;
import org.migstream.io.LimitExceededException;
import org.migstream.io.MalformedStreamException;
import org.migstream.io.RandomAccessInput;
import org.migstream.io.ReadAheadInputStream;
import org.migstream.io.StreamException;
import org.migstream.io.UnsupportedStreamException;
import org.migstream.spi.Finding;

/**
 * Opens an input and removes its containers.
 *
 * <pre>
 *   regular file, block device --+-- qcow2 image, snapshot --+-- no container, libvirt without compression:  seekable
 *   pipe, other special file   --+                           +-- containers:  ContainerInputStream, at most 3
 * </pre>
 */
final class InputOpener {
    private static final int BUFFER_SIZE = 1 << 16;
    private static final int MAX_LAYERS = 3;
    private static final int S_IFMT = 0170000;
    private static final int S_IFBLK = 0060000;

    private final String name;
    private final OutputLimit maxOutput;
    private final PipeFilter pipeFilter;
    private final List<Finding> findings = new ArrayList<>();

    /**
     * Creates an opener; see {@link Input#open}.
     *
     * @param name of the input in messages
     */
    InputOpener(String name, OutputLimit maxOutput) {
        this(name, maxOutput, PipeFilter.NONE);
    }

    InputOpener(String name, OutputLimit maxOutput, PipeFilter pipeFilter) {
        this.name = name;
        this.maxOutput = maxOutput;
        this.pipeFilter = pipeFilter;
    }

    Input openFile(InputName inputName) throws IOException {
        Path path = inputName.file();
        if (path.toString().isEmpty()) {
            throw inputNameException("the name of the file is empty");
        }
        if (!Files.exists(path)) {
            // The exception states whether the file is missing or not accessible.
            FileChannel.open(path).close();
            throw new NoSuchFileException(path.toString());
        }
        if (Files.isDirectory(path)) {
            throw fileSystemException("is a directory");
        }
        if (Files.isRegularFile(path) || isBlockDevice(path)) {
            RandomAccessInput whole = RandomAccessInput.of(FileChannel.open(path), 0);
            try {
                return openFile(whole, inputName);
            } catch (IOException e) {
                whole.close();
                throw e;
            }
        }
        if (inputName.snapshot() != null) {
            throw notAQcow2Image(inputName);
        }
        // Files.newInputStream fails, because it asks a pipe for its position.
        InputStream pipe = pipeFilter.apply(new FileInputStream(path.toFile()));
        try {
            return openPipe(pipe, inputName.offset());
        } catch (IOException e) {
            pipe.close();
            throw e;
        }
    }

    /** Returns whether the path is a block device. A logical volume can hold an image or a stream. */
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

    private InputNameException notAQcow2Image(InputName inputName) {
        return inputNameException(inputName.file() + " is not a qcow2 image, so it has no snapshots");
    }

    private static Input.StoredSize fileSize(RandomAccessInput file) {
        return () -> OptionalLong.of(file.size());
    }

    Input openPipe(InputStream pipe, long offset) throws IOException {
        CountingInputStream counting = new CountingInputStream(pipe);
        try {
            counting.skipNBytes(offset);
        } catch (EOFException e) {
            return failingInput(counting, counting::totalCount, offsetPastEnd(counting.count(), offset), null);
        }
        byte[] firstBytes = ContainerFormat.readMagic(counting);
        if (isPlain(firstBytes)) {
            // Without the streams for containers, the bytes are copied only once.
            ByteSource plain = ByteSource.of(pipe, firstBytes);
            return new Input(name, List.of(), plain, () -> addOffset(plain.totalCount(), offset), null, null, findings);
        }
        InputStream whole = new SequenceInputStream(new ByteArrayInputStream(firstBytes), counting);
        // A pipe is not read ahead: the bytes that the reader has not asked for may never arrive.
        return openContainers(
                List.of(),
                whole,
                () -> maxOutput.after(counting.count()),
                counting::totalCount,
                null,
                content -> content);
    }

    private static OptionalLong addOffset(OptionalLong count, long offset) {
        return count.isPresent() ? OptionalLong.of(count.getAsLong() + offset) : count;
    }

    /** Returns whether no container starts with these bytes. */
    private static boolean isPlain(byte[] firstBytes) {
        return ContainerFormat.detect(firstBytes).isEmpty() && !SkippableFrameFilter.startsWithFrame(firstBytes);
    }

    private Input openFile(RandomAccessInput whole, InputName inputName) throws IOException {
        if (inputName.offset() == 0
                && ContainerFormat.detect(ContainerFormat.peekMagic(whole))
                        .equals(Optional.of(ContainerFormat.QCOW2))) {
            try {
                return openSnapshot(whole, inputName.snapshot());
            } catch (StreamException e) {
                return failingInput(whole, fileSize(whole), e, null);
            }
        }
        if (inputName.snapshot() != null) {
            throw notAQcow2Image(inputName);
        }
        if (inputName.offset() > whole.size()) {
            return failingInput(whole, fileSize(whole), offsetPastEnd(whole.size(), inputName.offset()), null);
        }
        return openSeekable(List.of(), whole.sliceFrom(inputName.offset()), fileSize(whole), null);
    }

    private Input openSnapshot(RandomAccessInput file, @Nullable String nameOrId) throws IOException {
        Qcow2Image image = Qcow2Image.of(file);
        if (nameOrId == null && image.snapshotCount() == 0) {
            throw ForeignFormat.emptyQcow2Exception();
        }
        if (nameOrId == null) {
            String advice = "this is a qcow2 image: name a snapshot with VM state as FILE#SNAPSHOT"
                    + " ('migstream inspect FILE' lists them)";
            return failingInput(
                    file, fileSize(file), new UnsupportedStreamException(INPUT_CONTAINER, 0, advice), image);
        }
        Snapshot snapshot = image.findSnapshot(nameOrId)
                .orElseThrow(() -> inputNameException(
                        "no snapshot has this name or id ('migstream inspect' of the image lists them)"));
        if (snapshot.vmStateSize() == 0) {
            throw inputNameException("this is a snapshot of the disk only, without VM state");
        }
        return openSeekable(
                List.of(ContainerFormat.QCOW2.label()),
                image.openVmState(snapshot, maxOutput.after(file.size())),
                fileSize(file),
                image);
    }

    private static StreamException offsetPastEnd(long size, long offset) {
        return new MalformedStreamException(
                INPUT_OFFSET, 0, "the offset " + offset + " is past the end of the file, which is at " + size);
    }

    private Input failingInput(
            Closeable file, Input.StoredSize stored, StreamException reason, @Nullable Qcow2Image image) {
        ByteSource failing = ByteSource.of(new FailingInputStream(file, reason));
        return new Input(name, List.of(), failing, stored, null, image, findings);
    }

    /** Opens a seekable input. The result is also seekable unless the input is compressed. */
    private Input openSeekable(
            List<String> outer, RandomAccessInput input, Input.StoredSize stored, @Nullable Qcow2Image image)
            throws IOException {
        byte[] firstBytes = ContainerFormat.peekMagic(input);
        if (isPlain(firstBytes)) {
            return new Input(name, outer, ByteSource.of(input), stored, null, image, findings);
        }
        Optional<ContainerFormat> found = ContainerFormat.detect(firstBytes);
        if (found.filter(ContainerFormat::isLibvirt).isPresent()) {
            OptionalLong stream = LibvirtSaveImageReader.findUncompressedStream(input);
            if (stream.isPresent()) {
                addLibvirtFindings(found.get(), input.openStream());
                List<String> layers = new ArrayList<>(outer);
                layers.add(ContainerFormat.LIBVIRT.label());
                ByteSource plain = ByteSource.of(input.sliceFrom(stream.getAsLong()));
                return new Input(name, layers, plain, stored, null, image, findings);
            }
        }
        // The VM state of an image may have more bytes than the image, which is what the file has.
        long limit = maxOutput.after(stored.bytes().orElseThrow());
        return openContainers(outer, input.openStream(), () -> limit, stored, image, ReadAheadInputStream::new);
    }

    /** Adds what makes libvirt refuse an image. Reads at most {@link LibvirtXmlCheck#MAX_BYTES} bytes of it. */
    private void addLibvirtFindings(ContainerFormat container, InputStream image) throws IOException {
        LibvirtSaveImageReader.findingOf(container).ifPresent(findings::add);
        LibvirtXmlCheck.check(image).ifPresent(findings::add);
    }

    /**
     * Removes one container after the other until the content is not a container.
     *
     * @param limit returns how many bytes each container may decompress to
     * @param readAhead wraps the content of the innermost container
     */
    private Input openContainers(
            List<String> outer,
            InputStream stream,
            LongSupplier limit,
            Input.StoredSize stored,
            @Nullable Qcow2Image image,
            UnaryOperator<InputStream> readAhead)
            throws IOException {
        List<String> layers = new ArrayList<>(outer);
        SkippableFrameFilter filter = new SkippableFrameFilter(new BufferedInputStream(stream, BUFFER_SIZE));
        InputStream in = new BufferedInputStream(filter, BUFFER_SIZE);
        Optional<ContainerFormat> found = ContainerFormat.detect(ContainerFormat.peekMagic(in));
        while (found.isPresent() && layers.size() < MAX_LAYERS) {
            ContainerFormat container = found.get();
            if (!container.isUnsupported()) {
                layers.add(container.label());
            }
            if (container.isLibvirt()) {
                in.mark(LibvirtXmlCheck.MAX_BYTES);
                addLibvirtFindings(container, in);
                in.reset();
            }
            in = new BufferedInputStream(new ContainerInputStream(container, in, limit), BUFFER_SIZE);
            found = ContainerFormat.detect(ContainerFormat.peekMagic(in));
        }
        if (found.isPresent()) {
            String advice = "more than " + MAX_LAYERS + " nested containers: decompress the outer ones first";
            in = new FailingInputStream(in, new LimitExceededException(INPUT_LAYERS, 0, advice));
        }
        return new Input(
                name,
                layers,
                ByteSource.of(readAhead.apply(in)),
                stored,
                filter.metadata().orElse(null),
                image,
                findings);
    }

    /** Throws an exception at the first read, so that the error is reported like an error in the content. */
    private static final class FailingInputStream extends BlockInputStream {
        private final Closeable resource;
        private final StreamException exception;

        FailingInputStream(Closeable resource, StreamException exception) {
            this.resource = resource;
            this.exception = exception;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            throw exception;
        }

        @Override
        public void close() throws IOException {
            resource.close();
        }
    }
}
