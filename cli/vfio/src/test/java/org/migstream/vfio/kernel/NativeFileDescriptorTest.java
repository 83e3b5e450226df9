// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.vfio.Errno;
import org.migstream.vfio.VfioException;

/** Calls of the C library on ordinary files. */
@EnabledOnOs(OS.LINUX)
class NativeFileDescriptorTest {
    private static final ErrnoMessages ERRORS = ErrnoMessages.of("try").with(Errno.ENOENT, "it does not exist");

    @TempDir
    private Path directory;

    private static IntFunction<ByteBuffer> allocator(boolean direct) {
        return direct ? ByteBuffer::allocateDirect : ByteBuffer::allocate;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void writtenBytes_areReadBack(boolean direct) throws IOException {
        byte[] content = new byte[3 << 20];
        new Random(1).nextBytes(content);
        Path path = Files.createFile(directory.resolve("file"));
        ByteBuffer from = allocator(direct)
                .apply(content.length + 7)
                .position(7)
                .put(content)
                .position(7);
        ByteBuffer into = allocator(direct).apply(content.length + 9).position(9);
        try (NativeFileDescriptor file = NativeFileDescriptor.open(path.toString(), ERRORS)) {
            while (from.hasRemaining()) {
                assertTrue(file.write(from, ERRORS) > 0);
            }
            assertArrayEquals(content, Files.readAllBytes(path));
            while (into.hasRemaining()) {
                assertTrue(file.read(into, into.position() - 9, ERRORS) > 0);
            }
            assertEquals(0, file.read(ByteBuffer.allocateDirect(1), content.length, ERRORS));
            ByteBuffer patch =
                    allocator(direct).apply(2).put((byte) 1).put((byte) 2).flip();
            assertEquals(2, file.write(patch, 5, ERRORS));
            assertFalse(patch.hasRemaining());
        }
        byte[] read = new byte[content.length];
        into.position(9).get(read);
        assertArrayEquals(content, read);
        content[5] = 1;
        content[6] = 2;
        assertArrayEquals(content, Files.readAllBytes(path));
    }

    @Test
    void failure_namesOperationAndMeaning() {
        VfioException failure = assertThrows(
                VfioException.class,
                () -> NativeFileDescriptor.open(directory.resolve("none").toString(), ERRORS));
        assertEquals("try: No such file or directory: it does not exist", failure.getMessage());
        assertTrue(failure.hasErrno(Errno.ENOENT));
    }

    @Test
    void unknownErrno_isReportedByNumber() {
        VfioException failure = ERRORS.toException(132);
        assertEquals("try: error 132 of errno.h", failure.getMessage());
        assertTrue(failure.errno().isEmpty());
    }

    @Test
    void unsupportedIoctl_failsWithEnotty() throws IOException {
        try (NativeFileDescriptor file = NativeFileDescriptor.open(
                Files.createFile(directory.resolve("f")).toString(), ERRORS)) {
            IoctlBuffer argument = IoctlBuffer.of(UapiStruct.DEVICE_INFO);
            VfioException failure = assertThrows(
                    VfioException.class, () -> file.ioctl(UapiConstants.VFIO_DEVICE_GET_INFO, argument, ERRORS));
            assertTrue(failure.hasErrno(Errno.ENOTTY), failure.getMessage());
            assertThrows(VfioException.class, () -> file.ioctl(UapiConstants.VFIO_DEVICE_RESET, 0, ERRORS));
        }
    }

    @Test
    void closedDescriptor_rejectsCalls() throws IOException {
        NativeFileDescriptor file = NativeFileDescriptor.open(
                Files.createFile(directory.resolve("f")).toString(), ERRORS);
        file.close();
        file.close();
        assertThrows(VfioException.class, () -> file.read(ByteBuffer.allocateDirect(1), ERRORS));
    }

    @Test
    void nonDeviceFile_isClosed() throws IOException {
        NativeFileDescriptor file = NativeFileDescriptor.open(
                Files.createFile(directory.resolve("f")).toString(), ERRORS);
        VfioException failure = assertThrows(VfioException.class, () -> VfioDeviceFd.of(file));
        assertTrue(failure.getMessage().endsWith("the descriptor is not a VFIO device"), failure.getMessage());
        assertThrows(VfioException.class, () -> file.read(ByteBuffer.allocateDirect(1), ERRORS));
    }
}
