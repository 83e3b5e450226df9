// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import org.migstream.vfio.simulated.OptionValues.SimulatedOption;
import org.migstream.vfio.simulated.SparseImage.FillPattern;

/** A device whose content is a {@link SparseImage}. Options set the size and the initial bytes. */
abstract class ImageDeviceModel implements DeviceModel {
    private final long contentSize;
    private final FillPattern pattern;

    /**
     * Reads the size and {@link SparseImage#FILL_OPTION} from the options.
     *
     * @param sizeOption the option with the size
     * @param maxSize the maximum size, in bytes
     * @param defaultSize the size without the option, in bytes
     */
    ImageDeviceModel(OptionValues options, SimulatedOption sizeOption, long maxSize, long defaultSize) {
        contentSize = options.number(sizeOption, 1, maxSize, defaultSize);
        pattern = new FillPattern(options.number(SparseImage.FILL_OPTION, 0, Long.MAX_VALUE, 1));
    }

    /** Returns the size of the content, in bytes. */
    final long contentSize() {
        return contentSize;
    }

    /** Opens the image in a content. */
    final SparseImage openImage(StateContent content) throws IOException {
        return SparseImage.open(content, contentSize, pattern);
    }

    /** Creates a new image in a content. */
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
