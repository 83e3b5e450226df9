// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.migstream.stream.StreamFindingCodes.RETURN_PATH_BITMAP_SIZE;
import static org.migstream.stream.StreamFindingCodes.RETURN_PATH_LENGTH;
import static org.migstream.stream.StreamFindingCodes.RETURN_PATH_UNKNOWN_MESSAGE;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.migstream.io.ByteSource;
import org.migstream.io.MalformedStreamException;
import org.migstream.stream.ReturnPathMessage.RecvBitmapEnd;

/** Parses the recording of a return path, which is a list of messages. The recording may end after any message. */
final class ReturnPathParser implements ElementParser {
    private boolean isBitmapEndNext;

    @Override
    public @Nullable Element next(ByteSource in) throws IOException {
        if (isBitmapEndNext) {
            isBitmapEndNext = false;
            return RecvBitmapEnd.read(in);
        }
        return in.available(1) == 0 ? null : readMessage(in);
    }

    private ReturnPathMessage readMessage(ByteSource in) throws IOException {
        long offset = in.position();
        int code = in.readBe16();
        int length = in.readBe16();
        ReturnPathMessage.Type type = ReturnPathMessage.Type.of(code)
                .filter(known -> known.allowsLength(length))
                .orElseThrow(() -> new MalformedStreamException(
                        RETURN_PATH_UNKNOWN_MESSAGE,
                        offset,
                        "no known message has type " + code + " and " + length + " bytes of data"));
        ReturnPathMessage message = readData(in, offset, type);
        if (message.dataLength() != length) {
            throw new MalformedStreamException(
                    RETURN_PATH_LENGTH,
                    offset,
                    "%s has a length of %d bytes, but its content has %d"
                            .formatted(type, length, message.dataLength()));
        }
        return message;
    }

    private ReturnPathMessage readData(ByteSource in, long offset, ReturnPathMessage.Type type) throws IOException {
        switch (type) {
            case REQ_PAGES_ID:
                return new ReturnPathMessage.PageRequest(
                        offset, in.readBe64(), in.readBe32(), Optional.of(in.readCountedString()));
            case REQ_PAGES:
                return new ReturnPathMessage.PageRequest(offset, in.readBe64(), in.readBe32(), Optional.empty());
            case RECV_BITMAP:
                isBitmapEndNext = true;
                String block = in.readCountedString();
                long size = LengthField.read(in, offset, RETURN_PATH_BITMAP_SIZE, type);
                return new ReturnPathMessage.RecvBitmap(offset, block, size);
            case SWITCHOVER_ACK:
                return new ReturnPathMessage.SwitchoverAck(offset);
            default:
                return new ReturnPathMessage.ValueMessage(offset, type, in.readBe32());
        }
    }
}
