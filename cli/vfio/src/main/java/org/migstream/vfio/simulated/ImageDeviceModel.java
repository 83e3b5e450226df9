// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;

/** A device whose content is an {@link SparseImage}, as large as it is told and filled as it is told. */
abstract class ImageDeviceModel implements DeviceModel {
    private final long contentSize;
    private final FillPattern pattern;

    /**
     * Takes the size and {@link SparseImage#FILL_OPTION} from the options.
     *
     * @param name the option with the size
     * @param largest the most that it may be, bytes
     * @param otherwise what it is if it is not given
     */
    ImageDeviceModel(OptionValues options, SimulatedOption name, long largest, long otherwise) {
        contentSize = options.number(name, 1, largest, otherwise);
        pattern = new FillPattern(options.number(SparseImage.FILL_OPTION, 0, Long.MAX_VALUE, 1));
    }

    /** Bytes of content. */
    final long contentSize() {
        return contentSize;
    }

    /** The image in a content. */
    final SparseImage openImage(StateContent content) throws IOException {
        return SparseImage.open(content, contentSize, pattern);
    }

    /** A new image. */
    final SparseImage createImage(StateContent content) throws IOException {
        return SparseImage.create(content, contentSize, pattern);
    }

    @Override
    public final void writeInitialContent(StateContent content) throws IOException {
        createImage(content);
    }

    @Override
    public final void checkContent(StateContent content) throws IOException {
        openImage(content);
    }
}
